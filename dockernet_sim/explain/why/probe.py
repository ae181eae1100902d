"""Putting a question to the packets: a small program that looks up, connects or pings, and notes how far it got."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.explain.why.question import HTTP, NAME, PING, UDP, Question
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.icmpsocket import IcmpSocket, answers
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.servers.server import owner
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.reach.live import INTERNET, INTERNET_ADDRESS
from dockernet_sim.wire.address import UNSPECIFIED
from dockernet_sim.wire.icmp import ECHO_REPLY, UNREACHABLE
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP
from dockernet_sim.world.world import World

PATIENCE = 3.6  # seconds for an answer: ARP gives up after 3
CLOSING = 0.05  # seconds in which a relay closes if no server is behind it
READING = 3.0  # seconds without a further byte of an HTTP answer
LIMIT = 60.0
IDENT = 4242
PROGRAM = "why"

Key = tuple[int, int, int, int, int]
"""Source, destination, protocol, source port (ICMP: identifier), destination port."""


@dataclass
class Outcome:
    """How far a question got.

    Attributes
    ----------
    ok : bool
        Whether it was answered.
    stage : str
        Where it ended: ``name``, ``send``, ``answer`` or ``done``.
    error : str
        An errno's name, the resolver's error, or ``""`` for silence.
    addresses : list of int
        What the name led to.
    address : int
        The address that was tried.
    keys : list of Key
        What tells its packets from others.
    serial : int
        The trace's last record that belongs to it.
    seconds : float
        What it took.
    answer : str
        The first line of what came back.
    """

    ok: bool = False
    stage: str = "name"
    error: str = ""
    detail: str = ""
    addresses: list[int] = field(default_factory=list)
    address: int = UNSPECIFIED
    keys: list[Key] = field(default_factory=list)
    serial: int = 0
    seconds: float = 0.0
    answer: str = ""


def ask(world: World, place: Place, question: Question, address: int | None) -> Outcome:
    """Ask from a place; with an address, no name is looked up."""
    outcome = Outcome()
    began = world.clock.now
    task = Task(place, [PROGRAM], program=lambda task: _probe(task, question, address, outcome))
    world.finish(task, LIMIT)
    outcome.serial = outcome.serial or world.trace.serial
    outcome.seconds = outcome.seconds or world.clock.now - began
    return outcome


def _probe(task: Task, question: Question, address: int | None, outcome: Outcome) -> Generator[Any, Any, int]:
    began = task.clock.now
    try:
        if address is None:
            yield from _look_up(task, question.host, outcome)
        else:
            outcome.addresses = [address]
        if outcome.addresses and question.kind != NAME:
            outcome.address = outcome.addresses[0]
            yield from _KINDS.get(question.kind, _connect)(task, question, outcome)
    except NetError as error:
        outcome.error, outcome.detail = error.name, error.detail
    outcome.serial, outcome.seconds = task.ns.trace.serial, task.clock.now - began
    if outcome.ok:
        outcome.stage = "done"
    return 0 if outcome.ok else 1


def _look_up(task: Task, name: str, outcome: Outcome) -> Generator[Any, Any, None]:
    found = yield from lookup(task, name)
    outcome.error, outcome.detail = found.error, found.text
    outcome.addresses = found.addresses
    outcome.ok = bool(found.addresses)


# -- ping ------------------------------------------------------------------------
def _ping(task: Task, question: Question, outcome: Outcome) -> Generator[Any, Any, None]:
    ip, target = task.ns.ip, outcome.address
    outcome.ok, outcome.stage = False, "send"
    source = _source(task, question) or ip.source_for(target)
    outcome.keys.append((source, target, PROTO_ICMP, IDENT, 0))
    socket = IcmpSocket(task, answers(IDENT))
    ip.icmp.request(target, IDENT, question.size, source)
    outcome.stage = "answer"
    yield from socket.wait(PATIENCE)
    heard = socket.next()
    if heard is None:
        return
    outcome.ok = heard.message.type == ECHO_REPLY
    if not outcome.ok:
        outcome.error = "EHOSTUNREACH" if heard.message.type == UNREACHABLE else "TTL"
    outcome.detail = str(heard.packet)


def _source(task: Task, question: Question) -> int:
    """The address that a question comes from, where it is not left to the kernel."""
    return INTERNET_ADDRESS if question.source == INTERNET and task.ns.inet.is_local(INTERNET_ADDRESS) else UNSPECIFIED


# -- UDP -------------------------------------------------------------------------
def _datagram(task: Task, question: Question, outcome: Outcome) -> Generator[Any, Any, None]:
    outcome.ok, outcome.stage = False, "send"
    socket = task.ns.sockets.udp(owner(task, PROGRAM))
    task.at_exit.append(socket.close)
    source = _source(task, question)
    if source:
        socket.bind(source)
    source = source or task.ns.ip.source_for(outcome.address)
    socket.connect(outcome.address, question.port)
    outcome.keys.append((source, outcome.address, PROTO_UDP, socket.port, question.port))
    socket.send(b"why\n")
    outcome.stage = "answer"
    answer = socket.recv()
    yield answer | task.sleep(PATIENCE)
    outcome.ok = bool(answer.triggered and answer.ok)


# -- TCP -------------------------------------------------------------------------
def _connect(task: Task, question: Question, outcome: Outcome) -> Generator[Any, Any, None]:
    outcome.ok, outcome.stage = False, "send"
    sockets, source = task.ns.sockets, _source(task, question)
    connection = sockets.connect(outcome.address, question.port, owner(task, PROGRAM), PATIENCE, source)
    outcome.keys.append((connection.ip, outcome.address, PROTO_TCP, connection.port, question.port))
    outcome.stage = "answer"
    task.at_exit.append(lambda: _hang_up(task, connection, outcome))
    yield connection.connected
    if question.kind == HTTP:
        yield from _get(task, question, connection, outcome)
        return
    first = connection.recv()
    yield first | task.sleep(CLOSING)
    outcome.ok = not first.triggered or bool(first.ok and first.value)
    if not outcome.ok:
        outcome.error = "ECONNRESET"


def _hang_up(task: Task, connection: Connection, outcome: Outcome) -> None:
    outcome.serial = outcome.serial or task.ns.trace.serial
    connection.close()


def _get(task: Task, question: Question, connection: Connection, outcome: Outcome) -> Generator[Any, Any, None]:
    connection.send(f"GET {question.path} HTTP/1.0\r\nHost: {question.host}\r\nConnection: close\r\n\r\n".encode())
    received = b""
    while True:
        more = connection.recv()
        yield more | task.sleep(READING)
        if not more.triggered:
            outcome.detail = f"{len(received)}"
            return
        if not more.value:
            break
        received += more.value
    outcome.answer = received.decode("utf-8", "replace").partition("\r\n")[0]
    outcome.ok = bool(received)
    if not received:
        outcome.error = "ECONNRESET"


_KINDS = {PING: _ping, UDP: _datagram}
