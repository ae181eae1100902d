"""Volumes: create, ls, inspect, rm, prune; and what containers mount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.mounts import MountPoint, mount_points
from dockernet_sim.engine.daemon.base import Daemon
from dockernet_sim.engine.daemon.filters import Filters, check_keys, has_labels, part_matches, values
from dockernet_sim.engine.errors import BadRequest, Conflict, NotFound
from dockernet_sim.engine.volumes import Volume, check_volume
from dockernet_sim.linux.files import PLAIN, SHARED, Files
from dockernet_sim.linux.mounts import MountedFiles

KEYS = ("dangling", "driver", "label", "name")
PRUNE = ("label", "label!")


class VolumeCalls(Daemon):
    """The calls about volumes, and mounting them."""

    def volume_create(self, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /volumes/create``: ``Name``, ``Driver``, ``DriverOpts``, ``Labels``;
        one of that name is given back as it is."""
        name, driver, options = body.get("Name") or "", body.get("Driver") or "local", body.get("DriverOpts") or {}
        anonymous = not name
        name = name or self.identity.hex("volume-name", 64)
        if driver != "local":
            raise NotFound(f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found')
        return self._volume(name, body.get("Labels") or {}, options, anonymous).to_json()

    def _volume(
        self,
        name: str,
        labels: dict[str, str] | None = None,
        options: dict[str, str] | None = None,
        anonymous: bool = False,
    ) -> Volume:
        found = self.volumes.find(name)
        if found is None:
            check_volume(name, options or {})
            found = self.volumes.add(Volume(name, self.clock.now, labels or {}, options or {}, anonymous))
        self.events.add("volume", "create", name, {"driver": "local"})
        return found

    def volume_list(self, filters: Filters | None = None) -> list[dict[str, Any]]:
        """``GET /volumes``, by name."""
        filters = filters or {}
        check_keys(filters, KEYS, self.refuse)
        return [each.to_json() for each in self.volumes if self._volume_matches(each, filters)]

    def _volume_matches(self, volume: Volume, filters: Filters) -> bool:
        names, drivers, dangling = values(filters, "name"), values(filters, "driver"), values(filters, "dangling")
        return (
            (not names or any(part_matches(each, volume.name) for each in names))
            and (not drivers or "local" in drivers)
            and has_labels(volume.labels, values(filters, "label"))
            and (not dangling or (dangling[0].lower() in ("1", "true", "t")) != bool(self._users(volume)))
        )

    def volume_inspect(self, name: str) -> dict[str, Any]:
        """``GET /volumes/NAME``."""
        return self.volumes.get(name).to_json()

    def volume_remove(self, name: str, force: bool = False) -> None:
        """``DELETE /volumes/NAME``; not while a container, running or not, has it."""
        volume = self.volumes.find(name)
        if volume is None:
            if force:
                return
            raise NotFound(f"get {name}: no such volume")
        users = self._users(volume)
        if users:
            raise Conflict(f"remove {name}: volume is in use - [{', '.join(each.id for each in users)}]")
        self._drop_volume(volume)

    def _drop_volume(self, volume: Volume) -> None:
        self.volumes.remove(volume)
        self.events.add("volume", "destroy", volume.name, {"driver": "local"})

    def _users(self, volume: Volume) -> list[Container]:
        return [each for each in self.containers.values() if any(mount.name == volume.name for mount in each.mounts)]

    def volume_prune(self, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /volumes/prune``: remove all that no container has."""
        filters = filters or {}
        check_keys(filters, PRUNE, self.refuse)
        unwanted, space = values(filters, "label!"), 0
        deleted = []
        for volume in list(self.volumes):
            labels = volume.labels
            if self._users(volume) or not has_labels(labels, values(filters, "label")):
                continue
            if unwanted and has_labels(labels, unwanted):
                continue
            space += volume.size
            self._drop_volume(volume)
            deleted.append(volume.name)
        self.events.add("volume", "prune", "", {"reclaimed": str(space)})
        return {"VolumesDeleted": deleted or None, "SpaceReclaimed": space}

    # -- what containers mount --------------------------------------------------
    def _read_mounts(self, config: Mapping[str, Any], host: Mapping[str, Any]) -> tuple[MountPoint, ...]:
        """A new container's mounts, its volumes made; BadRequest, NotFound in the daemon's words."""
        files = self.controller.machine.place.files
        driver = host["VolumeDriver"]
        if driver not in ("", "local"):
            raise NotFound(f'error looking up volume plugin {driver}: plugin "{driver}" not found')
        found = {mount.target: mount for text in host["VolumesFrom"] or () for mount in self._borrowed(text)}
        found |= {mount.target: mount for mount in mount_points(config, host, files.exists)}
        for mount in found.values():
            if mount.kind == "volume" and mount.name:
                check_volume(mount.name, {})
        return tuple(self._with_volume(mount) for mount in found.values())

    def _borrowed(self, text: str) -> list[MountPoint]:
        """``--volumes-from NAME[:MODE]``."""
        name, _, mode = text.partition(":")
        if mode not in ("", "ro", "rw", "z", "Z"):
            raise BadRequest(f"invalid mode: {mode}")
        lender = self.container(name)
        writable = mode != "ro"
        return [replace(m, mode="", writable=m.writable and writable, copy=False) for m in lender.mounts if m.listed]

    def _with_volume(self, mount: MountPoint) -> MountPoint:
        if mount.kind != "volume":
            return mount
        name = mount.name or self.identity.hex("volume-name", 64)
        if self.volumes.find(name) is None or mount.copy:
            self._volume(name, anonymous=not mount.named)
        return replace(mount, name=name, source=self.volumes.get(name).mountpoint)

    def _mount_all(self, container: Container, files: MountedFiles) -> None:
        """A container starts: its mounts are put over its files."""
        files.unmount_all()
        for mount in sorted(container.mounts, key=lambda each: each.target.count("/")):
            if mount.kind == "tmpfs":
                fresh = Files(folders=frozenset(("/",)))
                fresh.set_folder("/", SHARED)
                files.mount(mount.target, fresh, read_only=not mount.writable)
            elif mount.kind == "bind":
                self._bind(files, mount)
            else:
                self._mount_volume(container, files, mount)

    def _bind(self, files: MountedFiles, mount: MountPoint) -> None:
        host = self.controller.machine.place.files
        if not host.exists(mount.source):
            host.make_folder(mount.source)
        files.mount(mount.target, host, mount.source, not mount.writable)

    def _mount_volume(self, container: Container, files: MountedFiles, mount: MountPoint) -> None:
        volume = self._volume_of(mount)
        if mount.copy and not volume.files.texts() and not volume.files.list("/"):
            _copy_up(files, mount.target, volume.files)
        files.mount(mount.target, volume.files, read_only=not mount.writable)
        told = {"destination": mount.target, "propagation": "", "read/write": "true" if mount.writable else "false"}
        self.events.add("volume", "mount", volume.name, {"container": container.id, "driver": "local", **told})

    def _volume_of(self, mount: MountPoint) -> Volume:
        return self.volumes.find(mount.name) or self.volumes.add(Volume(mount.name, self.clock.now))

    def _unmount_all(self, container: Container) -> None:
        """A container ended."""
        for mount in container.mounts:
            if mount.kind == "volume":
                self.events.add("volume", "unmount", mount.name, {"container": container.id, "driver": "local"})

    def _drop_anonymous(self, container: Container) -> None:
        """``rm -v`` and ``--rm``: volumes that nobody named go with the container, unless another one has them."""
        for mount in container.mounts:
            volume = self.volumes.find(mount.name) if mount.kind == "volume" and not mount.named else None
            if volume is not None and not [each for each in self._users(volume) if each is not container]:
                self._drop_volume(volume)


def _copy_up(files: Files, target: str, volume: Files) -> None:
    """An empty volume begins with what the image has at its place."""
    inside = f"{target.rstrip('/')}/"
    if files.folder(target) is not PLAIN:
        volume.set_folder("/", files.folder(target))
    for path, text in files.texts().items():
        if path.startswith(inside):
            parts = path[len(target.rstrip("/")) :].split("/")
            for depth in range(2, len(parts)):
                volume.make_folder("/".join(parts[:depth]))
            volume.write(path[len(target.rstrip("/")) :], text)
