"""``ip OPTIONS OBJECT COMMAND``: finds the object and reports what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.addr import addr
from dockernet_sim.programs.ip.link import link
from dockernet_sim.programs.ip.neigh import neigh
from dockernet_sim.programs.ip.netns import find, netns
from dockernet_sim.programs.ip.options import VERSION, Options, options
from dockernet_sim.programs.ip.route import route
from dockernet_sim.programs.ip.rule import rule
from dockernet_sim.programs.ip.words import IpFault, Words, kernel_text
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
Object = Callable[[Task, NetNs, Options, Words], "int | Run"]


def _without_ipv6(task: Task, name: str, shown: Options) -> int:
    """``ip -6``: a container without --ipv6 has no addresses and routes of IPv6; of a machine they are not modelled."""
    if task.place.own_pids and name in ("address", "route", "neighbor", "neighbour"):
        task.out("[]\n" if shown.json else "")
        return 0
    raise NotModelled(f"ip -6 {name} is not modelled: the model has no IPv6")


OBJECTS: dict[str, Object | None] = dict.fromkeys(
    [
        "address",
        "addrlabel",
        "maddress",
        "route",
        "rule",
        "neighbor",
        "neighbour",
        "ntable",
        "ntbl",
        "link",
        "l2tp",
        "fou",
        "ila",
        "macsec",
        "tunnel",
        "tunl",
        "tuntap",
        "tap",
        "token",
        "tcpmetrics",
        "tcp_metrics",
        "monitor",
        "xfrm",
        "mroute",
        "mrule",
        "netns",
        "netconf",
        "vrf",
        "sr",
        "nexthop",
        "mptcp",
        "ioam",
        "amt",
        "help",
        "stats",
    ]
) | {"address": addr, "route": route, "rule": rule, "neighbor": neigh, "neighbour": neigh, "link": link, "netns": netns}


@program("ip")
def ip(task: Task) -> int | Run:
    """``ip``: show and change links, addresses, routes and neighbours.

    Examples
    --------
    ``ip -br addr``, ``ip link set eth0 down``, ``ip route get 8.8.8.8``.
    """
    if task.args and task.args[0] in ("-V", "-Version", "--Version", "--version"):
        task.out(f"{VERSION}\n")
        return 0
    try:
        return _run(task)
    except IpFault as fault:
        task.err(fault.text + "\n")
        return fault.code
    except NetError as error:
        task.err(kernel_text(error) + "\n")
        return 2


def _run(task: Task) -> int | Run:
    shown, rest = options(task.args)
    ns = find(task, shown.netns) if shown.netns else task.ns
    words = Words(rest)
    if not words:
        raise NotModelled("the help of ip is not modelled")
    word = words.take()
    name = next((name for name in OBJECTS if word and name.startswith(word)), "")
    if not name:
        raise IpFault(f'Object "{word}" is unknown, try "ip help".')
    called = OBJECTS[name]
    if called is None or words.next == "help":
        raise NotModelled(f"ip {name}{' help' if words.next == 'help' else ''} is not modelled")
    if shown.family == "inet6" and name not in ("rule", "link", "netns"):
        if words and words.next not in ("show", "list", "lst", "ls", "l", "s", "sh", "dev"):
            raise NotModelled("IPv6 is not modelled")
        return _without_ipv6(task, name, shown)
    if shown.family not in ("", "inet", "inet6", "link") and name != "link":
        raise NotModelled(f"the family {shown.family} is not modelled")
    return called(task, ns, shown, words)
