"""The program conntrack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.conntrack.events import Events
from dockernet_sim.programs.conntrack.request import Misused, Request
from dockernet_sim.programs.conntrack.text import NAME, flow_text
from dockernet_sim.programs.registry import program
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from collections.abc import Generator

    from dockernet_sim.programs.task import Task

HINT = "Try `conntrack -h' or 'conntrack --help' for more information."
BUFFER = 4096  # bytes that stdio keeps back when the output is no terminal


@program("conntrack")
def conntrack(task: Task) -> Generator[Any, Any, int] | int:
    """``conntrack -L | -D | -F | -C | -G | -E | -S [TABLE] [-p PROTO] [-s ADDR] [-d ADDR] ...``."""
    if task.args in (["-V"], ["--version"]):
        task.out(f"{NAME}\n")
        return 0
    try:
        request = Request(task.args)
    except Misused as error:
        task.err(f"{NAME}: {error}\n{HINT}\n")
        return 2
    if not request.command:
        raise NotModelled("the help text is not modelled")
    if "NET_ADMIN" not in task.caps:
        problem = "sorry, you must be root or get CAP_NET_ADMIN capability to do this"
        task.err(f"{NAME}: Operation failed: {problem}\n")
        return 1
    if request.command == "E":
        return Events(task, request).run()
    if request.table != "conntrack":
        return _other_table(task, request)
    return {"C": _count, "F": _flush, "S": _statistics, "G": _get}.get(request.command, _list)(task, request)


def _other_table(task: Task, request: Request) -> int:
    """Tables in which nothing ever is: no helper expects a connection, and no flow waits for its end."""
    if request.command not in "LCF":
        raise NotModelled(f"-{request.command} {request.table} is not modelled")
    if request.command == "C":
        task.out("0\n")
    elif request.command == "F":
        task.err(f"{NAME}: expectation table has been emptied.\n")
    else:
        what = "expectations" if request.table == "expect" else "flow entries"
        task.err(f"{NAME}: 0 {what} have been shown.\n")
    return 0


def _count(task: Task, request: Request) -> int:
    task.out(f"{len(task.ns.nf.conntrack.entries())}\n")
    return 0


def _flush(task: Task, request: Request) -> int:
    task.ns.nf.conntrack.flush(portid=task.pid)
    task.err(f"{NAME}: connection tracking table has been emptied.\n")
    return 0


def _statistics(task: Task, request: Request) -> int:
    table = task.ns.nf.conntrack
    rows = ((table.invalid, table.clashes), (0, 0))  # all packets are handled by the first of two processors
    for number, (invalid, clashes) in enumerate(rows):
        task.out(
            f"cpu={number}   \tfound=0 invalid={invalid} insert=0 insert_failed={clashes} drop={clashes} early_drop=0"
            " error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n"
        )
    return 0


def _get(task: Task, request: Request) -> int:
    found = [entry for entry in task.ns.nf.conntrack.entries() if request.about(entry)]
    if not found:
        task.err(f"{NAME}: Operation failed: such conntrack doesn't exist\n")
        return 1
    return _shown(task, request, found[:1], "shown")


def _list(task: Task, request: Request) -> int:
    table = task.ns.nf.conntrack
    found = [entry for entry in table.entries() if request.about(entry)]
    _shown(task, request, found, "deleted" if request.command == "D" else "shown")
    if request.command == "D":
        table.delete(lambda entry: entry in found, task.pid)
        return int(not found)
    return 0


def _shown(task: Task, request: Request, found: list[Any], done: str) -> int:
    now = task.clock.now
    text = "".join(f"{flow_text(entry, now, request.extended)}\n" for entry in found)
    kept = len(text) % BUFFER if task.stdout is task.stderr and not task.tty else 0
    task.out(text[: len(text) - kept])
    task.err(f"{NAME}: {len(found)} flow entries have been {done}.\n")
    task.out(text[len(text) - kept :])  # what stdio kept back is written as the program ends
    return 0
