"""What all packets have in common, and how they are told from other things that a frame carries."""

import pytest
from dockernet_sim.wire.arp import REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_UDP, Packet, Piece, is_packet
from dockernet_sim.wire.udp import Udp

ECHO_REQUEST = IPv4(1, 2, PROTO_ICMP, Icmp(ECHO, 0, 7, 1, 56))


def noted() -> Packet:
    """A packet with all of the kernel's notes on it."""
    packet: Packet = IPv4(1, 2, PROTO_UDP, Udp(5000, 53, b"hello"))
    packet.ct, packet.mark, packet.trail = object(), 7, 3
    return packet


def test_an_ipv4_packet_is_a_packet() -> None:
    assert is_packet(ECHO_REQUEST)
    assert ECHO_REQUEST.version == 4


@pytest.mark.parametrize(
    "other",
    [None, 4, "text", Arp(REQUEST, 1, 1, 0, 2), Frame(1, 2, ETHERTYPE_IP, ECHO_REQUEST), Udp(1, 2, b"")],
    ids=lambda other: type(other).__name__,
)
def test_other_things_are_no_packets(other: object) -> None:
    assert not is_packet(other)


def test_copies_keep_the_kernels_notes() -> None:
    packet = noted()
    for copy in (packet.with_ttl(9), packet.with_addresses(3, 4, packet.payload), packet.fragment(0, 8, True)):
        assert (copy.ct, copy.mark, copy.trail) == (packet.ct, 7, 3)


def test_a_fragment_says_where_it_belongs() -> None:
    piece = noted().fragment(8, 5, more=False)
    assert (piece.offset, piece.mf, piece.frag) == (8, False, 16)
    assert isinstance(piece.payload, Piece)
    assert (piece.payload.sport, piece.payload.dport, piece.payload.length) == (5000, 53, 5)
