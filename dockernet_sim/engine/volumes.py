"""Volumes: folders with a life of their own, by name (the driver ``local``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.errors import BadRequest, NotFound, ServerError
from dockernet_sim.sim.when import rfc3339
from dockernet_sim.vfs.files import Files

ROOT = "/var/lib/docker/volumes"
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
OPTIONS = ("type", "o", "device", "size")
NEEDED = (("device", "type"), ("type", "device"), ("o", "device"), ("o", "type"))
"""Options, and those without which they mean nothing"""


@dataclass(eq=False)
class Volume:
    """One volume; ``anonymous`` ones go with the container that they were made for (``rm -v``)."""

    name: str
    created: float
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool = False
    files: Files = field(default_factory=lambda: Files(folders=frozenset(("/",))))

    @property
    def mountpoint(self) -> str:
        """Where it lies on the host."""
        return f"{ROOT}/{self.name}/_data"

    @property
    def size(self) -> int:
        """Bytes that its files hold."""
        return sum(len(text.encode()) for text in self.files.texts().values())

    def to_json(self) -> dict[str, Any]:
        """As ``docker volume inspect`` shows it."""
        return {
            "CreatedAt": rfc3339(float(int(self.created))),
            "Driver": "local",
            "Labels": dict(self.labels),
            "Mountpoint": self.mountpoint,
            "Name": self.name,
            "Options": dict(self.options),
            "Scope": "local",
        }


class VolumeStore:
    """All volumes of an engine.

    Examples
    --------
    >>> store = VolumeStore()
    >>> store.add(Volume("data", 0.0)).mountpoint
    '/var/lib/docker/volumes/data/_data'
    """

    def __init__(self) -> None:
        self._volumes: dict[str, Volume] = {}

    def __iter__(self) -> Iterator[Volume]:
        yield from sorted(self._volumes.values(), key=lambda volume: volume.name)

    def find(self, name: str) -> Volume | None:
        """The volume of that name."""
        return self._volumes.get(name)

    def get(self, name: str) -> Volume:
        """The volume of that name; NotFound with the daemon's text."""
        found = self.find(name)
        if found is None:
            raise NotFound(f"get {name}: no such volume")
        return found

    def add(self, volume: Volume) -> Volume:
        """Have this volume."""
        self._volumes[volume.name] = volume
        return volume

    def remove(self, volume: Volume) -> None:
        """Have it no more, with all that is in it."""
        self._volumes.pop(volume.name, None)


def check_volume(name: str, options: Mapping[str, str]) -> None:
    """Refuse what cannot be a volume of the local driver, in its words; BadRequest."""
    if not NAME.fullmatch(name):
        raise BadRequest(
            f'create {name}: "{name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" '  # noqa: E501
            "are allowed. If you intended to pass a host directory, use absolute path"
        )
    for key in options:
        if key not in OPTIONS:
            raise BadRequest(f'create {name}: invalid option: "{key}"')
    for given, needed in NEEDED:
        if options.get(given) and not options.get(needed):
            raise BadRequest(f'create {name}: missing required option: "{needed}"')
    if "size" in options and not options.get("type"):
        raise ServerError(f"create {name}: quota size requested but no quota support")
