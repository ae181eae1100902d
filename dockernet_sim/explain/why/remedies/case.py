"""An answer that is to be changed, and the registry of remedies; each is tried on a copy before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dockernet_sim.explain.flow import packet_of
from dockernet_sim.explain.why.answer import Remedy, Why
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.names import known_on
from dockernet_sim.explain.why.question import Question
from dockernet_sim.reach import ContainerFacts, NetworkFacts
from dockernet_sim.wire.packet import Packet


@dataclass
class Case:
    """An answer that is to be changed, and the land in which it was found."""

    land: Land
    answer: Why

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.answer.question

    @cached_property
    def source(self) -> ContainerFacts | None:
        """The container that asks, if it is one;
        with a shared network (``--network container:``), the network's owner."""
        found = self.land.container(self.question.source)
        return self.land.owner(found) if found is not None else None

    @cached_property
    def target(self) -> ContainerFacts | None:
        """The container that is asked for, if it is one: by name, by a name that some network knows, or by address."""
        by_name = self.land.container(self.question.host)
        if by_name is not None:
            return self.land.owner(by_name)
        for network in known_on(self.land, self.question.host):
            for container, endpoint in self.land.facts.endpoints():
                names = {container.name, *endpoint.aliases}
                if endpoint.network is network and self.question.host in names:
                    return container
        dead = self.packet
        for address in (self.answer.address, dead.dst if dead is not None else 0):
            found = self.land.container(self.land.owners.get(address, ""))
            if found is not None:
                return found
        return None

    @property
    def packet(self) -> Packet | None:
        """The packet that died; where NAT led it elsewhere, its addresses are those that it had then."""
        return packet_of(self.answer.decisive) if self.answer.decisive is not None else None

    def instead(self, host: str, port: int = 0) -> str:
        """The question's target with another host, and maybe another port."""
        question = self.question
        return Question(
            question.source, question.kind, host, port or question.port, question.path, question.size
        ).target

    def networks(self, container: ContainerFacts | None) -> list[NetworkFacts]:
        """The networks that a container is on."""
        return [each.network for each in container.endpoints] if container is not None else []


Finder = Callable[[Case], Iterator[Remedy]]
FINDERS: dict[str, Finder] = {}


def finds(*reasons: str) -> Callable[[Finder], Finder]:
    """Register what finds remedies for these reasons."""

    def register(finder: Finder) -> Finder:
        FINDERS.update(dict.fromkeys(reasons, finder))
        return finder

    return register


def candidates(land: Land, answer: Why) -> list[Remedy]:
    """Everything that might change the answer, the likeliest first."""
    finder = FINDERS.get(answer.reason)
    case = Case(land, answer)
    found = [_plain(remedy, answer.question) for remedy in finder(case)] if finder else []
    return [replace(remedy, on=land.home) for remedy in dict.fromkeys(found) if remedy.commands or remedy.ask]


def _plain(remedy: Remedy, question: Question) -> Remedy:
    """Without the advice to ask for what was asked for at first."""
    return replace(remedy, ask="") if remedy.ask == question.target else remedy
