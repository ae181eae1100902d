"""busybox's route (networking/route.c): the routing table as it was shown before ip."""

from __future__ import annotations

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text, mask

HEAD = "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"


@applet("route")
def route(task: Task) -> int:
    """``route [-n]``."""
    given, words = options(task.args, "ne")
    if words or "e" in given:
        raise NotModelled("busybox's route is modelled for showing only")
    task.out(HEAD)
    for one in task.ns.ip.fib.routes():
        if one.dev is not None and one.type == "unicast":
            task.out(_line(one, "n" in given))
    return 0


def _line(one: Route, numeric: bool) -> str:
    target, gateway = ip_text(one.net), ip_text(one.gateway)
    if not numeric:
        target = "default" if one.plen == 0 else target
        gateway = gateway if one.gateway else "*"
    flags = "U" + ("G" if one.gateway else "") + ("H" if one.plen == 32 else "")
    name = one.dev.name if one.dev is not None else ""
    return f"{target:<15} {gateway:<15} {ip_text(mask(one.plen)):<16}{flags:<6}{one.metric:<6} 0        0 {name}\n"
