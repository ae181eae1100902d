"""Goals: what must hold in a student's lab. They ask packets, so any way of getting there is right.

Their texts are in English and in Chinese; hints may be, too: see :class:`~dockernet_sim.notebook.exercises.Both`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from dockernet_sim.notebook.exercises.bench import Bench, Finding, Missing
from dockernet_sim.notebook.exercises.both import Both, filled, listed
from dockernet_sim.reach import ContainerFacts

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

    Examples
    --------
    >>> published(8080, "web").points
    1.0
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
            return Finding(False, missing.text, absent=True)


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

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> Exercise("one", "Start web.", [reaches("vm", "web", 80)]).check("docker run -d --name web nginx").score
    1.0
    """

    def test(bench: Bench) -> Finding:
        addresses = bench.addresses(target)
        if by_name:
            found = bench.resolves(source, target)
            if not set(found) & set(addresses):
                return Finding(False, _led(source, target, found))
            addresses = found[:1]
        return _any(_heard(bench, source, address, port, target, says) for address in addresses)

    at = filled(" at port {port}", " 的端口 {port}", port=port) if port else ""
    name = Both(", by that name", "用名称") if by_name else ""
    text = filled("{a} reaches {b}{at}{name}", "{a} 能{name}访问 {b}{at}", a=source, b=called(target), at=at, name=name)
    return Goal(text, test, tuple(hints), points)


def isolated(source: str, target: str, *ports: int, points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """`source` gets no answer from `target`: neither to a ping nor at these TCP ports, at any of its addresses.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> goals = [reaches("vm", "web", 80), isolated("web", "box")]
    >>> lines = "docker network create apart; docker run -d --name box --net apart busybox; docker run -d --name web nginx"
    >>> Exercise("two", "Keep box from web.", goals).check(lines).score
    1.0
    """

    def test(bench: Bench) -> Finding:
        for address in bench.addresses(target):
            for port in (None, *ports):
                found = _sent(bench, source, address, port, target)
                if found:
                    return Finding(False, found.seen)
        return Finding(True, filled("nothing of {b} answers {a}", "{b} 没有任何地址回答 {a}", a=source, b=target))

    text = filled("{a} does not reach {b}", "{a} 不能访问 {b}", a=source, b=called(target))
    return Goal(text, test, tuple(hints), points, forbids=True)


def resolves(source: str, name: str, target: str, *, points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """In `source`, `name` leads to an address of the container `target`.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> lines = "docker network create n; docker run -d --name web --net n nginx; docker run -d --name box --net n busybox"
    >>> Exercise("name", "Give web a name.", [resolves("box", "web", "web")]).check(lines).score
    1.0
    """

    def test(bench: Bench) -> Finding:
        found = bench.resolves(source, name)
        ok = bool(found) and set(found) <= set(bench.addresses(target))
        return Finding(ok, _led(source, name, found))

    en, zh = "in {source}, the name {name} leads to {target}", "在 {source} 里，名称 {name} 指向 {target}"
    return Goal(filled(en, zh, source=source, name=name, target=called(target)), test, tuple(hints), points)


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

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> goals = [published(8080, "web")]
    >>> Exercise("open", "Publish web.", goals).check("docker run -d --name web -p 8080:80 nginx").score
    1.0
    """

    def test(bench: Bench) -> Finding:
        where = address or bench.addresses("vm")[0]
        found = bench.connects(source, where, port, target)
        return _said(bench, source, where, port, says) if found and says else found

    en, zh = "{a} reaches {b} at port {port} of {where}", "{a} 通过 {where} 的端口 {port} 能访问 {b}"
    return Goal(filled(en, zh, a=source, b=target, port=port, where=address or "vm"), test, tuple(hints), points)


def hidden(target: str, *, source: str = "lan", points: float = 1.0, hints: Sequence[str] = ()) -> Goal:
    """No port of vm leads `source` to the container `target`.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> goals = [reaches("vm", "web", 80), hidden("web")]
    >>> Exercise("shut", "Start web for vm alone.", goals).check("docker run -d --name web nginx").score
    1.0
    """

    def test(bench: Bench) -> Finding:
        vm = bench.addresses("vm")[0]
        for port in _candidates(bench, target):
            if bench.connects(source, vm, port, target):
                en, zh = "port {port} of vm leads {a} to {b}", "vm 的端口 {port} 把 {a} 引到 {b}"
                return Finding(False, filled(en, zh, a=source, b=target, port=port))
        en, zh = "no port of vm leads {a} to {b}", "vm 没有端口把 {a} 引到 {b}"
        return Finding(True, filled(en, zh, a=source, b=target))

    text = filled("{a} does not reach {b} through vm", "{a} 不能通过 vm 访问 {b}", a=source, b=target)
    return Goal(text, test, tuple(hints), points, forbids=True)


def survives_restart(goal: Goal, *, points: float | None = None, hints: Sequence[str] = ()) -> Goal:
    """`goal` holds again after every container was stopped, and started in another order.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise
    >>> goals = [survives_restart(published(8080, "web"))]
    >>> Exercise("stay", "Web comes back.", goals).check("docker run -d --restart always --name web -p 8080:80 nginx").score
    1.0
    """

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        if later.lab is bench.original:
            return Finding(
                False, Both("this lab cannot be copied, so it was not restarted", "这个实验环境无法复制，所以没有重启")
            )
        now = goal.find(bench)
        if not now:
            return replace(now, absent=True)  # hints about restarts wait until it holds without one
        later.restart_all()
        found = goal.find(later)
        return Finding(found.ok, found.seen)

    en = "{goal}, also after all containers were stopped and started in another order"
    text = filled(en, "{goal}；把所有容器停掉，再按另一种顺序启动之后也一样", goal=goal.text)
    worth = goal.points if points is None else points
    return replace(goal, text=text, test=test, points=worth, hints=tuple(hints) or goal.hints)


def called(target: str) -> str:
    """A target in a sentence."""
    return Both("the internet", "互联网") if target == "internet" else target


def _sent(bench: Bench, source: str, address: str, port: int | None, target: str) -> Finding:
    if port is None:
        return bench.pings(source, address, target)
    return bench.connects(source, address, port, target)


def _heard(bench: Bench, source: str, address: str, port: int | None, target: str, says: str) -> Finding:
    found = _sent(bench, source, address, port, target)
    return _said(bench, source, address, port, says) if found and says and port else found


def _said(bench: Bench, source: str, address: str, port: int, wanted: str) -> Finding:
    said = bench.says(source, address, port)
    en, zh = "{where} says {said!r} to {source}", "{where} 对 {source} 说 {said!r}"
    return Finding(said == wanted, filled(en, zh, where=f"{address}:{port}", said=said, source=source))


def _candidates(bench: Bench, target: str) -> list[int]:
    """Ports of vm that could lead to a container: all that are published, and its own numbers (--network host)."""
    published = {each.host_port for one in bench.facts.running for each in one.published}
    return sorted(published | ports_of(bench.container(target)))


def ports_of(container: ContainerFacts) -> set[int]:
    """Ports of vm that a container could be behind: those that it publishes, and its own numbers (--network host)."""
    own = {int(each.partition("/")[0]) for each in container.exposed}
    return own | {each.host_port for each in container.published}


def _any(findings: Iterable[Finding]) -> Finding:
    """The first that is good, or the last one."""
    last = Finding(False, Both("it has no address", "它没有地址"))
    for each in findings:
        last = each
        if each:
            break
    return last


def _led(source: str, name: str, found: Sequence[str]) -> Both:
    if not found:
        return filled(
            "in {source}, the name {name} is not known", "在 {source} 里，{name} 无法解析", source=source, name=name
        )
    en, zh = "in {source}, {name} leads to {where}", "在 {source} 里，{name} 指向 {where}"
    return filled(en, zh, source=source, name=name, where=listed(found))
