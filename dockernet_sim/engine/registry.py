"""Registries: where an engine fetches the images that it does not have."""

from __future__ import annotations

from typing import Any, Protocol

from dockernet_sim.engine.errors import ApiError, NotFound, ServerError
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.references import HUB, Reference

SHORT = 12  # digits of a layer's id, as progress shows them


class Registry(Protocol):
    """What an engine asks for images."""

    def find(self, reference: Reference) -> Image | None:
        """The image of that name, tag or digest; None without one."""

    def hint(self, reference: Reference) -> str:
        """Which images there are, for a name that is not among them."""


def unreachable(reference: Reference, nameserver: str) -> ApiError:
    """What dockerd says when its resolver does not know the registry's name."""
    name = reference.registry
    return ServerError(f'Get "https://{name}/v2/": dial tcp: lookup {name} on {nameserver}:53: no such host')


def refused(reference: Reference) -> ApiError:
    """What dockerd makes of a registry's answer that it has no such repository, or does not show it."""
    if reference.domain == HUB:
        return NotFound(
            f"pull access denied for {reference.name}, repository does not exist or may require 'docker login': denied:"
            " requested access to the resource is denied"
        )
    manifest = reference.digest or reference.tag
    return ServerError(f'Head "https://{reference.domain}/v2/{reference.path}/manifests/{manifest}": denied')


def progress(reference: Reference, image: Image, known: bool) -> list[dict[str, Any]]:
    """What ``POST /images/create`` tells while it fetches an image; `known` if the engine had it already."""
    manifest = reference.digest or reference.tag
    lines: list[dict[str, Any]] = [{"status": f"Pulling from {reference.path}", "id": manifest}]
    for layer in () if known else image.layers:
        short = layer.partition(":")[2][:SHORT]
        lines += [
            {"status": status, "progressDetail": {}, "id": short} for status in ("Pulling fs layer", "Pull complete")
        ]
    status = "Image is up to date for" if known else "Downloaded newer image for"
    return [*lines, {"status": f"Digest: {image.digest}"}, {"status": f"Status: {status} {reference}"}]
