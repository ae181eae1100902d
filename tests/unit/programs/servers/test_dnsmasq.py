"""dnsmasq: what the lan's name server answers."""

import pytest
from dockernet_sim.programs.servers.dnsmasq import Answers
from dockernet_sim.programs.servers.dnstcp import framed, unframed
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.dns import decode, query
from tests.unit.programs.places import Places

LAN = Answers({"example.com": "203.0.113.10"}, ("#",))


@pytest.mark.parametrize(
    ("name", "type", "answer"),
    [
        ("example.com", "A", "1* 1/0/0 A 203.0.113.10 (45)"),
        ("EXAMPLE.com", "A", "1* 1/0/0 A 203.0.113.10 (45)"),
        ("sub.example.com", "A", "1* 1/0/0 A 203.0.113.10 (49)"),
        ("example.com", "ANY", "1* 1/0/0 A 203.0.113.10 (45)"),
        ("example.com", "AAAA", "1 NXDomain 0/0/0 (29)"),
        ("notexample.com", "A", "1 NXDomain 0/0/0 (32)"),
        ("10.113.0.203.in-addr.arpa", "PTR", "1 NXDomain 0/0/0 (43)"),
    ],
)
def test_answers(name: str, type: str, answer: str) -> None:
    assert str(LAN.answer(query(1, name, type))) == answer


def test_edns_is_answered_with_edns_and_not_forwarded() -> None:
    assert LAN.answer(query(1, "example.com", edns=512)).edns == 1232
    assert LAN.answer(query(1, "version.bind", "TXT", "CH")).answers[0].data == '"dnsmasq-2.90"'
    assert Answers().answer(query(1, "example.com")).rcode == "REFUSED"


def test_over_udp_and_tcp(places: Places) -> None:
    ns = places.vm.root
    socket = ns.sockets.udp()
    socket.sendto(query(7, "example.com"), ip_int("172.31.176.1"), 53)
    udp = socket.recv()
    connection = ns.sockets.connect(ip_int("172.31.176.1"), 53)
    places.wait(0.1)
    connection.send(framed(query(8, "example.com"))[:5])
    connection.send(framed(query(8, "example.com"))[5:])
    tcp = connection.recv()
    places.wait(0.1)
    assert str(udp.value[0]) == "7* 1/0/0 A 203.0.113.10 (45)"
    whole = unframed(tcp.value)
    assert whole is not None and str(decode(whole[0])) == "8* 1/0/0 A 203.0.113.10 (45)"


def test_an_option_that_is_not_modelled(places: Places) -> None:
    task = places.run("lan", "dnsmasq", "--dhcp-range=1.2.3.4")
    assert task.exit_code == 127 and "not modelled" in task.stderr.text
