"""Options of small tools: letters, with or without an argument, before or between the operands."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled


def options(args: list[str], letters: str, long: dict[str, str] | None = None) -> tuple[dict[str, str], list[str]]:
    """Options by letter (a flag's value is "") and operands; what is not named raises NotModelled.

    `letters` is getopt's: a colon behind a letter that takes an argument. `long` names the letters' long forms.

    >>> options(["-n", "3", "file", "-r"], "n:r")
    ({'n': '3', 'r': ''}, ['file'])
    """
    found: dict[str, str] = {}
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            operands += rest
            break
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            letter = (long or {}).get(name)
            if letter is None:
                raise NotModelled(f"option --{name} is not modelled")
            takes = letter + ":" in letters
            found[letter] = (value or (rest.pop(0) if rest and takes else "")) if takes else ""
        elif word.startswith("-") and len(word) > 1:
            _cluster(word[1:], letters, rest, found)
        else:
            operands.append(word)
    return found, operands


def _cluster(cluster: str, letters: str, rest: list[str], found: dict[str, str]) -> None:
    while cluster:
        letter, cluster = cluster[0], cluster[1:]
        if letter not in letters or letter == ":":
            raise NotModelled(f"option -{letter} is not modelled")
        if letter + ":" in letters:
            found[letter] = cluster or (rest.pop(0) if rest else "")
            return
        found[letter] = ""


def inputs(task: Task, paths: list[str], say: str) -> tuple[list[tuple[str, str]], int]:
    """Names and texts of the files given, standard input without any, and 1 if one could not be read.

    `say` is the complaint, with {path} and {error}.
    """
    texts, code = [], 0
    given = task.stdin if "-" in (paths or ["-"]) else ""  # before anything is written: see Task.stdin
    for path in paths or ["-"]:
        if path == "-":
            texts.append((path, given))
            continue
        try:
            texts.append((path, task.read(path)))
        except NetError as error:
            task.err(say.format(path=path, error=error.text) + "\n")
            code = 1
    return texts, code


A_LINE = 0.15  # units of a Budget


class Source:
    """A file, or standard input, line by line as it comes."""

    def __init__(self, task: Task, path: str) -> None:
        """Open it; NetError as for reading the file."""
        self._budget = task.budget
        given = task.source if path == "-" else task.read(path)
        self._pipe = given if isinstance(given, Pipe) else Pipe(task.clock, given, ended=True)

    def line(self) -> Generator[Any, Any, str | None]:
        """The next line without its newline; None at the end."""
        self._budget.spend(A_LINE, "reading lines")
        text = self._pipe.take_line() or (yield from self._pipe.line())
        return text.removesuffix("\n") if text else None

    def chunk(self, line: bool = False) -> Generator[Any, Any, str]:
        """What is there, or a line with its newline; empty at the end."""
        return (yield from (self._pipe.line() if line else self._pipe.more()))


def room(stream: Stream) -> Generator[Any, Any, None]:
    """Wait until a stream can take more: a pipe may be full."""
    if isinstance(stream, Pipe):
        yield from stream.room()


def lines(text: str) -> list[str]:
    """The lines of a text, without their newlines."""
    return text.removesuffix("\n").split("\n") if text else []
