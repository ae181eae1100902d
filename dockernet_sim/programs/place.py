"""Where tasks run: a machine's root shell, or a container."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from dockernet_sim.linux.host import Host
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.registry import Program
from dockernet_sim.vfs.files import Files

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

ALL_CAPABILITIES = frozenset(("NET_ADMIN", "NET_RAW", "SYS_ADMIN"))
FEW_TASKS = 16


@dataclass(slots=True, eq=False)
class Place:
    """Where tasks run: a machine's root shell, or a container.

    ``programs`` are those installed there, by name.
    """

    name: str
    host: Host
    ns: NetNs
    files: Files
    programs: Mapping[str, Program]
    env: Mapping[str, str] = field(default_factory=dict)
    caps: frozenset[str] = ALL_CAPABILITIES
    hostname: str = ""
    domainname: str = "(none)"
    proc_sys_writable: bool = True
    own_pids: bool = False  # a container numbers its processes from 1
    libc: str = "glibc"  # or "musl": by whose rules programs look up names
    recorded: bool = True  # a container of one of the recorder's images, whose files are all known
    sysfs: NetNs | None = (
        None  # the namespace whose devices /sys shows, where that is another one (nsenter -n without -m)
    )
    frozen: list[Callable[[], object]] | None = None  # while its programs are paused: what they will do when they go on
    _last_pid: int = 0
    _tasks: tuple[Task, ...] = ()  # while there are few: most places have one
    _many: dict[int, Task] | None = None

    def sysfs_ns(self, ns: NetNs) -> NetNs:
        """The namespace whose devices /sys shows to a task in `ns`: the one in which it was mounted."""
        return self.sysfs or ns

    @property
    def tasks(self) -> dict[int, Task]:
        """The tasks that run now, by process id."""
        return dict(self._many) if self._many is not None else {task.pid: task for task in self._tasks}

    def begins(self, task: Task) -> None:
        """A task runs."""
        if self._many is None and len(self._tasks) < FEW_TASKS:
            self._tasks = (*self._tasks, task)
            return
        if self._many is None:
            self._many, self._tasks = self.tasks, ()
        self._many[task.pid] = task

    def ends(self, task: Task) -> None:
        """It runs no more."""
        if self._many is not None:
            self._many.pop(task.pid, None)
        else:
            self._tasks = tuple(each for each in self._tasks if each is not task)

    def inner_pid(self, pid: int) -> int:
        """The number by which a new process goes in here."""
        if not self.own_pids:
            return pid
        self._last_pid += 1
        return self._last_pid

    def pass_over(self, count: int) -> None:
        """Some numbers are taken by what is not shown: threads of the runtime that starts a program."""
        self._last_pid += count

    def freeze(self) -> None:
        """Stop its servers in their tracks (the cgroup freezer); the kernel goes on answering for them."""
        if self.frozen is None:
            self.frozen = []

    def thaw(self) -> None:
        """Let them go on, with what came in meanwhile."""
        waiting, self.frozen = self.frozen or [], None
        for go_on in waiting:
            self.host.clock.call_later(0.0, go_on)

    def when_running(self, do: Callable[[], object]) -> None:
        """Do this now, or once the place is thawed."""
        if self.frozen is None:
            do()
        else:
            self.frozen.append(do)

    def task(self, pid: str) -> Task | None:
        """The running task that goes by this number in here; a machine's numbers are those of its containers, too."""
        if not self.own_pids and pid.isascii() and pid.isdecimal():
            found = self.host.processes.get(int(pid))
            return cast("Task", found) if hasattr(found, "inner_pid") else None
        return next((task for task in self.tasks.values() if str(task.inner_pid) == pid), None)
