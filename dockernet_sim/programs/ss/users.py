"""The programs behind sockets, as far as they can be seen from a place."""

from __future__ import annotations

from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.task import Place, Task


def visible_owner(task: Task, owner: Owner | str) -> tuple[int, str]:
    """Process id and name of a socket's program;
    (0, "") where it cannot be seen: a container sees its own programs only."""
    if not isinstance(owner, Owner) or not sees(task.place, owner.pid):
        return 0, ""
    return shown_pid(task, owner.pid), owner.name


def sees(place: Place, pid: int) -> bool:
    """Whether a process shows there: a machine's root shell sees all of them, a container its own."""
    return place.files is place.host.files or pid in place.tasks


def shown_pid(task: Task, pid: int) -> int:
    """A process id as the task's own pid namespace numbers it: a container counts from 1."""
    process = task.host.processes.get(pid)
    return process.inner_pid if task.place.own_pids and isinstance(process, Task) else pid
