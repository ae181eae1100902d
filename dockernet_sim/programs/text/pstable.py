"""The tables of procps' ps: ``ps -ef``, ``ps aux`` and ``ps -o``, for the program and for ``docker top``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dockernet_sim.programs.accounts import shown_group, shown_user
from dockernet_sim.programs.kernelfs.process import comm
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.when import date
from dockernet_sim.vfs.files import Files

VIRTUAL, RESIDENT = 4172, 2940  # KiB of every process: memory is not modelled


@dataclass(frozen=True)
class Process:
    """One row's process: its task, its numbers as they are seen, and whether it is the one that prints the table."""

    task: Task
    pid: int
    parent: int
    files: Files  # where the users' names are looked up
    prints: bool = False

    @property
    def terminal(self) -> str:
        """The terminal that it runs at."""
        return "pts/0" if self.task.tty else "?"

    @property
    def state(self) -> str:
        """``S`` sleeps, ``R`` runs, ``s`` leads a session, ``+`` is in the foreground of its terminal."""
        leads = "s" if not self.task.parent_pid else ""
        return ("R" if self.prints else "S") + leads + ("+" if self.task.tty else "")


Cell = Callable[[Process], str]


def _user(one: Process) -> str:
    name = shown_user(one.files, one.task.creds.uid)
    return name if len(name) <= 8 else f"{name[:7]}+"


def _since(one: Process) -> str:
    return f"{date(one.task.started):%H:%M}"


# name: heading, width (negative: to the right), text
COLUMNS: dict[str, tuple[str, int, Cell]] = {
    "user": ("USER", 8, _user),
    "uid": ("UID", -5, lambda one: str(one.task.creds.uid)),
    "group": ("GROUP", 8, lambda one: shown_group(one.files, one.task.creds.gid, False)),
    "pid": ("PID", -7, lambda one: str(one.pid)),
    "ppid": ("PPID", -7, lambda one: str(one.parent)),
    "c": ("C", -2, lambda one: "0"),
    "pcpu": ("%CPU", -4, lambda one: "0.0"),
    "pmem": ("%MEM", -4, lambda one: "0.1"),
    "vsz": ("VSZ", -6, lambda one: str(VIRTUAL)),
    "rss": ("RSS", -5, lambda one: str(RESIDENT)),
    "tty": ("TTY", 8, lambda one: one.terminal),
    "stat": ("STAT", 4, lambda one: one.state),
    "stime": ("STIME", -5, _since),
    "start": ("START", -5, _since),
    "time": ("TIME", -8, lambda one: "00:00:00"),
    "bsdtime": ("TIME", -6, lambda one: "0:00"),
    "comm": ("COMMAND", 15, lambda one: comm(one.task)),
    "args": ("COMMAND", 27, lambda one: one.task.title),
}
SYNONYMS = {"%cpu": "pcpu", "%mem": "pmem", "command": "args", "cmd": "args", "tt": "tty", "tname": "tty",
    "ucmd": "comm",
            "euser": "user", "ruser": "user", "s": "stat", "state": "stat", "vsize": "vsz", "rssize": "rss",
            "egroup": "group", "rgroup": "group", "cputime": "time"}  # fmt: skip
HEADINGS = {"cmd": "CMD", "tt": "TT"}
FULL = ("user=UID", "pid", "ppid", "c", "stime", "tty", "time", "args=CMD")  # ps -f
BSD = ("user", "pid", "pcpu", "pmem", "vsz", "rss", "tty", "stat", "start", "bsdtime", "args")  # ps u
SHORT = ("pid", "tty", "time", "comm=CMD")


def known(name: str) -> bool:
    """Whether there is a column of that name (``name`` or ``name=HEADING``)."""
    bare = name.partition("=")[0]
    return bare in COLUMNS or bare in SYNONYMS


def table(rows: Sequence[Process], names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """The headings of columns, and the rows' texts."""
    headings = []
    for name in names:
        bare, given, heading = name.partition("=")
        own = HEADINGS.get(bare, COLUMNS[SYNONYMS.get(bare, bare)][0])
        headings.append(heading if given else own)
    cells = [COLUMNS[SYNONYMS.get(bare, bare)][2] for bare in (name.partition("=")[0] for name in names)]
    return headings, [[cell(one) for cell in cells] for one in rows]


def text(rows: Sequence[Process], names: Sequence[str]) -> str:
    """The whole table as ps prints it; a heading line only if some column has one."""
    headings, lines = table(rows, names)
    widths = [COLUMNS[SYNONYMS.get(bare, bare)][1] for bare in (name.partition("=")[0] for name in names)]
    printed = ([headings] if any(headings) else []) + lines
    return "".join(_line(line, widths, headings) + "\n" for line in printed)


def _line(cells: list[str], widths: list[int], headings: list[str]) -> str:
    shown = []
    for cell, width, heading in zip(cells, widths, headings):
        wide = max(abs(width), len(heading))
        shown.append(cell.rjust(wide) if width < 0 else cell.ljust(wide))
    if widths[-1] > 0:
        shown[-1] = cells[-1]
    return " ".join(shown)
