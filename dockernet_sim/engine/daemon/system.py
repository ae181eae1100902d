"""docker version, docker info, and the time that commands take."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.daemon.images import layers_size, shared_size
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.hardware import CPUS, KERNEL, MEMORY, OPERATING_SYSTEM, OS_VERSION
from dockernet_sim.engine.ids import ENGINE_ID
from dockernet_sim.sim.when import rfc3339

INFINITY = float("inf")
NO_SWARM = {
    "NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": False, "Error": "",
    "RemoteManagers": None,
}  # fmt: skip
LIMITS = ("SwapLimit", "CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet", "PidsLimit", "OomKillDisable")
HUB = {"Name": "docker.io", "Mirrors": [], "Secure": True, "Official": True}
OPEN_FILES, GOROUTINES = 24, 34  # of a dockerd that does nothing


class System:
    """``engine.system``: the calls about the engine itself.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def disk_usage(self) -> list[dict[str, Any]]:
        """``GET /system/df``: number, use and size by kind."""
        containers = list(self._daemon.containers.values())
        used = {container.image.id for container in containers}
        images = list({image.id: image for image in self._daemon.images}.values())
        size = layers_size(images)
        held = sum(image.size - shared_size(image, images) for image in images if image.id in used)
        running = sum(container.running for container in containers)
        written = sum(container.size_rw for container in containers)
        stopped = sum(container.size_rw for container in containers if not container.running)
        mounted = {mount.name for container in containers for mount in container.mounts if mount.name}
        volumes = list(self._daemon.volumes)
        total = sum(volume.size for volume in volumes)
        unused = sum(volume.size for volume in volumes if volume.name not in mounted)
        rows = (
            ("Images", len(images), len(used), size, size - held),
            ("Containers", len(containers), running, written, stopped),
            ("Local Volumes", len(volumes), sum(volume.name in mounted for volume in volumes), total, unused),
            ("Build Cache", 0, 0, 0, 0),
        )
        keys = ("Type", "TotalCount", "Active", "Size", "Reclaimable")
        return [dict(zip(keys, row)) for row in rows]

    def version(self) -> dict[str, Any]:
        """``GET /version``."""
        version = self._daemon.release.build
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
        return self._daemon.release.shape().version(data)

    def _swarm(self) -> dict[str, Any]:
        cluster = self._daemon.cluster
        return cluster.info() if cluster is not None else dict(NO_SWARM)

    def _commits(self) -> dict[str, dict[str, str]]:
        known = self._daemon.release.build.components
        names = {"ContainerdCommit": "containerd", "RuncCommit": "runc", "InitCommit": "docker-init"}
        commits = {key: known[name]["GitCommit"] if name in known else "" for key, name in names.items()}
        return {key: {"ID": commit, "Expected": commit} for key, commit in commits.items()}

    def info(self) -> dict[str, Any]:
        """``GET /info``, as far as it tells of something that is modelled."""
        states = [container.state.status for container in self._daemon.containers.values()]
        running, paused = states.count("running"), states.count("paused")
        data: dict[str, Any] = {
            "ID": ENGINE_ID,
            "Containers": len(states),
            "ContainersRunning": running,
            "ContainersPaused": paused,
            "ContainersStopped": len(states) - running - paused,
            "Images": len(list(self._daemon.images)),
            "Driver": "overlay2",
            "DriverStatus": [
                ["Backing Filesystem", "extfs"],
                ["Supports d_type", "true"],
                ["Native Overlay Diff", "true"],
                ["userxattr", "false"],
            ],
            "Plugins": {
                "Volume": ["local"],
                "Network": sorted(self._daemon.controller.drivers),
                "Authorization": None,
                "Log": list(self._daemon.release.log_drivers),
            },
            "MemoryLimit": True,
            **dict.fromkeys(LIMITS, True),
            "KernelMemory": True,
            "KernelMemoryTCP": True,
            "IPv4Forwarding": self._daemon.host.root.ip_forward,
            "BridgeNfIptables": self._daemon.host.root.bridge_nf,
            "BridgeNfIp6tables": True,
            "Debug": False,
            "NFd": OPEN_FILES,
            "NGoroutines": GOROUTINES,
            "NEventsListener": 0,
            "LoggingDriver": "json-file",
            "CgroupDriver": "cgroupfs",
            "CgroupVersion": "1",
            "SystemTime": rfc3339(self._daemon.clock.now),
            "KernelVersion": KERNEL,
            "OperatingSystem": OPERATING_SYSTEM,
            "OSVersion": OS_VERSION,
            "OSType": "linux",
            "Architecture": "x86_64",
            "IndexServerAddress": "https://index.docker.io/v1/",
            "RegistryConfig": {
                "AllowNondistributableArtifactsCIDRs": [],
                "AllowNondistributableArtifactsHostnames": [],
                "InsecureRegistryCIDRs": ["127.0.0.0/8"],
                "IndexConfigs": {"docker.io": HUB},
                "Mirrors": [],
            },
            "NCPU": CPUS,
            "GenericResources": None,
            "HttpProxy": "",
            "HttpsProxy": "",
            "NoProxy": "",
            "MemTotal": MEMORY,
            "DockerRootDir": "/var/lib/docker",
            "Name": self._daemon.host.hostname,
            "Labels": [],
            "ExperimentalBuild": False,
            "ServerVersion": self._daemon.release.build.release,
            "Runtimes": {
                "io.containerd.runc.v2": {"path": "runc"},
                "io.containerd.runtime.v1.linux": {"path": "runc"},
                "runc": {"path": "runc"},
            },
            "DefaultRuntime": "runc",
            "Swarm": self._swarm(),
            "LiveRestoreEnabled": False,
            "InitBinary": "docker-init",
            "Isolation": "",
            **self._commits(),
            "SecurityOptions": ["name=seccomp,profile=default"],
            "Warnings": None,
        }
        pools = self._daemon.settings.default_address_pools
        if pools:
            data["DefaultAddressPools"] = [{"Base": base, "Size": size} for base, size in pools]
        return self._daemon.release.shape().info(data)
