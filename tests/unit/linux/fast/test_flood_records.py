"""ARP requests that many stations hear leave one entry in the trace, and all readers find what a walk would leave."""

import functools
import json
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.story import story
from dockernet_sim.linux.fast.template import Stations
from dockernet_sim.shell.session import open_world
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.ethernet import Frame

ENGINES = ("29", "20.10")  # 29 announces the addresses of containers
LINES = (
    "docker network create red",
    "docker network create blue",
    *(f"docker run -d --name a{number} --network red nginx" for number in range(5)),
    *(f"docker run -d --name b{number} --network blue nginx" for number in range(4)),
    "docker network connect blue a0",
    "docker run -d --name plain busybox sleep 100",
    "docker exec a0 curl -s a1",
    "docker exec a0 ping -c 2 b2",
    "ping -c 1 172.18.0.4",
    "docker rm -f a2",
    "docker run -d --name late --network red nginx",
    "docker exec late curl -s a4",
    "docker exec a1 ping -c 1 -W 1 172.18.0.99",
    "docker exec a1 arping -c 2 172.18.0.5",
    "docker run -d --name early --network red nginx",  # after the capture of arping, bridges look around anew
    "sleep 3",
    "ip link set veth$(ip -o link | grep -o 'veth[0-9a-f]*' | head -n 2 | tail -n 1 | cut -c 5-) name renamed",
    "docker run -d --name after --network red nginx",
    "docker exec late ping -c 1 a3",
    "docker restart b1",
    "ip addr add 172.19.0.5/16 dev br-$(docker network ls -qf name=red)",
    "docker restart b3",
    "docker exec b1 curl -s b3",
)


def lab(cache: bool, trace: bool | int = True, engine: str = "29") -> Lab:
    """A lab as users have it, but for the cache."""
    return Lab.__new__(Lab)._stand_on(open_world(engine=engine, trace=trace, cache=cache))


def lived(cache: bool, trace: bool | int = True, engine: str = "29") -> Lab:
    """After all lines."""
    one = lab(cache, trace, engine)
    for line in LINES:
        one.sh(line)
    return one


both = functools.cache(lambda trace, engine="29": (lived(True, trace, engine), lived(False, trace, engine)))


@pytest.mark.parametrize("engine", ENGINES)
def test_records_are_those_of_a_walk(engine: str) -> None:
    fast, walked = both(True, engine)
    assert [str(record) for record in fast.trace] == [str(record) for record in walked.trace]
    assert fast.trace.digest() == walked.trace.digest()
    assert any(isinstance(entry[2], Stations) for entry in fast.trace._records)
    assert len(fast.trace._records) < len(walked.trace._records)


@pytest.mark.parametrize("kept", [1, 2, 7, 50, 333, 1000])
def test_a_full_ring_keeps_as_many_records(kept: int) -> None:
    fast, walked = both(kept)
    assert list(map(str, fast.trace)) == list(map(str, walked.trace))
    assert len(list(fast.trace)) == len(fast.trace) == len(walked.trace) == kept
    assert fast.trace.lost == walked.trace.lost > 0
    for back in range(0, kept + 5, max(1, kept // 7)):  # most of them begin amid an entry
        parts = [each.trace.since(each.trace.serial - back) for each in (fast, walked)]
        assert list(map(str, parts[0])) == list(map(str, parts[1]))
        assert (parts[0].lost, len(parts[0])) == (parts[1].lost, len(parts[1]))


def test_rows_json_and_stories_are_those_of_a_walk() -> None:
    fast, walked = both(True)
    assert fast.trace.rows() == walked.trace.rows()
    assert fast.trace.to_json() == walked.trace.to_json()
    assert json.loads(fast.trace.to_json().splitlines()[-1])["serial"]
    assert str(story(fast.trace)) == str(story(walked.trace))
    assert fast.step(fast.trace.since(0)).html() == walked.step(walked.trace.since(0)).html()
    assert str(fast.why("a0", "b2")) == str(walked.why("a0", "b2"))
    assert str(fast.why("a1", "b2")) == str(walked.why("a1", "b2"))


def test_listeners_and_taps_are_told_of_every_frame() -> None:
    found = []
    for cache in (True, False):
        one, records, rx, seen = lab(cache), [], [], []  # type: ignore[var-annotated]
        for number, line in enumerate(LINES):
            if number == 4:
                one.on("*", lambda record, records=records: records.append(str(record)))
                stop = one.on("rx", lambda record, rx=rx: rx.append(record.serial))
            if number in (5, 9):
                place = one.world.place("a1") if number == 5 else one.world.place("vm")
                for device in place.ns.links():

                    def tap(frame: Frame, way: str, time: float, name: str = device.name, seen: list = seen) -> None:  # type: ignore[type-arg]
                        seen.append(f"{name} {way} {time} {frame}")

                    device.add_tap(tap)
            if number == 14:
                stop()
            one.sh(line)
        found.append((records, rx, seen, list(map(str, one.trace))))
    assert found[0] == found[1]
    assert all(found[0])


def test_captures_are_those_of_a_walk() -> None:
    found = []
    for cache in (True, False):
        one = lab(cache)
        for line in LINES[:5]:
            one.sh(line)
        bridge = "br-" + one.sh("docker network ls -qf name=red").stdout.strip()
        one.sh("docker exec -d a1 sh -c 'tcpdump -Z root -c 12 -n -e -i eth0 > /tmp/seen'")
        one.sh(f"tcpdump -Z root -c 12 -n -e -i {bridge} > /tmp/seen &")
        for line in LINES[5:12]:
            one.sh(line)
        texts = [one.sh("cat /tmp/seen", on=place).stdout for place in ("a1", "vm")]
        found.append((texts, one.trace.digest()))
    assert found[0] == found[1]
    assert all("ARP" in text for text in found[0][0]), found[0][0]


def test_a_saved_lab_comes_back_with_the_same_records(tmp_path: Path) -> None:
    fast, walked = both(True)
    fast.save(tmp_path / "fast.lab")
    again = Lab.load(tmp_path / "fast.lab")
    assert list(map(str, again.trace)) == list(map(str, walked.trace))


def test_a_trace_that_is_switched_and_cleared_goes_on_as_a_walked_one() -> None:
    found = []
    for cache in (True, False):
        one = lab(cache)
        for number, line in enumerate(LINES):
            one.trace.on = number % 5 != 3
            if number == 9:
                one.trace.clear()
            one.sh(line)
        found.append(list(map(str, one.trace)))
    assert found[0] == found[1]


def test_a_listener_finds_in_the_trace_what_it_is_told() -> None:
    one, missing = lab(True), []
    for line in LINES[:4]:
        one.sh(line)

    def hear(record: Record) -> None:
        kept = one.trace.since(record.serial - 1)
        if not kept or kept[0].serial > record.serial or len(kept) > one.trace.serial:
            missing.append(record)

    one.on("rx", hear)
    one.sh(LINES[4])
    assert not missing
