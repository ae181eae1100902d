"""Probing containers that have a health check."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.health import Health, HealthCheck, entry
from dockernet_sim.engine.daemon.routes import work_of
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.programs.stream import Stream

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon.execs import Execs
    from dockernet_sim.engine.daemon.state import Daemon


def watch(daemon: Daemon, execs: Execs, container: Container, check: HealthCheck) -> None:
    """Probe a container that has just started, until its main process ends."""
    state = container.state
    if state.health is None:
        state.health = Health()
    state.health.begin()
    daemon.clock.spawn(_monitor(daemon, execs, container, check))


def _monitor(daemon: Daemon, execs: Execs, container: Container, check: HealthCheck) -> Generator[Any, Any, None]:
    main, clock = container.main, daemon.clock
    while True:
        yield clock.timeout(check.interval)
        if container.main is not main or container.dying:
            return
        if container.state.paused or not daemon.up:
            continue
        start = clock.now
        yield clock.timeout(daemon.release.costs.of(work_of("exec_start")))
        if container.main is not main or container.dying:
            return
        code, output = yield from _probe(daemon, execs, container, check)
        health = container.state.health
        if container.main is not main or container.dying or health is None:
            return
        since_start = start - (container.state.started_at or 0.0)
        if health.probed(check, since_start, entry(start, clock.now, code, output)):
            daemon.container_event(container, f"health_status: {health.status}")


def _probe(
    daemon: Daemon, execs: Execs, container: Container, check: HealthCheck
) -> Generator[Any, Any, tuple[int, str]]:
    """Run the check once: its exit code and output."""
    output = Stream()
    try:
        made = execs.create(container.id, {"Cmd": list(check.command)})["Id"]
        task = execs.start(made, stdout=output, stderr=output)
    except ApiError as problem:
        return -1, problem.text
    assert task.process is not None
    yield task.process | daemon.clock.timeout(check.timeout)
    if task.running:
        task.signal("KILL")
        return -1, f"Health check exceeded timeout ({check.timeout_text})"
    return task.exit_code or 0, output.text
