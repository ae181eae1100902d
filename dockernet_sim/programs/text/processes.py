"""Commands that run other commands, or look after them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.busybox import APPLET_NAMES, applet, found, itself, tool
from dockernet_sim.programs.registry import Program, Started, program
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.programs.text.system import seconds
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
OWN_PROGRAMS = frozenset(("arping", "ip", "nslookup", "ping", "traceroute"))  # of the images, in spite of the applets


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
        task.place, words, env=task.env if env is None else env, stdin=task.source, stdout=task.stdout,
        stderr=task.stderr,
        tty=task.tty, cwd=task.cwd, program=found, parent=task,
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
    span = seconds(words[0], busybox)
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
        stdin=task.source,
        stdout=task.stdout,
        stderr=task.stderr,
        cwd=task.cwd,
        program=found,
        parent=task,
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


@applet("busybox")
@program("busybox")
def busybox(task: Task) -> Started:
    """``busybox APPLET ARGUMENTS``."""
    name = task.args[0] if task.args else ""
    code = itself(task, name)
    if code is not None:
        return code
    run = found(task.place, name)
    if run is None:
        task.err(f"{name}: applet not found\n")
        return 127
    task.argv, task.called = task.args, name  # the same process goes on under the applet's name
    return run(task)
