"""``ip route get``: which way a packet would go."""

from __future__ import annotations

from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import Words, address, find, prefix
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import UNSPECIFIED, ip_text, is_multicast


def get(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip route get ADDRESS [from ADDRESS] [oif DEVICE]``."""
    target: int | None = None
    source, oif = 0, None
    while words:
        word = words.take()
        if word == "from":
            source = address(words.take())
        elif word in ("oif", "dev"):
            oif = find(ns, words.take())
        elif word in ("iif", "mark", "tos", "vrf", "uid", "ipproto", "sport", "dport", "fibmatch"):
            raise NotModelled(f"ip route get {word} is not modelled")
        else:
            target = prefix(words.take() if word == "to" else word)[0]
    if target is None:
        raise NotModelled("ip route get without an address is not modelled")
    if is_multicast(target):
        raise NotModelled("ip route get of a group is not modelled")
    if source and not ns.ip.is_local(source):
        raise NetError("EINVAL")
    route = ns.ip.output.route(target, oif)
    kind = route.type if route.type in ("local", "broadcast") else ""
    device = ns.lo if kind == "local" else route.dev
    assert device is not None
    gateway = route.gateway if route.gateway and not ns.ip.is_local(route.gateway) else UNSPECIFIED
    text = f"{kind} {ip_text(target)}" if kind else ip_text(target)
    text += f" from {ip_text(source)}" if source else ""
    text += f" via {ip_text(gateway)}" if gateway else ""
    text += f" dev {device.name}"
    if not source:
        text += f" src {ip_text(ns.ip.source_for(target, oif))}"
    marks = {"local": "<local> ", "broadcast": "<local,brd> "}.get(kind, "")
    if not oif and target in ns.ip.fib.exceptions:
        marks += f"<redirected> expires {int(ns.ip.fib.exceptions[target][1] - task.clock.now)}sec "
    if learned := ns.sockets.pmtu.learned(target):
        marks += f"expires {int(learned[1])}sec mtu {learned[0]} "
    if shown.json:
        if learned or source:
            raise NotModelled("ip -j route get of a learnt path MTU, or from an address, is not modelled")
        entry: dict[str, Any] = {"type": kind} if kind else {}
        entry |= {"dst": ip_text(target), **({"gateway": ip_text(gateway)} if gateway else {}), "dev": device.name}
        entry["prefsrc"] = ip_text(ns.ip.source_for(target, oif))
        cache = {"local": ["local"], "broadcast": ["local", "brd"]}.get(kind, [])
        task.out(dumps([entry | {"flags": [], "uid": 0, "cache": cache}], shown.pretty) + "\n")
        return 0
    task.out(f"{text} uid 0 \n    cache {marks}\n")
    return 0
