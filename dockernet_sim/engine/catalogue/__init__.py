"""Which images there are: the recorder's stand-ins, or a catalogue of well-known ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dockernet_sim.engine.catalogue.catalogue import Catalogue, stock
from dockernet_sim.engine.images import RECORDER as STAND_INS
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.registry import Registry
from dockernet_sim.sim.errors import DockernetError

CATALOGUE, RECORDER = "catalogue", "recorder"
ImageSet = tuple[tuple[Image, ...], Registry | None]


class UnknownImages(DockernetError):
    """There is no such set of images."""


IMAGE_SETS: Mapping[str, Callable[[], ImageSet]] = {
    CATALOGUE: lambda: (stock(), Catalogue()),
    RECORDER: lambda: (STAND_INS, None),
}


def image_set(name: str) -> ImageSet:
    """The images that an engine has from the start, and where it fetches others.

    Raises
    ------
    UnknownImages
        When there is no set of that name.

    Examples
    --------
    >>> [image.name for image in image_set("recorder")[0]], image_set("recorder")[1]
    (['tomcat', 'nginx', 'mysql', 'busybox', 'redis', 'postgres'], None)
    """
    if name not in IMAGE_SETS:
        raise UnknownImages(f"images={name!r}: there are {' and '.join(repr(known) for known in IMAGE_SETS)}")
    return IMAGE_SETS[name]()
