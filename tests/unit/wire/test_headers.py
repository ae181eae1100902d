"""Headers print as tcpdump prints them, and know their size."""

from dockernet_sim.wire.address import BROADCAST_MAC, ip_int, mac_int
from dockernet_sim.wire.arp import REPLY, REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, FRAG_NEEDED, PORT_UNREACHABLE, TIME_EXCEEDED, UNREACHABLE, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp

A, B = ip_int("172.17.0.2"), ip_int("172.17.0.3")
MAC_A, MAC_B = mac_int("02:42:ac:11:00:02"), mac_int("02:42:ac:11:00:03")


def test_arp() -> None:
    ask = Frame(BROADCAST_MAC, MAC_A, ETHERTYPE_ARP, Arp(REQUEST, MAC_A, A, 0, B))
    answer = Frame(MAC_A, MAC_B, ETHERTYPE_ARP, Arp(REPLY, MAC_B, B, MAC_A, A))
    assert str(ask) == (
        "02:42:ac:11:00:02 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: "
        "Request who-has 172.17.0.3 tell 172.17.0.2, length 28"
    )
    assert str(answer).endswith("length 42: Reply 172.17.0.3 is-at 02:42:ac:11:00:03, length 28")


def test_echo() -> None:
    frame = Frame(MAC_B, MAC_A, ETHERTYPE_IP, IPv4(A, B, PROTO_ICMP, Icmp(ECHO, ident=7, seq=1)))
    assert frame.length == 98
    assert str(frame).endswith("length 98: 172.17.0.2 > 172.17.0.3: ICMP echo request, id 7, seq 1, length 64")


def test_errors_quote_what_they_are_about() -> None:
    sent = IPv4(A, B, PROTO_UDP, Udp(40000, 53, b"x" * 20))
    assert str(Icmp(UNREACHABLE, PORT_UNREACHABLE, inner=sent)) == "ICMP 172.17.0.3 udp port 53 unreachable, length 56"
    assert str(Icmp(TIME_EXCEEDED, 0, inner=sent)) == "ICMP time exceeded in-transit, length 56"
    need = Icmp(UNREACHABLE, FRAG_NEEDED, inner=sent, mtu=1400)
    assert str(need) == "ICMP 172.17.0.3 unreachable - need to frag (mtu 1400), length 56"


def test_linux_quotes_at_most_576_bytes() -> None:
    sent = IPv4(A, B, PROTO_UDP, Udp(40000, 9, b"x" * 1400))
    assert IPv4(B, A, PROTO_ICMP, Icmp(UNREACHABLE, PORT_UNREACHABLE, inner=sent)).length == 576


def test_tcp() -> None:
    options = "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"
    syn = IPv4(A, B, PROTO_TCP, Tcp(40000, 80, 1, 0, "S", options=options))
    assert str(syn) == f"172.17.0.2.40000 > 172.17.0.3.80: Flags [S], seq 1, win 64240, options [{options}], length 0"
    assert syn.length == 60


def test_copies_keep_the_kernels_notes() -> None:
    packet = IPv4(A, B, PROTO_UDP, Udp(1, 2))
    packet.ct, packet.mark = "entry", 7
    copy = packet.with_ttl(63)
    assert (copy.ttl, copy.ct, copy.mark, packet.ttl) == (63, "entry", 7, 64)
