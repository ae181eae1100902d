"""Machines that go off and come on again, and what a person types for it: ``reboot`` and ``systemctl``."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.world.machine import Machine

BOOT = 5.0  # seconds from power to a login prompt
DOCKER = ("docker", "docker.service")
QUIET = ("--no-pager", "--now", "-q", "--quiet", "-l", "--full")

Steps = Generator[Any, Any, None]


def reboot(machine: Machine) -> Steps:
    """Stop the engine in good order, then go off and come on again; a process. Logins are refused from now on."""
    if machine.off:
        return
    machine.off = True
    if machine.engine is not None:
        yield from machine.engine.service.shut_down()
    yield from _boot(machine)


def crash(machine: Machine) -> Steps:
    """The power fails, and comes back at once: the machine boots."""
    if not machine.off:
        machine.off = True
        yield from _boot(machine)


def _boot(machine: Machine) -> Steps:
    """All that runs is gone, and what a machine does by itself when it has power comes again."""
    host, engine = machine.host, machine.engine
    for task in list(host.processes.values()):
        if isinstance(task, Task) and task.process is not None:
            task.process.defused = True
            task.signal("KILL")
    if engine is not None:
        engine.service.lose_power()
    wired = host.power_off()
    yield host.clock.timeout(BOOT)
    host.power_on(wired)
    machine.set_up(machine)
    if engine is not None:
        engine.service.begin_anew()
    host.settle_links()
    machine.off = False


def programs(machine: Machine) -> dict[str, Program]:
    """The programs of a machine that are about the machine itself."""

    def type_reboot(task: Task) -> int:
        """``reboot``: it is on its way as the prompt comes back."""
        if task.args:
            raise NotModelled(f"reboot {' '.join(task.args)} is not modelled")
        task.clock.spawn(reboot(machine))
        return 0

    def systemctl(task: Task) -> Generator[Any, Any, int] | int:
        """``systemctl reboot``, ``systemctl start|stop|restart|reload|status|... docker``."""
        verb, *units = [word for word in task.args if word not in QUIET] or [""]
        if verb == "reboot" and not units:
            task.clock.spawn(reboot(machine))
            return 0
        if verb == "daemon-reload" and not units:
            return 0
        if len(units) != 1 or units[0] not in DOCKER or machine.engine is None:
            raise NotModelled(f"{' '.join(['systemctl', *task.args])} is not modelled")
        return _unit(task, machine, verb)

    def service(task: Task) -> Generator[Any, Any, int] | int:
        """``service docker start|stop|restart|reload|status``."""
        if len(task.args) != 2 or task.args[0] not in DOCKER or machine.engine is None:
            raise NotModelled(f"{' '.join(['service', *task.args])} is not modelled")
        return _unit(task, machine, task.args[1])

    return {"reboot": type_reboot, "systemctl": systemctl, "service": service}


def _unit(task: Task, machine: Machine, verb: str) -> Generator[Any, Any, int] | int:
    from dockernet_sim.world.unit import unit  # with the first use

    assert machine.engine is not None
    return unit(task, machine.engine, verb)
