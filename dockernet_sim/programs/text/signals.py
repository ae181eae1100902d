"""kill, pkill, killall, pgrep, pidof and ps: the tasks of a place."""

from __future__ import annotations

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.kernelfs.process import comm
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import SIGNALS, Task
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
        else:
            send(other, signal)
    return code


def send(other: Task, signal: str) -> None:
    """A signal for a task; a container's first process minds none that comes from inside."""
    if signal != "0" and not (other.place.own_pids and other.inner_pid == 1):
        other.signal(signal)


def _named(task: Task, name: str, whole: bool = False, exact: bool = True) -> list[Task]:
    """The tasks of this place whose program has a name, or whose command line holds it."""
    others = [one for one in task.place.tasks.values() if one is not task]
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
    return sorted(tasks, key=lambda one: one.inner_pid)


@tool("pidof")
def pidof(task: Task, busybox: bool = False) -> int:
    """``pidof [-s] NAME...``: the newest first."""
    given, names = options(task.args, "so:")
    found = _by_pid([one for name in names for one in _named(task, name)])[::-1]
    pids = [str(one.inner_pid) for one in (found[:1] if "s" in given else found)]
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
            send(one, name)
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
        send(one, signal)
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
        task.out(f"{one.inner_pid}{tail}\n")
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
    """``ps``: the tasks of this place; GNU's with ``-e``, ``-ef``, ``aux`` or ``ax`` as far as the model knows their columns."""
    if busybox and any(word.startswith("-") and "o" in word for word in task.args):
        return _chosen_columns(task)
    if not busybox and task.args not in ([], ["-e"], ["-A"]):
        if "-o" in task.args or any(word.startswith("-eo") for word in task.args):
            return _chosen_columns(task)
        raise NotModelled(
            f"ps {' '.join(task.args)} is not modelled: it shows memory and processor time (ps -e, ps -eo pid,args are)"
        )
    task.out("PID   USER     COMMAND\n" if busybox else "    PID TTY          TIME CMD\n")
    for other in _by_pid(list(task.place.tasks.values())):
        if busybox:
            task.out(f"{other.inner_pid:5d} root     {other.title}\n")
        else:
            task.out(f"{other.inner_pid:7d} ?        00:00:00 {other.title.split()[0]}\n")
    return 0


def _chosen_columns(task: Task) -> int:
    """``ps -o COLUMN,...``."""
    found, operands = options(task.args, "o:TeA")
    names = [name.strip() for name in found.get("o", "").split(",")]
    if operands or "T" in found or not all(name in COLUMNS for name in names):
        raise NotModelled(f"ps {' '.join(task.args)} is not modelled")
    rows = [[COLUMNS[name][0] for name in names]]
    for other in _by_pid(list(task.place.tasks.values())):
        values = {
            "pid": f"{other.inner_pid:5d}", "user": "root", "args": other.title, "comm": comm(other), "group": "root",
            "ppid": f"{other.parent_pid:5d}",
        }  # fmt: skip
        rows.append([values[name] for name in names])
    for row in rows:
        cells = [f"{cell:{COLUMNS[name][1]}}" for cell, name in zip(row, names)]
        task.out(" ".join([*cells[:-1], row[-1]]) + "\n")
    return 0
