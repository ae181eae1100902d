"""``ip address``: show, add, delete, flush."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.inet6 import SixAddress, six_addresses
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
        self.flag = ""

    @property
    def picky(self) -> bool:
        """Whether devices without a fitting address are left out."""
        return self.to is not None or bool(self.label or self.scope or self.flag) or self.secondary is not None

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
                self.flag = word
            else:
                self.device(words, word)

    def fits(self, one: Address) -> bool:
        """Whether an address meets the conditions."""
        return (
            (self.to is None or (one.plen >= self.to[1] and network(one.ip, self.to[1]) == network(*self.to)))
            and (not self.label or fnmatchcase(one.label, self.label))
            and (not self.scope or one.scope == self.scope)
            and (self.secondary is None or one.secondary == self.secondary)
            and self.flag in ("", "permanent")
        )

    def fits_six(self, one: SixAddress) -> bool:
        """The same for an IPv6 address, which has no label and is never secondary."""
        flags = ("", "permanent", "tentative") if one.flag == "tentative" else ("", "permanent")
        return (not self.scope or one.scope == self.scope) and not self.secondary and self.flag in flags


def address_text(one: Address, newline: str) -> str:
    """``inet ADDRESS/LENGTH ...``."""
    text = f"inet {ip_text(one.ip)}/{one.plen} "
    text += f"brd {ip_text(one.broadcast)} " if one.broadcast else ""
    text += f"scope {one.scope} {'secondary ' if one.secondary else ''}{one.label}"
    return f"{text}{newline}       valid_lft forever preferred_lft forever"


def six_text(one: SixAddress, newline: str) -> str:
    """``inet6 ADDRESS/LENGTH ...``."""
    flag = f"{one.flag} " if one.flag else ""
    return f"inet6 {one.text} scope {one.scope} {flag}{newline}       valid_lft forever preferred_lft forever"


def _show(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    chosen = ChosenAddresses()
    chosen.read(ns, words)
    if shown.family not in ("", "inet", "link"):
        raise NotModelled(f"addresses of family {shown.family} are not modelled")
    family = "inet" if shown.family == "" and chosen.to is not None else shown.family
    entries = []
    for device in chosen.devices(ns):
        own = [a for a in ns.ip.addresses if a.dev is device]
        sixes = six_addresses(device)
        found = [] if family == "link" else [a for a in own if chosen.fits(a)]
        six = [a for a in sixes if chosen.fits_six(a)] if family == "" else []
        bare = family != "inet" and not own and not sixes  # a device without any address is shown all the same
        if not (found or six or bare) and (family == "inet" or chosen.picky):
            continue
        if shown.json:
            entries.append(address_entry(device, found, six, shown))
        else:
            _show_device(task, device, found, six, shown, chosen)
    if shown.json:
        task.out(dumps(entries, shown.pretty) + "\n")
    return 0


def _show_device(
    task: Task, device: Device, found: list[Address], six: list[SixAddress], shown: Options, chosen: ChosenAddresses
) -> None:
    if shown.brief:
        task.out(brief(device) + "".join(f"{ip_text(a.ip)}/{a.plen} " for a in found))
        task.out("".join(f"{one.text} " for one in six) + "\n")
        return
    texts = [address_text(a, shown.newline) for a in found] + [six_text(one, shown.newline) for one in six]
    if shown.oneline:
        task.out("".join(f"{device.ifindex}: {device.name}    {text}\n" for text in texts))
        return
    lines = [] if chosen.label else [link_line(device, shown, mode=False)]
    if shown.family != "inet" and not chosen.label and chosen.to is None:
        lines.append(hardware_line(device, shown))
    lines += [f"    {text}" for text in texts]
    if lines:
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
