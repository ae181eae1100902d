"""Look-ups, pings and connections that are put to a world, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.plans.asking import (
    ACCEPTED,
    DROPPED,
    OPEN,
    REFUSED,
    RESOLVED,
    UNKNOWN,
    UNREACHABLE,
    UNRESOLVED,
    Heard,
    Wanted,
)
from dockernet_sim.programs.icmpsocket import quoted_icmp
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.reach.live import INTERNET, INTERNET_ADDRESS, internet
from dockernet_sim.wire.icmp import ECHO_REPLY
from dockernet_sim.wire.packet import Packet
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.world import World

BATCH = 400  # questions at a time
APART = 0.003  # seconds between two: a burst would overflow the queue of a neighbour that is still asked for
CLOSING = 0.5  # seconds in which docker-proxy shows that there is nothing behind it
LIMIT = 40.0
OWNER = Owner("ask", 1)


def put_all(world: World, questions: Iterable[Wanted]) -> dict[Wanted, Heard]:
    """Put questions (look-ups, or pings and connections to addresses) to a world.

    Parameters
    ----------
    world : World
        A lab that may change by it.
    questions : iterable of Wanted
        All different.

    Returns
    -------
    dict of Heard
        By question; ``unknown`` where the sender does not run.
    """
    found: dict[Wanted, Heard] = {}
    for batch in batches(list(questions)):
        places = {source: sender(world, source) for source in {each.source for each in batch}}
        asked = [(each, places[each.source]) for each in batch]
        found |= {each: Heard(UNKNOWN, why="the sender does not run") for each in batch}
        probes = {each: probe(world, place, each, number) for number, (each, place) in enumerate(asked, 1) if place}
        begin(world, probes.values())
        found |= {each: one.heard for each, one in probes.items()}
    return found


def sender(world: World, source: str) -> Place | None:
    """Where the packets of a sender come from (the internet's from lan); None when it has ended."""
    try:
        return world.place(internet(world) if source == INTERNET else source)
    except UnknownPlace:
        return None


def batches(questions: list[Wanted], size: int = BATCH) -> Iterator[list[Wanted]]:
    """As many at a time as do not crowd each other out of the neighbour table."""
    for start in range(0, len(questions), size):
        yield questions[start : start + size]


def begin(world: World, probes: Iterable[Probe]) -> None:
    """Start probes one after the other, and let the clock run until all have their answers."""
    left = list(probes)
    waiting = len(left)

    def done() -> None:
        nonlocal waiting
        waiting -= 1

    for number, each in enumerate(left):
        each.done = done
        world.clock.call_later(number * APART, each.start)
    until = world.clock.now + LIMIT
    while waiting and world.clock.advance(until):
        pass
    for each in left:
        each.close()


def probe(world: World, place: Place, wanted: Wanted, number: int) -> Probe:
    """A question as something that can be started."""
    kinds: dict[str, type[Probe]] = {"name": Lookup, "ping": Ping, "tcp": Connect}
    return kinds[wanted.ask](place, wanted, number)


class Probe:
    """One question under way, in calls of the clock: a program for each would cost more than its packets.

    Attributes
    ----------
    heard : Heard
        What came of it so far.
    """

    def __init__(self, place: Place, wanted: Wanted, number: int) -> None:
        self.place = place
        self.wanted = wanted
        self.number = number
        self.heard = Heard()
        self.done: Callable[[], None] = lambda: None
        self._over = False

    def start(self) -> None:
        """Ask."""
        try:
            self.ask()
        except NetError as error:
            self.failed(error)

    def ask(self) -> None:
        """Send what there is to send; NetError."""
        raise NotImplementedError

    def failed(self, error: NetError) -> None:
        """An errno is the answer."""
        self.heard.why = error.name
        self.end(verdict_of(error.name))

    def end(self, verdict: str) -> None:
        """This is the answer."""
        if not self._over:
            self._over = True
            self.heard.verdict = verdict
            self.close()
            self.done()

    def close(self) -> None:
        """Leave nothing open."""


class Lookup(Probe):
    """A name is looked up as a program does it: that takes a program."""

    task: Task | None = None

    def ask(self) -> None:
        """Start the program."""
        self.task = Task(self.place, ["ask"], program=self.run)
        self.task.start()

    def run(self, task: Task) -> Generator[Any, Any, int]:
        """The program."""
        try:
            found = yield from lookup(task, self.wanted.name)
        except NetError as error:
            self.failed(error)
            return 0
        self.heard.addresses = tuple(found.addresses)
        self.end(RESOLVED if found.addresses else UNRESOLVED)
        return 0

    def close(self) -> None:
        """End the program."""
        if self.task is not None and not self._over:
            self.task.signal("KILL")


class Ping(Probe):
    """One echo."""

    def ask(self) -> None:
        """Send it."""
        icmp, address = self.place.ns.ip.icmp, self.wanted.address
        source = self.place.ns.ip.source_for(address)
        icmp.raw.append(self.hear)
        self.place.host.clock.call_later(self.wanted.patience, self.end, DROPPED)
        icmp.request(address, self.number, src=source)

    def hear(self, packet: Packet, _device: Device) -> None:
        """An ICMP packet has come."""
        if packet.payload.type == ECHO_REPLY and packet.payload.ident == self.number:
            self.end(OPEN)
        about = quoted_icmp(packet)
        if about is not None and about[1].ident == self.number:
            self.end(UNREACHABLE)

    def close(self) -> None:
        """Hear no more."""
        if self.hear in self.place.ns.ip.icmp.raw:
            self.place.ns.ip.icmp.raw.remove(self.hear)


class Connect(Probe):
    """One connection, and whether it is closed at once: then docker-proxy took it, and there is nothing behind."""

    connection: Connection | None = None

    def ask(self) -> None:
        """Open it."""
        ns, wanted = self.place.ns, self.wanted
        own = wanted.source == INTERNET and ns.inet.is_local(INTERNET_ADDRESS)
        source = INTERNET_ADDRESS if own else 0
        self.connection = ns.sockets.connect(wanted.address, wanted.port, OWNER, timeout=wanted.patience, source=source)
        self.connection.connected.callbacks.append(self.opened)

    def opened(self, event: simpy.Event) -> None:
        """The connection is there, or will not be.

        Nothing is sent: some servers close on what is not their protocol, and are open.
        """
        if not event.ok:
            event.defused = True
            assert isinstance(event.value, NetError)
            self.failed(event.value)
            return
        assert self.connection is not None
        self.connection.on_data = lambda data: self.end(OPEN)
        self.connection.on_close = lambda: self.end(ACCEPTED)
        self.place.host.clock.call_later(CLOSING, self.end, OPEN)

    def close(self) -> None:
        """Reset it."""
        if self.connection is not None:
            self.connection.abort()


def verdict_of(name: str) -> str:
    """What an errno means for who asked."""
    if name == "ECONNREFUSED":
        return REFUSED
    if name in ("ENETUNREACH", "EHOSTUNREACH", "EINVAL", "EACCES", "EPERM"):
        return UNREACHABLE
    return ACCEPTED if name == "ECONNRESET" else DROPPED
