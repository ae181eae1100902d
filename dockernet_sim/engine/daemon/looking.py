"""What runs in a container and what it uses: docker top and docker stats."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.hardware import MEMORY
from dockernet_sim.vfs.files import Files


def programs(container: Container, ps_args: str, files: Files) -> dict[str, Any]:
    """A running container's programs, as ``ps`` on the host lists them.

    Parameters
    ----------
    container : Container
        Whose.
    ps_args : str
        Options of ps; ``-ef`` without any.
    files : Files
        The host's, which know users' names.
    """
    from dockernet_sim.programs.text.pstable import Process, table
    from dockernet_sim.programs.text.signals import read_request

    asked = read_request(ps_args.split() or ["-ef"])
    if not any(name.partition("=")[0] == "pid" for name in asked.columns):
        raise ServerError("Couldn't find PID field in ps output")
    tasks = sorted(container.place.tasks.items()) if container.place is not None else []
    titles, lines = table([Process(task, pid, 1, files) for pid, task in tasks], asked.columns)
    return {"Titles": titles, "Processes": lines}


def usage(container: Container) -> dict[str, Any]:
    """Processes, and bytes through the container's devices."""
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
