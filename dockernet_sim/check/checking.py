"""Policies put to a lab: each holds, is broken, or stays unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from dockernet_sim.check.policy import ALLOW, ISOLATED, PLACES, RESOLVES, Policies, Policy, PolicyError
from dockernet_sim.check.verdict import Verdict, ask
from dockernet_sim.plans.asking import ACCEPTED, OPEN, REFUSED, RESOLVED, UNKNOWN
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text, is_loopback

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

HOLDS, BROKEN = "holds", "broken"
EXITS = {HOLDS: 0, BROKEN: 1, UNKNOWN: 2}
SERVED = frozenset((OPEN, ACCEPTED))


@dataclass(frozen=True)
class Finding:
    """A policy and what came of it; ``verdict`` is the answer that decided."""

    policy: Policy
    state: str
    verdict: Verdict | None = None

    def __str__(self) -> str:
        lines = [f"{self.state:8} {self.policy.text}"]
        if self.verdict is not None and self.state != HOLDS:
            lines += [
                f"         {line}"
                for line in [*str(self.verdict).splitlines(), "", *str(self.verdict.why).splitlines()]
            ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Report:
    """All findings.

    Examples
    --------
    >>> Report(()).exit
    0
    """

    findings: tuple[Finding, ...]

    @property
    def exit(self) -> int:
        """0 if all hold, 1 if one is broken, 2 if one is unknown and none broken."""
        states = {each.state for each in self.findings}
        return 1 if BROKEN in states else 2 if UNKNOWN in states else 0

    def __str__(self) -> str:
        counts = ", ".join(f"{sum(each.state == state for each in self.findings)} {state}" for state in EXITS)
        return "\n".join([*map(str, self.findings), counts])

    def json(self) -> str:
        """A JSON list with one object a policy."""
        return json.dumps([_data(each) for each in self.findings], ensure_ascii=False, indent=1)

    def junit(self) -> str:
        """JUnit's XML: a broken policy is a failure, an unknown one is skipped."""
        failures = sum(each.state == BROKEN for each in self.findings)
        skipped = sum(each.state == UNKNOWN for each in self.findings)
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuite name="reach" tests="{len(self.findings)}" failures="{failures}" skipped="{skipped}">',
        ]
        for each in self.findings:
            lines.append(f'  <testcase classname="reach" name={quoteattr(each.policy.text)}>')
            if each.state != HOLDS:
                kind = "failure" if each.state == BROKEN else "skipped"
                lines.append(f"    <{kind} message={quoteattr(each.state)}>{escape(str(each))}</{kind}>")
            lines.append("  </testcase>")
        return "\n".join([*lines, "</testsuite>", ""])


def _data(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {"policy": finding.policy.text, "state": finding.state}
    return found | ({"answer": finding.verdict.to_data()} if finding.verdict is not None else {})


def check(lab: Lab, policies: Policies, host: HostLab | None = None, name: Callable[[str], str] = str) -> Report:
    """Put policies to the packets of a lab.

    Parameters
    ----------
    lab : Lab
        Where the project or host stands.
    policies : Policies
        What is wanted.
    host : HostLab, optional
        The dump that the lab was made from.
    name : callable
        A container's name for a name in a policy (a service's).

    Returns
    -------
    Report

    Raises
    ------
    PolicyError
        When a policy names nothing that is there: it would hold for ever, whatever is renamed.
    """
    checker = _Checker(lab, policies, host, name)
    found = [checker.finding(each) for each in policies.policies]
    return Report((*found, *(checker.uncovered() if policies.default_deny else ())))


class _Checker:
    def __init__(self, lab: Lab, policies: Policies, host: HostLab | None, name: Callable[[str], str]) -> None:
        self.lab, self.policies, self.host, self.name = lab, policies, host, name
        self.facts = of(lab.world)
        self.containers = [each.name for each in self.facts.running]
        self.known: dict[tuple[str, str, bool], Verdict] = {}

    def members(self, word: str, policy: Policy) -> list[str]:
        found = self.policies.members(word, self.containers) or self.policies.members(self.name(word), self.containers)
        if not found:
            raise PolicyError(
                f"{policy.text!r}: nothing that runs is called {word}; there are "
                f"{', '.join([*self.containers, *PLACES])}"
            )
        return found

    def ask(self, source: str, target: str, name: bool = False) -> Verdict:
        key = (source, target, name)
        if key not in self.known:
            self.known[key] = ask(self.lab, source, target, self.host, name=name)
        return self.known[key]

    def finding(self, policy: Policy) -> Finding:
        verdicts = list(self.verdicts(policy))
        bad = next((each for each, right in verdicts if right is False), None)
        open_ = next((each for each, right in verdicts if right is None), None)
        state = BROKEN if bad is not None else UNKNOWN if open_ is not None else HOLDS
        return Finding(policy, state, bad or open_ or next((each for each, _ in verdicts), None))

    def verdicts(self, policy: Policy) -> Iterator[tuple[Verdict, bool | None]]:
        """Every answer that a policy rests on, and whether it is as wanted (None: unknown)."""
        sources, targets = self.members(policy.source, policy), self.members(policy.target, policy)
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

    def uncovered(self) -> Iterator[Finding]:
        """default deny: what a container reaches of another one, and no policy allows."""
        allowed = {
            (source, target)
            for policy in self.policies.policies
            if policy.verb == ALLOW
            for source in self.members(policy.source, policy)
            for target in self.members(policy.target, policy)
        }
        for source in [*self.containers, "internet"]:
            for target in self.containers:
                if source != target and (source, target) not in allowed:
                    found = self.finding(Policy(f"{source} -> {target} deny", "deny", source, target))
                    if found.state != HOLDS:
                        yield Finding(
                            Policy(f"default deny: {source} -> {target}", "deny", source, target),
                            found.state,
                            found.verdict,
                        )
