"""Goals: what must hold in a student's lab. They ask packets, so any way of getting there is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from dockernet_sim.notebook.exercises.bench import Bench, Finding, Missing

Test = Callable[[Bench], Finding]


@dataclass(frozen=True)
class Goal:
    """One thing that must hold.

    Attributes
    ----------
    text : str
        The goal as a sentence.
    test : callable
        Given a :class:`Bench`, returns a :class:`Finding`.
    hints : tuple of str
        Shown one more at each check that misses the goal.
    points : float
        What it is worth.
    forbids : bool
        Whether it asks that something does not happen. That alone earns nothing: nothing happens in an empty lab.
    """

    text: str
    test: Test
    hints: tuple[str, ...] = ()
    points: float = 1.0
    forbids: bool = False

    def find(self, bench: Bench) -> Finding:
        """Test it; what is not there meets no goal."""
        try:
            return self.test(bench)
        except Missing as missing:
            return Finding(False, str(missing))


def reaches(
    source: str,
    target: str,
    port: int | None = None,
    *,
    by_name: bool = False,
    says: str = "",
    points: float = 1.0,
    hints: Sequence[str] = (),
) -> Goal:
    """`source` gets an answer from the container, machine or ``internet`` called `target`.

    Parameters
    ----------
    source, target : str
        Who asks, and who must answer.
    port : int, optional
        Over TCP at this port; a ping otherwise.
    by_name : bool
        Whether the name itself must lead there.
    says : str
        What must be answered over HTTP: names can be given to anything.
    points, hints
        See :class:`Goal`.
    """

    def test(bench: Bench) -> Finding:
        addresses = bench.addresses(target)
        if by_name:
            found = bench.resolves(source, target)
            if not set(found) & set(addresses):
                return Finding(False, _led(source, target, found))
            addresses = found[:1]
        return _any(_heard(bench, source, address, port, target, says) for address in addresses)

    how = f"{f' at port {port}' if port else ''}{', by that name' if by_name else ''}"
    return Goal(f"{source} reaches {target}{how}", test, tuple(hints), points)


def isolated(source: str, target: str, *ports: int, points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """`source` gets no answer from `target`: neither to a ping nor at these TCP ports, at any of its addresses."""

    def test(bench: Bench) -> Finding:
        for address in bench.addresses(target):
            for port in (None, *ports):
                found = _sent(bench, source, address, port, target)
                if found:
                    return Finding(False, found.seen)
        return Finding(True, f"nothing of {target} answers {source}")

    return Goal(f"{source} does not reach {target}", test, tuple(hints), points, forbids=True)


def resolves(source: str, name: str, target: str, *, points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """In `source`, `name` leads to an address of the container `target`."""

    def test(bench: Bench) -> Finding:
        found = bench.resolves(source, name)
        ok = bool(found) and set(found) <= set(bench.addresses(target))
        return Finding(ok, _led(source, name, found))

    return Goal(f"in {source}, the name {name} leads to {target}", test, tuple(hints), points)


def published(
    port: int,
    target: str,
    *,
    source: str = "lan",
    address: str = "",
    says: str = "",
    points: float = 1.0,
    hints: Sequence[str] = (),
) -> Goal:
    """`source` connects to vm's `port`, and the container `target` answers.

    Parameters
    ----------
    port : int
        The port of vm.
    target : str
        The container.
    source : str
        Where it is tried.
    address : str
        An address of vm; the one on the segment, unless given.
    says : str
        What must be answered over HTTP.
    points, hints
        See :class:`Goal`.
    """

    def test(bench: Bench) -> Finding:
        where = address or bench.addresses("vm")[0]
        found = bench.connects(source, where, port, target)
        return _said(bench, source, where, port, says) if found and says else found

    where = address or "vm"
    return Goal(f"{source} reaches {target} at port {port} of {where}", test, tuple(hints), points)


def hidden(target: str, *, source: str = "lan", points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """No port of vm leads `source` to the container `target`."""

    def test(bench: Bench) -> Finding:
        vm = bench.addresses("vm")[0]
        for port in _candidates(bench, target):
            if bench.connects(source, vm, port, target):
                return Finding(False, f"port {port} of vm leads {source} to {target}")
        return Finding(True, f"no port of vm leads {source} to {target}")

    return Goal(f"{source} does not reach {target} through vm", test, tuple(hints), points, forbids=True)


def survives_restart(goal: Goal, *, points: float | None = None, hints: Sequence[str] = ()) -> Goal:
    """`goal` holds again after every container was stopped, and started in another order."""

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        if later.lab is bench.original:
            return Finding(False, "this lab cannot be copied, so it was not restarted")
        later.restart_all()
        return goal.find(later)

    text = f"{goal.text}, also after all containers were stopped and started in another order"
    return replace(
        goal, text=text, test=test, points=goal.points if points is None else points, hints=tuple(hints) or goal.hints
    )


def _sent(bench: Bench, source: str, address: str, port: int | None, target: str) -> Finding:
    if port is None:
        return bench.pings(source, address, target)
    return bench.connects(source, address, port, target)


def _heard(bench: Bench, source: str, address: str, port: int | None, target: str, says: str) -> Finding:
    found = _sent(bench, source, address, port, target)
    return _said(bench, source, address, port, says) if found and says and port else found


def _said(bench: Bench, source: str, address: str, port: int, wanted: str) -> Finding:
    said = bench.says(source, address, port)
    return Finding(said == wanted, f"{address}:{port} says {said!r} to {source}")


def _candidates(bench: Bench, target: str) -> list[int]:
    """Ports of vm that could lead to a container: all that are published, and its own numbers (--network host)."""
    own = {int(each.partition("/")[0]) for each in bench.container(target).exposed}
    return sorted(own | {each.host_port for one in bench.facts.running for each in one.published})


def _any(findings: Iterable[Finding]) -> Finding:
    """The first that is good, or the last one."""
    last = Finding(False, "it has no address")
    for each in findings:
        last = each
        if each:
            break
    return last


def _led(source: str, name: str, found: Sequence[str]) -> str:
    return f"in {source}, {name} leads to {', '.join(found) or 'nothing'}"
