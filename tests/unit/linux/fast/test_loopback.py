"""What a namespace sends to itself: questions to the engine's DNS server."""

from __future__ import annotations

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.dns import query
from dockernet_sim.world.world import World


class Asker:
    """A container on a user network that asks for its own name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cache: bool) -> None:
        self.world = World(trace=False, cache=cache)
        engine = self.world.engine()
        engine.networks.create({"Name": "net"})
        body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
        engine.containers.start(engine.containers.create(body, "one")["Id"])
        self.ns = self.world.place("one").ns
        self.walked = 0
        walk = Walk.run

        def counted(*arguments: object) -> object:
            self.walked += 1
            return walk(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Walk, "run", counted)
        self.ns.nf.changed()  # hooks are made anew, with what counts

    def ask(self) -> tuple[str, int]:
        """The answer's records, and how often chains were walked for it."""
        heard: list[str] = []
        socket = self.ns.sockets.udp()
        socket.on_datagram = lambda data, ip, port: heard.append(f"{data.answers[0].data} from {ip:x}:{port}")
        before = self.walked
        socket.sendto(query(1, "one"), ip_int("127.0.0.11"), 53)
        self.world.clock.run(until=self.world.clock.now + 0.01)
        socket.close()
        return "".join(heard), self.walked - before


@pytest.mark.parametrize(("cache", "walks"), [(True, 0), (False, 2)])
def test_a_remembered_question_is_not_walked(monkeypatch: pytest.MonkeyPatch, cache: bool, walks: int) -> None:
    asker = Asker(monkeypatch, cache)
    assert [asker.ask() for _ in range(3)] == [("172.18.0.2 from 7f00000b:53", walks)] * 3


def test_a_new_rule_holds_for_the_next_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(monkeypatch, cache=True)
    asker.ask()
    Editor(asker.ns.nf).insert("nat", "OUTPUT", "-p udp --dport 53 -j ACCEPT")
    assert asker.ask()[0] == ""  # no socket listens on port 53 itself


def test_a_rule_about_the_port_of_the_asker_is_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(monkeypatch, cache=True)
    Editor(asker.ns.nf).insert("nat", "OUTPUT", "-p udp --sport 1:2 -j ACCEPT")
    assert [asker.ask()[1] for _ in range(2)] == [2, 2]


def test_what_was_not_walked_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(monkeypatch, cache=True)
    for _ in range(3):
        asker.ask()
    led = [rule for rule in asker.ns.nf.rules("nat", "DOCKER_OUTPUT") if rule.packets]
    assert [(rule.packets, rule.bytes) for rule in led] == [(3, 3 * 49)]
    assert asker.ns.lo.tx_packets == asker.ns.lo.rx_packets == 6
