"""What containers mount: volumes, folders of the host, and tmpfs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.mounts import MountPoint, mount_points
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.daemon.volumes import Volumes
from dockernet_sim.engine.errors import BadRequest, NotFound
from dockernet_sim.engine.volumes import Volume, check_volume
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import PLAIN, SHARED, Files
from dockernet_sim.vfs.mounts import MountedFiles

ASKED = ("Binds", "Mounts", "Tmpfs", "VolumesFrom")  # where HostConfig asks for mounts


class Mounting:
    """Reads a new container's mounts, puts them over its files when it starts, and takes them away.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    volumes : Volumes
        Makes and drops volumes.
    """

    def __init__(self, daemon: Daemon, volumes: Volumes) -> None:
        self._daemon = daemon
        self._volumes = volumes

    def read(self, config: Mapping[str, Any], host: Mapping[str, Any]) -> tuple[MountPoint, ...]:
        """A new container's mounts, its volumes made; BadRequest, NotFound in the daemon's words."""
        files = self._daemon.controller.machine.place.files
        if not (config["Volumes"] or any(map(host.get, ASKED))):
            return ()  # as of most containers
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
        lender = self._daemon.container(name)
        writable = mode != "ro"
        return [m._replace(mode="", writable=m.writable and writable, copy=False) for m in lender.mounts if m.listed]

    def _with_volume(self, mount: MountPoint) -> MountPoint:
        if mount.kind != "volume":
            return mount
        name = mount.name or self._daemon.identity.hex("volume-name", 64)
        if self._daemon.volumes.find(name) is None or mount.copy:
            self._volumes.add(name, anonymous=not mount.named)
        volume = self._daemon.volumes.get(name)
        if volume.options.get("type", "tmpfs") != "tmpfs":
            device, kind = volume.options.get("device"), volume.options["type"]
            raise NotModelled(f"volume {name}: mounting {device} as {kind} is not modelled")
        return mount._replace(name=name, source=volume.mountpoint)

    def mount_all(self, container: Container, files: MountedFiles) -> None:
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
        host = self._daemon.controller.machine.place.files
        if not host.exists(mount.source):
            host.make_folder(mount.source)
        files.mount(mount.target, host, mount.source, not mount.writable)

    def _mount_volume(self, container: Container, files: MountedFiles, mount: MountPoint) -> None:
        volume = self._volume_of(mount)
        if mount.copy and not volume.files.texts() and not volume.files.list("/"):
            _copy_up(files, mount.target, volume.files)
        files.mount(mount.target, volume.files, read_only=not mount.writable)
        told = {"destination": mount.target, "propagation": "", "read/write": "true" if mount.writable else "false"}
        self._daemon.events.add("volume", "mount", volume.name, {"container": container.id, "driver": "local", **told})

    def _volume_of(self, mount: MountPoint) -> Volume:
        return self._daemon.volumes.find(mount.name) or self._daemon.volumes.add(
            Volume(mount.name, self._daemon.clock.now)
        )

    def unmount_all(self, container: Container) -> None:
        """A container ended."""
        for mount in container.mounts:
            if mount.kind == "volume":
                self._daemon.events.add("volume", "unmount", mount.name, {"container": container.id, "driver": "local"})

    def drop_anonymous(self, container: Container) -> None:
        """``rm -v`` and ``--rm``: anonymous volumes go with the container, unless another one has them."""
        for mount in container.mounts:
            volume = self._daemon.volumes.find(mount.name) if mount.kind == "volume" and not mount.named else None
            if volume is not None and not [each for each in self._volumes.users(volume) if each is not container]:
                self._volumes.drop(volume)


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
