"""Names of images: the grammar of distribution/reference,
and the short forms that Docker shows (``docker.io/library/nginx`` is nginx)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dockernet_sim.engine.errors import BadRequest

HUB = "docker.io"
OFFICIAL = "library/"
REGISTRY = "registry-1.docker.io"  # where docker.io's images are fetched from
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_HEX64 = re.compile(r"[0-9a-f]{64}")
_LONGEST = 255


class UpperCase(BadRequest):
    """A name with capital letters; later releases name its `path`."""

    def __init__(self, path: str) -> None:
        super().__init__("invalid reference format: repository name must be lowercase")
        self.path = path


class Reference(NamedTuple):
    """A name of an image, read.

    Examples
    --------
    >>> parse_reference("nginx").full, str(parse_reference("docker.io/library/nginx"))
    ('docker.io/library/nginx', 'nginx:latest')
    >>> str(parse_reference("quay.io/prometheus/prometheus:v2.48.0"))
    'quay.io/prometheus/prometheus:v2.48.0'
    """

    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def full(self) -> str:
        """Domain and path."""
        return f"{self.domain}/{self.path}"

    @property
    def name(self) -> str:
        """The repository as Docker shows it: without ``docker.io/`` and ``library/``."""
        return self.path.removeprefix(OFFICIAL) if self.domain == HUB else self.full

    @property
    def registry(self) -> str:
        """The machine that is asked for it."""
        return REGISTRY if self.domain == HUB else self.domain

    def with_tag(self, tag: str) -> Reference:
        """The same repository under another tag."""
        return self._replace(tag=tag, digest="")

    def __str__(self) -> str:
        """As Docker shows it, with its tag (``latest`` unless one was given) or its digest."""
        return f"{self.name}@{self.digest}" if self.digest else f"{self.name}:{self.tag}"


@lru_cache
def parse_reference(text: str) -> Reference:
    """Read a name; the tag is ``latest`` if there is neither a tag nor a digest.

    Raises
    ------
    BadRequest
        In the words of Docker, which are the same in its command and in its daemon.
    """
    rest, at, digest = text.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        raise BadRequest("invalid reference format")
    if _HEX64.fullmatch(rest):
        raise BadRequest(f"invalid repository name ({rest}), cannot specify 64-byte hexadecimal strings")
    folder, slash, last = rest.rpartition("/")
    last, colon, tag = last.partition(":")
    if colon and not _TAG.fullmatch(tag):
        raise BadRequest("invalid reference format")
    domain, path = _split(f"{folder}{slash}{last}")
    if path.lower() != path:
        raise UpperCase(path)
    if not _DOMAIN.fullmatch(domain) or not all(_COMPONENT.fullmatch(part) for part in path.split("/")):
        raise BadRequest("invalid reference format")
    if len(path) > _LONGEST:
        raise BadRequest(f"repository name must not be more than {_LONGEST} characters")
    return Reference(domain, path, tag or ("" if digest else "latest"), digest)


def _split(name: str) -> tuple[str, str]:
    """Domain and path: what stands before the first slash is a domain if it looks like one."""
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        domain, path = ("docker.io" if first == "index.docker.io" else first), rest
    else:
        domain, path = HUB, name
    return domain, f"{OFFICIAL}{path}" if domain == HUB and "/" not in path else path


@lru_cache
def familiar(text: str) -> str:
    """A name as Docker shows it, with its tag or digest.

    >>> familiar("nginx"), familiar("registry:5000/nginx"), familiar("docker.io/nginx:1.25")
    ('nginx:latest', 'registry:5000/nginx:latest', 'nginx:1.25')
    """
    return str(parse_reference(text))
