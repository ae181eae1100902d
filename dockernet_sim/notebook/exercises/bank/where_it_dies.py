"""The chain that drops, the DNS server, and a repair that opens no more than it must."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.said import repaired, says
from dockernet_sim.notebook.exercises.bench import Bench
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, reaches
from dockernet_sim.notebook.exercises.variant import Variant


def where_it_dies(v: Variant) -> Exercise:
    """The chain, the DNS server, and a repair that opens no more than it must."""
    web, db, other = (
        v.name("web"),
        v.name("db"),
        v.one("stranger", ("stranger", "guest", "tourist", "lodger", "passer")),
    )
    front, back = v.name("front"), v.name("back")
    form = '{"chain": "...", "server": "...", "repair": "docker ..."}'
    return Exercise(
        "where-it-dies",
        Both(
            f"**Where does it die?** `{web}` and `{other}` are on `{front}`, `{db}` is on `{back}`, and {web} cannot reach {db}. Write\n\n"
            f"    answers = {form}\n\n"
            f"chain: the iptables chain in which a ping from {web} to {db}'s address dies. server: the address that {web} asks for names. repair: one "
            f"line for vm after which {web} reaches {db} by name, while `{other}` still does not. Then check.",
            f"**在哪里被丢弃？** `{web}` 和 `{other}` 在 `{front}` 上，`{db}` 在 `{back}` 上，{web} 不能访问 {db}。请写出\n\n"
            f"    answers = {form}\n\n"
            f"chain：{web} ping {db} 的地址时，数据包在 iptables 的哪一条链里被丢弃。server：{web} 向哪个地址查询名称。repair：在 vm 上敲的一行命令，"
            f"之后 {web} 能用名称访问 {db}，而 `{other}` 仍然不能。然后检查。",
        ),
        [
            says("chain", Both("you know the chain that drops the ping", "你知道是哪一条链丢弃了 ping"), lambda bench: _chain(bench, web, db), (
                Both("Send the ping, then look at the counters of `iptables -nvL` and `iptables -t raw -nvL`, or ask `%why`.",
                     "发出 ping，再看 `iptables -nvL` 和 `iptables -t raw -nvL` 的计数，或者问 `%why`。"),
                Both("What is sent to a container's address and does not come in by its own bridge is dropped before it is routed: in the table raw.",
                     "发往容器地址、却不是从它自己的网桥进来的包，在路由之前就被丢弃：在 raw 表里。"),
            )),
            says("server", Both(f"you know which server {web} asks for names", f"你知道 {web} 向谁查询名称"), lambda bench: _server(bench, web), (
                Both(f"`docker exec {web} cat /etc/resolv.conf`"),
            )),
            repaired(reaches(web, db, by_name=True), (
                Both("A container can be on two networks.", "一个容器可以在两个网络上。"),
            )),
            repaired(isolated(other, db), (
                Both("Your repair opens the host to all. Connect the one container that has to go there, and no other.",
                     "你的修复对所有容器都开了门。只把需要过去的那一个容器接上，不要动别的。"),
            )),
        ],
        start=(
            f"docker network create {front}",
            f"docker network create {back}",
            f"docker run -d --name {web} --net {front} nginx",
            f"docker run -d --name {other} --net {front} busybox",
            f"docker run -d --name {db} --net {back} mysql",
        ),
        about=About(
            "explain", "practice", 15,
            Both("rules' counters show where a packet was dropped; 127.0.0.11 answers names", "规则的计数显示包在哪里被丢弃；127.0.0.11 解析名称"),
            "following_a_packet",
        ),
    )  # fmt: skip


def _chain(bench: Bench, web: str, db: str) -> set[str]:
    before = bench.lab.trace.serial
    bench.pings(web, bench.addresses(db)[0])
    since = bench.lab.trace.since(before)
    return {record.cause.split()[1] for record in since if record.event == "drop" and record.cause}


def _server(bench: Bench, web: str) -> set[str]:
    text = bench.lab.sh("cat /etc/resolv.conf", on=web).stdout
    return {line.split()[1] for line in text.splitlines() if line.startswith("nameserver")}
