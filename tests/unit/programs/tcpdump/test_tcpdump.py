"""tcpdump: what it shows, which frames it wants, and captures for readers."""

import re

import pytest
from dockernet_sim.programs.capture import Capture
from dockernet_sim.programs.tcpdump.filter import BadFilter, compile_filter
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.arp import REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp
from tests.unit.programs.places import Places

ONE, TWO, THREE = (ip_int(text) for text in ("10.0.0.1", "10.0.0.2", "192.168.1.3"))
FRAMES = {
    "ping": Frame(2, 1, ETHERTYPE_IP, IPv4(ONE, TWO, PROTO_ICMP, Icmp(ECHO))),
    "web": Frame(2, 1, ETHERTYPE_IP, IPv4(ONE, TWO, PROTO_TCP, Tcp(40000, 80, 1, 0, "S"))),
    "dns": Frame(3, 1, ETHERTYPE_IP, IPv4(ONE, THREE, PROTO_UDP, Udp(40001, 53, b"x"))),
    "arp": Frame(0xFFFFFFFFFFFF, 1, ETHERTYPE_ARP, Arp(REQUEST, 1, ONE, 0, TWO)),
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "ping web dns arp"),
        ("icmp", "ping"),
        ("ip", "ping web dns"),
        ("not arp", "ping web dns"),
        ("icmp or arp", "ping arp"),
        ("port 80 or 53", "web dns"),
        ("port http", "web"),
        ("udp port 80", ""),
        ("dst port 53", "dns"),
        ("src port 53", ""),
        ("host 10.0.0.2", "ping web arp"),
        ("dst host 10.0.0.1", ""),
        ("10.0.0.2", "ping web arp"),
        ("net 192.168.1", "dns"),
        ("dst net 10.0.0.0/8 and not port 80", "ping arp"),
        ("(icmp or udp) and src 10.0.0.1", "ping dns"),
        ("! (tcp or udp)", "ping arp"),
        ("portrange 50-60", "dns"),
        ("ether dst ff:ff:ff:ff:ff:ff", "arp"),
        ("broadcast", "arp"),
        ("arp host 10.0.0.1", "arp"),
        ("icmp or udp and port 53", "dns"),  # and and or bind alike, from left to right
        ("greater 50", "ping web"),
    ],
)
def test_filters(text: str, wanted: str) -> None:
    test = compile_filter(text)
    assert [name for name, frame in FRAMES.items() if test(frame)] == wanted.split()


@pytest.mark.parametrize("text", ["port", "foo bar", "host", "icmp and", "( icmp", "icmp )", "port 80 host"])
def test_filters_that_make_no_sense(text: str) -> None:
    with pytest.raises(BadFilter, match="syntax error"):
        compile_filter(text)


def masked(text: str) -> list[str]:
    return re.sub(r"id \d+", "id N", re.sub(r"(?m)^\d\d:\d\d:\d\d\.\d{6} ", "", text)).splitlines()


def test_frames_as_lines(places: Places) -> None:
    task = places.start("vm", "tcpdump", "-n", "-i", "docker0", "-c", "3")
    places.run("cli", "ping", "-c", "1", "172.17.0.2")
    mac = places.places["web"].ns.devices["eth0"].mac.to_bytes(6, "big").hex(":")
    assert masked(task.stdout.text) == [
        "ARP, Request who-has 172.17.0.2 tell 172.17.0.3, length 28",
        f"ARP, Reply 172.17.0.2 is-at {mac}, length 28",
        "IP 172.17.0.3 > 172.17.0.2: ICMP echo request, id N, seq 1, length 64",
    ]
    assert (task.exit_code, task.stderr.text) == (
        0,
        "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
        "listening on docker0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
        "3 packets captured\n3 packets received by filter\n0 packets dropped by kernel\n",
    )


def test_numbers_count_from_a_flows_beginning(places: Places) -> None:
    task = places.start("cli", "tcpdump", "-n", "-t", "tcp")
    places.run("cli", "curl", "-s", "http://172.17.0.2")
    task.signal("INT")
    places.wait(0.1)
    shown = task.stdout.text.splitlines()
    assert re.search(r"Flags \[S\], seq \d{4,}", shown[0])
    assert re.search(r"Flags \[\.\], ack 1,", shown[2])
    assert re.search(r"Flags \[P\.\], seq 1:\d+, ack 1,", shown[3])
    assert shown[-1] == ""


def test_with_names(places: Places) -> None:
    places.places["vm"].files.write("/etc/hosts", "172.17.0.2 web\n")
    task = places.start("vm", "tcpdump", "-t", "-i", "docker0", "-c", "1", "tcp")
    places.run("cli", "curl", "-s", "http://172.17.0.2")
    assert re.match(r"IP 172\.17\.0\.3\.\d+ > web\.http: Flags \[S\]", task.stdout.text)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("-i", "eth9"), "tcpdump: eth9: No such device exists\n(No such device exists)\n"),
        (("-c", "x"), "tcpdump: invalid packet count x\n"),
        (("port",), "tcpdump: can't parse filter expression: syntax error\n"),
        (("host", "nope"), "tcpdump: unknown host 'nope'\n"),
    ],
)
def test_refusals(places: Places, argv: tuple[str, ...], said: str) -> None:
    task = places.run("vm", "tcpdump", *argv)
    assert (task.exit_code, task.stderr.text) == (1, said)


def test_it_wants_a_user_of_its_own(places: Places) -> None:
    places.places["cli"].files.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
    task = places.run("cli", "tcpdump", "-c", "1")
    assert (task.exit_code, task.stderr.text) == (1, "tcpdump: Couldn't find user 'tcpdump'\n")


def test_a_capture_begins_and_ends(places: Places) -> None:
    docker0 = places.vm.root.devices["docker0"]
    with Capture(docker0, compile_filter("icmp")) as capture:
        places.run("cli", "ping", "-c", "1", "172.17.0.2")
        assert docker0.promisc == 1
    places.run("cli", "ping", "-c", "1", "172.17.0.2")
    assert docker0.promisc == 0
    assert [line.partition(": ")[2].partition(", id")[0] for line in capture.lines()] == [
        "172.17.0.3 > 172.17.0.2: ICMP echo request",
        "172.17.0.2 > 172.17.0.3: ICMP echo reply",
    ]


def test_filters_on_bytes_select_segments(places: Places) -> None:
    task = places.start("vm", "tcpdump", "-nn", "-t", "-i", "docker0", "tcp port 80 and tcp[tcpflags] & tcp-syn != 0")
    places.wait(0.1)
    places.run("cli", "curl", "-s", "http://172.17.0.2/")
    task.signal("INT")
    places.wait(0.1)
    lines = task.stdout.text.splitlines()
    assert [line.split("Flags ")[1][:4].rstrip(",") for line in lines if line] == ["[S],".rstrip(","), "[S.]"]


def test_dump_of_bytes_has_hex_and_letters(places: Places) -> None:
    task = places.start("vm", "tcpdump", "-nn", "-t", "-X", "-c", "1", "-i", "docker0", "icmp[icmptype] = icmp-echo")
    places.wait(0.1)
    places.run("cli", "ping", "-c", "1", "172.17.0.2")
    places.wait(0.1)
    rows = task.stdout.text.splitlines()
    assert rows[1].startswith("\t0x0000:  4500 0054 ") and rows[1].endswith("ac11 0003  E..T..@.@......."), rows[1]


def test_verbose_line_has_the_header(places: Places) -> None:
    task = places.start("vm", "tcpdump", "-nn", "-t", "-v", "-c", "1", "-i", "docker0", "icmp")
    places.wait(0.1)
    places.run("cli", "ping", "-c", "1", "172.17.0.2")
    places.wait(0.1)
    first, second = task.stdout.text.splitlines()[:2]
    assert first.startswith("IP (tos 0x0, ttl 64, id ") and first.endswith("flags [DF], proto ICMP (1), length 84)")
    assert second.startswith("    172.17.0.3 > 172.17.0.2: ICMP echo request, id ")


def test_written_capture_is_read_back(places: Places) -> None:
    task = places.start("vm", "tcpdump", "-c", "2", "-w", "/tmp/o.pcap", "-i", "docker0", "icmp")
    places.wait(0.1)
    places.run("cli", "ping", "-c", "2", "-i", "0.3", "172.17.0.2")
    places.wait(1.5)
    assert "2 packets captured\n4 packets received by filter\n" in task.stderr.text
    back = places.run("vm", "tcpdump", "-nn", "-t", "-r", "/tmp/o.pcap")
    assert [line.split(", id")[0] for line in back.stdout.text.splitlines()] == [
        "IP 172.17.0.3 > 172.17.0.2: ICMP echo request",
        "IP 172.17.0.2 > 172.17.0.3: ICMP echo reply",
    ]
