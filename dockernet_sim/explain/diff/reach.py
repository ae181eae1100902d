"""Who reaches whom on one side, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dockernet_sim.explain.said import Said
from dockernet_sim.explain.why.examine import examine
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import NAME, PING, TCP, Question
from dockernet_sim.plans.asking import Wanted, ask_all
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.questions import Project
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.wire.address import LOOPBACK, ip_int, ip_text
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.world import World

ABSENT = "absent"
EXPLAINED = 150  # questions whose reason is looked for; the rest is told without


class Key(NamedTuple):
    """What tells a question from others, whatever the addresses."""

    source: str
    ask: str
    name: str
    to: str
    net: str
    port: int


class Reach:
    """The questions of one side, on a world that may be used up."""

    def __init__(self, world: World, plan: Plan, unknown: Unknown) -> None:
        self.world = world
        self.project = Project(world, plan, None, unknown)

    def answers(self) -> dict[Key, str]:
        """All answers: the verdict, or what a name leads to."""
        return self.asked(self.project.questions())

    def asked(self, questions: Iterable[Wanted]) -> dict[Key, str]:
        """Answers to some questions."""
        wanted, project = list(questions), self.project
        self.world.trace.on = False
        why = [project.unknown.why(each) for each in wanted]
        heard = iter(ask_all(self.world, [each for each, reason in zip(wanted, why, strict=True) if not reason]))
        rows = [(each, None if reason else project.row(*next(heard))) for each, reason in zip(wanted, why, strict=True)]
        self.world.trace.on = True
        return {key_of(each): answer_of(row) for each, row in rows}

    def more(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Answers to the other side's questions, as far as they can be put here."""
        found = {key: self.wanted(key) for key in sorted(keys)}
        answers = self.asked(each for each in found.values() if each is not None)
        return answers | {key: ABSENT for key, each in found.items() if each is None}

    def wanted(self, key: Key) -> Wanted | None:
        """A key as a question, with the address that it has here; None where there is no sender or no address."""
        try:
            self.world.place("lan" if key.source == "internet" else key.source)
        except UnknownPlace:
            return None
        address = 0 if key.name else self.address(key)
        if address is None:
            return None
        return Wanted(key.source, key.ask, key.name, key.to, key.net, address, key.port)

    def address(self, key: Key) -> int | None:
        """The address behind a key."""
        project = self.project
        fixed = {"host": project.address, "loopback": LOOPBACK, "internet": ip_int("203.0.113.10")}
        if key.to in fixed:
            return fixed[key.to]
        for container, endpoint in project.facts.endpoints():
            if (container.name, endpoint.network.name) == (key.to, key.net):
                return endpoint.address
        for network in project.facts.networks:
            if key.to == f"gateway@{network.name}" and network.bridge_address:
                return network.bridge_address
        return None


def key_of(wanted: Wanted) -> Key:
    """The key of a question."""
    port = wanted.port if wanted.ask == "tcp" else 0
    return Key(wanted.source, wanted.ask, wanted.name, wanted.to, wanted.net, port)


def answer_of(row: dict[str, object] | None) -> str:
    """One word, or what a name leads to."""
    if row is None:
        return "unknown"
    if row["ask"] == "name":
        return ", ".join(map(str, row["answer"])) or "unresolved"  # type: ignore[call-overload]
    return str(row["verdict"])


def explained(reach: Reach, keys: Sequence[Key]) -> dict[Key, Said]:
    """The deciding fact of each answer."""
    found = {}
    for key in keys[:EXPLAINED]:
        wanted = reach.wanted(key)
        if wanted is None or reach.project.unknown.why(wanted):
            continue
        host = key.name or ip_text(wanted.address)
        kind = {"name": NAME, "ping": PING}.get(key.ask, TCP)
        answer = examine(Land(reach.world, key.source), Question(key.source, kind, host, key.port))
        found[key] = answer.fact
    return found
