"""``/system/df`` and ``/containers/ID/stats`` as the API shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.api.versions import Version
from dockernet_sim.engine.daemon.images import layers_size, shared_size
from dockernet_sim.sim.when import ZERO_DATE, rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon import Engine

MEMORY_OF_A_PROGRAM = 316 * 1024  # bytes, as docker stats in the shell shows it


TYPES = {"container": "Container", "image": "Image", "volume": "Volume", "build-cache": "BuildCache"}
"""Kinds of things that take space, and how the names of their fields begin"""
Dated = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
NEW = (1, 52)  # since then each kind has a summary of its own


def disk_usage(engine: Engine, dated: Dated, asked: Version, most: Version, verbose: bool = False) -> dict[str, Any]:
    """Images, containers and volumes with their sizes.

    Parameters
    ----------
    engine : Engine
        The engine.
    dated : callable
        Puts dates by the client's clock into a list.
    asked, most : (int, int)
        The client's API version, and the release's newest.
    verbose : bool
        Whether the client knows of the newer fields, and wants no others.
    """
    images, containers, volumes = _images(engine, dated), _containers(engine, dated), _volumes(engine)
    size = layers_size(engine.daemon.images)
    if asked >= (1, 44):
        images = [{key: value for key, value in each.items() if key != "VirtualSize"} for each in images]
    latest = most >= NEW
    legacy = {
        "LayersSize": size, "Images": images, "Containers": containers, "Volumes": volumes,
        "BuildCache": [] if latest else None, **({} if latest else {"BuilderSize": 0}),
    }  # fmt: skip
    if asked < NEW:
        return legacy
    states, written = ("running", "paused", "restarting"), sum(map(_written, containers))
    used = {
        "ImageUsage": _summary(images, size, lambda each: each["Containers"] > 0, _own_size),
        "ContainerUsage": _summary(containers, written, lambda each: each["State"] in states, _written),
        "VolumeUsage": _summary(
            volumes, sum(each["UsageData"]["Size"] for each in volumes),
            lambda each: each["UsageData"]["RefCount"] > 0, lambda each: each["UsageData"]["Size"],
        ),
        "BuildCacheUsage": {},
    }  # fmt: skip
    return used if verbose else {**legacy, **used}


def _summary(
    items: list[dict[str, Any]],
    size: int,
    is_active: Callable[[dict[str, Any]], bool],
    size_of: Callable[[dict[str, Any]], int],
) -> dict[str, Any]:
    """One kind; what is zero or empty is left out."""
    idle = [each for each in items if not is_active(each)]
    found = {
        "ActiveCount": len(items) - len(idle), "Items": items, "Reclaimable": sum(map(size_of, idle)),
        "TotalCount": len(items), "TotalSize": size,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _own_size(image: dict[str, Any]) -> int:
    return int(image["Size"] - image["SharedSize"])


def _written(container: dict[str, Any]) -> int:
    return int(container.get("SizeRw") or 0)


def _images(engine: Engine, dated: Dated) -> list[dict[str, Any]]:
    by_id = {image.id: image for image in engine.daemon.images}
    shared = {each.id: shared_size(each, by_id.values()) for each in by_id.values()}
    used = [container.image.id for container in engine.daemon.containers.values()]
    return [
        {**each, "Containers": used.count(each["Id"]), "SharedSize": shared[each["Id"]]}
        for each in dated(engine.images.list())
    ]


def _containers(engine: Engine, dated: Dated) -> list[dict[str, Any]]:
    return dated(engine.containers.list(all=True, size=True))


def _volumes(engine: Engine) -> list[dict[str, Any]]:
    mounted = [mount.name for container in engine.daemon.containers.values() for mount in container.mounts]
    return [
        {**each.to_json(), "UsageData": {"RefCount": mounted.count(each.name), "Size": each.size}}
        for each in engine.daemon.volumes
    ]


UNCOUNTED = ("rx_packets", "rx_errors", "rx_dropped", "tx_packets", "tx_errors", "tx_dropped")
BLKIO = (
    "io_service_bytes", "io_serviced", "io_queue", "io_service_time", "io_wait_time", "io_merged", "io_time", "sectors",
)  # fmt: skip


def stats(found: dict[str, Any], container: Container, now: float) -> dict[str, Any]:
    """One reading; memory and processors are not modelled: they are those of sleeping programs."""
    processor = {"cpu_usage": {"total_usage": 0, "usage_in_kernelmode": 0, "usage_in_usermode": 0},
        "system_cpu_usage": 0,
                 "online_cpus": 2, "throttling_data": {"periods": 0, "throttled_periods": 0,
                     "throttled_time": 0}}  # fmt: skip
    running = bool(found["pids"])
    reading: dict[str, Any] = {
        "read": rfc3339(now) if running else ZERO_DATE,
        "preread": ZERO_DATE,
        "pids_stats": {"current": found["pids"]} if running else {},
        "blkio_stats": {f"{name}_recursive": [] for name in BLKIO},
        "num_procs": 0,
        "storage_stats": {},
        "cpu_stats": processor,
        "precpu_stats": processor,
        "memory_stats": {"usage": MEMORY_OF_A_PROGRAM * found["pids"], "limit": found["limit"], "stats": {}}
        if running
        else {},
        "name": container.name,
        "id": found["id"],
    }
    if running and container.mode != "host":
        counted = {"rx_bytes": found["rx"], "tx_bytes": found["tx"]}
        reading["networks"] = {"eth0": {**dict.fromkeys(UNCOUNTED, 0), **counted}}
    return reading
