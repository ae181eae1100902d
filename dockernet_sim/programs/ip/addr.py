"""``ip address``: show, add, delete, flush."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import address_entry, dumps
from dockernet_sim.programs.ip.link import Chosen
from dockernet_sim.programs.ip.link_text import brief, hardware_line, link_line, statistics
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import IpFault, Words, address, find, garbage, may_administer, prefix
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import (
    UNSPECIFIED,
    ip_text,
    is_link_local,
    is_loopback,
    network,
    subnet_broadcast,
)

KNOWN = (
    "add",
    "change",
    "chg",
    "replace",
    "delete",
    "show",
    "lst",
    "list",
    "flush",
    "save",
    "showdump",
    "restore",
    "help",
)
WILDCARD = """Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length ({0}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
"""


def addr(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip address COMMAND``."""
    command = words.command(*KNOWN) if words else "show"
    if command in ("show", "lst", "list"):
        return _show(task, ns, shown, words)
    if command == "flush":
        return _flush(task, ns, words)
    if command in ("add", "change", "chg", "replace", "delete"):
        return _modify(task, ns, command, words)
    if command in KNOWN:
        raise NotModelled(f"ip address {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "ip address help".', 255)


# -- showing ------------------------------------------------------------------
class ChosenAddresses(Chosen):
    """Which addresses to show: conditions on devices, and ``to PREFIX``, ``label``, ``scope``, ``primary``,
    ``secondary``."""

    def __init__(self) -> None:
        super().__init__()
        self.to: tuple[int, int] | None = None
        self.label = ""
        self.scope = ""
        self.secondary: bool | None = None

    @property
    def picky(self) -> bool:
        """Whether devices without a fitting address are left out."""
        return self.to is not None or bool(self.label or self.scope) or self.secondary is not None

    def read(self, ns: NetNs, words: Words) -> None:
        """Read all conditions."""
        while words:
            word = words.take()
            if self.word(ns, words, word):
                continue
            if word == "to":
                self.to = prefix(words.take())
            elif word == "label":
                self.label = words.take()
            elif word == "scope":
                self.scope = words.take()
            elif word in ("primary", "secondary"):
                self.secondary = word == "secondary"
            elif word in ("permanent", "dynamic", "tentative", "deprecated", "temporary"):
                raise NotModelled(f"{word} is not modelled")
            else:
                self.device(words, word)

    def fits(self, one: Address) -> bool:
        """Whether an address meets the conditions."""
        return (
            (self.to is None or (one.plen >= self.to[1] and network(one.ip, self.to[1]) == network(*self.to)))
            and (not self.label or one.label == self.label)
            and (not self.scope or one.scope == self.scope)
            and (self.secondary is None or one.secondary == self.secondary)
        )


def address_text(one: Address, newline: str) -> str:
    """``inet ADDRESS/LENGTH ...``."""
    text = f"inet {ip_text(one.ip)}/{one.plen} "
    text += f"brd {ip_text(one.broadcast)} " if one.broadcast else ""
    text += f"scope {one.scope} {'secondary ' if one.secondary else ''}{one.label}"
    return f"{text}{newline}       valid_lft forever preferred_lft forever"


def six_texts(device: Device, newline: str) -> list[str]:
    """``inet6 ADDRESS/LENGTH ...`` of a bridge that dockerd gave some; without a neighbour they stay tentative."""
    if not isinstance(device, Bridge):
        return []
    flag = "nodad " if device.nodad else "" if device.running else "tentative "
    scopes = [(ip, plen, "link" if is_link_local(ip) else "global") for ip, plen in device.inet6]
    return [
        f"inet6 {ip_text(ip)}/{plen} scope {scope} {flag}{newline}       valid_lft forever preferred_lft forever"
        for ip, plen, scope in scopes
    ]


def _show(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    chosen = ChosenAddresses()
    chosen.read(ns, words)
    if shown.family not in ("", "inet", "link"):
        raise NotModelled(f"addresses of family {shown.family} are not modelled")
    entries = []
    for device in chosen.devices(ns):
        found = [a for a in ns.ip.addresses if a.dev is device and chosen.fits(a)]
        if not found and (shown.family == "inet" or chosen.picky):
            continue
        found = [] if shown.family == "link" else found
        if shown.json:
            if six_texts(device, ""):
                raise NotModelled(f"ip -json address of {device.name}, which has IPv6 addresses, is not modelled")
            entries.append(address_entry(device, found, shown))
        else:
            _show_device(task, device, found, shown, chosen)
    if shown.json:
        task.out(dumps(entries, shown.pretty) + "\n")
    return 0


def _show_device(task: Task, device: Device, found: list[Address], shown: Options, chosen: ChosenAddresses) -> None:
    six = six_texts(device, shown.newline) if shown.family == "" and not chosen.picky else []
    if shown.brief:
        task.out(brief(device) + "".join(f"{ip_text(a.ip)}/{a.plen} " for a in found))
        task.out("".join(f"{text.split()[1]} " for text in six) + "\n")
        return
    if shown.oneline:
        texts = [address_text(a, shown.newline) for a in found] + six
        task.out("".join(f"{device.ifindex}: {device.name}    {text}\n" for text in texts))
        return
    lines = [] if chosen.label else [link_line(device, shown, mode=False)]
    if shown.family != "inet" and not chosen.picky:
        lines.append(hardware_line(device, shown))
    lines += [f"    {text}" for text in [address_text(a, shown.newline) for a in found] + six]
    task.out("\n".join(lines) + (statistics(device, "\n") if shown.statistics else "") + "\n")


# -- changes ------------------------------------------------------------------
@dataclass
class Wanted:
    """The address of an ``ip addr add``."""

    device: str = ""
    cidr: str = ""
    brd: str = ""
    scope: str = ""
    label: str = ""


def _read(words: Words) -> Wanted:
    wanted = Wanted()
    while words:
        word = words.take()
        if word == "dev":
            wanted.device = words.take()
        elif word in ("broadcast", "brd"):
            wanted.brd = words.take()
        elif word == "scope":
            wanted.scope = words.take()
        elif word == "label":
            wanted.label = words.take()
        elif word in (
            "peer",
            "remote",
            "anycast",
            "metric",
            "valid_lft",
            "preferred_lft",
            "nodad",
            "noprefixroute",
            "home",
        ):
            raise NotModelled(f"ip address add ... {word} is not modelled")
        else:
            given = words.take() if word == "local" else word
            if wanted.cidr:
                raise garbage(given, "local")
            wanted.cidr = given
            prefix(given)
    return wanted


def _modify(task: Task, ns: NetNs, command: str, words: Words) -> int:
    wanted = _read(words)
    if not wanted.device:
        raise IpFault('Not enough information: "dev" argument is required.')
    device = find(ns, wanted.device)
    if not wanted.cidr:
        raise NotModelled(f"ip address {command} without an address is not modelled")
    ip, plen = prefix(wanted.cidr)
    if command == "delete":
        if "/" not in wanted.cidr:
            task.err(WILDCARD.format(ip_text(ip)))
        may_administer(task)
        ns.ip.del_address(device, wanted.cidr)
        return 0
    may_administer(task)
    if command != "add" and any(a.ip == ip and a.plen == plen and a.dev is device for a in ns.ip.addresses):
        return 0
    scope = wanted.scope or ("host" if is_loopback(ip) else "global")
    brd = _broadcast(wanted.brd, ip, plen)
    ns.ip.add_address(device, f"{ip_text(ip)}/{plen}", broadcast_on=False, scope=scope, label=wanted.label, brd=brd)
    return 0


def _broadcast(word: str, ip: int, plen: int) -> int:
    if word == "+":
        return subnet_broadcast(ip, plen)
    if word == "-":
        return network(ip, plen)
    return address(word) if word else UNSPECIFIED


def _flush(task: Task, ns: NetNs, words: Words) -> int:
    if not words:
        raise IpFault("Flush requires arguments.")
    chosen = ChosenAddresses()
    chosen.read(ns, words)
    devices = chosen.devices(ns)
    found = [a for a in ns.ip.addresses if a.dev in devices and chosen.fits(a)]
    if found:
        may_administer(task)
    for one in found:
        if one in ns.ip.addresses:  # a primary address takes secondary ones along
            ns.ip.del_address(one.dev, str(one))
    return 0
