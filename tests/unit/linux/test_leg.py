"""What packets cost, in things that can be counted."""

from __future__ import annotations

import gc
import sys

import pytest
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import PROTO_ICMP, IPv4
from dockernet_sim.world.world import World


class Pair:
    """Two containers on a user network, and echoes between them."""

    def __init__(self, cache: bool) -> None:
        self.world = World(trace=False, cache=cache)
        engine = self.world.engine()
        engine.network_create({"Name": "net"})
        for name in ("one", "two"):
            body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
            engine.container_start(engine.container_create(body, name)["Id"])
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


@pytest.mark.parametrize("cache", [True, False])
def test_an_echo_is_two_events(cache: bool) -> None:
    assert Pair(cache).echo() == 2


def walks(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> int:
    """How often chains are asked for one echo."""
    count, run = 0, Walk.run

    def counted(*arguments: object) -> object:
        nonlocal count
        count += 1
        return run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Walk, "run", counted)
    vm = pair.world.machine("vm").host.root
    vm.nf.changed()  # hooks are made anew, with what counts
    for _ in range(3):
        pair.echo()
    count = 0
    pair.echo()
    return count


def test_a_walked_echo_meets_the_rules_once_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walks(monkeypatch, Pair(cache=False)) == 2  # FORWARD of the host; NAT has nothing to say any more


def test_a_remembered_echo_meets_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walks(monkeypatch, Pair(cache=True)) == 0


def test_rules_for_other_devices_are_not_looked_at() -> None:
    pair = Pair(cache=False)
    engine = pair.world.engine()
    for number in range(5):
        engine.network_create({"Name": f"more{number}"})
    pair.echo()
    vm = pair.world.machine("vm").host.root
    hook = vm.nf.hooks[2]
    assert hook is not None
    walk = hook.rules[0]
    assert isinstance(walk, Walk)
    bridge = vm.ip.fib.lookup(pair.target)
    assert bridge is not None and bridge.dev is not None
    name = bridge.dev.name
    assert len(walk.chain.rules) > 20
    assert len(walk.lines.of(walk.chain, name, name)) == 4


def test_echoes_leave_nothing_behind() -> None:
    pair = Pair(cache=True)
    pair.echo()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(100):
        pair.echo()
    assert sys.getallocatedblocks() - before < 50


def test_counts_are_there_when_somebody_reads() -> None:
    pair = Pair(cache=True)
    device = pair.ns.device("eth0")
    before = device.tx_packets
    for _ in range(10):
        pair.echo()
    legs = pair.ns.ip.output.legs
    assert legs is not None and any(leg.packets for leg in legs.known.values())
    assert device.tx_packets == before + 10
