"""docker-py's images: which the engine has."""

from __future__ import annotations

from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.api import APIClient
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.sim import arguments as must


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

    def reload(self) -> None:
        """Ask the engine for its attributes again."""
        self.attrs = self._api.look("image_inspect", self.id)

    history = refused("Image.history")
    remove = refused("Image.remove")
    save = refused("Image.save")
    tag = refused("Image.tag")


class ImageCollection:
    """``client.images``."""

    def __init__(self, api: APIClient) -> None:
        self._api = api

    @asked(name=must.name)
    def get(self, name: str) -> Image:
        """One image; ImageNotFound."""
        return Image(self._api, self._api.call("image_inspect", name))

    @asked(repository=must.name, tag=must.maybe(must.text), all_tags=must.flag)
    def pull(self, repository: str, tag: str | None = None, all_tags: bool = False, **options: Any) -> Image:
        """``docker pull``; of docker-py's other keywords, ``platform``, ``stream``,
        ``decode`` and ``auth_config`` change nothing."""
        checks.without("pull", all_tags=all_tags)
        for name in set(options) - {"platform", "stream", "decode", "auth_config"}:
            raise InvalidArgument(f"pull() got an unexpected keyword argument {name!r}")
        name = f"{repository}:{tag or 'latest'}" if tag or ":" not in repository.rpartition("/")[2] else repository
        self._api.call("image_pull", name)
        return self.get(name)

    @asked(name=must.maybe(must.text), all=must.flag, filters=checks.filters)
    def list(self, name: str | None = None, all: bool = False, filters: dict[str, Any] | None = None) -> list[Image]:
        """``docker images``: those of a name, or all of them."""
        wanted = checks.as_filters({**(filters or {}), **({"reference": name} if name else {})})
        return [Image(self._api, summary) for summary in self._api.call("image_list", wanted)]

    build = refused("ImageCollection.build")
    get_registry_data = refused("ImageCollection.get_registry_data")
    load = refused("ImageCollection.load")
    prune = refused("ImageCollection.prune")
    prune_builds = refused("ImageCollection.prune_builds")
    push = refused("ImageCollection.push")
    remove = refused("ImageCollection.remove")
    search = refused("ImageCollection.search")
