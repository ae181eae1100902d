"""``docker.service`` as systemctl and service handle it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any

from dockernet_sim.engine import daemonfile
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.errors import StartError
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import date

STARTED = ("start", "restart", "reload-or-restart", "try-restart")
FAILED = (
    "Job for docker.service failed because the control process exited with error code.\n"
    'See "systemctl status docker.service" and "journalctl -xeu docker.service" for details.\n'
)
NOT_RUNNING = 3  # LSB's exit code of status


def unit(task: Task, engine: Engine, verb: str) -> Generator[Any, Any, int] | int:
    """Carry out one verb on the unit; its value is the exit code."""
    if verb == "is-active":
        task.out("active\n" if engine.daemon.up else "failed\n" if engine.service.failure else "inactive\n")
        return 0 if engine.daemon.up else NOT_RUNNING
    if verb == "is-enabled":
        task.out("enabled\n")
        return 0
    if verb == "enable":
        return 0
    if verb == "status":
        return _status(task, engine)
    if verb == "reload":
        return _reload(task, engine)
    if verb in STARTED or verb == "stop":
        return _change(task, engine, verb)
    raise NotModelled(f"{task.called} {verb} docker is not modelled")


def _change(task: Task, engine: Engine, verb: str) -> Generator[Any, Any, int]:
    """Start, stop or restart; a configuration that has no model is refused before anything stops."""
    if verb != "stop":
        with suppress(StartError):  # dockerd itself tells of that
            engine.service.read_settings()
    steps = {"start": engine.service.start_up, "stop": engine.service.shut_down}.get(verb, engine.service.restart)
    yield task.clock.spawn(steps())  # a process of its own: an interrupt here does not leave it half done
    if verb != "stop" and not engine.daemon.up and engine.service.failure:
        task.err(FAILED)
        return 1
    if verb != "stop" and engine.service.ignored_hosts:
        task.err(f"Warning: {daemonfile.HOSTS_IGNORED}\n")
    return 0


def _reload(task: Task, engine: Engine) -> int:
    """SIGHUP: dockerd reads its file again; nothing that concerns networks is among what it changes then."""
    if not engine.daemon.up:
        task.err("docker.service is not active, cannot reload.\n")
        return 1
    engine.events.add("daemon", "reload", engine.system.info()["ID"], {"name": engine.host.hostname})
    return 0


def _status(task: Task, engine: Engine) -> int:
    mark = "\u25cf" if engine.daemon.up or not engine.service.failure else "\u00d7"
    task.out(f"{mark} docker.service - Docker Application Container Engine\n")
    task.out("     Loaded: loaded (/lib/systemd/system/docker.service; enabled; preset: enabled)\n")
    since = f"{date(engine.service.started):%a %Y-%m-%d %H:%M:%S UTC}"
    if engine.daemon.up:
        task.out(f"     Active: active (running) since {since}; {int(task.clock.now - engine.service.started)}s ago\n")
    elif engine.service.failure:
        task.out("     Active: failed (Result: exit-code)\n")
    else:
        task.out("     Active: inactive (dead)\n")
    task.out("       Docs: https://docs.docker.com\n")
    if engine.daemon.up:
        task.out(f"   Main PID: {engine.controller.machine.pid} (dockerd)\n")
    lines = engine.controller.log[-5:]
    task.out("".join(f"{line}\n" for line in ["", *lines]) if lines else "")
    return 0 if engine.daemon.up else NOT_RUNNING
