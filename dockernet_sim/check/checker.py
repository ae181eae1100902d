"""Policies put to the packets of one lab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from dockernet_sim.check.policy import (
    ALLOW,
    DENY,
    HIDDEN,
    ISOLATED,
    PLACES,
    RESOLVES,
    Policies,
    Policy,
    PolicyError,
)
from dockernet_sim.check.report import BROKEN, HOLDS, Finding
from dockernet_sim.check.sweep import QUIET, sweep
from dockernet_sim.check.verdict import Verdict, ask
from dockernet_sim.explain.said import said
from dockernet_sim.plans.asking import ACCEPTED, OPEN, REFUSED, RESOLVED, UNKNOWN
from dockernet_sim.plans.listening import HOST
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text, is_loopback

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

SERVED = frozenset((OPEN, ACCEPTED))


class Checker:
    """Policies about one lab, and what the packets answered."""

    def __init__(
        self,
        lab: Lab,
        policies: Policies,
        host: HostLab | None = None,
        name: Callable[[str], str] = str,
        lang: str = "en",
    ) -> None:
        self.lab, self.policies, self.host, self.name, self.lang = lab, policies, host, name, lang
        self.facts = of(lab.world)
        self.containers = [each.name for each in self.facts.running]
        self.known: dict[tuple[str, str, bool], Verdict] = {}

    def members(self, word: str, policy: Policy) -> list[str]:
        """The containers and places that a name in a policy means; PolicyError where it means none."""
        found = self.policies.members(word, self.containers) or self.policies.members(self.name(word), self.containers)
        if not found:
            raise PolicyError(
                f"{policy.text!r}: nothing that runs is called {word}; there are "
                f"{', '.join([*self.containers, *PLACES])}"
            )
        return found

    def ask(self, source: str, target: str, name: bool = False) -> Verdict:
        """One answer with its story; asked once."""
        key = (source, target, name)
        if key not in self.known:
            self.known[key] = ask(self.lab, source, target, self.host, name=name, lang=self.lang)
        return self.known[key]

    def finding(self, policy: Policy) -> Finding:
        """What came of one policy."""
        verdicts = list(self.verdicts(policy))
        bad = next((each for each, right in verdicts if right is False), None)
        open_ = next((each for each, right in verdicts if right is None), None)
        state = BROKEN if bad is not None else UNKNOWN if open_ is not None else HOLDS
        decided = bad or open_ or next((each for each, _ in verdicts), None)
        return Finding(policy, state, decided, self.lang)

    def verdicts(self, policy: Policy) -> Iterator[tuple[Verdict, bool | None]]:
        """Every answer that a policy rests on, and whether it is as wanted (None: unknown)."""
        sources = self.members(policy.source, policy)
        if policy.verb == HIDDEN:
            answers = [self.ask(source, policy.target, name=True) for source in sources]
            yield from ((each, None if each.word == UNKNOWN else each.word != RESOLVED) for each in answers)
            return
        targets = self.members(policy.target, policy)
        if policy.verb == RESOLVES:
            yield from self.resolving(policy, sources)
            return
        pairs = [(source, target) for source in sources for target in targets if source != target]
        pairs += [(target, source) for source, target in pairs] if policy.verb == ISOLATED else []
        for source, target in pairs:
            if policy.verb == ALLOW:
                yield self.served(source, self.targets(target, policy.port))
                continue
            for asked in self.targets(target, policy.port):
                found = self.ask(source, asked)
                reached = found.word in SERVED | {REFUSED} and self.arrives(found, target)
                yield found, None if found.word == UNKNOWN else not reached

    def served(self, source: str, ways: list[str]) -> tuple[Verdict, bool | None]:
        """Whether one of the ways to a target leads to a program that answers."""
        found = [self.ask(source, each) for each in ways]
        good = next((each for each in found if each.word in SERVED), None)
        if good is not None:
            return good, True
        unknown = next((each for each in found if each.word == UNKNOWN), None)
        return (unknown, None) if unknown is not None else (found[0], False)

    def resolving(self, policy: Policy, sources: list[str]) -> Iterator[tuple[Verdict, bool | None]]:
        """Every look-up that a policy about names rests on."""
        for source in self.containers if policy.only else sources:
            found = self.ask(source, policy.target, name=True)
            if source not in self.members(policy.target, policy):
                yield found, (found.word == RESOLVED) is (source in sources)

    def arrives(self, found: Verdict, target: str) -> bool:
        """Whether a refusal came from the target itself, and not from a host that publishes nothing there."""
        return (
            found.word != REFUSED
            or target in PLACES
            or found.why.address
            in {end.address for each in self.facts.running if each.name == target for end in each.endpoints}
        )

    def targets(self, target: str, port: int) -> list[str]:
        """What to ask of a target: its port, or all ports on which it listens or is published, at every address."""
        if target == "host" and not port:
            return ["host", *self.host_ports()]
        if target in PLACES:
            return [f"{target}:{port}" if port else target]
        container = next(each for each in self.facts.running if each.name == target)
        addresses = [ip_text(end.address) for end in container.endpoints] or [target]
        sockets = self.lab.world.place(target).ns.sockets
        ports = [port] if port else sorted({each.port for each in sockets.listeners() if not is_loopback(each.ip)})
        ours = [each for each in container.published if each.proto == "tcp" and port in (0, each.port)]
        published = [
            f"{ip_text(each.host_ip) if each.host_ip else 'host'}:{each.host_port}"
            for each in ours
            if not is_loopback(each.host_ip)
        ]
        return (
            [f"{address}:{each}" for address in addresses for each in ports] + published + ([] if ports else addresses)
        )

    def ports(self, container: str) -> list[int]:
        """The TCP ports on which a container listens, other than to itself; 0 alone for none."""
        sockets = self.lab.world.place(container).ns.sockets
        return sorted({each.port for each in sockets.listeners() if not is_loopback(each.ip)}) or [0]

    def host_ports(self) -> list[str]:
        """The ports on which the host listens, and those that are published, at all its addresses."""
        vm = self.lab.world.machine(HOST).host.root
        own = {each.port for each in vm.sockets.listeners() if not is_loopback(each.ip)}
        ours = {each.host_port for every in self.facts.running for each in every.published if each.proto == "tcp"}
        mine = self.facts.host_addresses[self.facts.hosts[0].name]
        addresses = [ip_text(address) for address in mine if not is_loopback(address)]
        return [f"{address}:{each}" for address in addresses for each in sorted(own | ours)]

    # -- many at a time ------------------------------------------------------------------
    def uncovered(self) -> list[Finding]:
        """default deny: what a container reaches of another one, and no policy allows."""
        allowed = {
            (source, target)
            for policy in self.policies.policies
            if policy.verb == ALLOW
            for source in self.members(policy.source, policy)
            for target in self.members(policy.target, policy)
        }
        pairs = [(source, target) for source in [*self.containers, "internet"] for target in self.containers]
        wanted = [
            Policy(said("check.default-deny", self.lang, source=source, target=target), DENY, source, target)
            for source, target in pairs
            if source != target and (source, target) not in allowed
        ]
        return [each for each in self.implied(wanted) if each.state != HOLDS]

    def implied(self, policies: Sequence[Policy]) -> list[Finding]:
        """Policies that presets or the default imply: a first round of packets shows most of them to hold."""
        denied = [each for each in policies if each.verb == DENY]
        pairs = {(each.source, asked) for each in denied for asked in self.targets(each.target, each.port)}
        marked = self.host is not None and bool(self.host.marked)
        heard = {} if marked else sweep(self.lab, sorted(pairs))
        found = []
        for each in policies:
            asked = [(each.source, to) for to in self.targets(each.target, each.port)] if each.verb == DENY else []
            quiet = bool(asked) and all(heard.get(pair) in QUIET for pair in asked)
            found.append(Finding(each, HOLDS, lang=self.lang) if quiet else self.finding(each))
        return found
