"""Comparisons of bytes in filters: ``tcp[tcpflags] & tcp-syn != 0``, ``icmp[icmptype] = icmp-echo``, ``ip[8] < 64``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.codec import encode
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, is_packet

Test = Callable[[Frame], bool]
VALUES = {
    "tcpflags": 13, "icmptype": 0, "icmpcode": 1, "tcp-fin": 1, "tcp-syn": 2, "tcp-rst": 4, "tcp-push": 8,
    "tcp-ack": 16,
    "tcp-urg": 32, "tcp-ece": 64, "tcp-cwr": 128, "icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4,
    "icmp-redirect": 5, "icmp-echo": 8, "icmp-timxceed": 11, "icmp-paramprob": 12,
}  # fmt: skip
PROTOCOLS = {"tcp": PROTO_TCP, "udp": PROTO_UDP, "icmp": PROTO_ICMP}
START = {"ether": 0, "ip": 14, "tcp": 34, "udp": 34, "icmp": 34}
RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq, "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip
_SUM = r"\(?\s*[\w-]+(?:\s*\|\s*[\w-]+)*\s*\)?"
COMPARISON = re.compile(
    rf"\(?\s*(ether|ip|tcp|udp|icmp)\[([^\]]+)\]\s*(?:&\s*({_SUM}))?\s*\)?\s*(==|!=|<=|>=|=|<|>)\s*({_SUM})"
)


def _value(text: str) -> int:
    """A number, a name, or several of them joined by ``|``."""
    total = 0
    for word in text.strip(" ()").split("|"):
        name = word.strip()
        try:
            total |= VALUES[name] if name in VALUES else int(name, 0)
        except ValueError:
            raise NotModelled(f"{name} in a filter is not modelled") from None
    return total


def comparison(found: re.Match[str]) -> Test:
    """The test that one comparison means."""
    proto, place, mask, relation, wanted = found.groups()
    offset, _, size = place.partition(":")
    first, length = _value(offset), int(size) if size.strip().isdigit() else 1
    bits = _value(mask) if mask else None
    value, fits = _value(wanted), RELATIONS[relation]

    def test(frame: Frame) -> bool:
        packet = frame.payload
        if proto != "ether" and not is_packet(packet):
            return False
        if proto in PROTOCOLS and (packet.proto != PROTOCOLS[proto] or packet.offset):
            return False
        data = encode(frame)[START[proto] + first :][:length]
        if len(data) < length:
            return False
        number = int.from_bytes(data, "big")
        return fits(number if bits is None else number & bits, value)

    return test
