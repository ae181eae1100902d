"""An engine on a bare machine, and short ways to ask it."""

from __future__ import annotations

from typing import Any

import pytest
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.installed import HOST_PROGRAMS, PROGRAMS
from dockernet_sim.programs.task import Place
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace


def engine(flags: str = "", **more: Any) -> Engine:
    """dockerd on a machine without a way out."""
    host = Host("vm", Clock(), Trace(), Identity(0))
    place = Place("vm", host, host.root, host.files, {**PROGRAMS, **HOST_PROGRAMS}, hostname="vm")
    return Engine(host, place, flags=flags, **more)


def create(docker: Engine, name: str | None = None, image: str = "busybox", network: str = "", **host: Any) -> str:
    """``docker create``; `host` goes into HostConfig, but for ``config``, which is Config's, and ``endpoint``."""
    config, endpoint = host.pop("config", {}), host.pop("endpoint", None)
    mode = {"NetworkMode": network} if network else {}
    networking = {"EndpointsConfig": {network: endpoint}} if endpoint else {}
    body = {"Image": image, **config, "HostConfig": {**mode, **host}, "NetworkingConfig": networking}
    return str(docker.containers.create(body, name)["Id"])


def run(docker: Engine, name: str | None = None, image: str = "busybox", network: str = "", **host: Any) -> str:
    """``docker run -d``."""
    made = create(docker, name, image, network, **host)
    docker.containers.start(made)
    return made


def execute(docker: Engine, ref: str, *argv: str, seconds: float = 5.0, **body: Any) -> tuple[int | None, str]:
    """``docker exec``: exit code and output."""
    task = docker.execs.start(docker.execs.create(ref, {"Cmd": list(argv), **body})["Id"])
    docker.clock.run(until=docker.clock.now + seconds)
    errors = "" if task.stderr is task.stdout else task.stderr.text
    return task.exit_code, task.stdout.text + errors


def status(docker: Engine, ref: str) -> str:
    """``docker inspect -f '{{.State.Status}}'``."""
    return str(docker.containers.inspect(ref)["State"]["Status"])


def address(docker: Engine, ref: str, network: str = "bridge") -> str:
    """The address on a network."""
    return str(docker.containers.inspect(ref)["NetworkSettings"]["Networks"][network]["IPAddress"])


def networks(docker: Engine, ref: str) -> list[str]:
    """The names of a container's networks."""
    return list(docker.containers.inspect(ref)["NetworkSettings"]["Networks"])


def refusal(error: pytest.ExceptionInfo[ApiError]) -> tuple[int, str]:
    """Status and text."""
    return error.value.status, error.value.text
