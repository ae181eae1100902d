"""kill, pkill, killall, pgrep, pidof and ps: the tasks of a place."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.programs.accounts import shown_group, shown_user
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.kernelfs.process import comm, number, seen
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.programs.text import pstable
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled

COLUMNS = {
    "pid": ("PID", 5), "user": ("USER", 8), "args": ("COMMAND", 27), "comm": ("COMMAND", 16), "ppid": ("PPID", 5),
    "group": ("GROUP", 8),
}  # fmt: skip
_NAMES = """
HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM
"""
NAMES = _NAMES.split()
DAEMONS = ("containerd", "containerd-shim", "containerd-shim-runc-v2", "dockerd", "init", "sshd", "systemd")
"""Processes that a machine has and the model has not."""


@tool("kill")
def kill(task: Task, busybox: bool = False) -> int:
    """``kill [-SIGNAL] PID...``."""
    words, signal = list(task.args), "TERM"
    if words[:1] == ["-s"]:
        words[:2] = ["-" + "".join(words[1:2])]
    if words and words[0].startswith("-"):
        given = words.pop(0)[1:].upper().removeprefix("SIG")
        signal = {str(n): name for name, n in SIGNALS.items()}.get(given, given)
        if signal not in SIGNALS and signal != "0":
            raise NotModelled(f"the signal {given} is not modelled")
    code = 0
    for pid in words:
        other = task.place.task(pid)
        if other is None:
            task.err(
                f"kill: can't kill pid {pid}: No such process\n" if busybox else f"kill: ({pid}): No such process\n"
            )
            code = 1
        elif not may_signal(task, other):
            say = f"can't kill pid {pid}" if busybox else f"({pid})"
            task.err(f"kill: {say}: Operation not permitted\n")
            code = 1
        else:
            send(task, other, signal)
    return code


def may_signal(task: Task, other: Task) -> bool:
    """Whether the task's user is root or the other's (kill(2))."""
    return task.creds.uid in (0, other.creds.uid)


def send(task: Task, other: Task, signal: str) -> None:
    """A task's signal for another one; a container's first process minds those that it has a trap for, and SIGKILL
    from outside (pid_namespaces(7))."""
    first = other.place.own_pids and other.inner_pid == 1
    forced = signal == "KILL" and task.place is not other.place
    if signal != "0" and (not first or forced or (other.traps or {}).get(signal)):
        other.signal(signal)


def _named(task: Task, name: str, whole: bool = False, exact: bool = True) -> list[Task]:
    """The tasks that can be seen here whose program has a name, or whose command line holds it."""
    if name in DAEMONS and not task.place.own_pids:
        raise NotModelled(f"the process {name} is not modelled: systemctl says whether its service is active")
    others = [one for one in seen(task).values() if one is not task]
    if whole:
        return [one for one in others if name in one.title]
    return [
        one
        for one in others
        if (comm(one) == name if exact else name in comm(one)) or (exact and applet_of(one) == name)
    ]


def applet_of(one: Task) -> str:
    """The applet that a task started as ``busybox NAME`` runs."""
    return one.words[1] if comm(one) == "busybox" and len(one.words) > 1 else ""


def _by_pid(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda one: one.pid)


@tool("pidof")
def pidof(task: Task, busybox: bool = False) -> int:
    """``pidof [-s] NAME...``: the newest first."""
    given, names = options(task.args, "so:")
    found = _by_pid([one for name in names for one in _named(task, name)])[::-1]
    pids = [str(number(task, one)) for one in (found[:1] if "s" in given else found)]
    task.out(" ".join(pids) + "\n" if pids else "")
    return int(not pids)


@tool("killall")
def killall(task: Task, busybox: bool = False) -> int:
    """``killall [-SIGNAL] NAME...``."""
    words, name = _signal(task.args)
    code = 0
    for each in words:
        found = _named(task, each)
        if not found:
            task.err(f"killall: {each}: no process killed\n" if busybox else f"{each}: no process found\n")
            code = 1
        for one in found:
            send(task, one, name)
    return code


def _signal(args: list[str]) -> tuple[list[str], str]:
    """The words without a signal, and the signal."""
    words, signal = list(args), "TERM"
    if words[:1] == ["-s"]:
        words[:2] = ["-" + "".join(words[1:2])]
    if words and words[0][:1] == "-" and words[0][1:].upper().removeprefix("SIG") in (*NAMES, *map(str, range(1, 16))):
        given = words.pop(0)[1:].upper().removeprefix("SIG")
        signal = {str(n): name for name, n in SIGNALS.items()}.get(given, given)
        if signal not in SIGNALS:
            raise NotModelled(f"the signal {given} is not modelled")
    return words, signal


@program("pkill")
def pkill(task: Task) -> int:
    """``pkill [-SIGNAL] [-f] [-x] PATTERN``: part of a name, or with -f of a command line."""
    words, signal = _signal(task.args)
    found = _matching(task, words)
    for one in found:
        send(task, one, signal)
    return int(not found)


@program("pgrep")
def pgrep(task: Task) -> int:
    """``pgrep [-f] [-x] [-l] [-a] PATTERN``."""
    letters = {letter for word in task.args if word.startswith("-") for letter in word[1:]}
    found = _matching(
        task, [f"-{letter}" for letter in sorted(letters - {"l", "a"})] + [w for w in task.args if w[:1] != "-"]
    )
    for one in found:
        tail = f" {one.title}" if "a" in letters else f" {comm(one)}" if "l" in letters else ""
        task.out(f"{number(task, one)}{tail}\n")
    return int(not found)


def _matching(task: Task, words: list[str]) -> list[Task]:
    given, patterns = options(words, "fx")
    if len(patterns) != 1:
        raise NotModelled("pkill and pgrep are modelled with one pattern only")
    if any(letter in "^$*[]()|\\+?" for letter in patterns[0]):
        raise NotModelled("regular expressions of pkill and pgrep are not modelled")
    return _by_pid(_named(task, patterns[0], whole="f" in given, exact="x" in given))


@tool("ps")
def ps(task: Task, busybox: bool = False) -> int:
    """``ps``: the tasks of this place, or for procps' ``-e`` and the like on a machine,
    all of its own and its containers'."""
    return _busybox_ps(task) if busybox else _procps(task)


def _busybox_ps(task: Task) -> int:
    if any(word.startswith("-") and "o" in word for word in task.args):
        return _chosen_columns(task)
    task.out("PID   USER     COMMAND\n")
    for other in _by_pid(list(task.place.tasks.values())):
        task.out(f"{other.inner_pid:5d} {shown_user(task.files, other.creds.uid):<8} {other.title}\n")
    return 0


def _chosen_columns(task: Task) -> int:
    """busybox's ``ps -o COLUMN,...``."""
    found, operands = options(task.args, "o:TeA")
    names = [name.strip() for name in found.get("o", "").split(",")]
    if operands or "T" in found or not all(name in COLUMNS for name in names):
        raise NotModelled(f"ps {' '.join(task.args)} is not modelled")
    rows = [[COLUMNS[name][0] for name in names]]
    for other in _by_pid(list(task.place.tasks.values())):
        values = {
            "pid": f"{other.inner_pid:5d}", "user": shown_user(task.files, other.creds.uid), "args": other.title,
            "comm": comm(other), "group": shown_group(task.files, other.creds.gid, True),
            "ppid": f"{other.parent_pid:5d}",
        }  # fmt: skip
        rows.append([values[name] for name in names])
    for row in rows:
        cells = [f"{cell:{COLUMNS[name][1]}}" for cell, name in zip(row, names)]
        task.out(" ".join([*cells[:-1], row[-1]]) + "\n")
    return 0


def _procps(task: Task) -> int:
    """``ps [-e|-A|a|x|-f|u] [-o COLUMNS] [-p PID] [-C NAME]``."""
    asked = read_request(task.args)
    rows = [one for one in _processes(task, asked.every) if asked.takes(one)]
    task.out(pstable.text(rows, asked.columns))
    return 0 if rows else 1


def _processes(task: Task, every: bool) -> list[pstable.Process]:
    """The rows; without -e those of this place, which has one terminal."""
    inside = task.place.own_pids
    found = seen(task) if every else task.place.tasks
    rows = [
        pstable.Process(one, one.inner_pid if inside else pid, one.parent_pid, task.files, one is task)
        for pid, one in found.items()
    ]
    return sorted(rows, key=lambda row: row.pid)


@dataclass(eq=False)
class Request:
    """What procps' options ask for."""

    columns: list[str]
    every: bool = False
    pids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def takes(self, one: pstable.Process) -> bool:
        """Whether a process is to be shown."""
        if not self.pids and not self.names:
            return True
        return str(one.pid) in self.pids or comm(one.task) in self.names


def read_request(words: list[str]) -> Request:
    """The options, as ``-ef``, ``aux`` or ``-eo pid,args``; NotModelled for those that are not."""
    left, asked, chosen = list(words), Request(list(pstable.SHORT)), list[str]()
    while left:
        word = left.pop(0)
        letters = word.lstrip("-")
        last = letters[-1:]
        if set(letters) <= set("eAaxfuwo" if word[:1] == "-" else "axuwefo") and "o" not in letters[:-1] and letters:
            asked.every |= bool(set(letters) & set("eAax")) and not (word[:1] != "-" and set(letters) <= set("fuwe"))
            if "f" in letters and word[:1] == "-":
                asked.columns = list(pstable.FULL)
            elif "u" in letters:
                asked.columns = list(pstable.BSD)
            if last == "o":
                chosen += _columns(left.pop(0) if left else "")
        elif word in ("-p", "p", "--pid", "-q") and left:
            asked.pids, asked.every = tuple(left.pop(0).split(",")), True
        elif word == "-C" and left:
            asked.names, asked.every = tuple(left.pop(0).split(",")), True
        elif word.isdigit():
            asked.pids, asked.every = (*asked.pids, word), True
        elif word != "--no-headers":
            raise NotModelled(f"ps {' '.join(words)} is not modelled")
    asked.columns = chosen or asked.columns
    if "--no-headers" in words:
        asked.columns = [f"{name.partition('=')[0]}=" for name in asked.columns]
    return asked


def _columns(text: str) -> list[str]:
    names = [text] if "=" in text else [name for name in text.replace(" ", ",").split(",") if name]
    if not names or not all(pstable.known(name) for name in names):
        raise NotModelled(f"ps -o {text} is not modelled")
    return names
