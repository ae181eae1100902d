"""A rule: it suspects a line of a file, says what packets would have to show, and what might mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dockernet_sim.explain.said import Said, say
from dockernet_sim.plans.errors import Mark
from dockernet_sim.plans.plan import NetworkPlan, Plan, ServicePlan
from dockernet_sim.sim.errors import DockernetError

if TYPE_CHECKING:
    from dockernet_sim.lint.ground import Ground, Stood

Edit = Callable[[Plan], Plan]
Shows = Callable[["Stood"], str]


class LintError(DockernetError, ValueError):
    """A rule that does not exist, or files that hold no project; the text says which there are."""


class Unasked(Exception):
    """The packets cannot be asked, because the model lacks something; the text says what."""


@dataclass(frozen=True)
class Fix:
    """What may mend a fault: a change of the plan, or lines for the host's root shell.

    Attributes
    ----------
    text : str or Said
        What to write, or to type.
    edit : callable
        The plan with the change made.
    lines : tuple of str
        Typed on the host after the project stands.
    """

    text: str | Said
    edit: Edit = lambda plan: plan
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suspicion:
    """A line that may be a fault.

    Attributes
    ----------
    mark : Mark
        Where it stands.
    text : Said
        What is wrong, if the packets show it.
    shows : callable
        Given the project as it stands in a lab: the story that shows the fault; empty where there is none.
    fixes : tuple of Fix
        Tried one by one; those after which nothing shows are told.
    """

    mark: Mark
    text: Said
    shows: Shows
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True)
class Case:
    """What a rule looks at.

    Attributes
    ----------
    plan : Plan
        The project.
    others : tuple of Plan
        Projects on the same host.
    ground : Ground
        The host without them.
    """

    plan: Plan
    others: tuple[Plan, ...]
    ground: Ground

    @property
    def plans(self) -> tuple[Plan, ...]:
        """All projects of the host, those that stand first, first."""
        return (*self.others, self.plan)

    def mark(self, network: NetworkPlan) -> Mark:
        """Where a network stands in the file; without a place of its own, its first member's."""
        if network.mark.line:
            return network.mark
        members = (each for each in self.plan.services.values() if network.name in each.networks)
        return next((each.mark for each in members), network.mark)

    def network(self, name: str) -> NetworkPlan | None:
        """A network of any of the projects."""
        return next((each.networks[name] for each in (self.plan, *self.others) if name in each.networks), None)


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes
    ----------
    code, name : str
        Stable: ``NET201`` and ``published-on-internal``.
    usual : bool
        Whether it is asked unless ``--select`` says otherwise.
    suspects : callable
        The lines that may be faults.
    """

    code: str
    name: str
    suspects: Callable[[Case], Iterable[Suspicion]]
    usual: bool = True

    @property
    def summary(self) -> Said:
        """What it finds."""
        return say(f"lint.rule.{self.code}")


RULES: dict[str, Rule] = {}


def rule(code: str, name: str, usual: bool = True) -> Callable[[Callable[[Case], Iterator[Suspicion]]], Rule]:
    """Make a function a rule."""

    def made(suspects: Callable[[Case], Iterator[Suspicion]]) -> Rule:
        RULES[code] = Rule(code, name, suspects, usual)
        return RULES[code]

    return made


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Rule]:
    """The rules that codes, beginnings of codes or names choose.

    Parameters
    ----------
    select : iterable of str
        ``NET201``, ``NET2``, ``published-on-internal``, ``ALL``; the usual ones unless given.
    ignore : iterable of str
        The same, of those that are left out.

    Raises
    ------
    LintError
        When a word means no rule.

    Examples
    --------
    >>> [each.name for each in chosen(["NET2"], ["NET203"])]
    ['published-on-internal', 'host-port-twice', 'published-in-host-mode']
    """
    selected, ignored = list(select), list(ignore)
    for word in (*selected, *ignored):
        if not any(means(word, each) for each in RULES.values()):
            known = ", ".join(
                f"{each.code} ({each.name})" for each in sorted(RULES.values(), key=lambda each: each.code)
            )
            raise LintError(f"no rule {word!r}: there are {known}")
    found = [
        each for each in RULES.values() if any(means(word, each) for word in selected) or (each.usual and not selected)
    ]
    return sorted(
        (each for each in found if not any(means(word, each) for word in ignored)), key=lambda each: each.code
    )


def means(word: str, rule: Rule) -> bool:
    """Whether a word of ``--select`` means a rule."""
    return word == "ALL" or word == rule.name or (word.startswith("NET") and rule.code.startswith(word))


def both(words: Sequence[str]) -> Said | str:
    """Names in a row.

    >>> str(both(["a", "b", "c"])), both(["a"])
    ('a and b and c', 'a')
    """
    row: Said | str = words[0]
    for word in words[1:]:
        row = say("lint.both", one=row, other=word)
    return row


# -- edits -------------------------------------------------------------------------
def with_service(plan: Plan, service: ServicePlan) -> Plan:
    """The plan with another form of a service."""
    return replace(plan, services={**plan.services, service.name: service})


def with_network(plan: Plan, network: NetworkPlan) -> Plan:
    """The plan with another form of a network, or with a further one."""
    return replace(plan, networks={**plan.networks, network.name: network})
