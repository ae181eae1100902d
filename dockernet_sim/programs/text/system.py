"""Small commands about the system and about other commands."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.programs.text.usage import usage
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
KERNEL = "6.18.0"


def seconds(text: str) -> float | None:
    """A span of time as `sleep` takes it: ``1.5``, ``2m``.

    >>> seconds("2m"), seconds("x")
    (120.0, None)
    """
    if text == "infinity":
        return 1e9
    number, unit = (text[:-1], text[-1:]) if text[-1:] in UNITS else (text, "s")
    if not number.replace(".", "", 1).isdigit():
        return None
    return float(number) * UNITS[unit]


DAY = 86_400.0  # who sleeps as long means: for ever


@tool("sleep")
def sleep(task: Task, busybox: bool = False) -> int | simpy.Event:
    """``sleep SECONDS...``."""
    if not task.args:
        task.err(usage("sleep") if busybox else "sleep: missing operand\nTry 'sleep --help' for more information.\n")
        return 1
    spans = [seconds(a) for a in task.args]
    for text, span in zip(task.args, spans):
        if span is None:
            task.err(
                f"sleep: invalid number '{text}'\n"
                if busybox
                else f"sleep: invalid time interval '{text}'\nTry 'sleep --help' for more information.\n"
            )
            return 1
    span = sum(s for s in spans if s is not None)
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
def seq(task: Task, busybox: bool = False) -> int:
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
    texts = []
    count = int((last - first) / step + 1e-9) + 1 if step else 0
    for index in range(max(0, min(count, 1_000_000))):
        texts.append(f"{first + index * step:.{digits}f}")
    width = max((len(t) for t in texts), default=0) if "w" in given else 0
    separator = given.get("s", "\n")
    task.out(separator.join(t.zfill(width) for t in texts) + ("\n" if texts else ""))
    return 0


def _seq_options(args: list[str]) -> tuple[dict[str, str], list[str]]:
    words, given = list(args), {}
    while words and words[0][:2] in ("-s", "-w"):
        word = words.pop(0)
        given[word[1]] = (word[2:] or (words.pop(0) if words else "")) if word[1] == "s" else ""
    return given, words


@tool("yes")
def yes(task: Task, busybox: bool = False) -> Run:
    """``yes [TEXT]``: without an end (a hundred lines a second here)."""
    while True:
        task.out(" ".join(task.args or ["y"]) + "\n")
        yield task.sleep(0.01)


@tool("date")
def date(task: Task, busybox: bool = False) -> int:
    """There is no calendar here: only ``date +%s`` has an answer, the seconds since the start."""
    if task.args == ["+%s"]:
        task.out(f"{int(task.clock.now)}\n")
        return 0
    raise NotModelled("the calendar is not modelled; date +%s gives the simulated seconds")


@tool("id")
def id_(task: Task, busybox: bool = False) -> int:
    """Everybody is root here."""
    if not task.args:
        task.out("uid=0(root) gid=0 groups=0\n" if busybox else "uid=0(root) gid=0(root) groups=0(root)\n")
    elif task.args[0] in ("-u", "-g"):
        task.out("0\n")
    elif task.args[0] in ("-un", "-gn"):
        task.out("root\n")
    else:
        raise NotModelled(f"id {' '.join(task.args)} is not modelled")
    return 0


@tool("whoami")
def whoami(task: Task, busybox: bool = False) -> int:
    """Root."""
    task.out("root\n")
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
