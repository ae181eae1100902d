"""Where goals are tested: a copy of the student's lab, in which packets are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockernet_sim.explain.flow import packet_of
from dockernet_sim.explain.why.probe import Outcome, ask
from dockernet_sim.explain.why.question import NAME, PING, TCP, Question
from dockernet_sim.lab import Lab
from dockernet_sim.notebook.exercises.both import filled
from dockernet_sim.reach import ContainerFacts, Facts, of
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.tcp import Tcp

INTERNET = "203.0.113.10"


@dataclass(frozen=True)
class Finding:
    """Whether something holds, and what was seen;
    `absent` when there is nothing yet to look at, and so nothing to hint at."""

    ok: bool
    seen: str
    absent: bool = False

    def __bool__(self) -> bool:
        return self.ok


class Missing(DockernetError, LookupError):
    """A goal speaks of a container that does not run."""

    def __init__(self, name: str) -> None:
        self.text = filled("no container called {name} is running", "没有名叫 {name} 的容器在运行", name=name)
        super().__init__(self.text)


def asks(record: Record) -> bool:
    """Whether it is about a packet that begins something: an echo request, or a SYN."""
    packet = packet_of(record)
    payload = packet.payload if packet is not None else None
    return (isinstance(payload, Tcp) and payload.flags == "S") or (isinstance(payload, Icmp) and payload.type == ECHO)


class Bench:
    """A copy of a lab (the lab itself where it cannot be copied), and the questions that goals ask of it.

    Examples
    --------
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> bench = Bench(lab)
    >>> bench.connects("vm", bench.addresses("web")[0], 80).seen, lab.env.now < bench.lab.env.now
    ('172.17.0.2:80 answers vm', True)
    """

    def __init__(self, lab: Lab, answers: Mapping[str, Any] | None = None) -> None:
        self.original = lab
        self.answers = dict(answers or {})
        try:
            self.lab = lab.copy(trace=True)
        except DockernetError:  # something of the student's own takes part that cannot be copied
            self.lab = lab

    @property
    def facts(self) -> Facts:
        """What Docker says of the lab now."""
        return of(self.lab.world)

    def container(self, name: str) -> ContainerFacts:
        """A running container; Missing without one."""
        found = next((each for each in self.facts.running if each.name == name), None)
        if found is None:
            raise Missing(name)
        return found

    def addresses(self, name: str) -> list[str]:
        """The addresses of a running container, a machine, or ``internet``."""
        if name in self.lab.world.machines:
            return [ip_text(each) for each in self.facts.addresses(self.facts.node(name))][:1]
        if name == "internet":
            return [INTERNET]
        return [ip_text(each) for each in self.facts.addresses(self.container(name))]

    # -- packets ---------------------------------------------------------------
    def pings(self, source: str, address: str, target: str = "") -> Finding:
        """Whether a ping from there is answered, and by `target`, where that is given."""
        return self._sent(Question(source, PING, address), target)

    def connects(self, source: str, address: str, port: int, target: str = "") -> Finding:
        """Whether a program answers there over TCP, and in `target`, where that is given; a refusal is no answer."""
        return self._sent(Question(source, TCP, address, port), target)

    def _sent(self, question: Question, target: str) -> Finding:
        since = self.lab.trace.serial
        outcome = self._ask(question)
        what, source = question.target, question.source
        who = {"what": what, "source": source, "target": target}
        if outcome.error in ("ECONNREFUSED", "ECONNRESET"):
            return Finding(False, filled("{what} refuses {source}", "{what} 拒绝了 {source}", **who))
        if not outcome.ok:
            return Finding(False, filled("{what} does not answer {source}", "{what} 没有回答 {source}", **who))
        if target and not self._took_in(target, since):
            en = "{what} answers {source}, but it is not {target} that answers"
            return Finding(False, filled(en, "{what} 回答了 {source}，但回答的不是 {target}", **who))
        return Finding(True, filled("{what} answers {source}", "{what} 回答了 {source}", **who))

    def _took_in(self, target: str, since: int) -> bool:
        """Whether a question of this moment was taken in by the target's own kernel, in its own namespace."""
        name = "lan" if target == "internet" else target
        ns = self.lab.world.place(name).ns
        return any(
            record.event == "deliver" and (record.host, record.netns) == (ns.host.name, ns.name) and asks(record)
            for record in self.lab.trace.since(since)
        )

    def resolves(self, source: str, name: str) -> list[str]:
        """What a name leads to, asked there."""
        outcome = self._ask(Question(source, NAME, name))
        return [ip_text(each) for each in outcome.addresses]

    def says(self, source: str, address: str, port: int) -> str:
        """What is answered there over HTTP."""
        return self.lab.sh(f"curl -s -m 2 http://{address}:{port}/", on=source).stdout.strip()

    def _ask(self, question: Question) -> Outcome:
        world = self.lab.world
        if question.source not in world.machines:
            self.container(question.source)
        place = world.place(question.source)
        address = None if question.kind == NAME else ip_int(question.host)
        return ask(world, place, question, address)

    # -- what happens to labs ----------------------------------------------------
    def restart_all(self) -> None:
        """Stop every container, and start them in the opposite order: addresses change hands."""
        names = [each.name for each in self.facts.running]
        self.type([f"docker stop -t 0 {name}" for name in names])
        self.type([f"docker start {name}" for name in reversed(names)])

    def type(self, lines: Sequence[str]) -> None:
        """Type lines on vm."""
        for line in lines:
            self.lab.sh(line)
