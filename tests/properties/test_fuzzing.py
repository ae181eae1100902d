"""Whatever is read, a file or a value, is read or refused by an error of the package's own."""

import json
import tempfile
from pathlib import Path
from typing import Any

from dockernet_sim import DockernetError, Lab
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.errors import NetError
from dockernet_sim.shell import scenario
from dockernet_sim.wire import dns
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp
from dockernet_sim.world import faults, saved
from hypothesis import given
from hypothesis import strategies as st
from tests.properties.command_lines import garbage
from tests.properties.support import examples

TEXT = st.text(max_size=40) | garbage
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def lab_file() -> dict[str, Any]:
    lab = Lab(trace=False)
    lab.sh("docker run -d --name web nginx")
    lab.image("shop", {8080: "open"})
    lab.docker.networks.create("mynet")
    lab.task(["sleep", "1"]).signal("INT")
    lab.fault("in 1s kill web")
    lab.run(until=2.0)
    return saved.to_data(lab.world)


SAVED = lab_file()


@given(
    st.lists(
        TEXT
        | st.sampled_from(("host$ hostname", "fault$ link eth0 down", "tap docker0 lan$ x", "# daemon: --icc=false"))
    )
)
@examples(5)
def test_scenario_files(pieces: list[str]) -> None:
    try:
        scenario.parse("\n".join(pieces))
    except scenario.BadScenario as refused:
        assert "line" in str(refused)


@given(
    TEXT
    | st.lists(
        st.sampled_from(
            [
                "in",
                "at",
                "1s",
                "for",
                "link",
                "eth0",
                "down",
                "cut",
                "loss",
                "10%",
                "delay",
                "reorder",
                "kill",
                "web",
                "reboot",
                "vm",
                "x",
            ]
        )
    ).map(" ".join)
)
@examples(5)
def test_fault_lines(text: str) -> None:
    try:
        parsed = faults.parse(text)
    except faults.BadFault:
        return
    assert faults.parse(str(parsed)) == parsed


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A saved lab in which something was replaced by anything, with a checksum that fits."""
    data: Any = json.loads(json.dumps(SAVED))
    at = data
    for _ in range(draw(st.integers(1, 4))):
        keys = sorted(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()) or not isinstance(at[key], dict | list):
            if draw(st.booleans()):
                at[key] = draw(JSON)
            else:
                del at[key]
            break
        at = at[key]
    data["checksum"] = saved._checksum(data)
    return dict(data)


@given(changed())
@examples(3)
def test_saved_labs_that_were_changed(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lab.json"
        path.write_text(json.dumps(data))
        try:
            lab = Lab.load(path)
        except DockernetError:
            return
        assert saved.digest(lab.world) == SAVED["digest"]


@given(st.integers(0, 4000))
def test_saved_labs_that_were_cut_off(length: int) -> None:
    text = json.dumps(SAVED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lab.json"
        path.write_text(text[: min(length, len(text) - 1)])
        try:
            Lab.load(path)
        except DockernetError:
            return
        raise AssertionError("a part of a lab was loaded")


@given(
    st.binary(max_size=80)
    | st.builds(lambda head, tail: head[:12].ljust(12, b"\0") + tail, st.binary(), st.binary(max_size=60))
)
@examples(10)
def test_dns_messages(data: bytes) -> None:
    try:
        message = dns.decode(data)
    except (DockernetError, ValueError):
        return
    assert str(message)
    assert message.size >= 12


@given(TEXT, TEXT)
@examples(3)
def test_names_and_subnets(name: str, subnet: str) -> None:
    lab = Lab(trace=False)
    for call in (
        lambda: lab.docker.networks.create(name, ipam={"Config": [{"Subnet": subnet}]}),
        lambda: lab.docker.networks.create(
            "net1", ipam={"Config": [{"Subnet": "10.1.0.0/24", "Gateway": subnet, "IPRange": name}]}
        ),
        lambda: lab.docker.containers.run(name, detach=True),
        lambda: lab.docker.containers.run("nginx", name=name, hostname=subnet, detach=True),
        lambda: lab.docker.containers.run("nginx", mac_address=name, dns=[subnet], extra_hosts=[name], detach=True),
        lambda: lab.docker.containers.run("nginx", network=name, ports={subnet: name}, detach=True),
        lambda: lab.docker.containers.get(name),
        lambda: lab.docker.networks.get(subnet),
        lambda: lab.image(name, {80: subnet}),
        lambda: lab.add_host(name, daemon=subnet),
        lambda: lab.sh(name, on=subnet),
        lambda: Lab(daemon=f"--bip {subnet}"),
        lambda: Lab(daemon=name),
        lambda: Lab(engine=name),
    ):
        try:
            call()
        except DockernetError:
            continue
    assert not lab.world.internal_errors


@given(st.text(max_size=20), st.text(max_size=20))
@examples(3)
def test_the_kernels_own_calls(name: str, address: str) -> None:
    ns = Lab(trace=False).world.machine("vm").host.root
    for call in (
        lambda: ns.check_name(name),
        lambda: ns.device(name),
        lambda: ns.ip.add_address(ns.lo, address),
        lambda: ns.rename_device("docker0", name),
        lambda: ns.sysctl.__setitem__(name, address),
        lambda: Editor(ns.nf).append("filter", name, address),
        lambda: Editor(ns.nf).append("filter", "INPUT", address),
        lambda: Editor(ns.nf).new_chain("nat", name),
    ):
        try:
            call()
        except (DockernetError, NetError):
            continue


# -- frames that arrive from outside ----------------------------------------------
IPS = st.integers(0, 2**32 - 1) | st.sampled_from(
    [ip_int(each) for each in ("172.31.179.120", "172.17.0.2", "172.17.0.1", "127.0.0.1", "172.31.176.1")]
)
MACS = st.integers(0, 2**48 - 1) | st.sampled_from((0x00163E000001, 0xFFFFFFFFFFFF, 0x0242AC110002))
PORTS = st.integers(0, 65535) | st.sampled_from((80, 8080, 53, 40000))
WORD = st.integers(0, 2**16 - 1)
LONG = st.integers(0, 2**32 - 1)
payloads = st.deferred(
    lambda: (
        st.builds(Udp, PORTS, PORTS, st.binary(max_size=20))
        | st.builds(
            Tcp,
            PORTS,
            PORTS,
            LONG,
            LONG,
            st.sampled_from(("S", "S.", ".", "P.", "F.", "R", "R.", "", "SF", "FPU")),
            WORD,
            st.binary(max_size=20),
        )
        | st.builds(
            Icmp, st.integers(0, 255), st.integers(0, 15), WORD, WORD, st.integers(0, 1472), st.none() | packets, WORD
        )
    )
)
PROTOCOLS = {Udp: PROTO_UDP, Tcp: PROTO_TCP, Icmp: PROTO_ICMP}


@st.composite
def whole_packets(draw: st.DrawFn) -> IPv4:
    """Any IPv4 packet; one in five says something else of itself than what it carries."""
    payload = draw(payloads)
    proto = PROTOCOLS[type(payload)] if draw(st.integers(0, 4)) else 89
    return IPv4(
        draw(IPS),
        draw(IPS),
        proto,
        payload,
        draw(st.integers(0, 255)),
        draw(WORD),
        draw(st.booleans()),
        draw(st.integers(0, 255)),
    )


packets = whole_packets()
frames = st.builds(Frame, MACS, MACS, st.just(ETHERTYPE_IP), packets) | st.builds(
    Frame, MACS, MACS, st.just(ETHERTYPE_ARP), st.builds(Arp, st.integers(0, 9), MACS, IPS, MACS, IPS)
)


@given(st.lists(frames, min_size=1, max_size=10))
@examples(5)
def test_frames(arriving: list[Frame]) -> None:
    lab = Lab()
    lab.sh("docker run -d --name web -p 8080:80 nginx; docker exec web ping -c 1 172.17.0.1")
    root = lab.world.machine("vm").host.root
    outside = [device for device in root.links() if device.kind == "veth"]
    for number, frame in enumerate(arriving):
        assert str(frame)
        lab.env.call_later(number * 0.01, outside[number % len(outside)].receive, frame)
    lab.run(until=lab.env.now + 5)
    assert all(str(record) for record in lab.trace)
    assert lab.sh("curl -s --max-time 2 172.17.0.2").stdout in ("hello\n", "")
    assert not lab.world.internal_errors
