"""What a container mounts: ``Binds``, ``Mounts``, ``Tmpfs`` and ``Volumes`` of a request,
read and checked as dockerd does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.sim.errors import NotModelled

MODES = frozenset(
    (
        "ro", "rw", "z", "Z", "nocopy", "private", "rprivate", "shared", "rshared", "slave", "rslave", "consistent",
        "cached",
        "delegated",
    )
)  # fmt: skip
PROPAGATION = ("private", "rprivate", "shared", "rshared", "slave", "rslave")
Exists = Callable[[str], bool]


class MountPoint(NamedTuple):
    """One of a container's mounts; ``name`` is the volume's, empty for one that is still to be made up."""

    kind: str  # volume, bind or tmpfs
    target: str
    source: str = ""
    name: str = ""
    mode: str = ""
    writable: bool = True
    propagation: str = ""
    copy: bool = True  # fill an empty volume with what the image has there
    create: bool = False  # a bind's source is made when it is not there
    listed: bool = True  # in inspect's Mounts: not the tmpfs of --tmpfs
    named: bool = True  # a volume that the user named is not removed with the container

    def to_json(self) -> dict[str, Any]:
        """As inspect shows it."""
        volume = {"Name": self.name} if self.kind == "volume" else {}
        driver = {"Driver": "local"} if self.kind == "volume" else {}
        return {
            "Type": self.kind,
            **volume,
            "Source": self.source,
            "Destination": self.target,
            **driver,
            "Mode": self.mode,
            "RW": self.writable,
            "Propagation": self.propagation,
        }


def mount_points(config: Mapping[str, Any], host: Mapping[str, Any], exists: Exists) -> list[MountPoint]:
    """A request's mounts, but for those of other containers; BadRequest in dockerd's words.

    Parameters
    ----------
    config, host : mapping
        Config (with the image's Volumes) and HostConfig.
    exists : callable
        Whether a path is there on the host.
    """
    found = [read_bind(text) for text in host["Binds"] or ()]
    found += [read_mount(each, exists) for each in host["Mounts"] or ()]
    targets = [each.target for each in found]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice is not None:
        raise BadRequest(f"Duplicate mount point: {twice}")
    for target in host["Tmpfs"] or {}:
        if not target.startswith("/"):
            raise BadRequest(f"invalid mount path: '{target}' mount path must be absolute")
        found.append(MountPoint("tmpfs", _clean(target), listed=False))
    taken = {each.target for each in found}
    for target in config["Volumes"] or {}:
        _check_target(target, target, "volume")
        if _clean(target) not in taken:
            found.append(MountPoint("volume", _clean(target), named=False))
    return found


def read_bind(text: str) -> MountPoint:
    """One of ``Binds``: ``SOURCE:TARGET[:MODE]``.

    >>> read_bind("data:/var/lib/data:ro").name, read_bind("/srv:/www").kind
    ('data', 'bind')
    """
    source, target, mode, *more = [*text.split(":"), "", ""][: max(3, text.count(":") + 1)]
    if not source or not target or more:
        raise BadRequest(f"invalid volume specification: '{text}'")
    kind = "bind" if source.startswith("/") else "volume"
    words = mode.split(",") if mode else []
    if any(word not in MODES for word in words) or len(set(words)) < len(words):
        raise BadRequest(f"invalid mode: {mode}")
    _check_target(target, text, kind)
    writable = "ro" not in words
    if kind == "volume":
        return MountPoint(
            kind, _clean(target), name=source, mode=mode or "z", writable=writable, copy="nocopy" not in words
        )
    propagation = next((word for word in words if word in PROPAGATION), "rprivate")
    return MountPoint(kind, _clean(target), _clean(source), "", mode, writable, propagation, create=True)


def _check_target(target: str, text: str, kind: str) -> None:
    head = f"invalid volume specification: '{text}': invalid mount config for type \"{kind}\":"
    if not target.startswith("/"):
        raise BadRequest(f"{head} invalid mount path: '{target}' mount path must be absolute")
    if _clean(target) == "/":
        raise BadRequest(f"{head} invalid specification: destination can't be '/'")


def read_mount(asked: Mapping[str, Any], exists: Exists) -> MountPoint:
    """One of ``Mounts``."""
    kind, source, target = asked.get("Type") or "", asked.get("Source") or "", asked.get("Target") or ""
    head = f'invalid mount config for type "{kind}":'
    if not target:
        raise BadRequest(f"{head} field Target must not be empty")
    if kind not in ("volume", "bind", "tmpfs"):
        raise BadRequest(f"{head} mount type unknown")
    if not target.startswith("/"):
        raise BadRequest(f"{head} invalid mount path: '{target}' mount path must be absolute")
    if _clean(target) == "/":
        raise BadRequest(f"{head} invalid specification: destination can't be '/'")
    writable = not asked.get("ReadOnly")
    if kind == "tmpfs":
        if source:
            raise BadRequest(f"{head} field Source must not be specified")
        return MountPoint(kind, _clean(target), writable=writable)
    if kind == "volume":
        options = asked.get("VolumeOptions") or {}
        if options.get("Subpath"):
            raise NotModelled("a folder inside of a volume (Subpath) as a mount is not modelled")
        copy = not options.get("NoCopy")
        return MountPoint(kind, _clean(target), name=source, mode="z", writable=writable, copy=copy, named=bool(source))
    if not source:
        raise BadRequest(f"{head} field Source must not be empty")
    if not source.startswith("/"):
        raise BadRequest(f"{head} invalid mount path: '{source}' mount path must be absolute")
    create = bool((asked.get("BindOptions") or {}).get("CreateMountpoint"))
    if not create and not exists(source):
        raise BadRequest(f"{head} bind source path does not exist: {source}")
    propagation = (asked.get("BindOptions") or {}).get("Propagation") or "rprivate"
    return MountPoint(kind, _clean(target), _clean(source), "", "", writable, propagation, create=create)


def _clean(path: str) -> str:
    return path.rstrip("/") or "/"
