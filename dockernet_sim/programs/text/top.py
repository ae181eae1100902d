"""busybox's top (procps/top.c): the tasks of a place, again and again.

Memory and processors are made up: nothing is busy here.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.accounts import shown_user
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled

HOME_AND_CLEAR, REVERSE, PLAIN = "\x1b[H\x1b[J", "\x1b[7m", "\x1b[m"
SIZE = 1328  # KiB of a small program
HEAD = """\
Mem: 6616140K used, 18067516K free, 8924K shrd, 197308K buff, 4920820K cached
CPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq
Load average: 0.00 0.00 0.00 1/{tasks} {last}
"""
COLUMNS = "  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND"


@applet("top")
def top(task: Task) -> Generator[Any, Any, int]:
    """``top [-b] [-n COUNT] [-d SECONDS]``."""
    given, operands = options(task.args, "bn:d:")
    try:
        rounds, pause = int(given.get("n", "0")), float(given.get("d", "5"))
    except ValueError:
        raise NotModelled(f"top {' '.join(task.args)} is not modelled") from None
    if operands or rounds < 0 or not 0 < pause < 1e9:
        raise NotModelled(f"top {' '.join(task.args)} is not modelled")
    task.endless = not rounds
    while True:
        task.out(_screen(task, batch="b" in given))
        rounds -= 1
        if not rounds:
            return 0
        yield task.sleep(pause)


def _screen(task: Task, batch: bool) -> str:
    tasks = sorted(task.place.tasks.values(), key=lambda one: one.inner_pid)
    columns = COLUMNS if batch else f"{REVERSE}{COLUMNS}{PLAIN}"
    rows = [_row(task, one) for one in tasks]
    head = HEAD.format(tasks=len(tasks), last=max(one.inner_pid for one in tasks))
    return ("" if batch else HOME_AND_CLEAR) + head + "".join(f"{line}\n" for line in [columns, *rows])


def _row(task: Task, one: Task) -> str:
    state = "R" if one is task else "S"
    user = shown_user(task.files, one.creds.uid)
    return f"{one.inner_pid:5d} {one.parent_pid:5d} {user:<8} {state}    {SIZE:5d}   0%   0% {one.title}"
