"""Finds installed extensions by their entry points, and imports those that a lab names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from dockernet_sim.extension.given import Extension
from dockernet_sim.sim.errors import BadExtension, UnknownExtension

GROUP = "dockernet_sim.extensions"


@dataclass(frozen=True)
class Found:
    """An extension with the name that labs know it by, and the package that it comes from."""

    name: str
    package: str
    version: str
    extension: Extension

    def __str__(self) -> str:
        return f"the extension {self.name!r} (package {self.package} {self.version})"


def find(name: str) -> Found:
    """Import the extension of that name.

    Raises
    ------
    UnknownExtension
        When no installed package has it.
    BadExtension
        When two packages have it, when it is not imported, or is no :class:`Extension`.
    """
    points = entry_points(group=GROUP)
    ours = list({_origin(point): point for point in points if point.name == name}.values())
    if not ours:
        raise UnknownExtension(_unknown(name, points))
    if len(ours) > 1:
        packages = " and ".join(sorted(_origin(point)[0] for point in ours))
        raise BadExtension(f"the extension {name!r} is given by {packages}: uninstall all but one")
    package, version = _origin(ours[0])
    extension = _loaded(ours[0], f"the extension {name!r} (package {package} {version}, {ours[0].value})")
    return Found(name, package, version, extension)


def _origin(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist is not None else ("unknown", "0")


def _unknown(name: str, points: Iterable[EntryPoint]) -> str:
    known = sorted({point.name for point in points})
    there = f"installed are {', '.join(known)}" if known else "none is installed"
    return f"no installed package has the extension {name!r} ({there}): pip install the package that has it"


def _loaded(point: EntryPoint, who: str) -> Extension:
    try:
        found = point.load()
    except Exception as error:  # whatever its modules do when they are imported
        raise BadExtension(
            f"{who} cannot be imported: {type(error).__name__}: {error}. Mend or upgrade the package, or leave it out"
        ) from error
    if not isinstance(found, Extension):
        raise BadExtension(
            f"{who} is a {type(found).__name__}, no dockernet_sim.extension.Extension: its entry point must name one"
        )
    return found
