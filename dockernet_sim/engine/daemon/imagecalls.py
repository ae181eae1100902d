"""images, image inspect, rmi; there is nothing to pull from."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from dockernet_sim.engine.daemon.base import Daemon
from dockernet_sim.engine.daemon.filters import IMAGE_KEYS, Filters, check_keys, has_labels, values
from dockernet_sim.engine.errors import Conflict, ServerError
from dockernet_sim.engine.images import Image, check_reference
from dockernet_sim.sim.errors import NotModelled

REGISTRY = "registry-1.docker.io"


class ImageCalls(Daemon):
    """The calls about images."""

    def image_list(self, filters: Filters | None = None) -> list[dict[str, Any]]:
        """``GET /images/json``: the newest first."""
        filters = filters or {}
        check_keys(filters, IMAGE_KEYS)
        for key in ("before", "since"):
            if values(filters, key):
                raise NotModelled(f"filter {key} of images is not modelled")
        found = [image for image in self.images if has_labels(image.labels, values(filters, "label"))]
        wanted = values(filters, "reference")
        if wanted:
            found = [image for image in found if any(matches_reference(image, pattern) for pattern in wanted)]
        if any(value in ("true", "1") for value in values(filters, "dangling")):
            found = []
        return [self.release.shape().image_summary(image) for image in found]

    def image_inspect(self, ref: str) -> dict[str, Any]:
        """``GET /images/NAME/json``."""
        return self.release.shape().image(self.images.get(ref), self.release.build.release)

    def image_pull(self, ref: str) -> None:
        """``POST /images/create``: fails, because no registry can be reached from the lab.

        Raises
        ------
        ServerError
            What dockerd says when its resolver does not know the registry's name.
        """
        check_reference(ref)
        servers = self.host.files.read("/etc/resolv.conf").split("nameserver ")
        server = servers[1].split()[0] if len(servers) > 1 else "127.0.0.1"
        raise ServerError(f'Get "https://{REGISTRY}/v2/": dial tcp: lookup {REGISTRY} on {server}:53: no such host')

    def image_add(self, image: Image) -> None:
        """Have an image of one's own; one of the same name is replaced."""
        check_reference(image.name)
        self.images.add(image)

    def image_remove(self, ref: str, force: bool = False) -> list[dict[str, str]]:
        """``DELETE /images/NAME``: what was untagged and deleted."""
        image = self.images.get(ref)
        user = next((each for each in self.containers.values() if each.image.id == image.id), None)
        if user is not None and not force:
            raise Conflict(
                f'conflict: unable to remove repository reference "{ref}" (must force) - container {user.short_id} is using'
                f" its referenced image {image.id[7:19]}"
            )
        self.images.remove(image)
        untagged = [{"Untagged": image.reference}]
        return untagged if user is not None else [*untagged, {"Deleted": image.id}]


def matches_reference(image: Image, pattern: str) -> bool:
    """Whether an image's name, with or without its tag, fits a pattern with ``*`` and ``?``.

    >>> matches_reference(Image("nginx"), "ngin*"), matches_reference(Image("nginx"), "nginx:1.25")
    (True, False)
    """
    name = image.reference
    return any(fnmatchcase(text, pattern) for text in (name, name.rpartition(":")[0]))
