"""Probing containers that have a health check."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.health import Health, HealthCheck, entry
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.programs.stream import Stream

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon.engine import Engine


def watch(engine: Engine, container: Container, check: HealthCheck) -> None:
    """Probe a container that has just started, until its main process ends."""
    state = container.state
    if state.health is None:
        state.health = Health()
    state.health.begin()
    engine.clock.spawn(_monitor(engine, container, check))


def _monitor(engine: Engine, container: Container, check: HealthCheck) -> Generator[Any, Any, None]:
    main, clock = container.main, engine.clock
    while True:
        yield clock.timeout(check.interval)
        if container.main is not main:
            return
        if container.state.paused or not engine.up:
            continue
        start = clock.now
        yield clock.timeout(engine.seconds("exec"))
        if container.main is not main:
            return
        code, output = yield from _probe(engine, container, check)
        health = container.state.health
        if container.main is not main or health is None:
            return
        since_start = start - (container.state.started_at or 0.0)
        if health.probed(check, since_start, entry(start, clock.now, code, output)):
            engine.container_event(container, f"health_status: {health.status}")


def _probe(engine: Engine, container: Container, check: HealthCheck) -> Generator[Any, Any, tuple[int, str]]:
    """Run the check once: its exit code and output."""
    output = Stream()
    try:
        made = engine.exec_create(container.id, {"Cmd": list(check.command)})["Id"]
        task = engine.exec_start(made, stdout=output, stderr=output)
    except ApiError as problem:
        return -1, problem.text
    assert task.process is not None
    yield task.process | engine.clock.timeout(check.timeout)
    if task.running:
        task.signal("KILL")
        return -1, f"Health check exceeded timeout ({check.timeout_text})"
    return task.exit_code or 0, output.text
