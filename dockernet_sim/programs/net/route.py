"""route(8), net-tools' and busybox's: the routing table as it was shown before ip."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import (
    UNSPECIFIED,
    WIDTH,
    classful_plen,
    ip_int,
    ip_text,
    mask,
    mask_plen,
    network,
    width,
)

TITLE = "Kernel IP routing table\n"
HEAD = f"{TITLE}Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
MSS_HEAD = f"{TITLE}Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n"


@tool("route")
def route(task: Task, busybox: bool = False) -> int:
    """``route [-n] [-e]``, ``route add|del [-net|-host] TARGET [netmask MASK] [gw GATEWAY] [metric N] [dev DEV]``."""
    words = list(task.args)
    letters = ""
    while words and words[0].startswith("-") and words[0] not in ("-net", "-host"):
        letters += words.pop(0)[1:]
    if set(letters) - {"n", "e"}:
        raise NotModelled(f"route -{min(set(letters) - {'n', 'e'})} is not modelled")
    if words:
        return _change(task, words, busybox)
    if "e" in letters:
        task.out(mss_table(task.ns, "n" in letters, busybox))
        return 0
    task.out(HEAD)
    for one in _shown(task.ns):
        task.out(_line(one, "n" in letters, busybox))
    return 0


def _shown(ns: NetNs) -> list[Route]:
    return [one for one in ns.ip.fib.routes() if one.dev is not None or one.type in ("unreachable", "prohibit")]


def _flags(one: Route) -> str:
    if one.dev is None:
        return "!H" if one.plen == width(one.net) else "!"
    return "U" + ("G" if one.gateway else "") + ("H" if one.plen == width(one.net) else "")


def _ends(one: Route, numeric: bool, busybox: bool) -> tuple[str, str]:
    target, gateway = ip_text(one.net), ip_text(one.gateway)
    if not numeric:
        target = "default" if one.plen == 0 else target
        gateway = gateway if one.gateway or not busybox else "*"
    return target, gateway if one.dev is not None else "-"


def _line(one: Route, numeric: bool, busybox: bool) -> str:
    target, gateway = _ends(one, numeric, busybox)
    name = one.dev.name if one.dev is not None else "-"
    return (
        f"{target:<15} {gateway:<15} {ip_text(mask(one.plen)):<16}{_flags(one):<6}{one.metric:<6} 0        0 {name}\n"
    )


def mss_table(ns: NetNs, numeric: bool, busybox: bool) -> str:
    """``netstat -r`` and ``route -e``."""
    text = MSS_HEAD
    for one in _shown(ns):
        target, gateway = _ends(one, numeric, busybox)
        name = one.dev.name if one.dev is not None else "-"
        text += f"{target:<15} {gateway:<15} {ip_text(mask(one.plen)):<16}{_flags(one):<6}    0 0          0 {name}\n"
    return text


# -- changes ----------------------------------------------------------------------
@dataclass
class Wanted:
    """The route of a change."""

    net: int = UNSPECIFIED
    plen: int = 0
    gateway: int = UNSPECIFIED
    metric: int = 0
    dev: str = ""


class Unresolved(Exception):
    """A word that is no address."""


def _address(word: str) -> int:
    try:
        return ip_int(word)
    except ValueError:
        raise Unresolved(word) from None


def _read(words: list[str]) -> Wanted:
    wanted, rest, kind = Wanted(), list(words), ""
    if rest and rest[0] in ("-net", "-host"):
        kind = rest.pop(0)
    if not rest:
        raise NotModelled("the help of route is not modelled")
    target, _, length = rest.pop(0).partition("/")
    if target != "default":
        wanted.net = _address(target)
        wanted.plen = int(length) if length.isdigit() else WIDTH
        if kind == "-net" and not length:
            wanted.plen = classful_plen(wanted.net)
    while rest:
        word = rest.pop(0)
        if word == "netmask" and rest:
            wanted.plen = mask_plen(_address(rest.pop(0)))
        elif word in ("gw", "gateway") and rest:
            wanted.gateway = _address(rest.pop(0))
        elif word == "metric" and rest and rest[0].isdigit():
            wanted.metric = int(rest.pop(0))
        elif word == "dev" and rest:
            wanted.dev = rest.pop(0)
        elif word in ("reject", "mss", "window", "irtt"):
            raise NotModelled(f"route ... {word} is not modelled")
        else:
            wanted.dev = word
    return wanted


def _change(task: Task, words: list[str], busybox: bool) -> int:
    if words[0] not in ("add", "del", "delete"):
        raise NotModelled(f"route {words[0]} is not modelled")
    call = "SIOCADDRT" if words[0] == "add" else "SIOCDELRT"
    who = "route: " if busybox else ""
    try:
        wanted = _read(words[1:])
        if "NET_ADMIN" not in task.caps:
            raise NetError("EPERM")
        (_add if words[0] == "add" else _delete)(task.ns, wanted)
    except Unresolved as word:
        task.err(f"route: resolving {word}\n" if busybox else f"{word}: Unknown host\n")
        return 1
    except NetError as error:
        task.err(f"{who}{call}: {error.text}\n")
        return 1 if busybox else 7
    return 0


def _add(ns: NetNs, wanted: Wanted) -> None:
    fib = ns.ip.fib
    if wanted.net != network(wanted.net, wanted.plen):
        raise NetError("EINVAL")
    device = ns.devices.get(wanted.dev)
    if device is None and (wanted.dev or not wanted.gateway):
        raise NetError("ENODEV")
    new = Route(
        wanted.net,
        wanted.plen,
        device,
        wanted.gateway,
        scope="global" if wanted.gateway else "link",
        metric=wanted.metric,
    )
    same = [one for one in fib.routes() if one.key == new.key]
    if any(one.gateway == new.gateway and device in (None, one.dev) for one in same):
        raise NetError("EEXIST")
    fib.add(new, append=True)
    for one in same:  # the ioctl puts a route before those of the same prefix (NLM_F_CREATE without NLM_F_EXCL)
        _remove(ns, one)
        fib.put(one, append=True)
    ns.changed()


def _remove(ns: NetNs, one: Route) -> None:
    ns.ip.fib.delete(one.net, one.plen, dev=one.dev, gateway=one.gateway, metric=one.metric)


def _delete(ns: NetNs, wanted: Wanted) -> None:
    for one in ns.ip.fib.routes():
        fits = (one.net, one.plen) == (wanted.net, wanted.plen) and wanted.gateway in (UNSPECIFIED, one.gateway)
        if fits and (not wanted.dev or (one.dev is not None and one.dev.name == wanted.dev)):
            _remove(ns, one)
            ns.changed()
            return
    raise NetError("ESRCH")
