"""What `lab.link` does: which direction of which link, how fast, how late, and what is dropped by what."""

import itertools
from pathlib import Path

import pytest
from dockernet_sim import Lab, UnknownPlace
from dockernet_sim.linux import drops
from dockernet_sim.world.errors import BadLink
from dockernet_sim.world.linkfault import BadFault


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker network create n; docker run -d --name web --net n nginx; docker run -d --name box --net n busybox")
    assert lab.sh("ping -c 1 web", on="box")
    return lab


def rtt(lab: Lab, on: str = "box", to: str = "web") -> str:
    return lab.sh(f"ping -c 1 {to} | sed -n 's/.*time=//p'", on=on).stdout.strip()


@pytest.mark.parametrize(("direction", "time"), [("both", "200"), ("out", "100"), ("in", "100")])
def test_delay_is_that_of_each_direction(lab: Lab, direction: str, time: str) -> None:
    lab.link("web", delay=0.1, direction=direction)
    assert rtt(lab).startswith(time)


def test_one_direction_is_shaped_and_the_other_one_is_not(lab: Lab) -> None:
    lab.link("web", loss=1.0, direction="out")
    lab.trace.clear()
    assert not lab.sh("ping -c 2 -W 1 web", on="box")
    lost = [record for record in lab.trace if record.verdict == drops.LOST]
    assert {(record.device, record.netns == "", record.cause) for record in lost} == {
        ("eth0", False, "lost on the line behind eth0")
    }
    lab.link("web", direction="out")
    lab.link("web", loss=1.0, direction="in")
    lab.trace.clear()
    assert not lab.sh("ping -c 2 -W 1 web", on="box")
    assert {record.device[:4] for record in lab.trace if record.verdict == drops.LOST} == {"veth"}


def test_a_link_without_values_is_as_it_was_built(lab: Lab) -> None:
    before = rtt(lab)
    lab.link("web", delay=0.1)
    lab.link("web")
    assert rtt(lab) == before


def test_the_line_between_machines_is_shaped(lab: Lab) -> None:
    rtt(lab, "vm", "172.31.176.1")
    lab.link("host", "lan", delay=0.03)
    assert rtt(lab, "vm", "172.31.176.1").startswith("60")
    lab.link("lan", delay=0.01)
    assert rtt(lab, "vm", "172.31.176.1").startswith("20")
    with pytest.raises(BadLink, match="add machines first"):
        lab.add_host("vm2")
    lab.link("lan")
    lab.add_host("vm2")
    rtt(lab, "vm2", "172.31.176.1")
    lab.link("vm2", delay=0.01)
    assert rtt(lab, "vm2", "172.31.176.1").startswith("20")


def test_places_with_no_link_or_several_are_refused_by_name(lab: Lab) -> None:
    lab.sh("docker network create m; docker network connect m web; docker run -d --name own --net host nginx")
    with pytest.raises(BadLink, match=r"2 \(web/eth0, web/eth1\): say which"):
        lab.link("web", delay=0.1)
    lab.link("web/eth1", delay=0.1)
    with pytest.raises(BadLink, match="docker0 is a bridge"):
        lab.link("docker0", delay=0.1)
    with pytest.raises(BadLink, match="not joined by one link"):
        lab.link("box", "web/eth0", delay=0.1)
    with pytest.raises(UnknownPlace):
        lab.link("nobody", delay=0.1)
    with pytest.raises(BadFault, match="a queue needs a rate"):
        lab.link("box", queue=5)
    with pytest.raises(ValueError, match="loss must be a number from 0 to 1"):
        lab.link("box", loss=20)


def burst(lab: Lab, count: int, size: int = 958) -> None:
    """So many echo requests of 1,000 bytes with their headers at the same moment."""
    from dockernet_sim.wire.icmp import ECHO, Icmp
    from dockernet_sim.wire.ipv4 import IPv4
    from dockernet_sim.wire.packet import PROTO_ICMP

    ip = lab.world.place("box").ns.ip
    to = next(a.ip for a in lab.world.place("web").ns.ip.addresses if a.dev.name == "eth0")
    for number in range(count):
        ip.send(IPv4(ip.source_for(to), to, PROTO_ICMP, Icmp(ECHO, ident=7, seq=number, size=size), 64, number))
    lab.run(until=lab.env.now + 5)


@pytest.mark.parametrize(
    ("limits", "arrive", "text"),
    [
        ({"queue": 4}, 5, "queue of eth0 full (limit 4 packets)"),
        ({"queue": 0}, 1, "queue of eth0 full (limit 0 packets)"),
        ({"queue_bytes": 2500}, 3, "queue of eth0 full (limit 2500 bytes)"),
    ],
)
def test_a_queue_holds_what_waits_beside_the_one_that_is_sent(
    lab: Lab, limits: dict[str, int], arrive: int, text: str
) -> None:
    lab.link("box", rate=8e4, direction="out", **limits)  # type: ignore[arg-type]
    lab.trace.clear()
    burst(lab, 9)
    sent = [
        r.time for r in lab.trace if r.event == "rx" and r.device.startswith("veth") and "echo request" in str(r.packet)
    ]
    assert len(sent) == arrive
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert gaps == pytest.approx([0.1] * (arrive - 1))
    assert {r.cause for r in lab.trace if r.verdict == drops.QUEUE} == {text}
    assert lab.world.place("box").ns.device("eth0").tx_dropped == 9 - arrive


def test_a_corrupted_frame_arrives_and_its_checksum_is_wrong(lab: Lab) -> None:
    lab.link("web", corrupt=1.0, direction="in")
    lab.trace.clear()
    assert not lab.sh("ping -c 1 -W 1 web", on="box")
    damaged = [record for record in lab.trace if record.verdict == drops.CORRUPT]
    assert damaged
    assert all(record.device == "eth0" and "wrong checksum" in record.cause for record in damaged)


def test_links_are_part_of_copies_and_saves(lab: Lab, tmp_path: Path) -> None:
    lab.link("web", delay=0.01, jitter=0.005, loss=0.2, rate=1e6, queue=5)
    lab.link("lan", delay=0.002, direction="in")
    lab.sh("ping -c 20 -i 0.1 -W 1 web", on="box")
    path = tmp_path / "lab.json"
    lab.save(path)
    others = [lab.copy(), Lab.load(path)]
    for each in (lab, *others):
        each.sh("ping -c 20 -i 0.1 -W 1 web", on="box")
    assert {each.trace.digest() for each in others} == {lab.trace.digest()}


def test_one_links_chance_is_not_anothers() -> None:
    """Common random numbers: what is lost on one link stays the same when another one begins to lose."""

    def lost(other: float) -> list[int]:
        lab = Lab(seed=3)
        lab.sh(
            "docker network create n; docker run -d --name web --net n nginx; docker run -d --name box --net n busybox"
        )
        lab.sh("sleep 3")  # 29 tells the neighbours of a new address, up to two seconds later
        lab.link("lan", loss=other)
        lab.link("web", loss=0.3, direction="out")
        lab.sh("ping -c 2 172.31.176.1")
        lab.trace.clear()
        lab.sh("ping -c 30 -i 0.1 -W 1 web", on="box")
        return [
            r.packet.payload.payload.seq
            for r in lab.trace
            if r.verdict == drops.LOST and hasattr(r.packet.payload.payload, "seq")
        ]

    assert lost(0.0) == lost(0.4) != []
