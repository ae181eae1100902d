"""Published UDP ports on the real loopback: datagrams of real clients go through the lab and back."""

import errno
import os
import socket
import time
from collections.abc import Generator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api import datagrams, publishing
from dockernet_sim.api.core import Api
from dockernet_sim.api.published import Port
from dockernet_sim.api.serving import Served
from dockernet_sim.world.datagrams import Asker
from tests.api.test_published import pings, until

SECONDS = 10.0


@pytest.fixture
def lab() -> Lab:
    lab = Lab(engine="29")
    lab.image("echo", ["7/udp"], program=echo)
    return lab


def echo(me: Any) -> Generator[Any, Any, None]:
    udp = me.udp(7)
    while True:
        data, ip, port = yield udp.recv()
        yield udp.send(data, ip, port)


def free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        number: int = made.getsockname()[1]
        return number


def dial(port: int) -> socket.socket:
    made = socket.socket(type=socket.SOCK_DGRAM)
    made.settimeout(SECONDS)
    made.connect(("127.0.0.1", port))
    return made


def run(lab: Lab, served: Served) -> int:
    port = free_port()
    lab.sh(f"docker run -d --name echo -p {port}:7/udp echo")
    until(lambda: served.ports == {f"0.0.0.0:{port}/udp": port})
    return port


def asks(made: socket.socket, data: bytes) -> bytes:
    made.send(data)
    return made.recv(65_535)


def test_datagrams_go_there_and_back_each_to_its_client(lab: Lab) -> None:
    with lab.serve(publish=True) as served, ExitStack() as stack:
        port = run(lab, served)
        assert served.told == [f"lab port 0.0.0.0:{port}/udp -> 127.0.0.1:{port}"]
        made = [stack.enter_context(closing(dial(port))) for _ in range(5)]
        for number, each in enumerate(made):
            each.send(b"from %d" % number)
        assert [each.recv(100) for each in made] == [b"from %d" % number for number in range(5)]
        every = bytes(range(256)) * 100  # in fragments, byte for byte
        assert asks(made[0], every) == every
        assert asks(made[0], b"") == b""
        lab.sh("docker rm -f echo")
        until(lambda: not served.ports)
        with pytest.raises(ConnectionRefusedError):
            asks(made[0], b"x")
    assert lab.copy().world.trace.digest() == lab.world.trace.digest()


def test_datagrams_are_part_of_a_saved_lab(lab: Lab, tmp_path: Any) -> None:
    with lab.serve(publish=True) as served, closing(dial(run(lab, served))) as made:
        assert asks(made, b"\xff\x00") == b"\xff\x00"
    lab.save(tmp_path / "lab.json")
    again = Lab.load(tmp_path / "lab.json", functions={"echo": echo})
    assert again.world.trace.digest() == lab.world.trace.digest()


def test_rules_of_the_lab_decide(lab: Lab) -> None:
    with lab.serve(publish=True) as served:
        port = run(lab, served)
        with closing(dial(port)) as made:
            assert asks(made, b"a") == b"a"
            lab.sh("iptables -I OUTPUT -p udp --dport 7 -j DROP")
            made.send(b"lost")
            until(lambda: any(record.verdict == "filter-rule" for record in lab.trace))
            lab.sh("iptables -D OUTPUT 1")
            assert asks(made, b"b") == b"b"
            lab.sh("docker pause echo")
            made.send(b"late")
            until(lambda: sum(call.kind == "asker data" for call in lab.world.log) == 4)
            lab.sh("docker unpause echo")
            assert made.recv(100) == b"late"


def test_server_that_is_not_there_yet_is_asked_again(lab: Lab) -> None:
    port = free_port()
    with lab.serve(publish=True) as served:
        lab.sh(f"docker run -d --name none -p {port}:7/udp busybox")
        until(lambda: bool(served.ports))
        with closing(dial(port)) as made:
            for _ in range(3):  # an ICMP error comes back in the lab, and does not stop what follows
                made.send(b"x")
            until(lambda: sum(call.kind == "asker data" for call in lab.world.log) == 3)
            assert pings(served)
    assert sum("no-listener" in record.verdict for record in lab.trace) == 3


def test_port_that_is_taken_here_is_another_one_and_told(lab: Lab) -> None:
    warned = pytest.warns(RuntimeWarning, match="cannot be bound on this machine")
    with warned, socket.socket(type=socket.SOCK_DGRAM) as other, lab.serve(publish=True) as served:
        other.bind(("127.0.0.1", 0))
        taken = other.getsockname()[1]
        lab.sh(f"docker run -d --name echo -p {taken}:7/udp echo")
        until(lambda: bool(served.ports))
        (number,) = served.ports.values()
        why = f"({taken} cannot be bound on this machine: {os.strerror(errno.EADDRINUSE)})"
        assert served.told == [f"lab port 0.0.0.0:{taken}/udp -> 127.0.0.1:{number} {why}"]
        with closing(dial(number)) as made:
            assert asks(made, b"hello") == b"hello"


def test_clients_and_what_they_send_are_bounded(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datagrams, "MOST_ASKERS", 3)
    monkeypatch.setattr(datagrams, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(publishing, "MOST_SENT", 100_000)
    told = pytest.warns(RuntimeWarning, match="clients have sent 100000 bytes through published ports")
    with told, lab.serve(publish=True) as served, ExitStack() as stack:
        port = run(lab, served)
        for number in range(10):
            made = stack.enter_context(closing(dial(port)))
            assert asks(made, b"%d" % number) == b"%d" % number
        assert sum(call.kind == "asker end" for call in lab.world.log) == 7
        for _ in range(20):
            made.send(b"x" * 10_000)
            time.sleep(0.01)
        until(lambda: len(served.told) > 1)
        assert pings(served)
    assert 80_000 < sum(len(call.text) for call in lab.world.log if call.kind == "asker data") <= 100_000


def test_silent_client_is_forgotten_in_its_time(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    with lab.serve(publish=True) as served:
        port = run(lab, served)
        with closing(dial(port)) as made:
            assert asks(made, b"a") == b"a"
            monkeypatch.setattr(datagrams, "IDLE_SECONDS", 0.0)
            until(lambda: any(call.kind == "asker end" for call in lab.world.log))
            monkeypatch.undo()
            assert asks(made, b"b") == b"b"  # it is another socket of the lab's
    assert len(lab.world.askers) == 2


def test_answers_alone_do_not_keep_a_client_or_let_time_go_on(lab: Lab) -> None:
    def tick(me: Any) -> Generator[Any, Any, None]:
        udp = me.udp(7)
        _, ip, port = yield udp.recv()
        while True:
            yield udp.send(b"tick", ip, port)
            yield me.sleep(1.0)

    lab.image("tick", ["7/udp"], program=tick)
    lab.sh("docker run -d --name tick -p 4007:7/udp tick")
    api = Api(lab.world)
    asking = datagrams.Asking(api, Port("0.0.0.0", 4007, "udp"))
    api.conversations.append(asking)
    began = api.now
    asking.hear(b"hello")
    active, heard = asking.active, 0
    for _ in range(1000):
        api.turn()
        heard += len(asking.datagrams())
    assert heard == 10 and began + 9 <= api.now <= began + datagrams.ASKED
    assert asking.active == active


def test_asker_without_a_route_loses_what_it_is_given(lab: Lab) -> None:
    heard: list[bytes] = []
    lab.sh("ip route del default")
    asker = Asker(lab.world, "vm", "203.0.113.9:7", heard.append)
    asker.send(b"x")
    asker.close()
    assert not heard and not lab.world.internal_errors
