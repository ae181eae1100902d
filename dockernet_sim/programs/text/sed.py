"""sed: ``s///``, ``p``, ``d``, ``q`` and ``=`` at addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, lines, options
from dockernet_sim.programs.text.regex import posix
from dockernet_sim.sim.errors import NotModelled

Address = int | re.Pattern[str]  # the last line is -1


@dataclass
class Command:
    """One command and where it holds."""

    first: Address | None
    last: Address | None
    inverted: bool
    letter: str
    pattern: re.Pattern[str] | None = None
    new: str = ""
    flags: str = ""
    inside: bool = False  # a range has begun

    def holds(self, line: str, number: int, last: bool) -> bool:
        """Whether the command is for this line."""
        return self._selected(line, number, last) != self.inverted

    def _selected(self, line: str, number: int, last: bool) -> bool:
        if self.first is None:
            return True
        if self.last is None:
            return _at(self.first, line, number, last)
        if not self.inside:
            self.inside = _at(self.first, line, number, last)
            if self.inside and isinstance(self.last, int) and 0 <= self.last <= number:
                self.inside = False
                return True
            return self.inside
        if _at(self.last, line, number, last):
            self.inside = False
        return True


def _at(address: Address, line: str, number: int, last: bool) -> bool:
    if isinstance(address, int):
        return last if address < 0 else number == address
    return address.search(line) is not None


class _Reader:
    """Reads a script."""

    def __init__(self, script: str, extended: bool) -> None:
        self.script = script
        self.extended = extended
        self.at = 0

    def commands(self) -> list[Command]:
        found: list[Command] = []
        while True:
            self._skip(" \t\n;")
            if self.at >= len(self.script):
                return found
            found.append(self._command())

    def _skip(self, chars: str) -> None:
        while self.at < len(self.script) and self.script[self.at] in chars:
            self.at += 1

    def _take(self) -> str:
        self.at += 1
        return self.script[self.at - 1 : self.at]

    def _peek(self) -> str:
        return self.script[self.at : self.at + 1]

    def _until(self, mark: str) -> str:
        out = ""
        while (char := self._take()) != mark:
            if not char:
                raise NotModelled("an unterminated sed command is not modelled")
            if char == "\\":
                following = self._take()
                out += following if following == mark else "\\" + following
            else:
                out += char
        return out

    def _address(self) -> Address | None:
        char = self._peek()
        if char == "$":
            self._take()
            return -1
        if char == "/":
            self._take()
            return posix(self._until("/"), self.extended)
        digits = ""
        while self._peek().isdigit():
            digits += self._take()
        return int(digits) if digits else None

    def _command(self) -> Command:
        first = self._address()
        last = None
        if self._peek() == ",":
            self._take()
            last = self._address()
        self._skip(" \t")
        inverted = self._peek() == "!"
        if inverted:
            self._take()
        letter = self._take()
        if letter not in "spdq=":
            raise NotModelled(f"sed's command {letter} is not modelled")
        command = Command(first, last, inverted, letter)
        if letter == "s":
            mark = self._take()
            pattern, command.new = self._until(mark), self._until(mark)
            while self._peek() and self._peek() in "gpiI0123456789":
                command.flags += self._take()
            command.pattern = posix(pattern, self.extended, re.IGNORECASE if "i" in command.flags.lower() else 0)
        return command


def _replace(command: Command, line: str) -> tuple[str, bool]:
    assert command.pattern is not None
    digits = "".join(c for c in command.flags if c.isdigit())
    wanted, every, count = int(digits or 1), "g" in command.flags, 0

    def one(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if count < wanted or (count > wanted and not every):
            return found.group()
        parts = re.split(r"(\\.|&)", command.new)
        return "".join(found.group() if p == "&" else _escape(p, found) if p[:1] == "\\" else p for p in parts)

    return command.pattern.sub(one, line), False if not command.pattern.search(line) else count >= wanted


def _escape(text: str, found: re.Match[str]) -> str:
    if text[1:].isdigit():
        return found.group(int(text[1:])) or ""
    return {"n": "\n", "t": "\t"}.get(text[1:], text[1:])


@tool("sed")
def sed(task: Task, busybox: bool = False) -> int:
    """``sed [-nEr] SCRIPT [FILE...]``."""
    scripts = [task.args[i + 1] for i, word in enumerate(task.args[:-1]) if word == "-e"]
    given, paths = options(task.args, "ne:Er", {"quiet": "n", "silent": "n", "expression": "e", "regexp-extended": "E"})
    if not scripts:
        if not paths:
            raise NotModelled("sed without a script is not modelled")
        scripts = [paths.pop(0)]
    commands = _Reader("\n".join(scripts), "E" in given or "r" in given).commands()
    texts, code = inputs(task, paths, "sed: {path}: {error}" if busybox else "sed: can't read {path}: {error}")
    found = [line for _, text in texts for line in lines(text)]
    for number, line in enumerate(found, 1):
        if _edit(task, commands, line, number, number == len(found), "n" in given):
            break
    return 2 if code and not busybox else code


def _edit(task: Task, commands: list[Command], line: str, number: int, last: bool, quiet: bool) -> bool:
    """One line; True when that was the last."""
    done = False
    for command in commands:
        if not command.holds(line, number, last):
            continue
        if command.letter == "d":
            return False
        if command.letter == "p":
            task.out(f"{line}\n")
        elif command.letter == "=":
            task.out(f"{number}\n")
        elif command.letter == "q":
            done = True
            break
        else:
            line, changed = _replace(command, line)
            if changed and "p" in command.flags:
                task.out(f"{line}\n")
    if not quiet:
        task.out(f"{line}\n")
    return done
