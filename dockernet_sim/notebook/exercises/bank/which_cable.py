"""A container's cable, bridge, gateway and next hop, found on vm."""

from __future__ import annotations

import re

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.said import says
from dockernet_sim.notebook.exercises.bench import Bench
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.variant import Variant

LINK = re.compile(r"(\d+): ([^:@\s]+)(?:@\S+)?: .*?(?: master (\S+))?(?: state .*)?link/ether (\S+)", re.S)


def which_cable(v: Variant) -> Exercise:
    """A container's cable, bridge, gateway and next hop, found on vm."""
    web, api, db, net = v.name("web"), v.name("api"), v.name("db"), v.name("back")
    order = v.one("order", ((0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (0, 2, 1), (1, 0, 2)))
    runs = (f"{web} nginx", f"{api} nginx", f"{db} --network {net} mysql")
    form = '{"veth": "...", "bridge": "...", "gateway": "...", "mac": "..."}'
    return Exercise(
        "which-cable",
        Both(
            f"**Which cable?** `{web}`, `{api}` and `{db}` are running; {db} is on the network `{net}`. Before you pull a cable on vm, find out which one it is. Write\n\n    answers = {form}\n\n"
            f"veth: the device of vm at the other end of {web}'s eth0. bridge: the device of vm that {db}'s cable is plugged into. gateway: the address that {web} sends through to reach the internet. "
            "mac: the destination MAC of the frames that it sends there. Then check.",
            f"**哪一根线？** `{web}`、`{api}` 和 `{db}` 正在运行；{db} 在网络 `{net}` 上。在 vm 上拔线之前，先查清是哪一根。请写出\n\n    answers = {form}\n\n"
            f"veth：{web} 的 eth0 另一端在 vm 上的设备。bridge：{db} 的线插在 vm 的哪个设备上。gateway：{web} 访问互联网时经过的地址。mac：它为此发出的帧的目的 MAC。然后检查。",
        ),
        [
            says("veth", Both(f"you know the other end of {web}'s eth0", f"你知道 {web} 的 eth0 的另一端"), lambda bench: {_peer(bench, web)[0]}, (
                Both(f"Both ends know each other's index: `docker exec {web} cat /sys/class/net/eth0/iflink`, then `ip link` on vm.",
                     f"两端互相知道对方的编号：`docker exec {web} cat /sys/class/net/eth0/iflink`，再在 vm 上看 `ip link`。"),
                Both("`12: veth...@if11` on vm is device 12, and its other end is number 11 in the container.", "vm 上的 `12: veth...@if11` 是 12 号设备，它的另一端是容器里的 11 号。"),
            )),
            says("bridge", Both(f"you know the bridge of {db}", f"你知道 {db} 的网桥"), lambda bench: {_peer(bench, db)[1]}, (
                Both(f"{db} is not on the default network: its bridge is called br- and the first twelve letters of the network's ID (`docker network ls`).",
                     f"{db} 不在默认网络上：它的网桥名是 br- 加上网络 ID 的前十二个字符（`docker network ls`）。"),
            )),
            says("gateway", Both(f"you know the gateway of {web}", f"你知道 {web} 的网关"), lambda bench: _gateway(bench, web), (
                Both(f"`docker exec {web} ip route`: the line that begins with default.", f"`docker exec {web} ip route`：以 default 开头的那一行。"),
            )),
            says("mac", Both(f"you know where {web} sends its frames for the internet", f"你知道 {web} 发往互联网的帧交给谁"), lambda bench: {_bridge_mac(bench, web)}, (
                Both(f"A frame goes to the next hop, not to the internet's address: ask the neighbour table, `docker exec {web} ip neigh`, after a ping.",
                     f"帧交给下一跳，而不是互联网的地址：先 ping 一次，再看邻居表 `docker exec {web} ip neigh`。"),
                Both("The gateway's address belongs to the bridge device on vm: `ip link show docker0`.", "网关的地址属于 vm 上的网桥设备：`ip link show docker0`。"),
            )),
        ],
        start=(f"docker network create {net}", *(f"docker run -d --name {runs[n]}" for n in order)),
        engine="20.10",
        about=About(
            "explain", "beginner", 10,
            Both("eth0 is one end of a veth pair, the other is a port of a bridge; the gateway is the bridge itself",
                 "eth0 是一对 veth 的一端，另一端是网桥的端口；网关就是网桥自己"),
            "docker0",
        ),
    )  # fmt: skip


def _links(bench: Bench) -> list[tuple[str, str, str, str]]:
    """Index, name, bridge and MAC of every device of vm."""
    found = map(LINK.match, bench.lab.sh("ip -o link").stdout.splitlines())
    return [(each[1], each[2], each[3] or "", each[4]) for each in found if each]


def _peer(bench: Bench, name: str) -> tuple[str, str]:
    """The device of vm at the other end of a container's eth0, and its bridge."""
    bench.container(name)
    index = bench.lab.sh("cat /sys/class/net/eth0/iflink", on=name).stdout.strip()
    return next((link[1], link[2]) for link in _links(bench) if link[0] == index)


def _gateway(bench: Bench, name: str) -> list[str]:
    bench.container(name)
    return re.findall(r"default via (\S+)", bench.lab.sh("ip route", on=name).stdout)


def _bridge_mac(bench: Bench, name: str) -> str:
    bridge = _peer(bench, name)[1]
    return next(link[3] for link in _links(bench) if link[1] == bridge)
