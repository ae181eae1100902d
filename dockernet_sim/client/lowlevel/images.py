"""Calls about images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one, one
from dockernet_sim.client.session import Session
from dockernet_sim.client.streams import CancellableStream, lines, messages
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import ImageGone, ImageInspect, ImageLayer, ImagesPruned, ImageSummary, Progress
    from dockernet_sim.client.arguments import Filters, Ref

AUTH = must.maybe(must.mapping(must.text, must.plain, "an account"))


class ImageCalls(Session):
    """``docker images``, ``pull``, ``tag``, ``rmi``."""

    @overload
    def images(
        self, name: str | None = None, quiet: Literal[False] = False, all: bool = False, filters: Filters | None = None
    ) -> list[ImageSummary]: ...
    @overload
    def images(
        self, name: str | None = None, *, quiet: Literal[True], all: bool = False, filters: Filters | None = None
    ) -> list[str]: ...
    @asked(name=must.maybe(must.text), quiet=must.flag, all=must.flag, filters=checks.filters)
    def images(
        self, name: str | None = None, quiet: bool = False, all: bool = False, filters: Filters | None = None
    ) -> list[ImageSummary] | list[str]:
        """What ``docker images`` is made of; ids alone with ``quiet=True``."""
        wanted = {**(filters or {}), **({"reference": name} if name else {})}
        query = {"only_ids": one(quiet), "all": one(all), "filters": as_filters(wanted)}
        found: list[ImageSummary] = self._json("GET", "/images/json", query=query)
        return [each["Id"] for each in found] if quiet else found

    @of_one
    @asked(image=must.name)
    def inspect_image(self, image: Ref) -> ImageInspect:
        """``docker image inspect``."""
        found: ImageInspect = self._json("GET", "/images/{}/json", image)
        return found

    @of_one
    @asked(image=must.name)
    def history(self, image: Ref) -> list[ImageLayer]:
        """``docker history``."""
        found: list[ImageLayer] = self._json("GET", "/images/{}/history", image)
        return found

    @overload
    def pull(
        self,
        repository: str,
        tag: str | None = None,
        stream: Literal[False] = False,
        auth_config: Mapping[str, object] | None = None,
        decode: bool = False,
        platform: str | None = None,
        all_tags: bool = False,
    ) -> str: ...
    @overload
    def pull(
        self,
        repository: str,
        tag: str | None = None,
        *,
        stream: Literal[True],
        auth_config: Mapping[str, object] | None = None,
        decode: Literal[False] = False,
        platform: str | None = None,
        all_tags: bool = False,
    ) -> CancellableStream[bytes]: ...
    @overload
    def pull(
        self,
        repository: str,
        tag: str | None = None,
        *,
        stream: Literal[True],
        auth_config: Mapping[str, object] | None = None,
        decode: Literal[True],
        platform: str | None = None,
        all_tags: bool = False,
    ) -> CancellableStream[Progress]: ...
    @asked(
        repository=must.name, tag=must.maybe(must.text), stream=must.flag, auth_config=AUTH, decode=must.flag,
        platform=must.maybe(must.text), all_tags=must.flag,
    )  # fmt: skip
    def pull(
        self,
        repository: str,
        tag: str | None = None,
        stream: bool = False,
        auth_config: Mapping[str, object] | None = None,
        decode: bool = False,
        platform: str | None = None,
        all_tags: bool = False,
    ) -> str | CancellableStream[bytes] | CancellableStream[Progress]:
        """``docker pull``: the messages of its progress, as a text or a stream; `auth_config` changes nothing.

        Raises
        ------
        NotModelled
            For `all_tags`.
        """
        name, given = repository_tag(repository)
        query = {"tag": None if all_tags else tag or given or "latest", "fromImage": name, "platform": platform}
        if stream:
            reader = self._open("POST", "/images/create", query=query)
            return CancellableStream(reader, messages) if decode else CancellableStream(reader, lines)
        return self._ask("POST", "/images/create", query=query).text

    @of_one
    @asked(image=must.name, repository=must.text, tag=must.maybe(must.text), force=must.flag)
    def tag(self, image: Ref, repository: str, tag: str | None = None, force: bool = False) -> bool:
        """``docker tag``."""
        query = {"tag": tag, "repo": repository, "force": one(force)}
        return self._ask("POST", "/images/{}/tag", image, query=query).status_code == 201

    @of_one
    @asked(image=must.name, force=must.flag, noprune=must.flag)
    def remove_image(self, image: Ref, force: bool = False, noprune: bool = False) -> list[ImageGone]:
        """``docker rmi``: what was untagged and deleted."""
        query = {"force": force, "noprune": noprune}
        gone: list[ImageGone] = self._json("DELETE", "/images/{}", image, query=query)
        return gone

    @asked(filters=checks.filters)
    def prune_images(self, filters: Filters | None = None) -> ImagesPruned:
        """``docker image prune``."""
        found: ImagesPruned = self._json("POST", "/images/prune", query={"filters": as_filters(filters)})
        return found


def repository_tag(name: str) -> tuple[str, str | None]:
    """A name apart from its tag or digest.

    >>> repository_tag("localhost:5000/web"), repository_tag("redis:7")
    (('localhost:5000/web', None), ('redis', '7'))
    """
    left, at, right = name.rpartition("@")
    if at:
        return left, right
    left, colon, right = name.rpartition(":")
    return (left, right) if colon and "/" not in right else (name, None)
