"""Images: what containers are made from. There is no registry: what is not here cannot be pulled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from dockernet_sim.engine.errors import BadRequest, NotFound
from dockernet_sim.programs.registry import Program

DEFAULT_SIZE = 73_758_566
HELLO = {"/www/index.html": "hello\n"}
HTTPD = ("/bin/busybox", "httpd", "-f", "-p")


@dataclass(frozen=True)
class Image:
    """One image.

    Parameters
    ----------
    name : str
        ``"nginx"`` or ``"nginx:1.25"``; without a tag it is ``latest``.
    expose : tuple of str
        ``EXPOSE``: ``("80", "53/udp")``; tcp unless said.
    cmd, entrypoint : tuple of str
        ``CMD`` and ``ENTRYPOINT``.
    files : mapping
        Paths to texts.
    programs : mapping
        Programs of the image's own by name, beside the common ones; a function of one task, a generator or not.
    env : tuple of str
        ``ENV``: ``("KEY=value",)``.
    labels : mapping
        ``LABEL``.
    user, workdir, stop_signal : str
        ``USER``, ``WORKDIR`` and ``STOPSIGNAL``.
    size : int
        Bytes, as ``docker images`` shows them.
    created : float
        Seconds of simulated time; negative is before the lab's start.

    Examples
    --------
    >>> Image("web", expose=("80",)).reference
    'web:latest'
    >>> Image("dns", expose=("53/udp",)).config()["ExposedPorts"]
    {'53/udp': {}}
    """

    name: str
    expose: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, Program] = field(default_factory=dict)
    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    workdir: str = ""
    stop_signal: str = ""
    size: int = DEFAULT_SIZE
    created: float = -60.0

    @property
    def reference(self) -> str:
        """The name with its tag."""
        return with_tag(self.name)

    @cached_property
    def id(self) -> str:
        """``sha256:`` and 64 digits, out of what the image holds."""
        content = [self.reference, self.config(), sorted(self.files.items()), sorted(self.programs)]
        return f"sha256:{_digest(content)}"

    @cached_property
    def layer(self) -> str:
        """The digest of its one layer."""
        return f"sha256:{_digest([sorted(self.files.items()), sorted(self.programs)])}"

    @cached_property
    def layer_folder(self) -> str:
        """What the storage driver calls that layer's folder."""
        return _digest(f"folder of {self.layer}")

    def exposed_ports(self) -> dict[str, dict[str, str]]:
        """``EXPOSE`` as the Engine API shows it."""
        ports = [port if "/" in port else f"{port}/tcp" for port in self.expose]
        return {port: {} for port in sorted(ports)}

    def config(self) -> dict[str, Any]:
        """The settings that its containers start from, as ``docker image inspect`` shows them."""
        ports = self.exposed_ports()
        stop_signal = {"StopSignal": self.stop_signal} if self.stop_signal else {}
        return {
            "Hostname": "",
            "Domainname": "",
            "User": self.user,
            "AttachStdin": False,
            "AttachStdout": False,
            "AttachStderr": False,
            **({"ExposedPorts": ports} if ports else {}),
            "Tty": False,
            "OpenStdin": False,
            "StdinOnce": False,
            "Env": list(self.env) or None,
            "Cmd": list(self.cmd) or None,
            "Image": "",
            "Volumes": None,
            "WorkingDir": self.workdir,
            "Entrypoint": list(self.entrypoint) or None,
            "OnBuild": None,
            "Labels": dict(self.labels) or None,
            **stop_signal,
        }


def _digest(content: Any) -> str:
    """Of a text, or of plain data."""
    import hashlib  # both take long to load, and nobody may ever ask
    import json

    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


STANDARD = (
    Image("tomcat", expose=("8080",), cmd=(*HTTPD, "8080", "-h", "/www"), files=HELLO, created=-63.0),
    Image("nginx", expose=("80",), cmd=(*HTTPD, "80", "-h", "/www"), files=HELLO, created=-62.0),
    Image("mysql", expose=("3306", "33060"), cmd=(*HTTPD, "3306", "-h", "/www"), files=HELLO, created=-61.0),
    Image("busybox", cmd=("/bin/busybox", "sleep", "1000000"), files=HELLO, created=-61.5),
)


class ImageStore:
    """The images that an engine has, the newest first."""

    def __init__(self, images: tuple[Image, ...] = STANDARD) -> None:
        self._images: dict[str, Image] = {}
        for image in images:
            self.add(image)

    def __iter__(self) -> Iterator[Image]:
        yield from sorted(self._images.values(), key=lambda image: -image.created)

    def add(self, image: Image) -> None:
        """Have this image; one of the same name and tag is replaced."""
        self._images[image.reference] = image

    def find(self, reference: str) -> Image | None:
        """The image of a name, a name with a tag, an id, or the beginning of one."""
        if not reference:
            return None
        found = self._images.get(with_tag(reference))
        if found is not None:
            return found
        digits = reference.removeprefix("sha256:")
        by_id = [image for image in self._images.values() if image.id[7:].startswith(digits)]
        return by_id[0] if len(by_id) == 1 else None

    def get(self, reference: str) -> Image:
        """The image of that name or id.

        Raises
        ------
        BadRequest, NotFound
            With the daemon's own text.
        """
        check_reference(reference)
        found = self.find(reference)
        if found is None:
            known = reference if reference.startswith("sha256:") else with_tag(reference)
            raise NotFound(f"No such image: {known}")
        return found

    def remove(self, image: Image) -> None:
        """Have it no more."""
        del self._images[image.reference]


@lru_cache
def with_tag(name: str) -> str:
    """A name with its tag, ``latest`` if it has none.

    >>> with_tag("nginx"), with_tag("registry:5000/nginx"), with_tag("nginx:1.25")
    ('nginx:latest', 'registry:5000/nginx:latest', 'nginx:1.25')
    """
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"


@lru_cache
def check_reference(name: str) -> None:
    """Refuse what cannot be an image's name (docker/distribution's grammar, as far as people meet it)."""
    path = name.partition("@")[0].rpartition("/")[2].partition(":")[0] if name else ""
    if not path:
        raise BadRequest("invalid reference format")
    if name.lower() != name and any(c.isupper() for c in name.partition(":")[0].rpartition("/")[2]):
        raise BadRequest("invalid reference format: repository name must be lowercase")
    if not all(c.isalnum() or c in "._-" for c in path) or not (path[0].isalnum() and path[-1].isalnum()):
        raise BadRequest("invalid reference format")
