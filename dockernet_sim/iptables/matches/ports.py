"""Ports and TCP flags: ``-m tcp``, ``-m udp``, ``-m sctp``, ``-m multiport``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.iptables.names import port_name, port_number
from dockernet_sim.linux.netfilter.matches import ports as kernel
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

FLAGS = {"FIN": "F", "SYN": "S", "RST": "R", "PSH": "P", "ACK": ".", "URG": "U"}


def port_range(text: str, proto: int) -> kernel.Range:
    """``80``, ``1000:2000``, ``:1023`` or ``1024:``."""
    low, colon, high = text.partition(":")
    if not colon:
        return (port_number(text, proto),) * 2
    first = port_number(low, proto) if low else 0
    last = port_number(high, proto) if high else 65535
    if first > last:
        raise misused("invalid portrange (min > max)")
    return first, last


def range_text(ports: kernel.Range) -> str:
    """A range as ``-S`` prints it."""
    return str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}:{ports[1]}"


class PortMatch(Match, kernel.PortMatch):
    """Source and destination port of a protocol that has such."""

    options: ClassVar[dict[str, Option]] = {
        name: Option(negatable=True) for name in ("--sport", "--source-port", "--dport", "--destination-port")
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a range of ports."""
        if option in ("--sport", "--source-port"):
            if self.sport != kernel.ALL:
                raise misused("Only one `--source-port' allowed")
            self.sport, self.sport_not = port_range(words[0], self.proto), negated
        else:
            if self.dport != kernel.ALL:
                raise misused("Only one `--destination-port' allowed")
            self.dport, self.dport_not = port_range(words[0], self.proto), negated

    def finish(self, rule: Rule) -> None:
        """The rule must be about this protocol."""
        if rule.proto and (rule.proto != self.proto or rule.proto_not) and self._ports():
            raise misused(f"{self.name.upper()} match requires '-p {self.name}'")

    def _ports(self) -> list[tuple[str, kernel.Range, bool]]:
        both = [("s", self.sport, self.sport_not), ("d", self.dport, self.dport_not)]
        return [(side, ports, negated) for side, ports, negated in both if ports != kernel.ALL or negated]

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(f"{no(negated)}--{side}port {range_text(ports)}" for side, ports, negated in self._ports())

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [self.name]
        for side, ports, negated in self._ports():
            if ports[0] == ports[1]:
                text = port_name(ports[0], self.proto, numeric)
            else:
                text = ":".join(port_name(port, self.proto, numeric) for port in ports)
            words.append(f"{side}pt{'' if ports[0] == ports[1] else 's'}:{'!' if negated else ''}{text}")
        return " ".join(words)


@match("udp")
class UdpMatch(PortMatch, kernel.UdpMatch):
    """``-m udp``."""


@match("sctp")
class SctpMatch(PortMatch, kernel.SctpMatch):
    """``-m sctp``: no program of the model speaks SCTP, but Docker writes rules for it."""


@match("tcp")
class TcpMatch(PortMatch, kernel.TcpMatch):
    """``-m tcp``: ports and flags."""

    options: ClassVar[dict[str, Option]] = {
        **PortMatch.options,
        "--syn": Option(0, negatable=True),
        "--tcp-flags": Option(2, negatable=True),
        "--tcp-option": Option(1, negatable=True),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take ports or flags."""
        if option in ("--syn", "--tcp-flags") and self.looked_at:
            raise misused("Only one of `--syn' or `--tcp-flags'  allowed")
        if option == "--syn":
            self.looked_at, self.flags, self.flags_not = _flag_bits("FIN,SYN,RST,ACK"), _flag_bits("SYN"), negated
        elif option == "--tcp-flags":
            self.looked_at, self.flags, self.flags_not = _flag_bits(words[0]), _flag_bits(words[1]), negated
        elif option == "--tcp-option":
            raise NotModelled("tcp option --tcp-option is not modelled")
        else:
            super().parse(option, words, negated)

    def save(self) -> str:
        """As ``-S`` prints it."""
        ports = super().save()
        if not self.looked_at:
            return ports
        flags = f"{no(self.flags_not)}--tcp-flags {_flag_names(self.looked_at)} {_flag_names(self.flags)}"
        return f"{ports} {flags}".strip()

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        text = super().listing(numeric)
        if not self.looked_at:
            return text
        if numeric:
            flags = f"0x{self.looked_at:02X}/0x{self.flags:02X}"
        else:
            flags = f"{_flag_names(self.looked_at)}/{_flag_names(self.flags)}"
        return f"{text} flags:{'!' if self.flags_not else ''}{flags}"


def _flag_bits(text: str) -> int:
    bits = 0
    for name in text.split(","):
        if name == "ALL":
            return 63
        if name != "NONE":
            if name not in FLAGS:
                raise misused(f"Unknown TCP flag `{name}'")
            bits |= kernel.BITS[FLAGS[name]]
    return bits


def _flag_names(bits: int) -> str:
    return ",".join(name for name, letter in FLAGS.items() if bits & kernel.BITS[letter]) or "NONE"


@match("multiport")
class MultiportMatch(Match, kernel.MultiportMatch):
    """``-m multiport``: up to 15 ports or ranges."""

    options: ClassVar[dict[str, Option]] = {
        name: Option(negatable=True)
        for name in ("--sports", "--source-ports", "--dports", "--destination-ports", "--ports")
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the list; what it means hangs on the protocol, which may come later."""
        if self.side:
            raise misused("multiport: option can only be used once")
        self.side = {"--source-ports": "sports", "--destination-ports": "dports"}.get(option, option[2:])
        self.text, self.negated = words[0], negated

    def finish(self, rule: Rule) -> None:
        """Ports need a protocol that has them."""
        if not self.side:
            raise misused("multiport expection an option")
        if rule.proto not in (6, 17, 33, 132, 136) or rule.proto_not:
            raise misused("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'")
        self.proto = rule.proto
        self.ranges = [port_range(word, self.proto) for word in self.text.split(",")]
        if sum(1 if low == high else 2 for low, high in self.ranges) > 15:
            raise misused("too many ports specified")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--{self.side} {','.join(map(range_text, self.ranges))}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        texts = []
        for low, high in self.ranges:
            ports = [low] if low == high else [low, high]
            texts.append(":".join(port_name(port, self.proto, numeric) for port in ports))
        return f"multiport {self.side} {' !' if self.negated else ''}{','.join(texts)}"
