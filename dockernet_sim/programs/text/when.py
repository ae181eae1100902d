"""date and usleep: the simulated clock, which starts on 1 January 2024 UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import simpy

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import date as date_at
from dockernet_sim.sim.when import nanoseconds, unix

FORMATS = {"-R": "%a, %d %b %Y %H:%M:%S +0000", "--rfc-email": "%a, %d %b %Y %H:%M:%S +0000", "-I": "%Y-%m-%d",
           "--iso-8601": "%Y-%m-%d", "-Iseconds": "%Y-%m-%dT%H:%M:%S+00:00",
           "-Is": "%Y-%m-%dT%H:%M:%S+00:00"}  # fmt: skip
DIRECTIVES = frozenset("aAbBcCdDeFgGhHIjklmMnNpPrRsSTtuUVwWxXyYzZ%")


@tool("date")
def date(task: Task, busybox: bool = False) -> int:
    """``date [-u] [-d @SECONDS] [-I|-R] [+FORMAT]``."""
    text, moment, words = "", task.clock.now, list(task.args)
    while words:
        word = words.pop(0)
        if word in ("-u", "--utc", "--universal"):
            continue
        if word in FORMATS:
            text = FORMATS[word]
        elif word.startswith("+"):
            text = word[1:]
        elif word in ("-d", "--date") and words and re.fullmatch(r"@-?\d+", words[0]):
            moment = float(int(words.pop(0)[1:]) - unix(0.0))
        else:
            raise NotModelled(f"date {word} is not modelled")
    shown = text or "%a %b %e %H:%M:%S UTC %Y"
    task.out(_formatted(shown, moment) + "\n")
    return 0


def _formatted(text: str, moment: float) -> str:
    when: datetime = date_at(moment).astimezone(UTC)

    def one(found: re.Match[str]) -> str:
        flag, letter = found[1], found[2]
        if letter == "s":
            return str(unix(moment))
        if letter == "N":
            return f"{nanoseconds(moment):09d}"[: int(flag) if flag.isdigit() else 9]
        if letter in "tn%":
            return {"t": "\t", "n": "\n", "%": "%"}[letter]
        if letter == "Z":
            return "UTC"
        if letter not in DIRECTIVES or (flag and flag != "-"):
            raise NotModelled(f"date's %{flag}{letter} is not modelled")
        value = when.strftime(f"%{letter}")
        return value.lstrip("0 ") or "0" if flag == "-" else value

    return re.sub(r"%([-_0-9^#]?)(.)", one, text, flags=re.DOTALL)


@tool("usleep")
def usleep(task: Task, busybox: bool = False) -> int | simpy.Event:
    """``usleep MICROSECONDS``."""
    if len(task.args) != 1 or not task.args[0].isdigit():
        raise NotModelled("usleep without a number is not modelled")
    return task.sleep(int(task.args[0]) / 1e6)
