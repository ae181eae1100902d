"""docker-py's images: which the engine has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.lowlevel.images import AUTH, repository_tag
from dockernet_sim.client.resource import Collection, Model, of_collection, of_model
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.answers import ImageInspect
    from dockernet_sim.client.arguments import Filters, PullOptions

NONE = "<none>:<none>"


class Image(Model):
    """One image of the engine."""

    attrs: ImageInspect
    collection: ImageCollection

    def __repr__(self) -> str:
        return f"<Image: {', '.join(repr(tag) for tag in self.tags)}>"

    @property
    def short_id(self) -> str:
        """The id's first digits."""
        return self.id[:19] if self.id.startswith("sha256:") else self.id[:12]

    @property
    def tags(self) -> list[str]:
        """``NAME:TAG`` of each."""
        return [tag for tag in self.attrs.get("RepoTags") or [] if tag != NONE]

    @property
    def labels(self) -> dict[str, str]:
        """The labels that it was built with."""
        return dict(self.attrs["Config"].get("Labels") or {})

    history = of_model(APIClient.history)
    remove = of_model(APIClient.remove_image)
    tag = of_model(APIClient.tag)
    save = refused("Image.save")


class ImageCollection(Collection):
    """``client.images``."""

    @asked(name=must.name)
    def get(self, name: str) -> Image:
        """One image; ImageNotFound."""
        return Image(self.client.api.inspect_image(name), self.client, self)

    @asked(repository=must.name, tag=must.maybe(must.text), all_tags=must.flag)
    def pull(
        self, repository: str, tag: str | None = None, all_tags: bool = False, **options: Unpack[PullOptions]
    ) -> Image:
        """``docker pull``; of docker-py's other keywords, ``stream``, ``decode`` and ``auth_config`` change nothing."""
        for name in set(options) - {"platform", "stream", "decode", "auth_config"}:
            raise InvalidArgument(f"pull() got an unexpected keyword argument {name!r}")
        for name, check in (
            ("stream", must.maybe(must.flag)),
            ("decode", must.maybe(must.flag)),
            ("auth_config", AUTH),
        ):
            must.verified("ImageCollection.pull", name, options.get(name), check, InvalidArgument)
        base, given = repository_tag(repository)
        tag = tag or given or "latest"
        for _ in self.client.api.pull(base, tag, stream=True, all_tags=all_tags, platform=options.get("platform")):
            pass
        return self.get(f"{base}{'@' if tag.startswith('sha256:') else ':'}{tag}")

    @asked(name=must.maybe(must.text), all=must.flag, filters=checks.filters)
    def list(self, name: str | None = None, all: bool = False, filters: Filters | None = None) -> list[Image]:
        """``docker images``: those of a name, or all of them."""
        return [self.get(each["Id"]) for each in self.client.api.images(name=name, all=all, filters=filters)]

    def remove(self, image: str, force: bool = False, noprune: bool = False) -> None:
        """``docker rmi``: an image by its name; options as for the low-level ``remove_image``."""
        self.client.api.remove_image(image, force, noprune)

    prune = of_collection(APIClient.prune_images)
    build = refused("ImageCollection.build")
    get_registry_data = refused("ImageCollection.get_registry_data")
    load = refused("ImageCollection.load")
    prune_builds = refused("ImageCollection.prune_builds")
    push = refused("ImageCollection.push")
    search = refused("ImageCollection.search")
