"""Images: what containers are made from, and the recorder's stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from dockernet_sim.engine.references import familiar
from dockernet_sim.programs.registry import Program

DEFAULT_SIZE = 73_758_566
PASSWD: Mapping[str, str] = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
    "/etc/nsswitch.conf": "hosts: files dns\n",
}
HELLO = {"/www/index.html": "hello\n"}
HTTPD = ("/bin/busybox", "httpd", "-f", "-p")


class Committed(NamedTuple):
    """Where an image that was committed comes from:
    a container, its settings, its image, and how many bytes were new."""

    container: str
    hostname: str
    config: Mapping[str, Any]
    parent: Image
    added: int


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
    volumes : tuple of str
        ``VOLUME``.
    user, workdir, stop_signal : str
        ``USER``, ``WORKDIR`` and ``STOPSIGNAL``.
    below_files : mapping
        Files below its own, which its id does not depend on: users and groups.
    common : mapping, optional
        The programs that it has besides; those of the recorder's images unless given.
    links : mapping
        Symbolic links: paths to targets.
    libc : str
        ``glibc`` or ``musl``: by whose rules its programs look up names.
    depth : int
        How many layers it has.
    size : int
        Bytes, as ``docker images`` shows them.
    below : tuple of str
        The layers that its own one lies on.
    committed : Committed, optional
        What it was committed from.
    parent, comment, author : str
        The id of the image that it was committed from, and what was said about it.
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
    volumes: tuple[str, ...] = ()
    common: Mapping[str, Program] | None = None
    below_files: Mapping[str, str] = field(default_factory=lambda: PASSWD)
    links: Mapping[str, str] = field(default_factory=dict)
    libc: str = "glibc"
    depth: int = 1
    below: tuple[str, ...] = ()
    committed: Committed | None = None
    parent: str = ""
    comment: str = "Imported from -"
    author: str = ""
    size: int = DEFAULT_SIZE
    created: float = -60.0

    @property
    def reference(self) -> str:
        """The name as Docker shows it, with its tag or digest."""
        return familiar(self.name) if self.name else ""

    @cached_property
    def id(self) -> str:
        """``sha256:`` and 64 digits, out of what the image holds."""
        content: list[Any] = [self.reference, self.config(), sorted(self.files.items()), sorted(self.programs)]
        if self.committed is not None:
            content += [self.committed.container, self.comment, self.author, self.created]
        return f"sha256:{_digest(content)}"

    @cached_property
    def layer(self) -> str:
        """The digest of its last layer."""
        return f"sha256:{_digest([sorted(self.files.items()), sorted(self.programs)])}"

    @cached_property
    def layers(self) -> list[str]:
        """The digests of all layers, the lowest first."""
        below = self.below or [f"sha256:{_digest([self.layer, number])}" for number in range(1, self.depth)]
        return [*below, self.layer]

    @cached_property
    def digest(self) -> str:
        """The digest of its manifest, by which a registry knows it."""
        return f"sha256:{_digest(f'manifest of {self.id}')}"

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
            "Hostname": self.committed.hostname if self.committed else "",
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
            "Image": self.committed.config["Image"] if self.committed else "",
            "Volumes": {path: {} for path in self.volumes} or None,
            "WorkingDir": self.workdir,
            "Entrypoint": list(self.entrypoint) or None,
            "OnBuild": None,
            "Labels": dict(self.labels) or ({} if self.committed else None),
            **stop_signal,
        }


def _digest(content: Any) -> str:
    """Of a text, or of plain data."""
    import hashlib  # both take long to load, and nobody may ever ask
    import json

    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _stand_in(name: str, *expose: str, created: float) -> Image:
    """A page that says hello, at the first of these ports."""
    return Image(name, expose, (*HTTPD, expose[0], "-h", "/www"), files=HELLO, created=created)


STANDARD = (
    _stand_in("tomcat", "8080", created=-63.0),
    _stand_in("nginx", "80", created=-62.0),
    _stand_in("mysql", "3306", "33060", created=-61.0),
    Image("busybox", cmd=("/bin/busybox", "sleep", "1000000"), files=HELLO, created=-61.5),
)
RECORDER = (
    *STANDARD,
    _stand_in("redis", "6379", created=-60.5),
    _stand_in("postgres", "5432", created=-60.25),
)
"""What the recordings' engine had; no registry could be reached from it."""
