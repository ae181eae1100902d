"""A namespace without Docker gets a way out and one published port."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import VM, shows, silent
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.variant import Variant


def nat_by_hand(v: Variant) -> Exercise:
    """A namespace without Docker gets a way out and one published port."""
    box, port, secret = (
        v.one("box", ("box", "cell", "room", "hut", "tent")),
        v.port("http", 8080),
        v.port("secret", 9000),
    )
    net = v.net("net", "10.1.0")
    return Exercise(
        "nat-by-hand",
        Both(
            f"**NAT by hand.** `{box}` is a namespace that Docker knows nothing of: address {net}.2, gateway {net}.1 on vm's device `veth0`, a page at port 80 and another, secret, at port {secret}. "
            f"Do what Docker would do: {box} reaches the internet (203.0.113.10), and lan gets the page at port {port} of vm. lan must not reach the secret page, not even when it sets a route to {net}.0/24.",
            f"**手工 NAT。** `{box}` 是 Docker 不知道的命名空间：地址 {net}.2，网关是 vm 的设备 `veth0` 上的 {net}.1，端口 80 上有一个网页，端口 {secret} 上还有一个不公开的网页。"
            f"请做 Docker 会做的事：{box} 能访问互联网（203.0.113.10），lan 能通过 vm 的端口 {port} 得到网页。lan 不能访问那个不公开的网页，即使它设置了到 {net}.0/24 的路由。",
        ),
        [
            shows(
                Both(f"{box} reaches the internet", f"{box} 能访问互联网"), f"ip netns exec {box} ping -c 1 -W 1 203.0.113.10", " 1 received", points=3, hints=[
                    Both("Two obstacles: the policy of FORWARD is DROP, both ways, and outside no machine knows the box's address. Look at the counters of `iptables -nvL FORWARD`.",
                         "两道障碍：FORWARD 的默认策略是 DROP，两个方向都是；而且外面没有机器认识它的地址。看看 `iptables -nvL FORWARD` 的计数。"),
                    Both(f"Accept `-i veth0`, accept `-o veth0` for established flows, and `iptables -t nat -A POSTROUTING -s {net}.0/24 ! -o veth0 -j MASQUERADE`.",
                         f"放行 `-i veth0`，放行 `-o veth0` 的已建立连接，再 `iptables -t nat -A POSTROUTING -s {net}.0/24 ! -o veth0 -j MASQUERADE`。"),
                ]),
            shows(
                Both(f"lan gets the page at port {port} of vm", f"lan 能通过 vm 的端口 {port} 得到网页"), f"curl -s -m 2 http://{VM}:{port}/", "made by hand", on="lan", points=3, hints=[
                    Both("A published port is a DNAT rule in PREROUTING, and then a packet that FORWARD judges by its new port, 80.",
                         "发布端口就是 PREROUTING 里的一条 DNAT 规则，之后 FORWARD 按新端口 80 来判断这个包。"),
                    Both(f"`iptables -t nat -A PREROUTING -p tcp --dport {port} -j DNAT --to-destination {net}.2:80`, and accept `-d {net}.2 -p tcp --dport 80` in FORWARD.",
                         f"`iptables -t nat -A PREROUTING -p tcp --dport {port} -j DNAT --to-destination {net}.2:80`，并在 FORWARD 里放行 `-d {net}.2 -p tcp --dport 80`。"),
                ]),
            _with_route(f"{net}.0/24", silent(
                "lan", lambda _bench: (f"{net}.2", VM), (secret,), text=Both("lan does not reach the secret page", "lan 不能访问不公开的网页"), points=2, hints=[
                    Both("You opened more than one port: accept port 80 of the box alone, and leave the policy at DROP.",
                         "你打开的不止一个端口：只放行它的端口 80，默认策略保持 DROP。"),
                ])),
        ],
        start=(
            f"ip netns add {box}",
            f"ip link add veth0 type veth peer name eth0 netns {box}",
            f"ip addr add {net}.1/24 dev veth0",
            "ip link set veth0 up",
            f"ip -n {box} link set lo up",
            f"ip -n {box} link set eth0 up",
            f"ip -n {box} addr add {net}.2/24 dev eth0",
            f"ip -n {box} route add default via {net}.1",
            "mkdir -p /srv/box /srv/secret",
            "echo 'made by hand' > /srv/box/index.html",
            "echo 'not for lan' > /srv/secret/index.html",
            f"ip netns exec {box} busybox httpd -f -h /srv/box -p 80 &",
            f"ip netns exec {box} busybox httpd -f -h /srv/secret -p {secret} &",
        ),
        about=About(
            "build", "practice", 15,
            Both("way out: FORWARD and MASQUERADE; way in: DNAT and FORWARD with the container's port",
                 "出去：FORWARD 和 MASQUERADE；进来：DNAT 和按容器端口的 FORWARD"),
            "nat_by_hand",
        ),
    )  # fmt: skip


def _with_route(net: str, goal: Goal) -> Goal:
    """The goal holds once lan has a route through vm."""

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        later.lab.sh(f"ip route add {net} via {VM}", on="lan")
        return goal.find(later)

    return replace(goal, test=test)
