"""bridge-utils' `brctl` (brctl(8))."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mac_text

USAGE = """Usage: brctl [commands]
commands:
\taddbr     \t<bridge>\t\tadd bridge
\tdelbr     \t<bridge>\t\tdelete bridge
\taddif     \t<bridge> <device>\tadd interface to bridge
\tdelif     \t<bridge> <device>\tdelete interface from bridge
\thairpin   \t<bridge> <port> {on|off}\tturn hairpin on/off
\tsetageing \t<bridge> <time>\t\tset ageing time
\tsetbridgeprio\t<bridge> <prio>\t\tset bridge priority
\tsetfd     \t<bridge> <time>\t\tset bridge forward delay
\tsethello  \t<bridge> <time>\t\tset hello time
\tsetmaxage \t<bridge> <time>\t\tset max message age
\tsetpathcost\t<bridge> <port> <cost>\tset path cost
\tsetportprio\t<bridge> <port> <prio>\tset port priority
\tshow      \t[ <bridge> ]\t\tshow a list of bridges
\tshowmacs  \t<bridge>\t\tshow a list of mac addrs
\tshowstp   \t<bridge>\t\tshow bridge stp info
\tstp       \t<bridge> {on|off}\tturn stp on/off
"""


class Refused(Exception):
    """The command fails with this text."""


def _bridge(ns: NetNs, name: str, text: str = "bridge {} does not exist!") -> Bridge:
    found = ns.devices.get(name)
    if not isinstance(found, Bridge):
        raise Refused(text.format(name) if found is None else f"device {name} is not a bridge!")
    return found


def _port(ns: NetNs, name: str) -> Device:
    found = ns.devices.get(name)
    if found is None:
        raise Refused(f"interface {name} does not exist!")
    return found


def _privileged(task: Task, text: str) -> None:
    if "NET_ADMIN" not in task.caps:
        raise Refused(f"{text}: Operation not permitted")


# -- showing ------------------------------------------------------------------
def _show(task: Task, names: list[str]) -> None:
    bridges = [d for d in task.ns.links() if isinstance(d, Bridge)]
    if not names and not bridges:
        return
    if names:
        bridges = [_bridge(task.ns, names[0])]
    task.out("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n")
    for bridge in bridges:
        _show_one(task, bridge)
    for name in names[1:]:
        _show_one(task, _bridge(task.ns, name))


def _show_one(task: Task, bridge: Bridge) -> None:
    ports = sorted(port.name for port in bridge.ports)
    first = ports[0] if ports else ""
    task.out(f"{bridge.name}\t\t{bridge.bridge_id}\t{'yes' if bridge.stp else 'no'}\t\t{first}\n")
    task.out("".join(f"\t\t\t\t\t\t\t{name}\n" for name in ports[1:]))


def _showmacs(task: Task, names: list[str]) -> None:
    found = task.ns.devices.get(names[0])
    if not isinstance(found, Bridge):
        raise Refused(
            f"read of forward table failed: {'No such device' if found is None else 'Operation not supported'}"
        )
    task.out("port no\tmac addr\t\tis local?\tageing timer\n")
    now = task.clock.now
    entries = sorted(found.stations(), key=lambda e: e.mac)
    for entry in entries:
        age = 0.0 if entry.local else now - entry.updated
        local = "yes" if entry.local else "no"
        task.out(f"{found.ports[entry.port].number:3d}\t{mac_text(entry.mac)}\t{local}\t\t{age:7.2f}\n")


# -- changes ------------------------------------------------------------------
def _addbr(task: Task, names: list[str]) -> None:
    name = names[0]
    if name in task.ns.devices:
        raise Refused(f"device {name} already exists; can't create bridge with the same name")
    _privileged(task, "add bridge failed")
    bridge = Bridge(name, task.host.identity.mac("link-mac"), own_mac=False)
    bridge.qlen = 1000
    task.ns.add_device(bridge)


def _delbr(task: Task, names: list[str]) -> None:
    bridge = _bridge(task.ns, names[0], "bridge {} doesn't exist; can't delete it")
    _privileged(task, f"can't delete bridge {names[0]}")
    if bridge.up:
        raise Refused(f"bridge {names[0]} is still up; can't delete it")
    task.ns.delete_device(bridge.name)


def _addif(task: Task, names: list[str]) -> None:
    for name in names[1:]:
        port = _port(task.ns, name)
        bridge = _bridge(task.ns, names[0])
        _privileged(task, f"can't add {name} to bridge {bridge.name}")
        if port.master is not None:
            raise Refused(f"device {name} is already a member of a bridge; can't add it to bridge {bridge.name}.")
        bridge.add_port(port)


def _delif(task: Task, names: list[str]) -> None:
    for name in names[1:]:
        port = _port(task.ns, name)
        bridge = _bridge(task.ns, names[0])
        _privileged(task, f"can't delete {name} from {bridge.name}")
        if port not in bridge.ports:
            raise Refused(f"device {name} is not a port of {bridge.name}")
        bridge.remove_port(port)


def _on_off(word: str) -> bool:
    if word in ("on", "yes", "1"):
        return True
    if word in ("off", "no", "0"):
        return False
    raise Refused("expect on/off for argument")


def _stp(task: Task, names: list[str]) -> None:
    wanted = _on_off(names[1])
    bridge = _bridge(task.ns, names[0], "set stp status failed: No such device")
    _privileged(task, "set stp status failed")
    if wanted:
        raise NotModelled("the spanning tree protocol is not modelled: brctl stp BRIDGE on")
    bridge.stp = False


def _setageing(task: Task, names: list[str]) -> None:
    try:
        seconds = float(names[1])
    except ValueError:
        raise Refused("bad ageing time value") from None
    bridge = _bridge(task.ns, names[0], "set ageing time failed: No such device")
    _privileged(task, "set ageing time failed")
    bridge.fdb.ageing = seconds
    bridge.ns.changed()


def _hairpin(task: Task, names: list[str]) -> None:
    wanted = _on_off(names[2])
    bridge, port = _bridge(task.ns, names[0]), _port(task.ns, names[1])
    _privileged(task, f"can't set {port.name} to hairpin on bridge {bridge.name}")
    if port not in bridge.ports:
        raise Refused(f"can't set {port.name} to hairpin on bridge {bridge.name}: Invalid argument")
    bridge.ports[port].hairpin = wanted


COMMANDS: dict[str, tuple[int, Callable[[Task, list[str]], None] | None]] = {
    "addbr": (1, _addbr), "delbr": (1, _delbr), "addif": (2, _addif), "delif": (2, _delif), "hairpin": (3, _hairpin),
    "setageing": (2, _setageing), "show": (0, _show), "showmacs": (1, _showmacs), "stp": (2, _stp), "showstp": (1,
        None),
    "setbridgeprio": (2, None), "setfd": (2, None), "sethello": (2, None), "setmaxage": (2, None), "setpathcost": (3,
        None),
    "setportprio": (3, None),
}  # fmt: skip


@program("brctl")
def brctl(task: Task) -> int:
    """``brctl COMMAND``."""
    if task.args[:1] in (["-V"], ["--version"]):
        task.out("bridge-utils, 1.7\n")
        return 0
    if not task.args:
        task.out(USAGE)
        return 1
    name, words = task.args[0], task.args[1:]
    if name not in COMMANDS:
        task.err(f"never heard of command [{name}]\n")
        task.out(USAGE)
        return 1
    least, action = COMMANDS[name]
    if len(words) < least:
        task.err("Incorrect number of arguments for command\n")
        task.out(f"Usage: brctl {name} {USAGE.split(chr(9) + name, 1)[1].splitlines()[0].strip()}\n")
        return 1
    if action is None:
        raise NotModelled(f"brctl {name} is not modelled")
    try:
        action(task, words)
    except Refused as refused:
        task.err(f"{refused}\n")
        return 1
    except NetError as error:
        task.err(f"can't {name}: {error.text}\n")
        return 1
    return 0
