"""Many clients of one server, as a user writes them, beside the same in plain SimPy and on ns.py.

Each client draws exponential gaps, sends a request over its connection, and waits for the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from random import Random
from typing import Any

import simpy
from dockernet_sim import Lab
from dockernet_sim.programs.own.conn import Conn
from dockernet_sim.programs.own.me import Me

from .labs import add_container, raise_limits, release
from .measure import Work, ratio
from .rows import row

CLIENTS = 1000
RATE = 50.0  # requests a second, of each client
LINE = 2e-5  # seconds from one end to the other
WARM = 2.0  # seconds in which all have connected
SIZE = 100

Steps = Generator[Any, Any, None]


def server(me: Me) -> Steps:
    """Answers each request on each connection."""
    listener = me.listen(80)
    while True:
        me.spawn(answer, (yield listener.accept()))


def answer(me: Me, conn: Conn) -> Steps:
    """One connection."""
    while request := (yield conn.recv()):
        conn.send(request[:2])


def client(me: Me) -> Steps:
    """One client."""
    conn = yield me.connect("web", 80)
    while True:
        yield me.sleep(me.random.expovariate(RATE))
        conn.send(bytes(SIZE))
        yield conn.recv()


def in_a_lab(clients: int = CLIENTS) -> Callable[[float], None]:
    """Clients in a default lab, each in a container of its own; so many further seconds with each call."""
    lab = Lab(**release)
    raise_limits(lab.world)
    lab.image("web", program=server, ports=[80])
    lab.sh("docker network create --subnet 172.18.0.0/16 net; docker run -d --name web --network net web")
    for number in range(clients):
        add_container(lab.world.engine(), f"c{number}", "net")
        lab.spawn(client, on=f"c{number}")
    lab.run(until=lab.env.now + WARM)
    return lambda seconds: lab.run(until=lab.env.now + seconds)


def in_simpy(clients: int = CLIENTS) -> Callable[[float], None]:
    """The same without a network: a store for requests, a process for each answer, a delay each way."""
    env, random = simpy.Environment(), Random(0)
    requests = simpy.Store(env)

    def serve() -> Generator[simpy.Event, Any, None]:
        while True:
            env.process(reply((yield requests.get())))

    def reply(asked: simpy.Event) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(LINE)
        asked.succeed(b"ok")

    def ask() -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(random.expovariate(RATE))
            yield env.timeout(LINE)
            asked = env.event()
            yield requests.put(asked)
            yield asked

    env.process(serve())
    for _ in range(clients):
        env.process(ask())
    env.run(until=WARM)
    return lambda seconds: env.run(until=env.now + seconds)


def on_nspy(clients: int = CLIENTS) -> Callable[[float], None]:
    """What ns.py can say of it: packets of a fixed rate over a port and a wire to a mirror and back.

    Its sources do not wait for answers, and it has no connections, names or addresses.
    """
    from ns.packet.dist_generator import DistPacketGenerator
    from ns.packet.sink import PacketSink
    from ns.port.port import Port
    from ns.port.wire import Wire

    env, random = simpy.Environment(), Random(0)
    there, back, sink = Wire(env, lambda: LINE), Wire(env, lambda: LINE), PacketSink(env)
    mirror, home = Port(env, rate=10e9), Port(env, rate=10e9)
    there.out, mirror.out, back.out, home.out = mirror, back, home, sink
    for number in range(clients):
        source = DistPacketGenerator(
            env, number, lambda: random.expovariate(RATE), lambda: SIZE, flow_id=number, rec_flow=False
        )
        source.out = there
    env.run(until=WARM)
    return lambda seconds: env.run(until=env.now + seconds)


def second(run: Callable[[float], None], seconds: float = 1.0) -> Work:
    """So many simulated seconds of 1,000 clients."""
    return lambda: run(seconds)


@row("clients", "1,000 clients at 50 requests a second each, trace on, against plain SimPy", "times", 30, 10)
def clients() -> float:
    """50,000 requests a second: what each costs does not change with the seconds."""
    return ratio(second(in_a_lab()), second(in_simpy()), rounds=3)


def whole(seconds: float = 60.0) -> None:
    """All 60 seconds, once: ``python -m tests.benchmarks.clients``."""
    from .measure import seconds as spent_by
    from .peers import installed

    kinds = {"a lab": in_a_lab, "plain SimPy": in_simpy, **({"ns.py": on_nspy} if installed() else {})}
    for name, make in kinds.items():
        run = make()
        spent = spent_by(second(run, seconds))
        each = spent / (seconds * CLIENTS * RATE) * 1e6
        print(f"{name}: {spent:.1f} s of processor time, {each:.1f} us for each request", flush=True)


if __name__ == "__main__":
    import sys

    whole(float(sys.argv[1]) if sys.argv[1:] else 60.0)
