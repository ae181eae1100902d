"""The extensions of one lab together: what all of them give, checked before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.catalogue.catalogue import entries
from dockernet_sim.engine.drivers.base import DRIVERS, Driver, Machine
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.registry import Registry
from dockernet_sim.extension import guard
from dockernet_sim.extension.finding import Found, find
from dockernet_sim.extension.registry import ExtendedRegistry, Table, check, first, furnished
from dockernet_sim.iptables.matches import Match, match_named
from dockernet_sim.iptables.targets import VERDICTS, Target, target_named
from dockernet_sim.programs.registry import PROGRAMS, Program
from dockernet_sim.sim.errors import BadExtension

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host

PARSING = ("__init__", "parse", "finish", "save", "listing", "check", "at")
MATCH_CALLS, TARGET_CALLS = (*PARSING, "test"), (*PARSING, "apply")


class Extensions:
    """What the extensions of a lab give, by kind and name.

    Parameters
    ----------
    names : sequence of str
        The extensions.

    Raises
    ------
    UnknownExtension, BadExtension
        When one is missing, cannot be used, or two of them (or one and the model) give the same.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.found = [find(name) for name in dict.fromkeys(names)]
        self._owners: dict[str, Found] = {}
        self.programs: dict[str, Program] = {}
        self.matches: dict[str, type[Match]] = {}
        self.targets: dict[str, type[Target]] = {}
        self.drivers: dict[str, Callable[[Machine], Driver]] = {}
        self._images: dict[str, tuple[Found, Table]] = {}
        for found in self.found:
            self._take(found)
        for name, (found, table) in self._images.items():
            check(found, name, table)

    @property
    def versions(self) -> dict[str, str]:
        """Names and versions, as a saved lab has them."""
        return {found.name: found.version for found in self.found}

    # -- taking --------------------------------------------------------------------
    def _take(self, found: Found) -> None:
        given = found.extension
        for name in self._fresh(found, "program", given.programs, callable, "a function", PROGRAMS):
            self.programs[name] = guard.program(found, name, given.programs[name])
        for name in self._fresh(found, "match", given.matches, _a(Match), "a subclass of Match"):
            self.matches[name] = _match(found, name, given.matches[name])
        for name in self._fresh(found, "target", given.targets, _a(Target), "a subclass of Target", VERDICTS):
            kind = guard.guarded(found, f"the target {name}", given.targets[name], TARGET_CALLS, {"name": name})
            kind.apply = guard.recorded(kind)  # type: ignore[attr-defined]
            self.targets[name] = kind
        for name in self._fresh(found, "driver", given.drivers, _driver, "a class with the calls of Driver", DRIVERS):
            self.drivers[name] = guard.guarded(
                found, f"the network driver {name}", given.drivers[name], guard.DRIVER_CALLS, {"kind": name}
            )
        for name in self._fresh(found, "image", given.images, _table, "a table", entries()):
            self._images[name] = found, given.images[name]

    def _fresh(
        self, found: Found, kind: str, given: Mapping[str, Any], right: Callable[[Any], bool], should: str,
        models: Iterable[str] = (),
    ) -> list[str]:  # fmt: skip
        """The names of one kind; BadExtension for what is of the wrong type, or there already."""
        for name, value in given.items():
            what = f"the {kind} {name}"
            if not isinstance(name, str) or not name or name.split() != [name]:
                raise BadExtension(f"{found} names a {kind} {name!r}: names are words")
            if not right(value):
                raise BadExtension(f"{what} of {found} is {value!r}, not {should}")
            if name in models or _known(kind, name):
                raise BadExtension(f"{what} of {found} is the model's own: give it another name")
            if what in self._owners:
                raise BadExtension(f"{what} is given by {self._owners[what]} and by {found}: leave one out")
            self._owners[what] = found
        return list(given)

    # -- giving --------------------------------------------------------------------
    def equip(self, host: Host) -> None:
        """Let a machine's kernel know the matches and targets."""
        host.matches, host.targets = self.matches, self.targets

    def furnished(self, images: Iterable[Image]) -> tuple[Image, ...]:
        """Images with the extensions' programs."""
        return tuple(furnished(image, self.programs) for image in images)

    def registry(self, below: Registry | None) -> Registry:
        """Where engines fetch images; without one of the lab's own they have those of the extensions from the start."""
        return ExtendedRegistry(self._images, self.programs, below)

    def images(self) -> tuple[Image, ...]:
        """The extensions' images without tags."""
        return self.furnished(first(found, name, table) for name, (found, table) in self._images.items())


def _known(kind: str, name: str) -> bool:
    """Whether iptables has a match or target of that name in the model."""
    named = {"match": match_named, "target": target_named}.get(kind)
    return named is not None and named(name) is not None


def _match(found: Found, name: str, kind: type[Match]) -> type[Match]:
    """A match is asked for each packet, unless its own class says that a flow's packets get one answer."""
    owner = next(each for each in kind.__mro__ if "per_flow" in each.__dict__)
    own = owner is not Match and owner.per_flow  # type: ignore[attr-defined]
    return guard.guarded(found, f"the match {name}", kind, MATCH_CALLS, {"name": name, "per_flow": own})


def _a(base: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, type) and issubclass(value, base)


def _driver(value: Any) -> bool:
    return isinstance(value, type) and all(hasattr(value, call) for call in guard.DRIVER_CALLS)


def _table(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)
