"""images, image inspect, pull, tag, rmi."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.daemon.filters import (
    IMAGE_KEYS,
    PRUNE_KEYS,
    Filters,
    check_keys,
    has_labels,
    older,
    read_truth,
    values,
)
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, Unlisted
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.references import familiar, parse_reference
from dockernet_sim.engine.registry import Registry, progress, refused, unreachable
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
Summaries = list[dict[str, Any]]  # inside the class, `list` is a method
Removed = list[dict[str, str]]


class Images:
    """``engine.images``: the calls about images.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    registry : Registry, optional
        Where images are fetched from.
    """

    def __init__(self, daemon: Daemon, registry: Registry | None) -> None:
        self._daemon = daemon
        self.registry = registry

    def list(self, filters: Filters | None = None) -> Summaries:
        """``GET /images/json``: the newest first."""
        filters = filters or {}
        check_keys(filters, IMAGE_KEYS, self._daemon.refuse)
        for key in ("before", "since"):
            if values(filters, key):
                raise NotModelled(f"filter {key} of images is not modelled")
        rules = self._daemon.release.rules
        dangling = read_truth(filters, "dangling", self._daemon.refuse, rules, digits=rules.both_refused)
        found = [image for image in self._daemon.images if has_labels(image.labels, values(filters, "label"))]
        if dangling is not None:
            found = [image for image in found if dangling == (not self._daemon.images.tags(image))]
        wanted = values(filters, "reference")
        if not wanted:
            return [self._summary(image) for image in found]
        fitting = [(image, [tag for tag in self._daemon.images.tags(image) if _fits(tag, wanted)]) for image in found]
        return [{**self._summary(image), "RepoTags": tags} for image, tags in fitting if tags]

    def _summary(self, image: Image) -> dict[str, Any]:
        release = self._daemon.release
        shown = release.shape().image_summary(image, self._daemon.images)
        if release.rules.images_counted:
            shown["Containers"] = sum(each.image is image for each in self._daemon.containers.values())
        return shown

    def inspect(self, ref: str) -> dict[str, Any]:
        """``GET /images/NAME/json``."""
        return self._daemon.release.shape().image(
            self._daemon.images.get(ref), self._daemon.images, self._daemon.release.build.release
        )

    def pull(self, ref: str) -> Summaries:
        """``POST /images/create``: fetch an image.

        Returns
        -------
        list of dict
            The progress, message by message, as the Engine API streams it.

        Raises
        ------
        BadRequest, NotFound, ServerError
            The daemon's words: for what is no name, for what the registry does not have, and where there is no
            registry.
        """
        reference = self._daemon.images.read(ref)
        if self.registry is None:
            raise unreachable(reference, self._nameserver())
        image = self.registry.find(reference)
        if image is None:
            raise Unlisted(refused(reference), self.registry.hint(reference))
        known = self._daemon.images.find(ref) is image
        if not known:
            self._daemon.images.add(image)
        self._daemon.images.tag(image, reference._replace(digest=image.digest))
        self._daemon.images.tagged_at[image.id] = self._daemon.clock.now
        self._daemon.events.add("image", "pull", str(reference), {**image.labels, "name": reference.name})
        return progress(reference, image, known)

    def _nameserver(self) -> str:
        servers = self._daemon.host.files.read("/etc/resolv.conf").split("nameserver ")
        return servers[1].split()[0] if len(servers) > 1 else "127.0.0.1"

    def event(self, image: Image, action: str, name: str = "") -> None:
        """Tell of something that happened to an image."""
        self._daemon.events.add("image", action, image.id, {**image.labels, "name": name or image.id})

    def known(self, ref: str) -> Image | None:
        """The image of that name that the engine has or can fetch; None without one."""
        try:
            found = self._daemon.images.find(ref)
            if found is None and self.registry is not None:
                found = self.registry.find(parse_reference(ref))
        except ApiError:
            return None
        return found

    def add(self, image: Image) -> None:
        """Have an image of one's own; one of the same name is replaced."""
        parse_reference(image.name)
        self._daemon.images.add(image)

    def tag(self, ref: str, target: str) -> None:
        """``POST /images/NAME/tag``: one more name for an image."""
        image = self._daemon.images.get(ref)
        reference = self._daemon.images.read(target)
        if reference.digest:
            raise BadRequest("refusing to create a tag with a digest reference")
        self._daemon.images.tag(image, reference)
        self._daemon.images.tagged_at[image.id] = self._daemon.clock.now
        self.event(image, "tag", str(reference))

    def remove(self, ref: str, force: bool = False) -> Removed:
        """``DELETE /images/NAME``: what was untagged and deleted."""
        image = self._daemon.images.get(ref)
        own = familiar(ref) if not image.id[7:].startswith(ref.removeprefix("sha256:")) else ""
        others = [name for name in self._daemon.images.tags(image) if name != own]
        if own in self._daemon.images.names(image) and others:
            self._daemon.images.untag(own)
            self.event(image, "untag")
            return [{"Untagged": own}]
        if not own and len(others) > 1 and not force:
            raise Conflict(
                f"conflict: unable to delete {image.id[7:19]} (must be forced) - image is referenced in multiple "
                "repositories"
            )
        user = next((each for each in self._daemon.containers.values() if each.image.id == image.id), None)
        if user is not None:
            self._check_unused(image, ref, user, force)
        return self._remove(image, keep=user is not None)

    def _remove(self, image: Image, keep: bool) -> Removed:
        """Take all its names away; `keep` leaves the image to its containers."""
        names = sorted(self._daemon.images.names(image), key=lambda name: "@" in name)
        for name in names:
            self._daemon.images.untag(name)
            self.event(image, "untag")
        untagged = [{"Untagged": name} for name in names]
        if keep:
            return untagged
        self._daemon.images.remove(image)
        self.event(image, "delete")
        return [*untagged, {"Deleted": image.id}]

    def prune(self, all: bool = False, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /images/prune``: those without a tag; with `all` those without a container."""
        filters = filters or {}
        check_keys(filters, (*PRUNE_KEYS, "dangling"), self._daemon.refuse)
        now, unwanted = self._daemon.clock.now, values(filters, "label!")
        used = {container.image.id for container in self._daemon.containers.values()}
        gone = [
            image
            for image in self._daemon.images
            if image.id not in used
            and (all or not self._daemon.images.tags(image))
            and older(image.created, now, filters)
            and has_labels(image.labels, values(filters, "label"))
            and not (unwanted and has_labels(image.labels, unwanted))
        ]
        sizes = {image.layer: image.committed.added if image.committed else image.size for image in gone}
        deleted = [entry for image in gone for entry in self._remove(image, keep=False)]
        deleted += self._unused_names(used) if all else []
        kept = {layer for image in self._daemon.images for layer in image.layers}
        reclaimed = sum(size for layer, size in sizes.items() if layer not in kept)
        return {"ImagesDeleted": deleted or None, "SpaceReclaimed": reclaimed}

    def _unused_names(self, used: set[str]) -> Removed:
        """Take away the names that no container was made by, of images that containers have."""
        asked = {familiar(container.config["Image"]) for container in self._daemon.containers.values()}
        store, removed = self._daemon.images, list[dict[str, str]]()
        for image in [image for image in store if image.id in used]:
            for name in set(store.tags(image)) - asked if len(store.tags(image)) > 1 else ():
                store.untag(name)
                self.event(image, "untag", name)
                removed.append({"Untagged": name})
        return sorted(removed, key=lambda each: each["Untagged"])

    def history(self, ref: str) -> Summaries:
        """``GET /images/NAME/history``."""
        from dockernet_sim.engine.commit import history  # few labs ask

        return history(self._daemon.images.get(ref), self._daemon.images.tags)

    def commit(self, container: Container, name: str, comment: str, author: str, changes: Sequence[str]) -> Image:
        """Have an image of a container's files and settings."""
        from dockernet_sim.engine.commit import commit  # few labs make images

        reference = str(self._daemon.images.read(name)) if name else ""
        files = container.files.texts() if container.files is not None else container.image.files
        image = commit(container, files, reference, changes, comment, author, self._daemon.clock.now)
        self._daemon.images.add(image)
        self._daemon.images.tagged_at[image.id] = self._daemon.clock.now
        return image

    def _check_unused(self, image: Image, ref: str, user: Container, force: bool) -> None:
        """Refuse what would take the image of a container away; `force` takes its names only."""
        short = image.id[7:19]
        if not force:
            raise Conflict(
                f'conflict: unable to remove repository reference "{ref}" (must force) - container {user.short_id} is using'  # noqa: E501
                f" its referenced image {short}"
            )


def _fits(name: str, patterns: list[str]) -> bool:
    return any(matches_reference(name, pattern) for pattern in patterns)


def matches_reference(name: str, pattern: str) -> bool:
    """Whether an image's name, with or without its tag, fits a pattern with ``*`` and ``?``, neither of which is a
    slash.

    >>> matches_reference("nginx:latest", "ngin*"), matches_reference("nginx:latest", "nginx:1.25")
    (True, False)
    """
    return any(_same_path(text, pattern) for text in (name, name.rpartition(":")[0]))


def _same_path(name: str, pattern: str) -> bool:
    """path.Match of Go, in linear time."""
    from dockernet_sim.programs.sh.pattern import matches  # rarely needed

    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(matches, patterns, parts))


def shared_size(image: Image, others: Iterable[Image]) -> int:
    """Bytes of an image's layers that others have, too: those of the same layers, of its parent, or of what was
    committed on it."""
    shared = 0
    for other in others:
        if other.id != image.id and other.layer in image.layers:
            shared = max(shared, other.size)
        elif other.id != image.id and image.layer in other.layers:
            shared = max(shared, image.size)
    return shared


def layers_size(images: Iterable[Image]) -> int:
    """Bytes of all layers, each counted once."""
    layers: dict[str, int] = {}
    for each in images:
        layers[each.layer] = each.committed.added if each.committed else each.size
        below = each.committed.parent if each.committed else None
        while below is not None:  # its layers are there, whether the image is or not
            layers[below.layer] = below.committed.added if below.committed else below.size
            below = below.committed.parent if below.committed else None
    return sum(layers.values())
