"""sed's scripts: addresses, commands, blocks and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dockernet_sim.programs.text.regex import Regex, RegexFault, posix
from dockernet_sim.sim.errors import NotModelled

Address = int | Regex | None  # the last line is -1; None is the empty regular expression: the one used last
PLAIN = "=dDgGhHnNpPxlz"
KNOWN = PLAIN + "{}syaicbtTqQ:"
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


class ScriptFault(Exception):
    """The script is wrong: where (its characters are counted from 1), and GNU's words for it."""

    def __init__(self, at: int, text: str, pattern: str = "") -> None:
        self.at = at
        self.pattern = pattern
        self.text = text
        super().__init__(text)


@dataclass
class Command:
    """One command and where it holds."""

    first: Address | str = ""
    last: Address | str = ""  # "" without one
    more: int = -1  # ``ADDRESS,+N``
    inverted: bool = False
    letter: str = ""
    pattern: Regex | None = None
    text: str = ""  # of s the new text, of a, i and c the lines, of b and t the label, of q the exit code
    flags: str = ""
    table: dict[int, int] = field(default_factory=dict)  # of y
    target: int = -1  # of b and t, and of { where its block ends
    inside: bool = False  # a range has begun,
    until: int = -1  # and ends at this line


class Reader:
    """Reads a script."""

    def __init__(self, script: str, extended: bool) -> None:
        self.script = script
        self.extended = extended
        self.at = 0
        self._labels: dict[str, int] = {}

    def commands(self) -> list[Command]:
        """All commands, blocks and jumps resolved."""
        found: list[Command] = []
        blocks: list[int] = []
        while True:
            self._skip(" \t\n;")
            if self.at >= len(self.script):
                break
            if self._peek() == "#":
                self.at = (self.script + "\n").index("\n", self.at)
                continue
            command = self._command()
            if command.letter == "{":
                blocks.append(len(found))
            elif command.letter == "}":
                if not blocks:
                    raise ScriptFault(self.at, "unexpected `}'")
                found[blocks.pop()].target = len(found)
            elif command.letter == ":":
                self._labels[command.text] = len(found)
            found.append(command)
        if blocks:
            raise ScriptFault(0, "unmatched `{'")
        for command in found:
            if command.letter in ("b", "t", "T"):
                if command.text and command.text not in self._labels:
                    raise ScriptFault(0, f"can't find label for jump to `{command.text}'")
                command.target = self._labels.get(command.text, len(found))
        return found

    # -- characters ----------------------------------------------------------
    def _skip(self, chars: str) -> None:
        while self.at < len(self.script) and self.script[self.at] in chars:
            self.at += 1

    def _take(self) -> str:
        self.at += 1
        return self.script[self.at - 1 : self.at]

    def _peek(self) -> str:
        return self.script[self.at : self.at + 1]

    def _digits(self) -> str:
        start = self.at
        self._skip("0123456789")
        return self.script[start : self.at]

    def _until(self, mark: str, name: str, pattern: bool) -> str:
        """The text up to `mark`; in patterns a mark inside brackets is none."""
        out, bracket = "", False
        while (char := self._take()) != mark or bracket:
            if not char or (char == "\n" and pattern):
                raise ScriptFault(min(self.at, len(self.script) + 1) - 1, f"unterminated {name}")
            if char == "\\" and not bracket:
                following = self._take()
                out += following if following == mark else "\n" if following == "n" and pattern else "\\" + following
                continue
            if pattern and char == "[" and not bracket:
                bracket = True
                char += "^" if self._peek() == "^" and self._take() else ""
                char += "]" if self._peek() == "]" and self._take() else ""
            elif char == "]":
                bracket = False
            elif bracket and char == "\\" and self._peek() == "n":
                self._take()
                char = "\n"
            out += char
        return out

    def _regex(self, text: str, ignore_case: bool) -> Regex | None:
        if not text:
            return None
        try:
            return posix(text, self.extended, ignore_case)
        except RegexFault as fault:
            raise ScriptFault(self.at, str(fault), text) from None

    # -- addresses -----------------------------------------------------------
    def _address(self) -> Address | str:
        char = self._peek()
        if char == "$":
            self._take()
            return -1
        if char and char in "/\\":
            mark = self._take() if char == "/" else (self._take(), self._take())[1]
            text = self._until(mark, "address regex", pattern=True)
            ignore_case = self._peek() == "I"
            self.at += ignore_case
            return self._regex(text, ignore_case)
        digits = self._digits()
        if self._peek() == "~":
            raise NotModelled("sed's address FIRST~STEP is not modelled")
        return int(digits) if digits else ""

    # -- commands ------------------------------------------------------------
    def _command(self) -> Command:
        command = Command(first=self._address())
        self._skip(" \t")
        if command.first != "" and self._peek() == ",":
            self._take()
            self._skip(" \t")
            if self._peek() == "+":
                self._take()
                command.more = int(self._digits() or 0)
                command.last = -2
            else:
                command.last = self._address()
                if command.last == "":
                    raise ScriptFault(self.at + 1, "unexpected `,'")
        self._skip(" \t")
        while self._peek() == "!":
            self._take()
            command.inverted = True
            self._skip(" \t")
        letter = command.letter = self._take()
        if not letter:
            raise ScriptFault(len(self.script), "missing command")
        if letter not in KNOWN:
            if letter in "eFrRvwW":
                raise NotModelled(f"sed's command {letter} is not modelled")
            raise ScriptFault(self.at, f"unknown command: `{letter}'")
        self._arguments(command)
        return command

    def _arguments(self, command: Command) -> None:
        letter = command.letter
        if letter == "s":
            self._substitution(command)
        elif letter == "y":
            self._table(command)
        elif letter in "aic":
            command.text = self._lines()
        elif letter in ":btT":
            self._skip(" \t")
            found = re.compile(r"[^\n;}]*" if letter != ":" else r"[^\n;]*").match(self.script, self.at)
            assert found is not None
            self.at, command.text = found.end(), found.group().strip()
            if letter == ":" and not command.text:
                raise ScriptFault(self.at, '":" lacks a label')
        elif letter in "qQ":
            self._skip(" \t")
            command.text = self._digits()
        if letter not in "{:aic":
            self._skip(" \t")
            if self._peek() not in ("", "\n", ";", "}", "#"):
                raise ScriptFault(
                    self.at + 1, "unknown option to `s'" if letter == "s" else "extra characters after command"
                )

    def _substitution(self, command: Command) -> None:
        mark = self._take()
        name = "`s' command"
        pattern = self._until(mark, name, pattern=True)
        command.text = self._until(mark, name, pattern=False)
        while self._peek() and self._peek() in "gpiIemMw0123456789":
            command.flags += self._take()
        if unknown := set(command.flags) & set("emMw"):
            raise NotModelled(f"the flag {min(unknown)} of sed's s is not modelled")
        command.pattern = self._regex(pattern, "i" in command.flags.lower())
        groups = command.pattern.groups if command.pattern is not None else 9
        if any(int(digit) > groups for digit in re.findall(r"\\(\d)", command.text.replace("\\\\", ""))):
            digit = next(d for d in re.findall(r"\\(\d)", command.text.replace("\\\\", "")) if int(d) > groups)
            raise ScriptFault(self.at, f"invalid reference \\{digit} on `s' command's RHS")

    def _table(self, command: Command) -> None:
        mark = self._take()
        halves = [self._until(mark, "`y' command", pattern=False) for _ in range(2)]
        old, new = (re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), half) for half in halves)
        if len(old) != len(new):
            raise ScriptFault(self.at, "strings for `y' command are different lengths")
        command.table = str.maketrans(old, new)

    def _lines(self) -> str:
        """The text of a, i and c: on the same line, or behind a backslash on the following ones."""
        self._skip(" \t")
        if self._peek() == "\\":
            self._take()
            self._skip(" \t")
            if self._peek() == "\n":
                self._take()
        out = ""
        while (char := self._take()) and char != "\n":
            out += self._take() if char == "\\" else char
        if not out and self.at > len(self.script) + 1:
            raise ScriptFault(len(self.script), "expected \\ after `a', `c' or `i'")
        return out
