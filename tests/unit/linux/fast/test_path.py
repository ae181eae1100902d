"""What packets cost, in things that can be counted."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import pytest
from dockernet_sim import Lab
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.fast.answers import RememberedWalk
from dockernet_sim.linux.fast.path import CachedPath
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World


class Pair:
    """Two containers on a user network, and echoes between them."""

    def __init__(self, cache: bool, trace: bool = False) -> None:
        self.world = World(trace=trace, cache=cache)
        engine = self.world.engine()
        engine.networks.create({"Name": "net"})
        for name in ("one", "two"):
            body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
            engine.containers.start(engine.containers.create(body, name)["Id"])
        self.clock = self.world.clock
        self.clock.run(until=1.0)
        self.ns: NetNs = self.world.place("one").ns
        self.target = ip_int("172.18.0.3")
        self.answered = 0
        self.ns.ip.icmp.raw.append(self._hear)
        for _ in range(5):
            self.echo()

    def _hear(self, packet: IPv4, _device: object) -> None:
        self.answered += packet.payload.type == ECHO_REPLY

    def echo(self) -> int:
        """One echo; how many events it took."""
        wanted, events = self.answered + 1, 0
        self.clock.call_later(0.0, self._send)
        while self.answered < wanted:
            self.clock.step()
            events += 1
        return events

    def _send(self) -> None:
        self.ns.ip.send(IPv4(self.ns.ip.source_for(self.target), self.target, PROTO_ICMP, Icmp(ECHO, 0, 9, 1)))


def paths(world: World, place: str) -> dict[object, CachedPath]:
    """The paths that begin where a place sends."""
    ns = world.place(place).ns
    assert ns.host.fast is not None
    return dict(ns.host.fast.sent[ns].known)


@pytest.mark.parametrize("cache", [True, False])
def test_an_echo_is_two_events(cache: bool) -> None:
    assert Pair(cache).echo() == 2


def walks(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> int:
    """How often chains are asked for one echo."""
    count = 0

    def counted(kind: type[Walk]) -> Callable[..., object]:
        run = kind.run

        def counting(*arguments: object) -> object:
            nonlocal count
            count += 1
            return run(*arguments)  # type: ignore[arg-type]

        return counting

    for kind in (RememberedWalk, Walk):
        monkeypatch.setattr(kind, "run", counted(kind))
    vm = pair.world.machine("vm").host.root
    vm.nf.changed()  # hooks are made anew, with what counts
    for _ in range(3):
        pair.echo()
    count = 0
    pair.echo()
    return count


def test_a_walked_echo_meets_the_rules_once_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walks(monkeypatch, Pair(cache=False)) == 4  # raw PREROUTING and FORWARD; NAT has nothing to say any more


def test_a_remembered_echo_meets_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walks(monkeypatch, Pair(cache=True)) == 0


def test_rules_for_other_devices_are_not_looked_at() -> None:
    pair = Pair(cache=True)
    engine = pair.world.engine()
    for number in range(5):
        engine.networks.create({"Name": f"more{number}"})
    pair.echo()
    vm = pair.world.machine("vm").host.root
    hook = vm.nf.hooks[2]
    assert hook is not None
    walk = hook.steps[0]
    assert isinstance(walk, RememberedWalk)
    bridge = vm.ip.fib.lookup(pair.target)
    assert bridge is not None and bridge.dev is not None
    chains = [
        Editor(vm.nf).chain("filter", chain) for chain in ("DOCKER", "DOCKER-BRIDGE", "DOCKER-CT", "DOCKER-FORWARD")
    ]
    assert sum(len(chain.rules) for chain in chains) > 30
    answers = [answer for (indev, _, _), answer in walk.known.items() if indev is bridge.dev]
    assert answers and all(answer is not None and len(answer.hits) < 9 for answer in answers)


def test_echoes_leave_nothing_behind() -> None:
    pair = Pair(cache=True)
    pair.echo()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(100):
        pair.echo()
    assert sys.getallocatedblocks() - before < 50


def test_deferred_counts_are_read_in_full() -> None:
    pair = Pair(cache=True)
    device = pair.ns.device("eth0")
    before = device.tx_packets
    for _ in range(10):
        pair.echo()
    assert any(path.packets for path in paths(pair.world, "one").values())
    assert device.tx_packets == before + 10


def test_path_with_the_trace_on_records_what_a_walk_does() -> None:
    cached, walked = (Pair(cache, trace=True) for cache in (True, False))
    for pair in (cached, walked):
        for _ in range(5):
            pair.echo()
    assert any(path.template is not None and path.total + path.packets for path in paths(cached.world, "one").values())
    assert [str(record) for record in cached.world.trace] == [str(record) for record in walked.world.trace]
    assert len(cached.world.trace) == len(walked.world.trace)


def test_path_after_the_trace_is_switched_on_is_planned_anew() -> None:
    pair = Pair(cache=True)
    pair.world.trace.on = True
    for _ in range(20):
        pair.echo()
    taken = [path for path in paths(pair.world, "one").values() if path.template is not None]
    assert taken and len(list(pair.world.trace)) % 20 == 0


def test_path_that_does_not_last_is_planned_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    pair, planned = Pair(cache=True), 0
    fast = pair.ns.host.fast
    assert fast is not None
    for cache in fast.sent.values():
        plan = cache._plan

        def counted(packet: IPv4, src: int, plan: Callable[..., CachedPath | None] = plan) -> CachedPath | None:
            nonlocal planned
            planned += 1
            return plan(packet, src)

        cache._plan = counted
    for _ in range(200):
        pair.ns.changed()
        pair.echo()
    assert planned < 40
    planned = 0
    for _ in range(200):
        pair.echo()
    assert 1 <= planned <= 2  # in the long run it is worth it again


def test_established_connection_takes_a_path() -> None:
    lab = Lab()
    for line in ("docker network create net", "docker run -d --name web --network net busybox httpd -f -h /tmp"):
        assert lab.sh(line).exit == 0
    lab.sh("docker run -d --name client --network net nginx")
    lab.world.place("web").files.write("/tmp/big", "x" * 200_000)
    assert lab.sh("docker exec client curl -s -o /dev/null -w '%{size_download}' http://web/big").stdout == "200000"
    taken = [path for path in paths(lab.world, "client").values() if path.tcp]
    assert taken and sum(path.total + path.packets for path in taken) >= 3
