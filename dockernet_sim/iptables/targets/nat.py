"""Targets of the nat table: DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP.

They decide for a flow; every packet of it then follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.targets.base import Target, target
from dockernet_sim.linux.netfilter.targets import nat as kernel
from dockernet_sim.wire.address import ip_int, ip_text, mask, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

PORTED = (1, 6, 17, 33, 132)


class NatTarget(Target, kernel.NatTarget):
    """What they have in common."""

    option = ""

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

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"{self.option} {self.text}"] if self.option and self.text else []
        return " ".join(words + self.flags)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return " ".join([f"to:{self.text}", *(flag[2:] for flag in self.flags)])


@target("DNAT")
class DnatTarget(NatTarget, kernel.DnatTarget):
    """``-j DNAT --to-destination [ADDR[-ADDR]][:PORT[-PORT]]``."""

    option = "--to-destination"
    options: ClassVar[dict[str, Option]] = {
        "--to-destination": Option(),
        "--random": Option(0),
        "--persistent": Option(0),
    }


@target("SNAT")
class SnatTarget(NatTarget, kernel.SnatTarget):
    """``-j SNAT --to-source [ADDR[-ADDR]][:PORT[-PORT]]``."""

    option = "--to-source"
    options: ClassVar[dict[str, Option]] = {
        "--to-source": Option(), "--random": Option(0), "--random-fully": Option(0), "--persistent": Option(0),
    }  # fmt: skip


class PortsTarget(NatTarget):
    """Targets that know the address themselves and may be told ports."""

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"--to-ports {self.text}"] if self.text else []
        return " ".join(words + self.flags)


@target("MASQUERADE")
class MasqueradeTarget(PortsTarget, kernel.MasqueradeTarget):
    """``-j MASQUERADE``: the source becomes the address that the way out has."""

    options: ClassVar[dict[str, Option]] = {"--to-ports": Option(), "--random": Option(0), "--random-fully": Option(0)}

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        ports = [f"masq ports: {self.text}"] if self.text else []
        return " ".join(ports + [flag[2:] for flag in self.flags])


@target("REDIRECT")
class RedirectTarget(PortsTarget, kernel.RedirectTarget):
    """``-j REDIRECT``: to this machine itself."""

    options: ClassVar[dict[str, Option]] = {"--to-ports": Option(), "--random": Option(0)}

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        ports = [f"redir ports {self.text}"] if self.text else []
        return " ".join(ports + [flag[2:] for flag in self.flags])


@target("NETMAP")
class NetmapTarget(NatTarget, kernel.NetmapTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it."""

    option = "--to"
    options: ClassVar[dict[str, Option]] = {"--to": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the subnet."""
        try:
            address, plen = parse_cidr(words[0])
        except ValueError:
            raise misused(f'NETMAP: Bad value for "--to" option: "{words[0]}"') from None
        self.bits = mask(plen)
        self.low = self.high = address & self.bits
        self.text = f"{ip_text(self.low)}/{plen}"


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
