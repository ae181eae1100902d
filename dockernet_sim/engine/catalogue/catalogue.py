"""The catalogue as a registry: any well-known image under any tag, from any of the registries that carry it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dockernet_sim.engine.catalogue.bases import stand_in
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.references import HUB, OFFICIAL, Reference

if TYPE_CHECKING:
    from dockernet_sim.engine.catalogue.entry import Entry

MIRRORS = (
    "public.ecr.aws/docker/",
    "mirror.gcr.io/",
    "registry.hub.docker.com/",
)  # they carry docker.io's under the same paths
WIDTH = 110


@cache
def entries() -> dict[str, Entry]:
    """All entries by all their names; read when an image is first asked for."""
    import tomllib
    from importlib.resources import files

    from dockernet_sim.engine.catalogue.entry import Entry

    data = tomllib.loads(files(__package__).joinpath("images.toml").read_text(encoding="utf-8"))
    found = {name: Entry(name, table) for name, table in data.items()}
    return {also: found[name] for name, table in data.items() for also in table.get("also", ())} | found


@cache
def stock() -> tuple[Image, ...]:
    """What an engine has from the start: the recorder's four stand-ins, each with the tools of the real image, too."""
    return tuple(stand_in(image.name, "busybox" if image.name == "busybox" else "debian") for image in STANDARD)


class Catalogue:
    """What the lab's registry has.

    Examples
    --------
    >>> from dockernet_sim.engine.references import parse_reference
    >>> image = Catalogue().find(parse_reference("redis:7-alpine"))
    >>> image.reference, image.libc, image.exposed_ports()
    ('redis:7-alpine', 'musl', {'6379/tcp': {}})
    """

    def __init__(self) -> None:
        self._made: dict[str, Image] = {}

    def find(self, reference: Reference) -> Image | None:
        """The image of that name, whatever its tag or digest; None without one."""
        entry = entries().get(_known_as(reference))
        if entry is None or "windows" in reference.tag:
            return None
        name = str(reference)
        if name not in self._made:
            self._made[name] = entry.image(reference)
        return self._made[name]

    def hint(self, reference: Reference) -> str:
        """What the catalogue has instead: names like this one, then all of them."""
        import difflib
        import textwrap

        names = sorted(name for name, entry in entries().items() if name == entry.name)
        alike = difflib.get_close_matches(_known_as(reference), names, 3, 0.7)
        first = f"dockernet_sim: the lab's registry has no image {reference.name}."
        meant = f" Like it: {', '.join(alike)}." if alike else ""
        every = textwrap.fill(" ".join(names), WIDTH, break_on_hyphens=False, break_long_words=False)
        own = "An image of your own: docker commit CONTAINER NAME, or lab.image(NAME, ports={8080: TEXT}) from Python."
        return f"{first}{meant} It has, with any tag:\n{every}\n{own}"


def _known_as(reference: Reference) -> str:
    """The name in the catalogue: mirrors of docker.io carry the same images."""
    for mirror in MIRRORS:
        if f"{reference.domain}/{reference.path}".startswith(mirror):
            return f"{reference.domain}/{reference.path}"[len(mirror) :].removeprefix(OFFICIAL)
    return reference.path.removeprefix(OFFICIAL) if reference.domain == HUB else reference.full
