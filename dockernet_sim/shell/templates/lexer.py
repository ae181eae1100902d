"""A template's text cut into tokens, with Go's complaints about what is no token."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockernet_sim.sim.quote import quote

KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with")
LEFT, RIGHT = "{{", "}}"
SPACES = " \t\r\n"
TERMINATORS = SPACES + ".,|:)("
NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9_]*\.?[0-9_]+(?:[eE][+-]?[0-9_]+)?|[0-9_]+\.)"
)


@dataclass(frozen=True)
class Token:
    """Kind, text, place in the template, and line."""

    kind: str
    text: str
    at: int
    line: int

    def __str__(self) -> str:
        if self.kind == "EOF":
            return "EOF"
        if self.kind == "error":
            return self.text
        if self.kind in KEYWORDS:
            return f"<{self.text}>"
        return quote(self.text[:10]) + "..." if len(self.text) > 10 else quote(self.text)


class Lexer:
    """Cuts `text` into tokens: text, what stands between ``{{`` and ``}}``, and EOF or one error at the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        """All tokens."""
        try:
            while self.outside():
                pass
            self.add("EOF", "")
        except SyntaxError as problem:
            self.add("error", str(problem.msg))
        return self.tokens

    def add(self, kind: str, text: str, start: int | None = None) -> None:
        """Append a token that began at `start` (here, by default)."""
        start = self.at if start is None else start
        self.tokens.append(Token(kind, text, start, 1 + self.text.count("\n", 0, start)))

    def outside(self) -> bool:
        """Text up to the next ``{{``, and that action; whether there was one."""
        start, found = self.at, self.text.find(LEFT, self.at)
        text = self.text[start:] if found < 0 else self.text[start:found]
        trimmed = found >= 0 and self.text[found + 2 : found + 4] in ("- ", "-\t", "-\r", "-\n")
        text = text.rstrip(SPACES) if trimmed else text
        if text:
            self.add("text", text, start)
        if found < 0:
            self.at = len(self.text)
            return False
        after = found + (3 if trimmed else 2)
        self.at = after
        if self.text.startswith("/*", after + (1 if trimmed else 0)):
            self.comment(after)
            return True
        self.add("left", LEFT, found)
        self.depth = 0
        while not self.inside():
            pass
        return True

    def comment(self, start: int) -> None:
        """Skip ``{{/* ... */}}``."""
        close = self.text.find("*/", start + 2)
        if close < 0:
            raise SyntaxError("unclosed comment")
        self.at = close + 2
        if not self.right_delimiter():
            raise SyntaxError("comment ends before closing delimiter")

    def right_delimiter(self) -> bool:
        """Step over ``}}`` or `` -}}`` (which trims what follows), if it is here."""
        trim = (
            len(self.text) > self.at + 1
            and self.text[self.at] in SPACES
            and self.text.startswith("-" + RIGHT, self.at + 1)
        )
        if not trim and not self.text.startswith(RIGHT, self.at):
            return False
        self.at += 4 if trim else 2
        while trim and self.at < len(self.text) and self.text[self.at] in SPACES:
            self.at += 1
        return True

    def inside(self) -> bool:
        """One token of an action; True at its end."""
        start = self.at
        if self.depth == 0 and self.right_delimiter():
            self.add("right", RIGHT, start)
            return True
        if self.text.startswith(RIGHT, start):
            raise SyntaxError("unclosed left paren")
        if start >= len(self.text):
            raise SyntaxError("unclosed action")
        self.one(self.text[start], start)
        return False

    def one(self, char: str, start: int) -> None:
        """The token that begins with this character."""
        if char in SPACES:
            while self.at < len(self.text) and self.text[self.at] in SPACES and not self.trim_marker():
                self.at += 1
            self.add("space", self.text[start : self.at], start)
        elif char in "\"`'":
            self.quoted(char, start)
        elif char == "$" or (char == "." and self.text[start + 1 :] and not self.text[start + 1].isdigit()):
            self.word("variable" if char == "$" else "field", start)
        elif char in "+-." or char.isdigit():
            self.number(start)
        elif char == "_" or char.isalnum():
            self.word("identifier", start)
        else:
            self.sign(char, start)

    def trim_marker(self) -> bool:
        """Whether ``-}}`` comes next, which swallows the white space behind it."""
        return self.text.startswith("-" + RIGHT, self.at + 1) and self.depth == 0

    def sign(self, char: str, start: int) -> None:
        """Brackets, pipes and assignments."""
        self.at += 1
        if char == ":":
            if self.text[self.at : self.at + 1] != "=":
                raise SyntaxError("expected :=")
            self.at += 1
            self.add("declare", ":=", start)
        elif char in "()":
            self.add(char, char, start)
            self.depth += 1 if char == "(" else -1
            if self.depth < 0:
                raise SyntaxError("unexpected right paren U+0029 ')'")
        elif char in "=|":
            self.add("assign" if char == "=" else "pipe", char, start)
        elif char.isascii() and char.isprintable():
            self.add("char", char, start)
        else:
            raise SyntaxError(f"unrecognized character in action: {unicode(char)}")

    def quoted(self, mark: str, start: int) -> None:
        """A string, a raw string or a character constant."""
        what = {'"': "quoted string", "`": "raw quoted string", "'": "character constant"}[mark]
        self.at += 1
        while True:
            char = self.text[self.at : self.at + 1]
            if not char or (char == "\n" and mark != "`"):
                raise SyntaxError(f"unterminated {what}")
            self.at += 1
            if char == mark:
                break
            if char == "\\" and mark != "`":
                self.at += 1
        self.add({'"': "string", "`": "raw", "'": "charconst"}[mark], self.text[start : self.at], start)

    def word(self, kind: str, start: int) -> None:
        """A field, variable, keyword or function name."""
        self.at += 1
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
            self.at += 1
        text = self.text[start : self.at]
        rest = self.text[self.at : self.at + 1]
        if rest and rest not in TERMINATORS and not self.text.startswith(RIGHT, self.at):
            raise SyntaxError(f"bad character {unicode(rest)}")
        if kind == "field" and text == ".":
            kind = "dot"
        elif kind == "identifier":
            kind = text if text in KEYWORDS else "bool" if text in ("true", "false") else kind
        self.add(kind, text, start)

    def number(self, start: int) -> None:
        """A number."""
        found = NUMBER.match(self.text, start)
        end = found.end() if found else start + 1
        rest = self.text[end : end + 1]
        if not found or rest.isalnum() or rest == "_":
            what = "bad" if self.text[start:] != "." else "illegal"
            raise SyntaxError(f"{what} number syntax: {quote(self.text[start : end + 1])}")
        self.at = end
        self.add("number", found[0], start)


def unicode(char: str) -> str:
    """A character as Go's %#U prints it."""
    return f"U+{ord(char):04X} '{char}'" if char.isprintable() else f"U+{ord(char):04X}"
