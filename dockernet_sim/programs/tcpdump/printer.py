"""Frames as tcpdump prints them; a printer remembers flows, so that sequence numbers count from their beginning."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_ICMP, Packet, is_packet
from dockernet_sim.wire.tcp import Tcp, sack_of, sack_text

End = tuple[int, int]


@dataclass
class Printer:
    """Turns frames into lines.

    ``link`` shows MACs (``-e``), ``absolute`` leaves sequence numbers as they are (``-S``).

    Examples
    --------
    >>> from dockernet_sim.wire.ipv4 import IPv4
    >>> from dockernet_sim.wire.udp import Udp
    >>> frame = Frame(2, 1, 0x800, IPv4(0x0A000001, 0x0A000002, 17, Udp(5000, 53000, b"hello")))
    >>> print(Printer().line(frame))
    IP 10.0.0.1.5000 > 10.0.0.2.53000: UDP, length 5
    """

    link: bool = False
    absolute: bool = False
    verbose: bool = False
    _flows: dict[tuple[End, End], tuple[int, int]] = field(default_factory=dict)

    def line(self, frame: Frame) -> str:
        """A frame's line, without its time."""
        packet = self._verbose(frame) if self.verbose else self.payload(frame)
        if self.link:
            return str(frame).removesuffix(str(frame.payload)) + packet
        return f"{'ARP, ' if isinstance(frame.payload, Arp) else 'IP '}{packet}"

    def _verbose(self, frame: Frame) -> str:
        """``-v``: the header's fields in brackets, the rest on a line of its own."""
        packet = frame.payload
        if isinstance(packet, Arp):
            return f"Ethernet (len 6), IPv4 (len 4), {self.payload(frame)}"
        if packet.proto != PROTO_ICMP:
            raise NotModelled("tcpdump -v of TCP and UDP is not modelled: checksums are not")
        flags = "".join(("+" if packet.mf else "", "DF" if packet.df else "")) or "none"
        ident = packet.ident
        head = f"(tos {packet.tos:#x}, ttl {packet.ttl}, id {ident}, offset {packet.offset}, flags [{flags}], "
        return f"{head.replace('tos 0,', 'tos 0x0,')}proto ICMP (1), length {packet.length})\n    {self.payload(frame)}"

    def payload(self, frame: Frame) -> str:
        """What the frame carries."""
        packet = frame.payload
        if is_packet(packet) and isinstance(packet.payload, Tcp) and not self.absolute:
            packet = packet.with_addresses(packet.src, packet.dst, self._counted(packet, packet.payload))
        return str(packet)

    def _counted(self, packet: Packet, segment: Tcp) -> Tcp:
        """The segment with numbers that count from the flow's beginning; the first one that is seen keeps its own."""
        if "." not in segment.flags:
            return segment
        ends = ((packet.src, segment.sport), (packet.dst, segment.dport))
        turned = ends[0] > ends[1]
        key = (ends[1], ends[0]) if turned else ends
        known = self._flows.get(key)
        if known is None or "S" in segment.flags:
            seq, ack = segment.seq, (segment.ack - 1) & U32
            self._flows[key] = (ack, seq) if turned else (seq, ack)
            return segment
        mine, theirs = (known[1], known[0]) if turned else known
        return Tcp(
            segment.sport,
            segment.dport,
            (segment.seq - mine) & U32,
            (segment.ack - theirs) & U32,
            segment.flags,
            segment.window,
            segment.data,
            _counted_options(segment.options, theirs),
        )


def _counted_options(options: str, theirs: int) -> str:
    blocks = sack_of(options)
    if not blocks:
        return options
    counted = sack_text([((left - theirs) & U32, (right - theirs) & U32) for left, right in blocks])
    return options.replace(sack_text(blocks), counted)
