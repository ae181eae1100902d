"""iproute2's `bridge`: ports and the forwarding database (bridge(8))."""

from __future__ import annotations

from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge, Port
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.link.fdb import FdbEntry
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps
from dockernet_sim.programs.ip.link_text import flags
from dockernet_sim.programs.ip.netns import find as find_netns
from dockernet_sim.programs.ip.options import Options, options
from dockernet_sim.programs.ip.words import IpFault, Words, kernel_text, mac, may_administer
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mac_text


@program("bridge")
def bridge(task: Task) -> int:
    """``bridge link`` and ``bridge fdb``."""
    if task.args[:1] in (["-V"], ["-Version"]):
        task.out("bridge utility, iproute2-6.1.0\n")
        return 0
    try:
        shown, rest = options(task.args, "bridge")
        return _run(task, shown, Words(rest))
    except IpFault as fault:
        task.err(fault.text + "\n")
        return fault.code
    except NetError as error:
        task.err(kernel_text(error) + "\n")
        return 2


def _run(task: Task, shown: Options, words: Words) -> int:
    ns = find_netns(task, shown.netns) if shown.netns else task.ns
    if not words:
        raise NotModelled("the help of bridge is not modelled")
    name = words.command("link", "fdb", "mdb", "vlan", "vni", "monitor", "help")
    if name == "link":
        return _link(task, ns, shown, words)
    if name == "fdb":
        if shown.json:
            raise NotModelled("bridge -j fdb is not modelled")
        return _fdb(task, ns, words)
    if name in ("mdb", "vlan", "vni", "monitor", "help"):
        raise NotModelled(f"bridge {name} is not modelled")
    raise IpFault(f'Object "{name}" is unknown, try "bridge help".', 255)


def _device(ns: NetNs, name: str, what: str = "device") -> Device:
    found = ns.devices.get(name)
    if found is None:
        raise IpFault(f'Cannot find {what} "{name}"', 255)
    return found


# -- link ---------------------------------------------------------------------
def _link(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    command = words.command("set", "show", "lst", "list", "help") if words else "show"
    if command == "set":
        return _set(task, ns, words)
    if command not in ("show", "lst", "list"):
        raise IpFault(f'Command "{command}" is unknown, try "bridge link help".', 255)
    only: Device | None = None
    while words:
        word = words.take()
        only = _device(ns, words.take() if word == "dev" else word)
    ports = [one for one in ns.links() if isinstance(one.master, Bridge) and only in (None, one)]
    if shown.json:
        if shown.details:
            raise NotModelled("bridge -j -d link is not modelled")
        task.out(dumps([_port_entry(device) for device in ports], shown.pretty) + "\n")
        return 0
    for device in ports:
        assert isinstance(device.master, Bridge)
        task.out(_port_line(device, device.master, shown))
    return 0


def _port_entry(device: Device) -> dict[str, Any]:
    """A port of ``bridge -j link``."""
    assert isinstance(device.master, Bridge)
    _, at, other = _name(device).partition("@")
    found: dict[str, Any] = {"ifindex": device.ifindex, **({"link": other} if at else {}), "ifname": device.name}
    found.update(flags=flags(device)[1:-1].split(","), mtu=device.mtu, master=device.master.name)
    return found | {"state": device.master.ports[device].state, "priority": 32, "cost": 2}


def _name(device: Device) -> str:
    """``NAME@OTHER``: the other end's index is looked up here, wherever that end is."""
    if not isinstance(device, Veth):
        return device.name
    other = device.ns.by_index.get(device.link_index)
    return f"{device.name}@{other.name if other is not None else f'if{device.link_index}'}"


def _port_line(device: Device, master: Bridge, shown: Options) -> str:
    port = master.ports[device]
    text = f"{device.ifindex}: {_name(device)}: {flags(device)} mtu {device.mtu} master {master.name} "
    text += f"state {port.state} priority 32 cost 2 "
    if shown.details:
        text += (
            f"{shown.newline}    hairpin {'on' if port.hairpin else 'off'} guard off root_block off fastleave off "
            "learning on "
        )
        text += (
            "flood on mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off "
            "vlan_tunnel off "
        )
        text += "isolated off locked off "
    return text + "\n"


def _set(task: Task, ns: NetNs, words: Words) -> int:
    device: Device | None = None
    changes: list[bool] = []
    while words:
        word = words.take()
        if word == "dev":
            device = _device(ns, words.take())
        elif word == "hairpin":
            changes.append(words.on_off("hairpin"))
        else:
            raise NotModelled(f"bridge link set {word} is not modelled")
    if device is None:
        raise IpFault("Device is a required argument.", 255)
    may_administer(task)
    port = _port_of(device)
    for change in changes:
        port.hairpin = change
    return 0


def _port_of(device: Device) -> Port:
    if not isinstance(device.master, Bridge):
        raise NetError("EOPNOTSUPP")
    return device.master.ports[device]


# -- fdb ----------------------------------------------------------------------
def _fdb(task: Task, ns: NetNs, words: Words) -> int:
    command = (
        words.command("add", "append", "replace", "delete", "get", "show", "lst", "list", "flush", "help")
        if words
        else "show"
    )
    if command in ("show", "lst", "list"):
        return _fdb_show(task, ns, words)
    if command in ("add", "replace", "delete"):
        return _fdb_change(task, ns, command, words)
    if command in ("append", "get", "flush", "help"):
        raise NotModelled(f"bridge fdb {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "bridge fdb help".', 255)


def _fdb_show(task: Task, ns: NetNs, words: Words) -> int:
    of: Device | None = None
    on: Device | None = None
    while words:
        word = words.take()
        if word in ("br", "brport", "dev"):
            name = words.take()
            found = _device(ns, name, "bridge device" if word == "br" else "device")
            of, on = (found, on) if word == "br" else (of, found)
        else:
            raise NotModelled(f"bridge fdb show {word} is not modelled")
    for device in ns.links():
        if on in (None, device) and of in (None, device, device.master):
            task.out("".join(f"{line}\n" for line in _entries(device, task.clock.now, named=on is None)))
    return 0


def _entries(device: Device, now: float, named: bool) -> list[str]:
    """What is known behind one device, the newest first, and what it listens to itself."""
    where = f" dev {device.name}" if named else ""
    own = [f"{address}{where} self permanent" for address in _groups(device)]
    if isinstance(device, Bridge):
        return [*own, f"{mac_text(device.mac)}{where} master {device.name} permanent"] if device.own_mac else own
    if not isinstance(device.master, Bridge):
        return own
    known = [e for e in reversed(device.master.stations()) if e.port is device]
    return [
        f"{mac_text(e.mac)}{where} master {device.master.name} {'permanent' if e.local else ''}" for e in known
    ] + own


def _groups(device: Device) -> list[str]:
    """The groups that a device listens to. IPv6's are left out, as IPv6 is."""
    groups = []
    if isinstance(device, Bridge):
        groups = ["01:00:5e:00:00:6a", "01:00:5e:00:00:01"]
    elif device.kind != "loopback" and device.up:
        groups = ["01:00:5e:00:00:01"]
    return groups


def _fdb_change(task: Task, ns: NetNs, command: str, words: Words) -> int:
    address, device, permanent, on_master = 0, None, True, False
    while words:
        word = words.take()
        if word == "dev":
            device = _device(ns, words.take())
        elif word in ("master", "self"):
            on_master = word == "master"
        elif word in ("static", "dynamic", "permanent", "local", "temp"):
            permanent = word in ("permanent", "local")
        else:
            address = mac(word)
    if device is None or not address:
        raise IpFault("Device and address are required arguments.", 255)
    may_administer(task)
    if not on_master or not isinstance(device.master, Bridge):
        raise NetError("EOPNOTSUPP")
    fdb = device.master.fdb
    if command == "delete":
        entry = fdb.entries.get(address)
        if entry is None or entry.port is not device:
            raise NetError("ENOENT")
        del fdb.entries[address]
        task.ns.changed()
        return 0
    if command == "add" and address in fdb.entries:
        raise NetError("EEXIST")
    fdb.put(FdbEntry(address, device, task.clock.now, local=permanent))
    task.ns.changed()
    return 0
