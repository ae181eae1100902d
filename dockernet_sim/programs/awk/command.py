"""awk(1): runs a program over lines."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.awk.parser import Node, Parser, Rule
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.echo import unescape
from dockernet_sim.programs.text.options import Source
from dockernet_sim.programs.text.printf import printf_text
from dockernet_sim.programs.text.regex import Regex, RegexFault, posix
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
Value = float | str


class _Next(Exception):
    """``next``."""


class _Exit(Exception):
    """``exit``."""


def number(value: Value) -> float:
    """A value as a number: what a text begins with."""
    if not isinstance(value, str):
        return value
    found = re.match(r"\s*[-+]?(\d+\.?\d*|\.\d+)", value)
    return float(found.group()) if found else 0.0


def text(value: Value) -> str:
    """A value as text: whole numbers without a point."""
    if isinstance(value, str):
        return value
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def looks_numeric(value: Value) -> bool:
    """Whether a field counts as a number in comparisons."""
    return not isinstance(value, str) or re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)\s*", value) is not None


class Awk:
    """One run of a program."""

    def __init__(self, task: Task, rules: list[Rule], variables: dict[str, Value]) -> None:
        self.task = task
        self.rules = rules
        self.variables: dict[str, Value] = {"FS": " ", "OFS": " ", "ORS": "\n", "NR": 0.0, "NF": 0.0, **variables}
        self.fields: list[str] = [""]
        self._open: set[int] = set()  # ranges that have begun
        self._compiled: dict[str, Regex] = {}

    def run(self, paths: list[str], say: str) -> Run:
        """BEGIN, every line, END."""
        code = 0
        try:
            self._special("BEGIN")
            if any(rule.pattern != "BEGIN" for rule in self.rules):
                for path in paths or ["-"]:
                    code = (yield from self._file(path, say)) or code
        except _Exit:
            pass
        with suppress(_Exit):
            self._special("END")
        return code

    def _file(self, path: str, say: str) -> Run:
        try:
            source = Source(self.task, path)
        except NetError as error:
            self.task.err(say.format(path=path, error=error.text) + "\n")
            return 2
        while (line := (yield from source.line())) is not None:
            self._line(line)
        return 0

    def _regex(self, pattern: str) -> Regex:
        if pattern not in self._compiled:
            try:
                self._compiled[pattern] = posix(pattern, extended=True, escapes=True)
            except RegexFault as fault:
                short = " (missing ')')" if str(fault).startswith("Unmatched (") else ""
                raise RegexFault(f"bad regex '{pattern}': {fault}", f"{short}\n{pattern}") from None
        return self._compiled[pattern]

    def _special(self, name: str) -> None:
        for rule in self.rules:
            if rule.pattern == name:
                self._body(rule.body or [])

    def _line(self, line: str) -> None:
        self.variables["NR"] = number(self.variables["NR"]) + 1
        self._split(line)
        try:
            for index, rule in enumerate(self.rules):
                if rule.pattern not in ("BEGIN", "END") and self._holds(index, rule):
                    if rule.body is None:
                        self._print([])
                    else:
                        self._body(rule.body)
        except _Next:
            return

    def _split(self, line: str) -> None:
        separator = text(self.variables["FS"])
        if separator == " ":
            fields = line.split()
        elif not line:
            fields = []
        else:
            fields = line.split(separator) if len(separator) == 1 else self._regex(separator).split(line)
        self.fields = [line, *fields]
        self.variables["NF"] = float(len(fields))

    def _holds(self, index: int, rule: Rule) -> bool:
        if rule.pattern is None:
            return True
        assert not isinstance(rule.pattern, str)
        if rule.last is None:
            return self._true(rule.pattern)
        if index not in self._open:
            if not self._true(rule.pattern):
                return False
            self._open.add(index)
        if self._true(rule.last):
            self._open.discard(index)
        return True

    # -- statements ----------------------------------------------------------
    def _body(self, body: list[Node]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: Node) -> None:
        kind = node[0]
        if kind == "print":
            self._print(node[1])
        elif kind == "printf":
            words = [text(self.value(v)) for v in node[1]]
            self.task.out(printf_text(words)[0] if words else "")
        elif kind == "block":
            self._body(node[1])
        elif kind == "if":
            chosen = node[2] if self._true(node[1]) else node[3]
            if chosen is not None:
                self._statement(chosen)
        elif kind == "next":
            raise _Next
        elif kind == "exit":
            raise _Exit
        else:
            self.value(node[1])

    def _print(self, values: list[Node]) -> None:
        words = [text(self.value(v)) for v in values] if values else [self.fields[0]]
        self.task.out(text(self.variables["OFS"]).join(words) + text(self.variables["ORS"]))

    # -- values --------------------------------------------------------------
    def _true(self, node: Node) -> bool:
        value = self.value(node)
        return (
            bool(value)
            if isinstance(value, str) and not (node[0] == "field" and looks_numeric(value))
            else bool(number(value))
        )

    def value(self, node: Node) -> Value:
        """What an expression is worth."""
        kind = node[0]
        if kind in ("number", "string"):
            literal: Value = node[1]
            return literal
        if kind == "regex":
            return float(self._regex(node[1]).found(self.fields[0]))
        if kind == "variable":
            return self.variables.get(node[1], "")
        if kind == "field":
            index = int(number(self.value(node[1])))
            return self.fields[index] if 0 <= index < len(self.fields) else ""
        if kind == "unary":
            return (
                float(not self._true(node[2]))
                if node[1] == "!"
                else number(self.value(node[2])) * (-1 if node[1] == "-" else 1)
            )
        if kind == "choose":
            return self.value(node[2] if self._true(node[1]) else node[3])
        if kind == "assign":
            return self._assign(node)
        if kind == "after":
            before = number(self.value(node[2]))
            self._set(node[2], before + (1 if node[1] == "+" else -1))
            return before
        if kind == "call":
            return self._call(node[1], node[2])
        return self._binary(node[1], node[2], node[3])

    def _assign(self, node: Node) -> Value:
        operator, target = node[1], node[2]
        value = self.value(node[3])
        if operator != "=":
            value = self._count(operator[0], number(self.value(target)), number(value))
        self._set(target, value)
        return value

    def _set(self, target: Node, value: Value) -> None:
        if target[0] == "variable":
            self.variables[target[1]] = value
            return
        index = int(number(self.value(target[1])))
        if index == 0:
            self._split(text(value))
            return
        self.fields += [""] * (index + 1 - len(self.fields))
        self.fields[index] = text(value)
        self.fields[0] = text(self.variables["OFS"]).join(self.fields[1:])
        self.variables["NF"] = float(len(self.fields) - 1)

    def _binary(self, operator: str, a: Node, b: Node) -> Value:
        if operator in ("||", "&&"):
            left = self._true(a)
            return float((left or self._true(b)) if operator == "||" else (left and self._true(b)))
        if operator in ("~", "!~"):
            pattern = b[1] if b[0] == "regex" else text(self.value(b))
            found = self._regex(pattern).found(text(self.value(a)))
            return float(found == (operator == "~"))
        left_value, right_value = self.value(a), self.value(b)
        if operator == " ":
            return text(left_value) + text(right_value)
        if operator in ("<", "<=", "==", "!=", ">", ">="):
            return float(self._compare(operator, left_value, right_value, a[0] == "string" or b[0] == "string"))
        return self._count(operator, number(left_value), number(right_value))

    def _compare(self, operator: str, a: Value, b: Value, as_text: bool) -> bool:
        pair: tuple[Any, Any] = (text(a), text(b))
        if not as_text and looks_numeric(a) and looks_numeric(b):
            pair = (number(a), number(b))
        x, y = pair
        return bool({"<": x < y, "<=": x <= y, "==": x == y, "!=": x != y, ">": x > y, ">=": x >= y}[operator])

    def _count(self, operator: str, a: float, b: float) -> float:
        if operator in ("/", "%") and not b:
            raise NotModelled("awk's division by zero is not modelled")
        if operator == "/":
            return a / b
        if operator == "%":
            return a - b * int(a / b)
        return {"+": a + b, "-": a - b, "*": a * b}[operator]

    def _call(self, name: str, arguments: list[Node]) -> Value:
        if name in ("sub", "gsub"):
            return self._substitute(name, arguments)
        values = [self.value(a) for a in arguments]
        words = [text(v) for v in values]
        if name == "length":
            return float(len(words[0] if words else self.fields[0]))
        if name == "substr":
            start = int(number(values[1])) - 1
            length = int(number(values[2])) if len(values) > 2 else len(words[0])
            return words[0][max(0, start) : max(0, start + length)]
        if name in ("toupper", "tolower"):
            return words[0].upper() if name == "toupper" else words[0].lower()
        if name == "index":
            return float(words[0].find(words[1]) + 1)
        if name == "sprintf":
            return printf_text(words)[0]
        if name == "int":
            return float(int(number(values[0])))
        raise NotModelled(f"awk's {name}() is not modelled")

    def _substitute(self, name: str, arguments: list[Node]) -> Value:
        target: Node = arguments[2] if len(arguments) > 2 else ("field", ("number", 0.0))
        pattern = arguments[0][1] if arguments[0][0] == "regex" else text(self.value(arguments[0]))
        new = text(self.value(arguments[1]))
        whole = text(self.value(target))
        changed, count = self._regex(pattern).subn(lambda m: _ampersands(new, m.group()), whole, int(name == "sub"))
        if count:
            self._set(target, changed)
        return float(count)


def _ampersands(new: str, found: str) -> str:
    return re.sub(r"\\\\|\\&|&", lambda m: {"&": found, "\\&": "&"}.get(m.group(), "\\"), new)


@tool("awk", "mawk")
def awk(task: Task, busybox: bool = False) -> Run:
    """``awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE...]``."""
    words, variables = list(task.args), dict[str, Value]()
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word[:2] not in ("-F", "-v"):
            raise NotModelled(f"option {word} is not modelled")
        value = word[2:] or (words.pop(0) if words else "")
        if word[:2] == "-F":
            variables["FS"] = "\t" if value == "t" else unescape(value)
        else:
            name, _, variables[name] = value.partition("=")
    if not words:
        raise NotModelled("awk without a program is not modelled")
    rules = Parser(words.pop(0)).rules()
    say = "awk: {path}: {error}" if busybox else "awk: cannot open {path} ({error})"
    try:
        code = yield from Awk(task, rules, variables).run(words, say)
    except RegexFault as fault:
        task.err(
            f"awk: {fault.args[0]}\n" if busybox else f"awk: line 1: regular expression compile failed{fault.args[1]}\n"
        )
        return 1 if busybox else 2
    return min(code, 1) if busybox else code
