"""busybox's ip (networking/libiproute): what a container's shell runs; it says less than iproute2's."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.ip.addr import addr, address_text
from dockernet_sim.programs.ip.link_text import hardware_line
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.route import Chosen, route
from dockernet_sim.programs.ip.words import IpFault, Words, spelled
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import BROADCAST_MAC, ip_text, mac_text

SHOW = ("show", "list", "lst")


class Refused(Exception):
    """The command fails: text and exit code."""

    def __init__(self, text: str, code: int) -> None:
        self.text, self.code = text, code
        super().__init__(text)


@applet("ip")
def ip(task: Task) -> int:
    """``ip address|link|route``."""
    try:
        return _run(task)
    except Refused as refused:
        task.err(f"ip: {refused.text}\n")
        return refused.code
    except IpFault as fault:
        raise NotModelled(f"busybox's complaint about this is not modelled ({fault.text.strip()})") from None
    except NetError as error:
        task.err(f"ip: RTNETLINK answers: {error.text}\n")
        return 2


def _run(task: Task) -> int:
    words, shown = list(task.args), Options()
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option not in ("-4", "-o", "-oneline", "-f", "-0"):
            raise NotModelled(f"option {option} is not modelled")
        shown.oneline = shown.oneline or option.startswith("-o")
        if option != "-o":
            shown.family = {"-4": "inet", "-0": "link"}.get(option, "") or (words.pop(0) if words else "")
    if not words:
        raise NotModelled("the help of busybox's ip is not modelled")
    name = spelled(words[0], "address", "link", "route", "tunnel", "neigh", "rule")
    rest = Words(words[1:])
    actions = {"address": _address, "link": _link, "route": _route}
    if name not in actions:
        raise NotModelled(f"busybox's ip {words[0]} is not modelled")
    return actions[name](task, task.ns, shown, rest)


# -- devices and addresses ----------------------------------------------------
def _chosen(ns: NetNs, words: Words) -> list[Device]:
    devices = ns.links()
    while words:
        word = words.take()
        if word == "up":
            devices = [d for d in devices if d.up]
            continue
        if word in ("to", "scope", "label", "secondary", "primary"):
            raise NotModelled(f"busybox's ip addr show {word} is not modelled")
        name = words.take() if word == "dev" else word
        if name not in ns.devices:
            raise Refused(f"can't find device '{name}'", 1)
        devices = [ns.devices[name]]
    return devices


def _line(device: Device) -> str:
    flags = list(device.flags)
    name = device.name
    if isinstance(device, Veth):
        other = device.ns.by_index.get(device.link_index)
        name += f"@{other.name if other is not None else f'if{device.link_index}'}"
        if other is None or not other.up:
            flags.append("M-DOWN")
    master = f"master {device.master.name} " if device.master is not None else ""
    qlen = f"qlen {device.qlen}" if device.qlen else ""
    return f"{device.ifindex}: {name}: <{','.join(flags)}> mtu {device.mtu} qdisc {device.qdisc} {master}{qlen}"


def _hardware(device: Device) -> str:
    if device.kind == "loopback":
        return hardware_line(device, Options())
    return f"    link/ether {mac_text(device.mac)} brd {mac_text(BROADCAST_MAC)}"


def _address(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    command = words.command("add", "delete", "show", "list", "lst", "flush") if words else "show"
    if command not in SHOW:
        return addr(task, ns, shown, Words([command, *words.rest()]))
    for device in _chosen(ns, words):
        found = [a for a in ns.ip.addresses if a.dev is device]
        if shown.oneline:
            task.out("".join(f"{device.ifindex}: {device.name}    {address_text(a, shown.newline)}\n" for a in found))
        elif found or shown.family != "inet":
            lines = [_line(device)] if shown.family == "inet" else [_line(device), _hardware(device)]
            task.out(
                "".join(f"{line}\n" for line in [*lines, *(f"    {address_text(a, shown.newline)}" for a in found)])
            )
    return 0


def _link(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    command = words.command("add", "delete", "set", "show", "lst", "list") if words else "show"
    if command in SHOW:
        for device in _chosen(ns, words):
            task.out(f"{_line(device)}{shown.newline}{_hardware(device)}\n")
        return 0
    if command != "set":
        raise NotModelled(f"busybox's ip link {command} is not modelled")
    name = words.take()
    name = words.take() if name == "dev" else name
    change = words.take()
    if change not in ("up", "down") or words:
        raise NotModelled(f"busybox's ip link set {change} is not modelled")
    if name not in ns.devices:
        raise Refused("SIOCGIFFLAGS: No such device", 1)
    if "NET_ADMIN" not in task.caps:
        raise Refused("SIOCSIFFLAGS: Operation not permitted", 2)
    (ns.devices[name].set_up if change == "up" else ns.devices[name].set_down)()
    return 0


# -- routes -------------------------------------------------------------------
def _route(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    known = ("add", "append", "change", "delete", "get", "list", "show", "replace", "test", "flush")
    command = words.command(*known) if words else "show"
    if command in ("get", "test"):
        raise NotModelled(f"busybox's ip route {command} is not modelled")
    if command not in SHOW:
        return route(task, ns, shown, Words([command, *words.rest()]))
    chosen = Chosen()
    chosen.read(ns, words)
    if chosen.table != "main":
        raise NotModelled("busybox's ip route show table is not modelled")
    for one in ns.ip.fib.routes():
        if chosen.fits(one):
            task.out(_route_text(one, chosen) + "\n")
    return 0


def _route_text(one: Route, chosen: Chosen) -> str:
    text = "" if one.type == "unicast" else f"{one.type} "
    text += f"{one.destination} "
    text += f"via {ip_text(one.gateway)} " if one.gateway and not chosen.via else ""
    text += f"dev {one.dev.name} " if one.dev is not None and not chosen.dev else ""
    text += f"scope {one.scope} " if one.scope != "global" else ""
    text += f" src {ip_text(one.src)} " if one.src else ""
    return text + (f" metric {one.metric} " if one.metric else "")
