"""Asking the simulation itself: pings, connections and look-ups, many at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import ip_text
from dockernet_sim.world.world import World

PATIENCE = 1.5  # seconds that a connection has
LIMIT = 60.0
REFUSED = "ECONNREFUSED"

Ping = tuple[str, int]  # from where, to which address
Connection = tuple[str, int, int]  # and to which port
LookUp = tuple[str, str]  # from where, which name


def machine_of(place: str) -> str:
    """Where a sender's programs run: ``internet`` is an address of lan's."""
    return "lan" if place == "internet" else place


def pings(world: World, wanted: Iterable[Ping]) -> dict[Ping, bool]:
    """Which of these pings are answered."""
    tasks = {each: Task(world.place(machine_of(each[0])), ["ping", *_ping_words(each)]) for each in wanted}
    _run(world, tasks.values())
    return {each: task.exit_code == 0 for each, task in tasks.items()}


def _ping_words(ping: Ping) -> list[str]:
    source, address = ping
    own = ["-I", "203.0.113.10"] if source == "internet" else []
    return ["-n", "-c", "1", "-W", "1", *own, ip_text(address)]


def connections(world: World, wanted: Iterable[Connection]) -> dict[Connection, bool]:
    """Which of these TCP connections get an answer from the far end: a refusal is one."""
    tasks = {each: _connecting(world, *each) for each in wanted}
    _run(world, tasks.values())
    return {each: task.exit_code == 0 for each, task in tasks.items()}


def _connecting(world: World, source: str, address: int, port: int) -> Task:
    def program(task: Task) -> Generator[Any, Any, int]:
        try:
            connection = task.ns.sockets.connect(address, port, "probe", PATIENCE)
            yield connection.connected
        except NetError as error:
            return 0 if error.name == REFUSED else 1
        connection.abort()
        return 0

    return Task(world.place(machine_of(source)), ["probe", ip_text(address), str(port)], program=program)


def look_ups(world: World, wanted: Iterable[LookUp]) -> dict[LookUp, frozenset[str]]:
    """What these names resolve to, as ``getent ahostsv4 NAME`` says; nothing for those not known."""
    tasks = {each: Task(world.place(machine_of(each[0])), ["getent", "ahostsv4", each[1]]) for each in wanted}
    _run(world, tasks.values())
    return {each: frozenset(line.split()[0] for line in task.stdout.text.splitlines()) for each, task in tasks.items()}


def _run(world: World, tasks: Iterable[Task]) -> None:
    """Start them all, and let the clock run to the end of the last."""
    waiting = list(tasks)
    for task in waiting:
        task.start()
    for task in waiting:
        if not world.step_while(task, LIMIT):
            task.signal("KILL")
            world.step_while(task, 1.0)
