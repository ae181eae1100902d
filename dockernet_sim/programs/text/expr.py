"""expr(1)."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.regex import RegexFault, posix

LEVELS = (("|",), ("&",), ("<", "<=", "=", "==", "!=", ">=", ">"), ("+", "-"), ("*", "/", "%"), (":",))
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "=": lambda a, b: a == b, "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b, ">=": lambda a, b: a >= b, ">": lambda a, b: a > b,
}  # fmt: skip
ARGUMENTS = {"length": 1, "match": 2, "index": 2, "substr": 3}


class _Fault(Exception):
    """The expression has no value."""


@tool("expr")
def expr(task: Task, busybox: bool = False) -> int:
    """``expr EXPRESSION``: 1 where the value is 0 or empty, 2 for what is no expression."""
    words = task.args[1:] if task.args[:1] == ["--"] else task.args
    try:
        if not words:
            raise _Fault("missing operand\nTry 'expr --help' for more information.")
        value = _Reader(words).whole()
    except (_Fault, RegexFault) as fault:
        task.err(f"expr: {fault}\n")
        return 2
    task.out(f"{value}\n")
    return int(value in ("", "0"))


class _Reader:
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0

    def whole(self) -> str:
        value = self.level(0)
        if self.at < len(self.words):
            raise _Fault(f"syntax error: unexpected argument '{self.words[self.at]}'")
        return value

    def level(self, level: int) -> str:
        if level == len(LEVELS):
            return self.operand()
        value = self.level(level + 1)
        while self.at < len(self.words) and self.words[self.at] in LEVELS[level]:
            operator = self.words[self.at]
            self.at += 1
            value = _apply(operator, value, self.level(level + 1))
        return value

    def operand(self) -> str:
        if self.at >= len(self.words):
            raise _Fault(f"syntax error: missing argument after '{self.words[-1]}'")
        word = self.words[self.at]
        self.at += 1
        if word == "(":
            value = self.level(0)
            if self.words[self.at : self.at + 1] != [")"]:
                raise _Fault(f"syntax error: expecting ')' after '{self.words[-1]}'")
            self.at += 1
            return value
        if word in ARGUMENTS and self.at < len(self.words):
            return _call(word, [self.operand() for _ in range(ARGUMENTS[word])])
        return word


def _call(name: str, values: list[str]) -> str:
    if name == "length":
        return str(len(values[0]))
    if name == "match":
        return _apply(":", values[0], values[1])
    if name == "index":
        return str(1 + min([at for char in values[1] if (at := values[0].find(char)) >= 0], default=-1))
    start, length = (_number(value) for value in values[1:])
    return values[0][start - 1 : start - 1 + length] if start > 0 and length > 0 else ""


def _number(text: str) -> int:
    if not text.removeprefix("-").isdigit() or len(text) > 1000:
        raise _Fault("non-integer argument")
    return int(text)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdigit() and len(text) <= 1000


def _apply(operator: str, a: str, b: str) -> str:
    if operator == ":":
        regex = posix(f"^{b}" if not b.startswith("^") else b)
        found = regex.search(a)
        if regex.groups:
            return found.group(1) if found else ""
        return str(found.end() if found else 0)
    if operator in ("|", "&"):
        full = a not in ("", "0")
        if operator == "|":
            return a if full else b if b not in ("", "0") else "0"
        return a if full and b not in ("", "0") else "0"
    if operator in COMPARE:
        pair = (int(a), int(b)) if _is_number(a) and _is_number(b) else ((a > b) - (a < b), 0)
        return str(int(COMPARE[operator](*pair)))
    x, y = _number(a), _number(b)
    if operator in ("/", "%"):
        if not y:
            raise _Fault("division by zero")
        quotient = abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
        return str(quotient if operator == "/" else x - y * quotient)
    return str(x + y if operator == "+" else x - y if operator == "-" else x * y)
