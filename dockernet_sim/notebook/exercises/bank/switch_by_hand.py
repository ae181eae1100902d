"""Three namespaces on a bridge, without Docker."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import silent
from dockernet_sim.notebook.exercises.bank.patch_cable import pings
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.variant import Variant

TRIOS = (("red", "green", "blue"), ("north", "east", "west"), ("left", "middle", "right"), ("sun", "moon", "star"))


def switch_by_hand(v: Variant) -> Exercise:
    """Three namespaces on a bridge, without Docker."""
    one, two, three = v.one("rooms", TRIOS)
    net = v.net("net", "10.1.2")
    hints = [
        Both(
            "Each namespace needs a veth pair of its own: the inner end with an address, the outer end plugged into the bridge (`master`), the bridge and both ends `up`. "
            "`bridge link` and `ip -br link` show what is missing.",
            "每个命名空间都需要自己的一对 veth：里面一端有地址，外面一端接到网桥上（`master`），网桥和两端都要 `up`。`bridge link` 和 `ip -br link` 会显示缺了什么。",
        ),
        Both(
            "The bridge passes frames to iptables, too, and FORWARD's policy is DROP on a Docker host: `iptables -nvL FORWARD`, `sysctl -w net.bridge.bridge-nf-call-iptables=0`.",
            "网桥上的帧也要经过 iptables，而 Docker 主机上 FORWARD 的默认策略是 DROP：看看 `iptables -nvL FORWARD`，`sysctl -w net.bridge.bridge-nf-call-iptables=0`。",
        ),
    ]
    return Exercise(
        "switch-by-hand",
        Both(
            f"**A switch.** vm has three network namespaces, `{one}`, `{two}` and `{three}` (`ip netns`), each with nothing but loopback. Build the network that Docker would build for three containers: "
            f"a bridge on vm and a veth pair for each namespace. {one} gets {net}.1/24, {two} {net}.2/24, {three} {net}.3/24, and each reaches the others. The bridge is a switch only: vm has no address there "
            "and reaches none of them.",
            f"**一台交换机。** vm 上有三个网络命名空间 `{one}`、`{two}` 和 `{three}`（`ip netns`），里面除了回环什么都没有。请搭出 Docker 会为三个容器搭的网络：vm 上一个网桥，每个命名空间一对 veth。"
            f"{one} 得到 {net}.1/24，{two} 得到 {net}.2/24，{three} 得到 {net}.3/24，彼此都能访问。网桥只当交换机：vm 在上面没有地址，也不能访问其中任何一个。",
        ),
        [
            pings(one, two, f"{net}.2", hints),
            pings(two, three, f"{net}.3", hints),
            pings(three, one, f"{net}.1", hints),
            silent("vm", lambda _bench: (f"{net}.1", f"{net}.2", f"{net}.3"), (None,), text=Both(
                "vm does not reach any of them", "vm 不能访问其中任何一个",
            ), hints=[
                Both("A bridge needs no address to switch frames; with one, vm itself is on the network.",
                     "网桥转发帧不需要地址；有了地址，vm 自己也在这个网络上。"),
            ]),
        ],
        start=tuple(f"ip netns add {name}" for name in (one, two, three)),
        about=About(
            "build", "beginner", 15,
            Both("a bridge is a switch: ports, no address, and netfilter looks on", "网桥就是交换机：有端口，不需要地址，netfilter 也会检查"),
            "bridge",
        ),
    )  # fmt: skip
