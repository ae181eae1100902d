"""Small commands about the system and about other commands."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, applet, not_modelled, tool
from dockernet_sim.programs.registry import Program, program
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.programs.text.usage import usage
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
KERNEL = "6.18.0"
OWN_PROGRAMS = frozenset(("arping", "ip", "nslookup", "ping", "traceroute"))  # of the images, in spite of the applets


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
def sleep(task: Task, busybox: bool = False) -> int | Run:
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
    return _sleep(task, sum(s for s in spans if s is not None))


def _sleep(task: Task, span: float) -> Run:
    task.endless = span >= DAY
    yield task.sleep(span)
    return 0


@tool("true")
def true(task: Task, busybox: bool = False) -> int:
    """Goes well."""
    return 0


@tool("false")
def false(task: Task, busybox: bool = False) -> int:
    """Fails."""
    return 1


@tool("env")
def env(task: Task, busybox: bool = False) -> int | Run:
    """``env [-i] [-u NAME] [NAME=VALUE...] [COMMAND]``."""
    words, variables = list(task.args), dict(task.env)
    while words and (words[0].startswith("-") or "=" in words[0]):
        word = words.pop(0)
        if word in ("-i", "-", "--ignore-environment"):
            variables.clear()
        elif word == "-u" and words:
            variables.pop(words.pop(0), None)
        elif "=" in word:
            name, _, variables[name] = word.partition("=")
        else:
            raise NotModelled(f"option {word} is not modelled")
    if words:
        return run_other(task, words, "env", busybox, env=variables)
    task.out("".join(f"{name}={value}\n" for name, value in variables.items()))
    return 0


@program("printenv")
def printenv(task: Task) -> int:
    """``printenv [NAME...]``."""
    if not task.args:
        task.out("".join(f"{name}={value}\n" for name, value in task.env.items()))
    for name in task.args:
        task.out(f"{task.env[name]}\n" if name in task.env else "")
    return int(any(name not in task.env for name in task.args))


def find(task: Task, name: str) -> Program | None:
    """The program of that name (or path) where `task` runs."""
    return task.place.programs.get(name.rpartition("/")[2])


def run_other(task: Task, words: list[str], who: str, busybox: bool, env: dict[str, str] | None = None) -> int | Run:
    """Run another program with this task's streams."""
    found = find(task, words[0])
    if found is None:
        quoted = f"can't execute '{words[0]}'" if busybox else f"'{words[0]}'" if who == "env" else words[0]
        if who in ("timeout",) and not busybox:
            quoted = f"failed to run command '{words[0]}'"
        task.err(f"{who}: {quoted}: No such file or directory\n")
        return 127
    child = Task(
        task.place, words, env=task.env if env is None else env, stdin=task.stdin, stdout=task.stdout, stderr=task.stderr,
        tty=task.tty, cwd=task.cwd, program=found,
    )  # fmt: skip
    return attend(child)


def attend(child: Task) -> Run:
    """Run a child to its end; signals go on to it."""
    process = child.start()
    while True:
        try:
            yield process
            return child.exit_code or 0
        except simpy.Interrupt as signal:
            child.signal(str(signal.cause))


@tool("timeout")
def timeout(task: Task, busybox: bool = False) -> int | Run:
    """``timeout [-s SIGNAL] SECONDS COMMAND``: 124 when time ran out."""
    words = list(task.args)
    signal = "TERM"
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in ("-s", "-k") and words:
            value = words.pop(0)
            signal = value.removeprefix("SIG") if word == "-s" else signal
        else:
            raise NotModelled(f"option {word} is not modelled")
    if len(words) < 2:
        task.err("timeout: missing operand\nTry 'timeout --help' for more information.\n")
        return 125
    span = seconds(words[0])
    if span is None or signal not in SIGNALS:
        task.err(f"timeout: invalid time interval '{words[0]}'\nTry 'timeout --help' for more information.\n")
        return 125
    found = find(task, words[1])
    if found is None:
        return run_other(task, words[1:], "timeout", busybox)
    child = Task(
        task.place,
        words[1:],
        env=task.env,
        stdin=task.stdin,
        stdout=task.stdout,
        stderr=task.stderr,
        cwd=task.cwd,
        program=found,
    )
    return _limited(task, child, span, signal, busybox)


def _limited(task: Task, child: Task, span: float, signal: str, busybox: bool) -> Run:
    process = child.start()
    late = task.sleep(span)
    try:
        yield process | late
    except simpy.Interrupt as interrupt:
        child.signal(str(interrupt.cause))
        yield process
        return child.exit_code or 0
    if not child.running:
        return child.exit_code or 0
    child.signal(signal)
    yield process
    if busybox:
        task.err("Terminated\n")
    return 143 if busybox else 124


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


@tool("xargs")
def xargs(task: Task, busybox: bool = False) -> Run:
    """``xargs [-n N] [-I TEXT] [-r] [COMMAND]``."""
    words, given = list(task.args), {}
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word[:2] not in ("-n", "-I", "-r", "-0"):
            raise NotModelled(f"option {word} is not modelled")
        takes = word[:2] in ("-n", "-I")
        given[word[1]] = word[2:] or (words.pop(0) if takes and words else "")
    command = words or ["echo"]
    if "0" in given:
        pieces = [p for p in task.stdin.split("\0") if p]
    else:
        pieces = [p for p in task.stdin.splitlines() if p.strip()] if "I" in given else task.stdin.split()
    if "I" in given:
        calls = [[w.replace(given["I"], piece.strip()) for w in command] for piece in pieces]
    else:
        size = int(given["n"]) if given.get("n", "").isdigit() else max(1, len(pieces))
        calls = [[*command, *pieces[at : at + size]] for at in range(0, len(pieces), size)]
        if not pieces and "r" not in given and not busybox:
            calls = [command]
    code = 0
    for call in calls:
        done = run_other(task, call, "xargs", busybox)
        ended = done if isinstance(done, int) else (yield from done)
        if ended == 127 and find(task, call[0]) is None:
            return 127
        code = 123 if ended else code
    return code


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


@tool("which")
def which(task: Task, busybox: bool = False) -> int:
    """``which NAME...``."""
    code = 0
    for name in task.args:
        links = APPLET_NAMES if busybox else frozenset[str]()
        found = name if "/" in name else ("/bin/" if name in links and name not in OWN_PROGRAMS else "/usr/bin/") + name
        if find(task, name) is None:
            code = 1
        else:
            task.out(f"{found}\n")
    return code


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


@tool("ps")
def ps(task: Task, busybox: bool = False) -> int:
    """``ps``: the tasks of this place."""
    if not busybox and task.args not in ([], ["-e"], ["aux"], ["-ef"]):
        raise NotModelled(f"ps {' '.join(task.args)} is not modelled")
    task.out("PID   USER     COMMAND\n" if busybox else "    PID TTY          TIME CMD\n")
    for other in sorted(task.place.tasks.values(), key=lambda one: one.inner_pid):
        if busybox:
            task.out(f"{other.inner_pid:5d} root     {other.title}\n")
        else:
            task.out(f"{other.inner_pid:7d} ?        00:00:00 {other.title.split()[0]}\n")
    return 0


@applet("busybox")
@program("busybox")
def busybox(task: Task) -> int | Run:
    """``busybox APPLET ARGUMENTS``."""
    if not task.args:
        raise NotModelled("busybox without an applet is not modelled")
    name = task.args[0]
    if name not in APPLET_NAMES:
        task.err(f"{name}: applet not found\n")
        return 127
    task.argv = task.args  # the same process goes on under the applet's name
    found: Program = APPLETS.get(name) or not_modelled(name)
    return found(task)
