"""``/system/df`` and ``/containers/ID/stats`` as the API shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.daemon.images import layers_size, shared_size
from dockernet_sim.sim.when import ZERO_DATE, rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon import Engine

MEMORY_OF_A_PROGRAM = 316 * 1024  # bytes, as docker stats in the shell shows it


def disk_usage(engine: Engine, dated: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> dict[str, Any]:
    """Images, containers and volumes with their sizes; `dated` puts dates by the client's clock into a list."""
    by_id = {image.id: image for image in engine.daemon.images}
    shared = {each.id: shared_size(each, by_id.values()) for each in by_id.values()}
    mounted = [mount.name for container in engine.daemon.containers.values() for mount in container.mounts]
    used = [container.image.id for container in engine.daemon.containers.values()]
    images = [
        {**each, "Containers": used.count(each["Id"]), "SharedSize": shared[each["Id"]]}
        for each in dated(engine.images.list())
    ]
    volumes = [
        {**each.to_json(), "UsageData": {"RefCount": mounted.count(each.name), "Size": each.size}}
        for each in engine.daemon.volumes
    ]
    return {
        "LayersSize": layers_size(by_id.values()),
        "Images": images,
        "Containers": dated(engine.containers.list(all=True, size=True)),
        "Volumes": volumes,
        "BuildCache": [],
        "BuilderSize": 0,
    }


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
        "blkio_stats": {"io_service_bytes_recursive": None, "io_serviced_recursive": None},
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
        reading["networks"] = {
            "eth0": {"rx_bytes": found["rx"], "tx_bytes": found["tx"], "rx_packets": 0, "tx_packets": 0}
        }
    return reading
