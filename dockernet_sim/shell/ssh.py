"""`ssh`, as far as the interactive shell needs it: a root shell on another machine. No packet travels."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.task import Task
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.machine import Machine

FAILED = 255


def ssh_program(machine: Callable[[str], Machine]) -> Program:
    """The program; `machine` finds a machine by its name."""

    def ssh(task: Task) -> Generator[Any, Any, int] | int:
        """``ssh [root@]MACHINE [COMMAND]``."""
        if not task.args or task.args[0].startswith("-"):
            task.err("usage: ssh [root@]MACHINE [COMMAND]\n")
            return FAILED
        name = task.args[0].removeprefix("root@")
        try:
            place = machine(name).place
        except UnknownPlace:
            task.err(f"ssh: Could not resolve hostname {name}: Name or service not known\n")
            return FAILED
        words = ["bash", "-c", " ".join(task.args[1:])] if task.args[1:] else ["bash"]
        there = Task(place, words, stdin=task.source, stdout=task.stdout, stderr=task.stderr, tty=task.tty, cwd="/root")
        task.waits_for = there
        return _wait(there)

    return ssh


def _wait(there: Task) -> Generator[Any, Any, int]:
    """Wait for the other shell; what is sent to ssh (Ctrl-C) goes to it."""
    process = there.start()
    while there.running:
        try:
            yield process
        except simpy.Interrupt as signal:
            there.signal(str(signal.cause))
    return there.exit_code or 0
