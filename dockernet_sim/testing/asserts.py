"""Assertions for tests of one's own labs;
when one fails, its message says why, what would change it, and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dockernet_sim.client.container import Container
from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import of
from dockernet_sim.reach.paths import to_address
from dockernet_sim.testing.explained import explained
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.reach import Facts


class HasWorld(Protocol):
    """A Lab."""

    world: World


End = Container | str  # a container as docker-py's grammar gives it, or a name; a receiver may be an address


def assert_reaches(a: End, b: End, port: int | None = None, *, lab: HasWorld | World | None = None) -> None:
    """`a` gets an answer from `b`: to a ping, or to TCP at `port`.

    Parameters
    ----------
    a, b : Container or str
        Containers of ``lab.docker``, or names: of containers, ``vm``, ``lan``, ``internet``; `b` may also be an
        address.
    port : int, optional
        A TCP port; a refusal by `b` itself counts as reached.
    lab : Lab or World, optional
        Where names are looked for; not needed when `a` or `b` is a container of ``lab.docker``.

    Raises
    ------
    AssertionError
        It begins with the conclusion; then what would change it, and the story of the packet. Where rules, routes or
        links are no longer as Docker set them, it says so.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> web = lab.docker.containers.run("nginx", detach=True, name="web")
    >>> assert_reaches(web, "internet")
    >>> assert_reaches("lan", "vm", 80, lab=lab)
    """
    __tracebackhide__ = True
    question = _Question(a, b, port, lab)
    if not question.arrives():
        raise AssertionError(question.told(arrived=False))


def assert_isolated(a: End, b: End, port: int | None = None, *, lab: HasWorld | World | None = None) -> None:
    """Neither gets an answer from the other, at any address.

    Parameters, like those of :func:`assert_reaches`.

    Raises
    ------
    AssertionError
        As that of :func:`assert_reaches`, about what got through.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> web = lab.docker.containers.run("nginx", detach=True, name="web")
    >>> apart = lab.docker.networks.create("apart")
    >>> box = lab.docker.containers.run("busybox", detach=True, name="box", network="apart")
    >>> assert_isolated(web, box)
    """
    __tracebackhide__ = True
    for question in (_Question(a, b, port, lab), _Question(b, a, port, lab)):
        if question.arrives():
            raise AssertionError(question.told(arrived=True))


def assert_resolves(a: End, name: str, address: str | None, *, lab: HasWorld | World | None = None) -> None:
    """`name` leads `a` to `address`; with None, it must not be known.

    Parameters
    ----------
    a : Container or str
        Who asks.
    name, address : str
        What is asked, and one of the answers.
    lab : Lab or World, optional
        Where `a` is looked for, when it is a name.

    Raises
    ------
    AssertionError
        As that of :func:`assert_reaches`, about the name.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> for line in ("network create n", "run -d --name web --net n nginx", "run -d --name box --net n busybox"):
    ...     _ = lab.sh(f"docker {line}")
    >>> assert_resolves("box", "web", "172.18.0.2", lab=lab)
    >>> assert_resolves("box", "db", None, lab=lab)
    """
    __tracebackhide__ = True
    world = _world(lab, a)
    asker = _name(a)
    found = probe.look_ups(world, [(asker, name)])[asker, name]
    if (address is None and found) or (address is not None and address not in found):
        said = ", ".join(sorted(found)) or "nothing"
        conclusion = f"{name} resolves to {said} for {asker}, not to {address or 'nothing'}"
        raise AssertionError(explained(world, conclusion, asker, name=name, arrived=bool(found)))


class _Question:
    """Does this arrive there."""

    def __init__(self, a: End, b: End, port: int | None, lab: HasWorld | World | None) -> None:
        self.world = _world(lab, a, b)
        self.source, self.target, self.port = _name(a), _name(b), port

    def __str__(self) -> str:
        how = "a ping" if self.port is None else f"TCP to port {self.port}"
        return f"{how} from {self.source} to {self.target}"

    def arrives(self) -> bool:
        """Whether any address of the receiver answers."""
        __tracebackhide__ = True
        return any(self._asks(address) for address in self._addresses(of(self.world)))

    def _asks(self, address: int) -> bool:
        if self.port is None:
            return probe.pings(self.world, [(self.source, address)])[self.source, address]
        asked = (self.source, address, self.port)
        return probe.connections(self.world, [asked])[asked]

    def _addresses(self, facts: Facts) -> tuple[int, ...]:
        try:
            return (ip_int(self.target),)
        except ValueError:
            return facts.addresses(facts.node(self.target))

    def told(self, arrived: bool) -> str:
        """The failure's message."""
        facts = of(self.world)
        addresses = self._addresses(facts)
        target = ip_text(addresses[0]) if addresses else self.target
        where = f"{target}:{self.port}" if self.port is not None else target
        conclusion = f"{self} {'arrives' if arrived else 'does not arrive'}"
        answers = [to_address(facts, facts.node(self.source), each, self.port) for each in addresses]
        rules = [f"Docker's rules: it {answer}" for answer in answers]
        return explained(self.world, conclusion, self.source, where, arrived=arrived, rules=rules)


def _world(lab: HasWorld | World | None, *ends: End) -> World:
    if lab is not None:
        return lab if isinstance(lab, World) else lab.world
    for end in ends:
        if isinstance(end, Container):
            return end.world
    raise TypeError("names alone do not tell which lab is meant: give lab=...")


def _name(end: End) -> str:
    return end.name if isinstance(end, Container) else end
