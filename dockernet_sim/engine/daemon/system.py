"""docker version, docker info, and the time that commands take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.engine.daemon.base import Daemon
from dockernet_sim.engine.daemon.events import matches
from dockernet_sim.engine.drivers.base import DRIVERS
from dockernet_sim.sim.when import rfc3339

INFINITY = float("inf")
MEMORY = 25_275_973_632  # bytes that the machine has
KERNEL = "6.18.44"
OPERATING_SYSTEM = "Debian GNU/Linux 12 (bookworm)"


class SystemCalls(Daemon):
    """The calls about the engine itself."""

    def seconds(self, command: str) -> float:
        """How long a command keeps the engine busy: ``"run"``, ``"rm -f"``, ``"network create"``;
        callers let it pass."""
        return self.release.costs.of(command)

    # -- events ---------------------------------------------------------------
    def events_since(
        self, since: float | None, until: float | None, filters: Mapping[str, list[str]] | None = None
    ) -> list[dict[str, Any]]:
        """``GET /events?since=&until=``: the past ones among the last 256, oldest first.

        Parameters
        ----------
        since, until : float, optional
            Simulated seconds; without either there are none.
        filters : mapping, optional
            Lists of values by key.
        """
        if since is None and until is None:
            return []
        low = since if since is not None else -INFINITY
        high = until if until is not None else INFINITY
        return [each for each in self.events.between(low, high) if matches(each, filters or {})]

    def events_listen(
        self, listener: Callable[[dict[str, Any]], object], filters: Mapping[str, list[str]] | None = None
    ) -> Callable[[], None]:
        """``GET /events``: call `listener` with each event that comes; the function that ends it is returned."""

        def hear(event: dict[str, Any]) -> None:
            if matches(event, filters or {}):
                listener(event)

        return self.events.listen(hear)

    # -- what is used ---------------------------------------------------------
    def disk_usage(self) -> list[dict[str, Any]]:
        """``GET /system/df``: number, use and size by kind; containers are counted without what they wrote."""
        used = {container.image.id for container in self.containers.values()}
        images = {image.id: image for image in self.images}
        layers = {image.layer: image.size for image in images.values()}
        size = sum(layers.values())
        shared = [image.layer for image in images.values()]
        held = sum(image.size for image in images.values() if image.id in used and shared.count(image.layer) == 1)
        running = sum(container.running for container in self.containers.values())
        mounted = {mount.name for container in self.containers.values() for mount in container.mounts if mount.name}
        volumes = list(self.volumes)
        total = sum(volume.size for volume in volumes)
        unused = sum(volume.size for volume in volumes if volume.name not in mounted)
        rows = (
            ("Images", len(images), len(used), size, size - held),
            ("Containers", len(self.containers), running, 0, 0),
            ("Local Volumes", len(volumes), sum(volume.name in mounted for volume in volumes), total, unused),
            ("Build Cache", 0, 0, 0, 0),
        )
        keys = ("Type", "TotalCount", "Active", "Size", "Reclaimable")
        return [dict(zip(keys, row)) for row in rows]

    def container_stats(self, ref: str) -> dict[str, Any]:
        """``GET /containers/ID/stats``, as far as it is modelled: processes, and bytes through its devices."""
        container = self.container(ref)
        place = container.place
        own = [] if place is None or container.mode == "host" else list(place.ns.devices.values())
        devices = [device for device in own if device.kind != "loopback"]
        return {
            "id": container.id,
            "name": container.short_name,
            "pids": len(place.tasks) if place is not None else 0,
            "limit": container.host_config["Memory"] or MEMORY,
            "rx": sum(device.rx_bytes for device in devices),
            "tx": sum(device.tx_bytes for device in devices),
        }

    def version(self) -> dict[str, Any]:
        """``GET /version``."""
        version = self.release.build
        details = {
            "ApiVersion": version.api,
            "Arch": "amd64",
            "BuildTime": version.built,
            "Experimental": "false",
            "GitCommit": version.git_commit,
            "GoVersion": version.go,
            "KernelVersion": KERNEL,
            "MinAPIVersion": version.min_api,
            "Os": "linux",
        }
        components: list[dict[str, Any]] = [{"Name": "Engine", "Version": version.release, "Details": details}]
        for name, each in version.components.items():
            components.append({"Name": name, "Version": each["Version"], "Details": {"GitCommit": each["GitCommit"]}})
        data: dict[str, Any] = {
            "Platform": {"Name": ""},
            "Components": components,
            "Version": version.release,
            "ApiVersion": version.api,
            "MinAPIVersion": version.min_api,
            "GitCommit": version.git_commit,
            "GoVersion": version.go,
            "Os": "linux",
            "Arch": "amd64",
            "KernelVersion": KERNEL,
            "BuildTime": version.built,
        }
        return self.release.shape().version(data)

    def info(self) -> dict[str, Any]:
        """``GET /info``, as far as it tells of something that is modelled."""
        states = [container.state.status for container in self.containers.values()]
        running, paused = states.count("running"), states.count("paused")
        data: dict[str, Any] = {
            "ID": "DOCK:ERNE:TSIM",
            "Containers": len(states),
            "ContainersRunning": running,
            "ContainersPaused": paused,
            "ContainersStopped": len(states) - running - paused,
            "Images": len(list(self.images)),
            "Driver": "overlay2",
            "DriverStatus": [
                ["Backing Filesystem", "extfs"],
                ["Supports d_type", "true"],
                ["Native Overlay Diff", "true"],
                ["userxattr", "false"],
            ],
            "Plugins": {
                "Volume": ["local"],
                "Network": sorted(DRIVERS),
                "Authorization": None,
                "Log": [
                    "awslogs",
                    "fluentd",
                    "gcplogs",
                    "gelf",
                    "journald",
                    "json-file",
                    "local",
                    "logentries",
                    "splunk",
                    "syslog",
                ],
            },
            "MemoryLimit": True,
            "IPv4Forwarding": self.host.root.ip_forward,
            "BridgeNfIptables": self.host.root.bridge_nf,
            "BridgeNfIp6tables": True,
            "Debug": False,
            "LoggingDriver": "json-file",
            "CgroupDriver": "cgroupfs",
            "CgroupVersion": "1",
            "SystemTime": rfc3339(self.clock.now),
            "KernelVersion": KERNEL,
            "OperatingSystem": OPERATING_SYSTEM,
            "OSType": "linux",
            "Architecture": "x86_64",
            "IndexServerAddress": "https://index.docker.io/v1/",
            "NCPU": 2,
            "MemTotal": MEMORY,
            "DockerRootDir": "/var/lib/docker",
            "Name": self.host.hostname,
            "Labels": [],
            "ExperimentalBuild": False,
            "ServerVersion": self.release.build.release,
            "Runtimes": {
                "io.containerd.runc.v2": {"path": "runc"},
                "io.containerd.runtime.v1.linux": {"path": "runc"},
                "runc": {"path": "runc"},
            },
            "DefaultRuntime": "runc",
            "Swarm": {"NodeID": "", "LocalNodeState": "inactive", "ControlAvailable": False},
            "LiveRestoreEnabled": False,
            "InitBinary": "docker-init",
            "SecurityOptions": ["name=seccomp,profile=default"],
            "DefaultAddressPools": [{"Base": base, "Size": size} for base, size in self.settings.default_address_pools]
            or None,
            "Warnings": None,
        }
        return self.release.shape().info(data)
