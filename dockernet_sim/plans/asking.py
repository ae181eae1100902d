"""Who reaches whom in a project, asked of the packets:
names, pings and connections of every container, the host and the LAN."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.icmpsocket import IcmpSocket, quoted_icmp
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.servers.server import owner
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.reach.live import INTERNET, INTERNET_ADDRESS, internet
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, Packet
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.world import World

PATIENCE = 1.9  # seconds that a ping or connection has: ARP and SYN were tried twice by then
BATCH = 400  # questions at a time
APART = 0.003  # seconds between two: a burst would overflow the queue of a neighbour that is still asked for
CLOSING = 0.5  # seconds in which docker-proxy shows that there is nothing behind it
NAMES = 8.0
LIMIT = 40.0
OPEN, ACCEPTED, REFUSED, UNREACHABLE, DROPPED = "open", "accepted", "refused", "unreachable", "dropped"
UNRESOLVED, RESOLVED, UNKNOWN = "unresolved", "resolved", "unknown"
ANSWERED = frozenset((OPEN, ACCEPTED, REFUSED))


@dataclass(frozen=True)
class Wanted:
    """One question: who asks, what kind (``name``, ``ping``, ``tcp``), and a name, or an address with what it is
    called.

    The source is a container, a machine, or ``internet``.
    """

    source: str
    ask: str
    name: str = ""
    to: str = ""
    net: str = ""
    address: int = 0
    port: int = 0
    number: int = 0
    patience: float = PATIENCE

    def row(self, verdict: str, answer: list[str], why: str) -> dict[str, Any]:
        """The answer, as a row."""
        row: dict[str, Any] = {"from": self.source, "ask": self.ask}
        row |= {"name": self.name} if self.name else {"to": self.to}
        row |= {"net": self.net} if self.net else {}
        row |= {"port": self.port} if self.ask == "tcp" else {}
        row |= {"answer": answer} if self.ask == "name" else {}
        return row | {"verdict": verdict, "why": why}


@dataclass
class Heard:
    """What came of a question."""

    verdict: str = DROPPED
    addresses: tuple[int, ...] = ()
    why: str = ""


def ask_all(world: World, questions: Iterable[Wanted]) -> list[tuple[Wanted, Heard]]:
    """Put questions to the packets, those of one sender one after the other, all senders at a time.

    Parameters
    ----------
    world : World
        A lab that may change by it: caches, neighbours and conntrack remember.
    questions : iterable of Wanted
        What to ask.

    Returns
    -------
    list of (Wanted, Heard)
        In the order of the questions.
    """
    found = []
    numbered = [replace(wanted, number=number) for number, wanted in enumerate(questions, 1)]
    for batch in batches(numbered):
        heard = [(wanted, Heard(UNKNOWN, why="the sender does not run")) for wanted in batch]
        tasks = [
            Task(place, ["ask"], program=program(wanted, said))
            for wanted, said in heard
            if (place := sender(world, wanted))
        ]
        for task in tasks:
            task.start()
        for task in tasks:
            if not world.step_while(task, LIMIT):
                task.signal("KILL")
                world.step_while(task, 1.0)
        found += heard
    return found


def sender(world: World, wanted: Wanted) -> Place | None:
    """Where a question's program runs (the internet's is lan, with another address);
    None when its container has ended."""
    try:
        return world.place(internet(world) if wanted.source == INTERNET else wanted.source)
    except UnknownPlace:
        return None


def batches(questions: list[Wanted], size: int = BATCH) -> Iterator[list[Wanted]]:
    """As many at a time as do not crowd each other out of the neighbour table."""
    for begin in range(0, len(questions), size):
        yield questions[begin : begin + size]


def program(wanted: Wanted, heard: Heard) -> Any:
    """The program that asks one question."""

    def run(task: Task) -> Generator[Any, Any, int]:
        yield task.sleep(wanted.number % BATCH * APART)
        heard.verdict, heard.why = DROPPED, ""
        try:
            yield from asking(task, wanted, heard)
        except NetError as error:
            heard.verdict, heard.why = verdict_of(error.name), error.name
        return 0

    return run


def asking(task: Task, wanted: Wanted, heard: Heard) -> Generator[Any, Any, None]:
    """Look up, then ping or connect."""
    address = wanted.address
    if wanted.name:
        found = yield from lookup(task, wanted.name)
        heard.addresses = tuple(found.addresses)
        heard.verdict = RESOLVED if found.addresses else UNRESOLVED
        if wanted.ask == "name" or not found.addresses:
            return
        address = found.addresses[0]
    heard.verdict = DROPPED
    yield from (ping(task, address, wanted, heard) if wanted.ask == "ping" else connect(task, address, wanted, heard))


def ping(task: Task, address: int, wanted: Wanted, heard: Heard) -> Generator[Any, Any, None]:
    """One echo."""
    ip = task.ns.ip
    source = ip.source_for(address)
    ident = wanted.number & 0xFFFF

    def own(packet: Packet) -> bool:
        about = quoted_icmp(packet)
        mine = packet.payload.type == ECHO_REPLY and packet.payload.ident == ident
        return mine or (about is not None and about[1].ident == ident)

    socket = IcmpSocket(task, own)
    ip.send(IPv4(source, address, PROTO_ICMP, Icmp(ECHO, 0, ident, 1, 56), ident=ip.next_ident()))
    yield from socket.wait(wanted.patience)
    answer = socket.next()
    if answer is not None:
        heard.verdict = OPEN if answer.message.type == ECHO_REPLY else UNREACHABLE


def connect(task: Task, address: int, wanted: Wanted, heard: Heard) -> Generator[Any, Any, None]:
    """One connection, and whether it is closed at once: then docker-proxy took it, and there is nothing behind."""
    own = wanted.source == INTERNET and task.ns.inet.is_local(INTERNET_ADDRESS)
    source = INTERNET_ADDRESS if own else 0
    sockets = task.ns.sockets
    connection = sockets.connect(address, wanted.port, owner(task, "ask"), timeout=wanted.patience, source=source)
    task.at_exit.append(connection.abort)
    yield connection.connected
    heard.verdict = ACCEPTED
    first = connection.recv()  # nothing is sent: some servers close on what is not their protocol, and are open
    yield first | task.sleep(CLOSING)
    if (first.triggered and first.ok and first.value) or not first.triggered:
        heard.verdict = OPEN


def verdict_of(name: str) -> str:
    """What an errno means for who asked."""
    if name == "ECONNREFUSED":
        return REFUSED
    if name in ("ENETUNREACH", "EHOSTUNREACH", "EINVAL", "EACCES", "EPERM"):
        return UNREACHABLE
    return ACCEPTED if name == "ECONNRESET" else DROPPED
