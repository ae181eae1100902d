"""docker update: the limits and restart policy of a container are changed."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.resources import KERNEL_MEMORY, NO_BLKIO, check_resources
from dockernet_sim.engine.container.validate import check_restart_policy
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict

RESTART_AND_RM = "Restart policy cannot be updated because AutoRemove is enabled for the container"
SWAP = "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time"


def update(daemon: Daemon, ref: str, body: dict[str, Any]) -> dict[str, Any]:
    """What :meth:`Containers.update <dockernet_sim.engine.daemon.containers.Containers.update>` does."""
    changes = {key: value for key, value in body.items() if value not in (None, 0, "")}
    policy = {"Name": "", "MaximumRetryCount": 0, **(changes.pop("RestartPolicy", None) or {})}
    if policy["Name"]:
        check_restart_policy(policy, daemon.refuse)
    container = daemon.container(ref)
    host = {**container.host_config, **changes}
    try:
        if policy["Name"]:
            if container.host_config["AutoRemove"]:
                raise Conflict(RESTART_AND_RM)
            host["RestartPolicy"] = policy
        if changes.get("Memory", 0) > host["MemorySwap"] >= 0 or ("Memory" in changes and not host["MemorySwap"]):
            raise Conflict(SWAP)
        if host["NanoCpus"] and ("CpuPeriod" in changes or "CpuQuota" in changes):
            raise Conflict("CPU Period cannot be updated as NanoCPUs has already been set")
        weight = bool(changes.get("BlkioWeight"))
        check_resources(host, daemon.refuse, daemon.release.rules.kernel_memory)
    except BadRequest:
        raise
    except ApiError as problem:
        raise problem.with_text(f"Cannot update container {container.id}: {problem.text}") from None
    container.blueprint = container.blueprint.with_host_config(host)
    daemon.container_event(container, "update")
    warnings = [KERNEL_MEMORY] if daemon.release.rules.kernel_memory and "KernelMemory" in changes else []
    return {"Warnings": [*warnings, *([NO_BLKIO] if weight else [])] or None}
