"""Two namespaces and a cable, without Docker."""

from __future__ import annotations

from collections.abc import Sequence

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import silent
from dockernet_sim.notebook.exercises.bench import Bench, Finding, asks
from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.variant import Variant

PAIRS = (("red", "blue"), ("north", "south"), ("left", "right"), ("sun", "moon"), ("salt", "pepper"))


def patch_cable(v: Variant) -> Exercise:
    """Two namespaces and a cable, without Docker."""
    one, two = v.one("rooms", PAIRS)
    net = v.net("net", "10.1.1")
    return Exercise(
        "patch-cable",
        Both(
            f"**A patch cable.** vm has two network namespaces, `{one}` and `{two}` (`ip netns`), each with nothing but loopback. Join them as Docker does, by hand: {one} gets {net}.1/24, "
            f"{two} gets {net}.2/24, and each answers the other's ping. vm itself takes no part: it does not reach either of them.",
            f"**一根网线。** vm 上有两个网络命名空间 `{one}` 和 `{two}`（`ip netns`），里面除了回环什么都没有。请像 Docker 那样手工把它们连起来：{one} 得到 {net}.1/24，"
            f"{two} 得到 {net}.2/24，两边能互相 ping 通。vm 自己不参与：它不能访问其中任何一个。",
        ),
        [
            pings(one, two, f"{net}.2"),
            pings(two, one, f"{net}.1"),
            silent("vm", lambda _bench: (f"{net}.1", f"{net}.2"), (None,), text=Both(
                "vm does not reach either of them", "vm 不能访问其中任何一个",
            ), hints=[
                Both("vm has an address on the way: one veth pair with an end in each namespace needs none.",
                     "vm 在路上有地址：一对 veth，两端各在一个命名空间里，就不需要。"),
            ]),
        ],
        start=(f"ip netns add {one}", f"ip netns add {two}"),
        about=About(
            "build", "beginner", 10,
            Both("a veth pair is a cable between namespaces; it needs an address and `up` at both ends",
                 "一对 veth 就是命名空间之间的网线；两端都要有地址并且 `up`"),
            "veth_pairs",
        ),
    )  # fmt: skip


def pings(source: str, target: str, address: str, hints: Sequence[str] = ()) -> Goal:
    """A namespace gets the answer to its ping from another one, not from itself or vm."""

    def test(bench: Bench) -> Finding:
        since = bench.lab.trace.serial
        said = bench.lab.sh(f"ip netns exec {source} ping -c 1 -W 1 {address}").output
        if " 1 received" not in said:
            return Finding(False, filled("{a} gets no answer from {b}", "{a} 得不到 {b} 的应答", a=source, b=address))
        taken = any(
            each.event == "deliver" and each.netns == target and asks(each) for each in bench.lab.trace.since(since)
        )
        if not taken:
            return Finding(
                False, filled("{b} answers, but not in {a}", "{b} 回答了，但不是在 {a} 里", a=target, b=address)
            )
        return Finding(True, filled("{b} answers {a}", "{b} 回答了 {a}", a=source, b=address))

    text = filled("{a} pings {b} at {c}", "{a} 能 ping 通 {b} 的 {c}", a=source, b=target, c=address)
    return Goal(text, test, tuple(hints) or (
        Both(f"Look from inside: `ip -n {source} addr`, `ip -n {source} route`. Is there a device, is it UP, has it the address with /24?",
             f"从里面看：`ip -n {source} addr`、`ip -n {source} route`。有设备吗，是 UP 吗，有带 /24 的地址吗？"),
        Both(f"`ip link add cable0 type veth peer name cable1`, `ip link set cable0 netns {source}`, `ip -n {source} addr add ... dev cable0`, `ip -n {source} link set cable0 up`; the other end likewise in {target}.",
             f"`ip link add cable0 type veth peer name cable1`，`ip link set cable0 netns {source}`，`ip -n {source} addr add ... dev cable0`，`ip -n {source} link set cable0 up`；另一端在 {target} 里也一样。"),
    ), points=2)  # fmt: skip
