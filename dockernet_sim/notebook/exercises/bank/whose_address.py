"""Which sender's address arrives."""

from __future__ import annotations

from dockernet_sim.explain.flow import packet_of
from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import INTERNET, VM
from dockernet_sim.notebook.exercises.bank.said import says
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.bench import Bench, asks
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.variant import Variant
from dockernet_sim.wire.address import ip_text


def whose_address(v: Variant) -> Exercise:
    """Which sender's address arrives."""
    web, api, port, net = v.name("web"), v.name("api"), v.port("http", 8080), v.net("net", "10.90.4")
    form = '{"in": "...", "out": "...", "beside": "...", "host": "..."}'
    watch = Both(
        f"Watch it arrive: `docker exec {web} tcpdump -n -c 1 -i eth0 tcp &`, then send; or step through it.",
        f"看它到达：先运行 `docker exec {web} tcpdump -n -c 1 -i eth0 tcp &`，再发送；或者逐步播放。",
    )
    return Exercise(
        "whose-address",
        Both(
            f"**Whose address?** The log of `{web}` shows who asked. It is on the network `shop` with `{api}`, and published at port {port} of vm. Which sender's address arrives? Write\n\n    answers = {form}\n\n"
            f"in: at {web}, when lan asks vm's port {port}. out: at the internet, when {web} asks 203.0.113.10. beside: at {web}, when {api} asks it by name, port 8080. host: at {web}, when a user of vm asks 127.0.0.1:{port}. Then check.",
            f"**谁的地址？** `{web}` 的日志里有来访者的地址。它和 `{api}` 一起在网络 `shop` 上，发布在 vm 的端口 {port}。到达时看到的源地址是什么？请写出\n\n    answers = {form}\n\n"
            f"in：lan 访问 vm 的端口 {port} 时，在 {web} 看到的。out：{web} 访问 203.0.113.10 时，在互联网看到的。beside：{api} 用名称访问它的端口 8080 时，在 {web} 看到的。host：vm 的用户访问 127.0.0.1:{port} 时，在 {web} 看到的。然后检查。",
        ),
        [
            says("in", Both(f"you know whom {web} sees when lan asks", f"你知道 lan 访问时 {web} 看到谁"), lambda bench: _seen(bench, "lan", VM, port, web), (
                Both("DNAT changes the destination, not the sender.", "DNAT 改的是目的地址，不是源地址。"), watch)),
            says("out", Both(f"you know whom the internet sees when {web} asks", f"你知道 {web} 访问时互联网看到谁"), lambda bench: _seen(bench, web, INTERNET, 80, "lan"), (
                Both("Containers' addresses are known to vm only: what does MASQUERADE write in their place (`iptables -t nat -S POSTROUTING`)?",
                     "容器的地址只有 vm 认识：MASQUERADE 写上去的是什么（`iptables -t nat -S POSTROUTING`）？"),)),
            says("beside", Both(f"you know whom {web} sees when {api} asks", f"你知道 {api} 访问时 {web} 看到谁"), lambda bench: _seen(bench, api, bench.addresses(web)[0], 8080, web), (
                Both(f"On one network nothing is rewritten: `docker exec {api} ip addr`.", f"在同一个网络上什么都不改写：`docker exec {api} ip addr`。"), watch)),
            says("host", Both(f"you know whom {web} sees when vm's user asks 127.0.0.1", f"你知道 vm 的用户访问 127.0.0.1 时 {web} 看到谁"), lambda bench: _seen(bench, "vm", "127.0.0.1", port, web), (
                Both("127.0.0.1 never leaves a machine: docker-proxy takes the connection and makes one of its own, from vm's address on that bridge.",
                     "127.0.0.1 不会离开一台机器：docker-proxy 接下这个连接，再用 vm 在那个网桥上的地址另建一个。"), watch)),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 shop",
            f"docker run -d --name {api} --network shop --ip {net}.{v.one('host', (11, 23, 42, 57, 88))} shop-api",
            f"docker run -d --name {web} --network shop -p {port}:8080 shop-web",
        ),
        images=SHOP,
        about=About(
            "explain", "practice", 10,
            Both("DNAT keeps the sender, MASQUERADE replaces it, docker-proxy is a sender of its own",
                 "DNAT 保留源地址，MASQUERADE 替换它，docker-proxy 自己就是发送方"),
            "published_ports",
        ),
    )  # fmt: skip


def _seen(bench: Bench, source: str, address: str, port: int, target: str) -> set[str]:
    """The sender's address in the SYN that the target's kernel takes in."""
    ns = bench.lab.world.place(target).ns
    since = bench.lab.trace.serial
    bench.connects(source, address, port)
    taken = [
        packet_of(record) for record in bench.lab.trace.since(since)
        if record.event == "deliver" and (record.host, record.netns) == (ns.host.name, ns.name) and asks(record)
    ]  # fmt: skip
    return {ip_text(packet.src) for packet in taken if packet is not None}
