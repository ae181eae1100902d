"""Captures: read back by another library, by tshark, and compared with what the model has."""

import io
import subprocess
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.capture.capture import Captured, UnknownDevice, nanoseconds
from dockernet_sim.wire.codec import checksum, encode, encode_ip
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp
from pcapng import FileScanner
from pcapng.blocks import EnhancedPacket, InterfaceDescription

from .tools import needed

pytestmark = pytest.mark.filterwarnings("ignore:Field type should not be:DeprecationWarning")  # pcapng's own affair
CHECKS = [word for proto in ("ip", "tcp", "udp") for word in ("-o", f"{proto}.check_checksum:TRUE")]
BAD = "_ws.malformed || " + " || ".join(f"{proto}.checksum.status == 0" for proto in ("ip", "tcp", "udp", "icmp"))


def blocks(captured: Captured) -> tuple[list[InterfaceDescription], list[EnhancedPacket]]:
    found = list(FileScanner(io.BytesIO(captured.pcapng())))
    return [b for b in found if isinstance(b, InterfaceDescription)], [
        b for b in found if isinstance(b, EnhancedPacket)
    ]


def tshark(path: Path, *words: str) -> list[str]:
    done = subprocess.run(
        [needed("tshark"), "-n", "-r", path, *CHECKS, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


# -- bytes ---------------------------------------------------------------------
def test_an_echo_byte_by_byte() -> None:
    packet = IPv4(0xAC110002, 0xAC110003, 1, Icmp(ECHO, ident=0x1234, seq=1, size=56), ttl=64, ident=7)
    data = encode(Frame(0x0242AC110003, 0x0242AC110002, 0x0800, packet))
    assert data[:34].hex() == "0242ac1100030242ac1100020800450000540007400040" + "01e27a" + "ac110002ac110003"
    assert data[34:36] == b"\x08\x00" and data[38:42].hex() == "12340001" and len(data) == 98
    assert checksum(data[14:34]) == checksum(data[34:]) == 0  # a correct one makes the sum come out even
    assert data[42 + 16 :] == bytes(range(16, 56))


@pytest.mark.parametrize(
    "payload",
    [
        Udp(5000, 53, b"odd"),
        Tcp(40000, 80, 2**32 + 5, 0, "S", options="mss 1460,sackOK,TS val 5 ecr 0,nop,wscale 10"),
        Tcp(80, 40000, 1, 2, "P.", data=b"hello", options="nop,nop,TS val 1 ecr 2"),
    ],
)
def test_lengths_and_checksums_hold(payload: Udp | Tcp) -> None:
    packet = IPv4(0x0A000001, 0x0A000002, 17 if isinstance(payload, Udp) else 6, payload)
    data = encode_ip(packet)
    assert len(data) == packet.length
    pseudo = data[12:20] + bytes([0, packet.proto]) + (len(data) - 20).to_bytes(2, "big")
    assert checksum(pseudo + data[20:]) == 0


def test_fragments_are_pieces_of_the_whole() -> None:
    whole = IPv4(1, 2, 1, Icmp(ECHO, size=3000), df=False)
    pieces = [whole.fragment(0, 1480, True), whole.fragment(1480, 1480, True), whole.fragment(2960, 48, False)]
    assert b"".join(encode_ip(piece)[20:] for piece in pieces) == encode_ip(whole)[20:]
    assert encode_ip(pieces[1])[6:8].hex() == "20b9"  # MF, and 185 times 8 bytes


# -- files -----------------------------------------------------------------------
def test_another_library_reads_names_times_comments_and_frames(busy: Lab) -> None:
    captured = busy.capture()
    interfaces, packets = blocks(captured)
    assert [each.options["if_name"] for each in interfaces] == captured.devices
    assert {"vm/docker0", "vm/eth0", "web/eth0", "web/lo", "lan/eth0"} <= set(captured.devices)
    assert len(packets) == len(captured) > 100
    for seen, packet in zip(captured, packets):
        assert (packet.timestamp_high << 32) + packet.timestamp_low == nanoseconds(seen.time)
        assert packet.interface.options["if_name"] == seen.device
        assert packet.packet_data == encode(seen.frame) and packet.packet_len == seen.frame.length
        assert packet.options.get("opt_comment", "") == seen.comment


def test_a_comment_says_what_was_decided(busy: Lab) -> None:
    (routed,) = [seen for seen in busy.capture("docker0") if "dropped" in seen.comment]
    assert "filter DOCKER-USER 1" in routed.comment
    dropped = {seen.device: seen.comment for seen in busy.capture() if "dropped" in seen.comment}
    assert any(device.startswith("vm/veth") and "raw PREROUTING" in text for device, text in dropped.items()), dropped
    came = next(seen for seen in busy.capture("vm/eth0") if seen.inbound and "[S]" in str(seen.frame))
    port = came.frame.payload.payload.sport
    assert (
        f"NAT changed the destination: 172.31.176.1:{port} → 172.31.179.120:8080 became 172.31.176.1:{port} → "
        "172.18.0.2:80"
    ) in came.comment
    assert "routed: 172.18.0.0/16" in came.comment and "accept by filter DOCKER" in came.comment


def test_the_same_frames_as_tcpdump_prints() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    lab.sh("docker run -d --name db nginx")
    before = lab.trace.serial
    shown = lab.sh(
        "tcpdump -n -t -e -c 4 -i docker0 > /tmp/seen & sleep 0.1; docker exec web ping -c 1 172.17.0.3; wait; "
        "cat /tmp/seen"
    )
    lines = [line for line in shown.stdout.splitlines() if "ethertype" in line]
    own = [line.partition(" ")[2] for line in lab.capture("docker0", lab.trace.since(before)).lines()]
    assert lines and lines == own[: len(lines)]


def test_devices_by_name(busy: Lab) -> None:
    assert busy.capture("web/eth0").devices == ["web/eth0"]
    assert len(busy.capture("eth0").devices) > 3
    quiet = busy.capture("docker0", [])
    assert quiet.devices == ["vm/docker0"] and len(blocks(quiet)[0]) == 1 and str(quiet) == ""
    with pytest.raises(UnknownDevice, match="no device eth7"):
        busy.capture("eth7")
    assert "ICMP echo request" in str(busy.capture("web/eth0")) and "decided" in busy.capture("web/eth0")._repr_html_()


@pytest.mark.parametrize("device", ["vm/eth0", "vm/docker0", "web/eth0", "web/lo", "db/eth0", "lan/eth0", "old/eth0"])
def test_tshark_finds_nothing_wrong_at_a_device(device: str, busy: Lab, tmp_path: Path) -> None:
    needed("tshark")
    path = busy.capture(device).save(tmp_path / "a.pcapng")
    assert tshark(path, "-Y", BAD) == []
    names = set(tshark(path, "-T", "fields", "-e", "frame.interface_name"))
    assert names == {device}


def test_tshark_reads_pings_dns_http_and_nat(busy: Lab, tmp_path: Path) -> None:
    needed("tshark")
    path = busy.capture().save(tmp_path / "a.pcapng")
    # one segment seen at several devices looks to TCP's analysis like a retransmission, as with tcpdump -i any
    assert tshark(path, "-o", "tcp.desegment_tcp_streams:FALSE", "-Y", BAD) == []
    found = {
        proto: tshark(path, "-o", "tcp.desegment_tcp_streams:FALSE", "-Y", proto)
        for proto in ("icmp", "arp", "dns", "http")
    }
    assert all(found.values())
    assert tshark(path, "-Y", "dns.a == 172.18.0.3") and tshark(path, "-Y", 'http.request.uri == "/"')
    assert tshark(path, "-Y", 'frame.comment contains "NAT changed the destination"')
    times = tshark(path, "-T", "fields", "-e", "frame.time_epoch")
    assert all(len(each.partition(".")[2]) == 9 for each in times) and times == sorted(times)
