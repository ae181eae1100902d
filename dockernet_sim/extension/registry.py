"""A registry in front of a lab's own: the images of extensions, and all others with the extensions' programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dockernet_sim.engine.images import Image
from dockernet_sim.engine.references import Reference, parse_reference
from dockernet_sim.engine.registry import Registry
from dockernet_sim.extension.finding import Found
from dockernet_sim.extension.guard import said
from dockernet_sim.programs.installed import IMAGE_PROGRAMS
from dockernet_sim.programs.registry import Program
from dockernet_sim.sim.errors import BadExtension

Table = Mapping[str, Any]
KEYS = frozenset(
    (
        "base", "bind", "cmd", "complaint", "entrypoint", "env", "expose", "fails", "http", "needs", "only", "os",
        "port", "prefix", "programs", "refuses", "root", "runs", "says", "serves", "size", "speaks", "stop_signal",
        "tags", "uid", "user", "version", "volumes", "waits", "workdir",
    )
)  # fmt: skip
"""Those of images.toml, where each is explained; not ``also`` and ``stands_in``."""


def furnished(image: Image, programs: Mapping[str, Program]) -> Image:
    """The image with further programs below its own; its id stays."""
    common = IMAGE_PROGRAMS if image.common is None else image.common
    return replace(image, common={**common, **programs}) if programs else image


class ExtendedRegistry:
    """Looks among the extensions' images first, then where the lab's own come from.

    Parameters
    ----------
    own : mapping
        Repositories, with the extension and the table of each.
    programs : mapping
        What all images have besides.
    below : Registry, optional
        The lab's own.
    """

    def __init__(
        self, own: Mapping[str, tuple[Found, Table]], programs: Mapping[str, Program], below: Registry | None
    ) -> None:
        self._own = own
        self._programs = programs
        self._below = below
        self._made: dict[str, Image] = {}

    def find(self, reference: Reference) -> Image | None:
        """The image of that name, tag or digest; None without one."""
        name = str(reference)
        if name not in self._made:
            image = self._find(reference)
            if image is None:
                return None
            self._made[name] = furnished(image, self._programs)
        return self._made[name]

    def _find(self, reference: Reference) -> Image | None:
        if reference.name in self._own:
            return build(*self._own[reference.name], reference)
        return self._below.find(reference) if self._below is not None else None

    def hint(self, reference: Reference) -> str:
        """Which images there are."""
        names = f"Of extensions: {' '.join(sorted(self._own))}." if self._own else ""
        below = self._below.hint(reference) if self._below is not None else ""
        return "\n".join(text for text in (below, names) if text)


def check(found: Found, name: str, table: Table) -> None:
    """Refuse tables with keys that are none of the catalogue's, or without a program; build the others once."""
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise BadExtension(f"the image {name} of {found} has {', '.join(unknown)}; keys are {', '.join(sorted(KEYS))}")
    if not table.get("cmd") and not table.get("entrypoint"):
        raise BadExtension(f"the image {name} of {found} has neither cmd nor entrypoint: say what its containers run")
    first(found, name, table)


def build(found: Found, table: Table, reference: Reference) -> Image:
    """An image from its table; BadExtension when the table is none."""
    from dockernet_sim.engine.catalogue.entry import Entry

    try:
        return Entry(reference.name, table).image(reference)
    except Exception as error:  # a table can hold anything
        raise BadExtension(said(found, f"the image {reference.name}", error)) from error


def first(found: Found, name: str, table: Table) -> Image:
    """The image as it is without a tag."""
    return build(found, table, parse_reference(name))
