"""sed: runs a script over lines."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import Source, options
from dockernet_sim.programs.text.regex import Match, Regex
from dockernet_sim.programs.text.sedscript import ESCAPES, Address, Command, Reader, ScriptFault
from dockernet_sim.programs.text.usage import usage
from dockernet_sim.sim.errors import NotModelled, Runaway

Run = Generator[Any, Any, int]
MOST_HELD = 1_048_576  # characters in the pattern space or the hold space
LONG = {"quiet": "n", "silent": "n", "expression": "e", "regexp-extended": "E", "unbuffered": "u", "in-place": "i"}


@tool("sed")
def sed(task: Task, busybox: bool = False) -> int | Run:
    """``sed [-nEr] SCRIPT [FILE...]``."""
    scripts = [task.args[i + 1] for i, word in enumerate(task.args[:-1]) if word == "-e"]
    given, paths = options(task.args, "ne:Eriu", LONG)
    if not scripts:
        if "e" in given or not paths:
            task.err(
                usage("sed") if busybox else "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n"
            )
            return 1
        scripts = [paths.pop(0)]
    try:
        commands = Reader("\n".join(scripts), "E" in given or "r" in given).commands()
    except ScriptFault as fault:
        task.err(_complaint(fault, busybox))
        return 1
    if "i" in given and not paths:
        task.err("sed: no input files\n")
        return 1
    return _Editor(task, commands, "n" in given, busybox).run(paths, "i" in given)


def _complaint(fault: ScriptFault, busybox: bool) -> str:
    if busybox:
        text = "unmatched '/'" if fault.text.startswith("unterminated") else fault.text
        text = f"bad regex '{fault.pattern}': {text}" if fault.pattern else text
        return f"sed: {text}\n"
    return f"sed: -e expression #1, char {fault.at}: {fault.text}\n"


class _Editor:
    """One run: pattern space, hold space and the place in the input."""

    def __init__(self, task: Task, commands: list[Command], quiet: bool, busybox: bool) -> None:
        self.task = task
        self.commands = commands
        self.quiet = quiet
        self.busybox = busybox
        self.space, self.hold = "", ""
        self.number = 0
        self.code = 0
        self.done = False
        self.appended: list[str] = []
        self.last_regex: Regex | None = None
        self._sources: list[Source] = []
        self._ahead: str | None = None
        self._looks_ahead = any(-1 in (c.first, c.last) for c in commands)
        self._written: list[str] | None = None  # instead of standard output: a file that is edited in place

    def run(self, paths: list[str], in_place: bool) -> Run:
        """All files as one, or each by itself."""
        for group in [[path] for path in paths] if in_place else [paths or ["-"]]:
            self._written = [] if in_place else None
            self._open(group)
            self._ahead = (yield from self._read()) if self._looks_ahead else None
            while not self.done and (line := (yield from self._next())) is not None:
                self.space = line
                yield from self._cycle()
            if self._written is not None and not self.code:
                self.task.write(group[0], "".join(self._written))
        return self.code

    def _open(self, paths: list[str]) -> None:
        for path in paths:
            try:
                self._sources.append(Source(self.task, path))
            except NetError as error:
                can = "" if self.busybox else "can't read "
                self.task.err(f"sed: {can}{path}: {error.text}\n")
                self.code = 1 if self.busybox else 2

    def _out(self, text: str) -> None:
        if self._written is None:
            self.task.out(text)
        else:
            self._written.append(text)

    # -- input ---------------------------------------------------------------
    def _read(self) -> Generator[Any, Any, str | None]:
        while self._sources:
            line = yield from self._sources[0].line()
            if line is not None:
                return line
            self._sources.pop(0)
        return None

    def _next(self) -> Generator[Any, Any, str | None]:
        line = self._ahead if self._looks_ahead else (yield from self._read())
        if line is not None:
            self.number += 1
            if self._looks_ahead:
                self._ahead = yield from self._read()
        return line

    @property
    def _last(self) -> bool:
        return self._looks_ahead and self._ahead is None

    # -- a cycle -------------------------------------------------------------
    def _cycle(self) -> Generator[Any, Any, None]:
        """The script over one line."""
        at, changed = 0, False
        while at < len(self.commands):
            self.task.budget.spend(1, "sed's script")
            command = self.commands[at]
            at += 1
            if not self._holds(command):
                if command.letter == "{":
                    at = command.target
                continue
            letter = command.letter
            if letter == "s":
                changed |= self._substitute(command)
            elif letter in "bTt":
                if letter == "b" or changed == (letter == "t"):
                    at = command.target
                changed = changed and letter == "b"
            elif letter in "nN":
                if not (yield from self._another(letter)):
                    return
            elif letter == "D" and "\n" in self.space:
                self.space = self.space.partition("\n")[2]
                at = 0
            elif not self._plain(command):
                self._flush()
                return
            if len(self.space) + len(self.hold) > MOST_HELD:
                raise Runaway(f"sed holds more than {MOST_HELD} characters: a script that does not end")
        if not self.quiet:
            self._out(f"{self.space}\n")
        self._flush()

    def _another(self, letter: str) -> Generator[Any, Any, bool]:
        if letter == "n" and not self.quiet:
            self._out(f"{self.space}\n")
        self._flush()
        line = yield from self._next()
        if line is None:
            if letter == "N" and not self.quiet:
                self._out(f"{self.space}\n")
            self.done = True
            return False
        self.space = f"{self.space}\n{line}" if letter == "N" else line
        return True

    def _plain(self, command: Command) -> bool:
        """A command without jumps; False when it ends the cycle."""
        letter, space = command.letter, self.space
        if letter in "pP=i":
            shown = {"p": space, "P": space.partition("\n")[0], "=": str(self.number), "i": command.text}
            self._out(f"{shown[letter]}\n")
        elif letter == "a":
            self.appended.append(command.text)
        elif letter == "y":
            self.space = space.translate(command.table)
        elif letter in "hHgGxz":
            held = self.hold
            self.space = {"g": held, "G": f"{space}\n{held}", "x": held, "z": ""}.get(letter, space)
            self.hold = {"h": space, "H": f"{held}\n{space}", "x": space}.get(letter, held)
        elif letter == "l":
            raise NotModelled("sed's command l is not modelled")
        elif letter == "c":
            if command.last == "" or not command.inside:
                self._out(f"{command.text}\n")
            return False
        elif letter in "dD":
            return False
        elif letter in "qQ":
            self.done, self.code = True, int(command.text or 0) & 255
            if letter == "q" and not self.quiet:
                self._out(f"{space}\n")
            return False
        return True

    def _flush(self) -> None:
        for text in self.appended:
            self._out(f"{text}\n")
        self.appended.clear()

    # -- addresses -----------------------------------------------------------
    def _holds(self, command: Command) -> bool:
        return self._selected(command) != command.inverted

    def _selected(self, command: Command) -> bool:
        if isinstance(command.first, str):
            return True
        if isinstance(command.last, str):
            return self._at(command.first)
        if not command.inside:
            if not self._at(command.first) and command.first != 0:
                return False
            command.until = self.number + command.more if command.last == -2 else -1
            ends = command.until if command.last == -2 else command.last
            command.inside = not (isinstance(ends, int) and 0 <= ends <= self.number) and not (
                ends == -1 and self._last
            )
            return True
        if self.number == command.until or (command.last != -2 and self._ended(command.last)):
            command.inside = False
        return True

    def _ended(self, last: Address) -> bool:
        return self.number >= last if isinstance(last, int) and last >= 0 else self._at(last)

    def _at(self, address: Address) -> bool:
        if isinstance(address, int):
            return self._last if address < 0 else self.number == address
        return self._regex(address).found(self.space)

    def _regex(self, regex: Regex | None) -> Regex:
        self.last_regex = regex or self.last_regex
        if self.last_regex is None:
            raise NotModelled("sed's empty regular expression without one before it is not modelled")
        return self.last_regex

    # -- s -------------------------------------------------------------------
    def _substitute(self, command: Command) -> bool:
        digits = "".join(c for c in command.flags if c.isdigit())
        wanted, every, count = int(digits or 1), "g" in command.flags, 0

        def one(found: Match) -> str:
            nonlocal count
            count += 1
            if count < wanted or (count > wanted and not every):
                return found.group()
            return replacement(command.text, found)

        space, _ = self._regex(command.pattern).subn(one, self.space, 0 if every else wanted)
        if count < wanted:
            return False
        self.space = space
        if "p" in command.flags:
            self._out(f"{space}\n")
        return True


def replacement(new: str, found: Match) -> str:
    r"""The new text of ``s``: ``&``, ``\1``, ``\n``, and ``\U \L \u \l \E``.

    >>> from dockernet_sim.programs.text.regex import posix
    >>> replacement(r"<\U&\E-\1>", posix("a(b)", extended=True).search("ab"))
    '<AB-b>'
    """
    out, case, once = "", "", ""
    for piece in re.findall(r"\\.|&|[^\\&]+|\\", new, re.DOTALL):
        letter = piece[1:] if piece[:1] == "\\" else ""
        if letter and letter in "ULE":
            case = "" if letter == "E" else letter
            continue
        if letter and letter in "ul":
            once = letter
            continue
        text = (
            found.group(int(letter))
            if letter.isdigit()
            else found.group()
            if piece == "&"
            else ESCAPES.get(letter, letter)
            if letter
            else piece
        )
        text = text.upper() if case == "U" else text.lower() if case == "L" else text
        if once and text:
            text, once = (text[0].upper() if once == "u" else text[0].lower()) + text[1:], ""
        out += text
    return out
