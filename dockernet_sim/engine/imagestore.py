"""The images that an engine has: which name means which of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockernet_sim.engine.errors import BadRequest, NotFound
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.references import Reference, UpperCase, familiar, parse_reference
from dockernet_sim.engine.refusals import Refusals


class ImageStore:
    """Images by id, and the names of each: tags and digests.

    Examples
    --------
    >>> store = ImageStore()
    >>> store.tag(store.get("nginx"), parse_reference("web:1"))
    >>> store.get("web:1").name, store.tags(store.get("web:1"))
    ('nginx', ['nginx:latest', 'web:1'])
    """

    def __init__(self, images: Iterable[Image] = STANDARD, refuse: Refusals | None = None) -> None:
        self._refuse = refuse or Refusals()
        self._images: dict[str, Image] = {}
        self._names: dict[str, Image] = {}
        self.tagged_at: dict[str, float] = {}  # seconds, by id: when an image was last given a name
        for image in images:
            self.add(image)

    def __iter__(self) -> Iterator[Image]:
        yield from sorted(self._images.values(), key=lambda image: -image.created)

    def __len__(self) -> int:
        return len(self._images)

    def add(self, image: Image) -> None:
        """Keep an image under its own name, if it has one; an image that had the name before loses it."""
        same = self._images.get(image.id)
        names = self.names(same) if same is not None else []
        self._images[image.id] = image
        self._names |= dict.fromkeys(names, image)
        if image.name:
            self.tag(image, parse_reference(image.name))

    def tag(self, image: Image, reference: Reference) -> None:
        """Give an image one more name; the image that had the name before loses it."""
        self._names[str(reference)] = image

    def untag(self, name: str) -> None:
        """Take a name away."""
        self._names.pop(name, None)

    def names(self, image: Image) -> list[str]:
        """All names of an image, sorted."""
        return sorted(name for name, owner in self._names.items() if owner is image)

    def tags(self, image: Image) -> list[str]:
        """``RepoTags``."""
        return [name for name in self.names(image) if "@" not in name]

    def digests(self, image: Image) -> list[str]:
        """``RepoDigests``."""
        return [name for name in self.names(image) if "@" in name]

    def read(self, text: str) -> Reference:
        """A name read; BadRequest in the release's words."""
        try:
            return parse_reference(text)
        except UpperCase as problem:
            raise self._refuse("upper-case", path=problem.path) from None

    def find(self, reference: str) -> Image | None:
        """The image of a name, a name with a tag or digest, an id, or the beginning of one."""
        if not reference:
            return None
        digits = reference.removeprefix("sha256:")
        try:
            named = self._names.get(familiar(reference))
        except BadRequest:  # no name, but it may be an id
            named = None
        return named or self._by_id(digits)

    def _by_id(self, digits: str) -> Image | None:
        found = [image for id, image in self._images.items() if id[7:].startswith(digits)]
        return found[0] if len(found) == 1 else None

    def get(self, reference: str) -> Image:
        """The image of that name or id.

        Raises
        ------
        BadRequest, NotFound
            With the daemon's own text.
        """
        found = self.find(reference)
        if found is None:
            raise NotFound(f"No such image: {reference if reference.startswith('sha256:') else self.read(reference)}")
        return found

    def remove(self, image: Image) -> None:
        """Forget an image and all its names."""
        for name in self.names(image):
            self.untag(name)
        self._images.pop(image.id, None)
