"""docker-py's images: which the engine has."""

from __future__ import annotations

from typing import Any

from dockernet_sim.client.api import APIClient


class Image:
    """One image of the engine."""

    def __init__(self, api: APIClient, attrs: dict[str, Any]) -> None:
        self._api = api
        self.attrs = attrs

    def __repr__(self) -> str:
        return f"<Image: {', '.join(repr(tag) for tag in self.tags)}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        """``sha256:...``"""
        return str(self.attrs["Id"])

    @property
    def short_id(self) -> str:
        """The id's first digits."""
        return self.id[:19] if self.id.startswith("sha256:") else self.id[:12]

    @property
    def tags(self) -> list[str]:
        """``NAME:TAG`` of each."""
        return [tag for tag in self.attrs.get("RepoTags") or [] if tag != "<none>:<none>"]

    @property
    def labels(self) -> dict[str, str]:
        """The labels that it was built with."""
        return dict((self.attrs.get("Config") or {}).get("Labels") or self.attrs.get("Labels") or {})


class ImageCollection:
    """``client.images``."""

    def __init__(self, api: APIClient) -> None:
        self._api = api

    def list(self) -> list[Image]:
        """All images."""
        return [Image(self._api, summary) for summary in self._api.call("image_list")]

    def get(self, name: str) -> Image:
        """One image; ImageNotFound."""
        return Image(self._api, self._api.call("image_inspect", name))
