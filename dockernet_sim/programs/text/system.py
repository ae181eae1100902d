"""Small commands about the system and about other commands."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import islice
from math import fsum
from typing import Any

import simpy

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options, room
from dockernet_sim.programs.text.usage import usage
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
FOR_EVER = 1e9
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
KERNEL = "6.18.44"
CHUNK = 4096  # numbers, or characters of `yes`, that are written at a time


def seconds(text: str, busybox: bool = False) -> float | None:
    """A span of time as `sleep` takes it: ``1.5``, ``2m``; GNU's reads all that strtod(3) does, with a unit behind it.

    >>> seconds("2m"), seconds("1e-1"), seconds("0x1p-4"), seconds("x"), seconds("1e-1", busybox=True)
    (120.0, 0.1, 0.0625, None, None)
    """
    if text == "infinity":
        return FOR_EVER
    number, unit = (text[:-1], text[-1:]) if text[-1:] in UNITS else (text, "s")
    if not (busybox or number.isascii()) or (busybox and not number.replace(".", "", 1).isdigit()):
        return None
    found = _strtod(number)
    return None if found is None or not found >= 0 else min(found * UNITS[unit], FOR_EVER)


def _strtod(text: str) -> float | None:
    if "_" in text or text != text.strip():
        return None
    try:
        return float.fromhex(text) if "x" in text.lower() else float(text)
    except (ValueError, OverflowError):
        return None


DAY = 86_400.0  # who sleeps as long means: for ever


@tool("sleep")
def sleep(task: Task, busybox: bool = False) -> int | simpy.Event:
    """``sleep SECONDS...``."""
    if not task.args:
        task.err(usage("sleep") if busybox else "sleep: missing operand\nTry 'sleep --help' for more information.\n")
        return 1
    spans = [seconds(a, busybox) for a in task.args]
    for text, span in zip(task.args, spans):
        if span is None:
            task.err(
                f"sleep: invalid number '{text}'\n"
                if busybox
                else f"sleep: invalid time interval '{text}'\nTry 'sleep --help' for more information.\n"
            )
            return 1
    span = fsum(s for s in spans if s is not None)
    task.endless = span >= DAY
    return task.sleep(span)


@tool("true")
def true(task: Task, busybox: bool = False) -> int:
    """Goes well."""
    return 0


@tool("false")
def false(task: Task, busybox: bool = False) -> int:
    """Fails."""
    return 1


@program("printenv")
def printenv(task: Task) -> int:
    """``printenv [NAME...]``."""
    if not task.args:
        task.out("".join(f"{name}={value}\n" for name, value in task.env.items()))
    for name in task.args:
        task.out(f"{task.env[name]}\n" if name in task.env else "")
    return int(any(name not in task.env for name in task.args))


@tool("seq")
def seq(task: Task, busybox: bool = False) -> int | Run:
    """``seq [-s TEXT] [-w] [FIRST [STEP]] LAST``."""
    given, words = _seq_options(task.args)
    try:
        numbers = [float(w) if "." in w else int(w) for w in words]
    except ValueError:
        bad = next(w for w in words if not w.lstrip("+-").replace(".", "", 1).isdigit())
        gnu = f"seq: invalid floating point argument: '{bad}'\nTry 'seq --help' for more information.\n"
        task.err(usage("seq") if busybox else gnu)
        return 1
    if not 1 <= len(numbers) <= 3:
        task.err("seq: missing operand\nTry 'seq --help' for more information.\n")
        return 1
    first, step, last = {1: (1, 1, *numbers), 2: (numbers[0], 1, numbers[-1]), 3: tuple(numbers)}[len(numbers)]
    digits = max((len(w.partition(".")[2]) for w in words[:-1]), default=0)
    if not step:
        task.err(
            usage("seq")
            if busybox
            else f"seq: invalid Zero increment value: '{words[1]}'\nTry 'seq --help' for more information.\n"
        )
        return 1
    texts = [f"{first:.{digits}f}", f"{last:.{digits}f}"]
    width = max(map(len, texts)) if "w" in given else 0
    count = max(0, int((last - first) / step + 1e-9) + 1)
    return _count_up(
        task, (f"{first + at * step:.{digits}f}".zfill(width) for at in range(count)), given.get("s", "\n")
    )


def _count_up(task: Task, texts: Iterator[str], separator: str) -> Run:
    """Write the numbers in pieces, so that the end of a pipe's reader ends it."""
    between = ""
    while piece := list(islice(texts, CHUNK)):
        task.budget.spend(len(piece) / 10, "seq")
        task.out(between + separator.join(piece))
        between = separator
        yield from room(task.stdout)
    task.out("\n" if between else "")
    return 0


def _seq_options(args: list[str]) -> tuple[dict[str, str], list[str]]:
    words, given = list(args), {}
    while words and words[0][:2] in ("-s", "-w"):
        word = words.pop(0)
        given[word[1]] = (word[2:] or (words.pop(0) if words else "")) if word[1] == "s" else ""
    return given, words


@tool("yes")
def yes(task: Task, busybox: bool = False) -> Run:
    """``yes [TEXT]``: without an end; to anything but a pipe, a hundred lines a second here."""
    line = " ".join(task.args or ["y"]) + "\n"
    task.endless = True
    while True:
        if isinstance(task.stdout, Pipe):
            task.budget.spend(10, "yes")
            task.out(line * max(1, CHUNK // len(line)))
            yield from room(task.stdout)
        else:
            task.out(line)
            yield task.sleep(0.01)


DISK, USED, MEMORY = 61_255_492, 9_437_184, 2_015_148  # KiB: made up, as images' sizes are
CONTAINER_MOUNTS = (
    ("overlay", DISK, USED, "/"), ("tmpfs", 65536, 0, "/dev"), ("shm", 65536, 0, "/dev/shm"),
    ("/dev/vda1", DISK, USED, "/etc/resolv.conf"), ("/dev/vda1", DISK, USED, "/etc/hostname"),
    ("/dev/vda1", DISK, USED, "/etc/hosts"),
)  # fmt: skip
MACHINE_MOUNTS = (("/dev/vda1", DISK, USED, "/"), ("tmpfs", MEMORY, 1024, "/run"))


@tool("df")
def df(task: Task, busybox: bool = False) -> int:
    """``df [-k]``: the mounts are as on a real machine, their sizes are made up."""
    _, paths = options(task.args, "kP")
    if paths:
        raise NotModelled("df of a path is not modelled: sizes of disks are not")
    name, size, used, free = (20, 10, 9, 9) if busybox else (14, 9, 8, 9)
    task.out(f"{'Filesystem':<{name}} {'1K-blocks':>{size}} {'Used':>{used}} {'Available':>{free}} Use% Mounted on\n")
    for source, total, taken, where in CONTAINER_MOUNTS if task.place.own_pids else MACHINE_MOUNTS:
        share = f"{-(-taken * 100 // total)}%"
        task.out(f"{source:<{name}} {total:>{size}} {taken:>{used}} {total - taken:>{free}} {share:>4} {where}\n")
    return 0


@tool("nproc")
def nproc(task: Task, busybox: bool = False) -> int:
    """The model's machines have one processor: nothing competes for it."""
    task.out("1\n")
    return 0


@tool("arch")
def arch(task: Task, busybox: bool = False) -> int:
    """The machine's architecture."""
    task.out("x86_64\n")
    return 0


@tool("tty")
def tty(task: Task, busybox: bool = False) -> int:
    """``tty``: the name of the terminal, if there is one."""
    task.out("/dev/pts/0\n" if task.tty else "not a tty\n")
    return int(not task.tty)


@tool("sync")
def sync(task: Task, busybox: bool = False) -> int:
    """Nothing waits to be written."""
    return 0


@tool("clear")
def clear(task: Task, busybox: bool = False) -> int:
    """``clear``: the terminal's own words for it."""
    task.out("\x1b[H\x1b[J")
    return 0


@tool("uname")
def uname(task: Task, busybox: bool = False) -> int:
    """``uname [-snrma]``."""
    given, _ = options(task.args, "snrmavpio")
    node = task.place.hostname or task.host.hostname
    known = {"s": "Linux", "n": node, "r": KERNEL, "v": "#1 SMP", "m": "x86_64", "o": "GNU/Linux"}
    wanted = known if "a" in given else [letter for letter in known if letter in (given or "s")]
    task.out(" ".join(known[letter] for letter in wanted) + "\n")
    return 0


@tool("pwd")
def pwd(task: Task, busybox: bool = False) -> int:
    """``pwd``."""
    task.out(f"{task.cwd}\n")
    return 0
