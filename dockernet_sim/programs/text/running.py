"""nohup, time and watch: another program, with something around it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Stream, Task
from dockernet_sim.programs.text.processes import Run, find, run_other
from dockernet_sim.programs.text.usage import missing_operand
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import date

CLEAR = "\x1b[H\x1b[J"


@tool("nohup")
def nohup(task: Task, busybox: bool = False) -> int | Run:
    """``nohup COMMAND``: no terminal ever hangs up here."""
    return run_other(task, task.args, "nohup", busybox) if task.args else missing_operand(task, "nohup", busybox)


@tool("time")
def time(task: Task, busybox: bool = False) -> Run:
    """``time COMMAND``: simulated seconds; the model's programs take no processor's time."""
    words = [word for word in task.args if word != "-p"]
    began = task.clock.now
    code = 0
    if words:
        done = run_other(task, words, "time", busybox)
        code = done if isinstance(done, int) else (yield from done)
    seconds = task.clock.now - began
    minutes, rest = divmod(seconds, 60)
    if "-p" in task.args:
        task.err(f"real {seconds:.2f}\nuser 0.00\nsys 0.00\n")
    else:
        task.err(f"real\t{int(minutes)}m {rest:.2f}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n")
    return code


@tool("watch")
def watch(task: Task, busybox: bool = False) -> Generator[Any, Any, int]:
    """``watch [-n SECONDS] [-t] COMMAND``: again and again, until it is interrupted."""
    words, interval, title = list(task.args), 2.0, True
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word.startswith("-n"):
            text = word[2:] or (words.pop(0) if words else "")
            try:
                interval = max(0.1, float(text))
            except ValueError:
                raise NotModelled(f"watch -n {text} is not modelled") from None
        elif word == "-t":
            title = False
        else:
            raise NotModelled(f"watch {word} is not modelled")
    if not words:
        return missing_operand(task, "watch", busybox)
    line = " ".join(words)
    shell = find(task, "sh")
    if shell is None:
        return run_other(task, ["sh"], "watch", busybox)  # type: ignore[return-value]
    task.endless = True
    while True:
        head = f"Every {interval:.1f}s: {line}"
        when = f"{date(task.clock.now):%a %b %e %H:%M:%S %Y}"
        task.out(
            CLEAR
            + (
                f"{head:<40}{(task.place.hostname or task.host.hostname) + ': ' if not busybox else ''}{when}\n\n"
                if title
                else ""
            )
        )
        out = Stream()
        child = Task(
            task.place,
            ["sh", "-c", line],
            env=task.env,
            stdout=out,
            stderr=out,
            cwd=task.cwd,
            program=shell,
            parent=task,
        )
        process = child.start()
        try:
            yield process
        except simpy.Interrupt as signal:  # Ctrl-C, or timeout: it ends with what it runs
            child.signal(str(signal.cause))
            raise
        task.out(out.text)
        yield task.sleep(interval)
