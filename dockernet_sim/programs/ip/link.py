"""``ip link``: show, add, set, delete."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps, link_entry
from dockernet_sim.programs.ip.link_add import add
from dockernet_sim.programs.ip.link_text import brief, flags, hardware_line, link_line, statistics
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import IpFault, Words, find, garbage, link_word, mac, may_administer
from dockernet_sim.programs.kernelfs.netns import named_netns
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mac_text

KNOWN = ("add", "set", "change", "replace", "delete", "show", "lst", "list", "xstats", "afstats", "property", "help")


def link(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip link COMMAND``."""
    command = words.command(*KNOWN) if words else "show"
    if command in ("show", "lst", "list"):
        return show(task, ns, shown, words)
    actions = {"add": add, "set": set_, "change": set_, "delete": delete}
    if command in actions:
        actions[command](task, ns, words)
        return 0
    if command in KNOWN:
        raise NotModelled(f"ip link {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "ip link help".', 255)


class Chosen:
    """Which devices to show: ``[dev] NAME``, ``up``, ``master NAME``, ``nomaster``, ``type KIND``."""

    def __init__(self) -> None:
        self.name = ""
        self.up = False
        self.master = ""
        self.free = False
        self.kind = ""

    def word(self, ns: NetNs, words: Words, word: str) -> bool:
        """Read one condition that begins with `word`; False if it is none."""
        if word == "up":
            self.up = True
        elif word == "master":
            self.master = words.take()
            if self.master not in ns.devices:
                raise IpFault(f'Error: argument "{self.master}" is wrong: Device does not exist\n', 255)
        elif word == "nomaster":
            self.free = True
        elif word == "type":
            self.kind = words.take()
        elif word in ("group", "vrf"):
            raise NotModelled(f"{word} is not modelled")
        else:
            return False
        return True

    def device(self, words: Words, word: str) -> None:
        """A device's name, with or without ``dev``."""
        name = words.take() if word == "dev" else word
        if self.name:
            raise garbage(name)
        self.name = name

    def devices(self, ns: NetNs) -> list[Device]:
        """The devices that meet all conditions."""
        if self.name and self.name not in ns.devices:
            raise IpFault(f'Device "{self.name}" does not exist.')
        if self.name:
            ns.devices[self.name].settle()
        return [
            d
            for d in ns.links()
            if (not self.name or d.name == self.name)
            and (d.up or not self.up)
            and (not self.master or (d.master is not None and d.master.name == self.master))
            and not (self.free and d.master is not None)
            and (not self.kind or d.kind == self.kind)
        ]


def show(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip link show``."""
    chosen = Chosen()
    while words:
        word = words.take()
        if not chosen.word(ns, words, word):
            chosen.device(words, word)
    if shown.json:
        task.out(dumps([link_entry(device, shown) for device in chosen.devices(ns)], shown.pretty) + "\n")
        return 0
    for device in chosen.devices(ns):
        if shown.brief:
            task.out(f"{brief(device)}{mac_text(device.mac)} {flags(device)} \n")
            continue
        text = link_line(device, shown, mode=True) + shown.newline + hardware_line(device, shown)
        task.out(text + (statistics(device, shown.newline) if shown.statistics else "") + "\n")
    return 0


# -- changes ------------------------------------------------------------------
def delete(task: Task, ns: NetNs, words: Words) -> None:
    """``ip link delete [dev] NAME [type KIND]``."""
    name = ""
    while words:
        word = words.take()
        if word == "type":
            words.take()
        else:
            name = words.take() if word == "dev" else word
    if not name:
        raise IpFault('Not enough information: "dev" argument is required.', 255)
    find(ns, name)
    may_administer(task)
    ns.delete_device(name)


def set_(task: Task, ns: NetNs, words: Words) -> None:
    """``ip link set [dev] NAME CHANGES``."""
    changes: list[tuple[str, str]] = []
    name = ""
    while words:
        word = link_word(words.take())
        if word in ("up", "down", "nomaster"):
            changes.append((word, ""))
        elif word in ("master", "netns", "name", "mtu", "address", "alias", "txqueuelen", "qlen"):
            changes.append((word, str(words.number(word)) if word in ("mtu", "txqueuelen", "qlen") else words.take()))
        elif word in ("promisc", "arp", "multicast", "allmulticast", "dynamic", "trailers", "carrier"):
            changes.append((word, "on" if words.on_off(word) else "off"))
        elif word in (
            "type",
            "group",
            "vf",
            "xdp",
            "vrf",
            "addrgenmode",
            "protodown",
            "index",
        ):
            words.take()
            raise NotModelled(f"ip link set {word} is not modelled")
        else:
            given = words.take() if word == "dev" else word
            if name:
                raise garbage(given)
            name = given
    if not name:
        raise IpFault('Not enough information: "dev" argument is required.', 255)
    _apply(task, ns, name, changes)


def _apply(task: Task, ns: NetNs, name: str, changes: list[tuple[str, str]]) -> None:
    device = find(ns, name)
    values = dict(changes)
    master, there = _master(ns, values), _namespace(task, values)
    address = mac(values["address"]) if "address" in values else None
    may_administer(task)
    if there is not None:  # the kernel does this first, and the rest over there
        ns.move_device(name, there, values.pop("name", None))
        ns = there
    if "mtu" in values:
        device.set_mtu(int(values["mtu"]))
    if address is not None:
        device.set_mac(address)
    if values.get("name", device.name) != device.name:
        ns.rename_device(device.name, values["name"])
    _modes(device, values)
    if device.master is not None and (
        "nomaster" in values or (master is not None and master.name != device.master.name)
    ):
        device.master.remove_port(device)
    if master is not None:
        if not isinstance(master, Bridge):
            raise NetError("EOPNOTSUPP")
        master.add_port(device)
    if "up" in values:
        device.set_up()
    if "down" in values:
        device.set_down()


def _modes(device: Device, values: dict[str, str]) -> None:
    for word in ("dynamic", "trailers", "carrier"):
        if word in values:
            raise NotModelled(f"ip link set {word} is not modelled")
    for word, mode, reverse in (
        ("arp", "NOARP", True),
        ("multicast", "MULTICAST", False),
        ("allmulticast", "ALLMULTI", False),
    ):
        if word in values:
            device.set_mode(mode, (values[word] == "on") != reverse)
    if "promisc" in values:
        device.set_promisc(values["promisc"] == "on")
    device.alias = values.get("alias", device.alias)
    device.qlen = int(values.get("txqueuelen", values.get("qlen", device.qlen)))


def _master(ns: NetNs, values: dict[str, str]) -> Device | None:
    if "master" not in values:
        return None
    if values["master"] not in ns.devices:
        raise IpFault(f'Error: argument "{values["master"]}" is wrong: Device does not exist\n', 255)
    return ns.devices[values["master"]]


def _namespace(task: Task, values: dict[str, str]) -> NetNs | None:
    if "netns" not in values:
        return None
    found = namespace(task, values["netns"])
    if found is None:
        raise IpFault(f'Error: argument "{values["netns"]}" is wrong: Invalid "netns" value\n', 255)
    return found


def namespace(task: Task, name: str) -> NetNs | None:
    """A namespace by the name that `ip netns` gave it, or by a process in it."""
    found = named_netns(task.host).get(name)
    if found is None and name.isdigit():
        if name == "1":
            return task.host.root
        process = task.host.processes.get(int(name))
        if process is None:
            raise NetError("ESRCH")
        return process.ns
    return found
