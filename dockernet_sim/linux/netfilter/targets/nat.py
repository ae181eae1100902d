"""Targets of the nat table: DNAT, SNAT, MASQUERADE, REDIRECT.

They decide for a flow; every packet of it then follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option
from dockernet_sim.linux.netfilter.flow import DNAT, SNAT
from dockernet_sim.linux.netfilter.nat import Range
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, DROP, Target, target
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED, ip_int

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

PORTED = (1, 6, 17, 33, 132)


class NatTarget(Target):
    """What the four have in common."""

    tables = ("nat",)
    needs_conntrack = True
    end = DNAT
    option = ""
    __slots__ = ("flags", "high", "low", "ports", "text")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.low = self.high = 0
        self.ports: tuple[int, int] | None = None
        self.text: str | None = None
        self.flags: list[str] = []

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take addresses and ports, or a flag."""
        if option in ("--random", "--random-fully", "--persistent"):
            self.flags.append(option)
            return
        self.text = words[0]
        if option in ("--to-ports", "--to-port"):
            self.ports = _ports(words[0])
        else:
            self._take_destination(words[0])

    def _take_destination(self, text: str) -> None:
        addresses, colon, ports = text.partition(":")
        if colon:
            self.ports = _ports(ports)
        if addresses:
            low, dash, high = addresses.partition("-")
            self.low = _address(low)
            self.high = _address(high) if dash else self.low

    def finish(self, rule: Rule) -> None:
        """An address must be given, and ports need a protocol that has them."""
        if self.text is None and self.option:
            self.require(self.option, None)
        if self.ports is not None and (rule.proto not in PORTED or rule.proto_not):
            raise misused("Need TCP, UDP, SCTP or DCCP with port specification")

    @property
    def range(self) -> Range:
        """Where the flow may be sent."""
        return Range(self.low, self.high, self.ports, "--random" in self.flags or "--random-fully" in self.flags)

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Decide for the packet's flow."""
        direction = packet.ct
        if direction is not None and direction.flow.table is not None:
            self.ns.nf.nat.decide(direction.flow, self.end, self.range)
        return ACCEPT

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"{self.option} {self.text}"] if self.option and self.text else []
        return " ".join(words + self.flags)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return " ".join([f"to:{self.text}", *(flag[2:] for flag in self.flags)])


@target("DNAT")
class DnatTarget(NatTarget):
    """``-j DNAT --to-destination [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (PREROUTING, OUTPUT)
    option = "--to-destination"
    options: ClassVar[dict[str, Option]] = {
        "--to-destination": Option(),
        "--random": Option(0),
        "--persistent": Option(0),
    }
    __slots__ = ()


@target("SNAT")
class SnatTarget(NatTarget):
    """``-j SNAT --to-source [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (POSTROUTING, INPUT)
    end = SNAT
    option = "--to-source"
    options: ClassVar[dict[str, Option]] = {
        "--to-source": Option(), "--random": Option(0), "--random-fully": Option(0), "--persistent": Option(0),
    }  # fmt: skip
    __slots__ = ()


class PortsTarget(NatTarget):
    """Targets that know the address themselves and may be told ports."""

    __slots__ = ()

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"--to-ports {self.text}"] if self.text else []
        return " ".join(words + self.flags)


@target("MASQUERADE")
class MasqueradeTarget(PortsTarget):
    """``-j MASQUERADE``: the source becomes the address that the way out has."""

    hooks = (POSTROUTING,)
    end = SNAT
    options: ClassVar[dict[str, Option]] = {"--to-ports": Option(), "--random": Option(0), "--random-fully": Option(0)}
    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Take the address of the device towards the next hop; none, no way."""
        direction = packet.ct
        if direction is None or direction.flow.table is None or packet.src == UNSPECIFIED or outdev is None:
            return ACCEPT
        inet = self.ns.inet
        route = inet.lookup(packet.dst, outdev)
        towards = route.gateway if route is not None and route.gateway else packet.dst
        address = inet.address_towards(outdev, towards)
        if not address:
            self.ns.nf.drop(packet, outdev, drops.FILTER, f"{rule.label}: {outdev.name} has no address")
            return DROP
        direction.flow.masqueraded = outdev
        wanted = self.range
        self.ns.nf.nat.decide(direction.flow, SNAT, Range(address, address, wanted.ports, wanted.randomly))
        return ACCEPT

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        ports = [f"masq ports: {self.text}"] if self.text else []
        return " ".join(ports + [flag[2:] for flag in self.flags])


@target("REDIRECT")
class RedirectTarget(PortsTarget):
    """``-j REDIRECT``: to this machine itself."""

    hooks = (PREROUTING, OUTPUT)
    options: ClassVar[dict[str, Option]] = {"--to-ports": Option(), "--random": Option(0)}
    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """127.0.0.1 for what is made here, else the address of the device it came in by."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return ACCEPT
        if hook == OUTPUT:
            address = LOOPBACK
        else:
            own = self.ns.inet.addresses_of(indev) if indev is not None else []
            if not own:
                self.ns.nf.drop(packet, indev, drops.FILTER, f"{rule.label}: the device has no address")
                return DROP
            address = own[0]
        wanted = self.range
        self.ns.nf.nat.decide(direction.flow, DNAT, Range(address, address, wanted.ports, wanted.randomly))
        return ACCEPT

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        ports = [f"redir ports {self.text}"] if self.text else []
        return " ".join(ports + [flag[2:] for flag in self.flags])


def _address(text: str) -> int:
    try:
        return ip_int(text)
    except ValueError:
        raise misused(f'Bad IP address "{text}"') from None


def _ports(text: str) -> tuple[int, int]:
    low, dash, high = text.partition("-")
    for part in (low, high) if dash else (low,):
        if not part.isdigit() or int(part) > 65535:
            raise misused(f"Port `{part}' not valid")
    if dash and int(low) > int(high):
        raise misused(f"Port range `{high}' funky")
    return int(low), int(high) if dash else int(low)
