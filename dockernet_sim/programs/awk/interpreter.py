"""One run of an awk program: rules over lines, and statements."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.awk.expressions import Expressions, Return
from dockernet_sim.programs.awk.output import Outputs
from dockernet_sim.programs.awk.parser import Function, Node, Rule
from dockernet_sim.programs.awk.values import UNSET, Input, Value, formatted, number, text, true
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import Source
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]


class Jump(Exception):
    """``next``, ``nextfile``, ``break`` or ``continue``."""


class Exit(Exception):
    """``exit``, with its code."""


class Awk(Expressions):
    """One run of a program."""

    def __init__(
        self, task: Task, rules: list[Rule], functions: dict[str, Function], variables: dict[str, Value]
    ) -> None:
        super().__init__(task, functions, variables)
        self.rules = rules
        self.outputs = Outputs(task)
        self._open: set[int] = set()  # ranges that have begun

    # -- lines ---------------------------------------------------------------
    def run(self, paths: list[str], say: str) -> Run:
        """BEGIN, every line, END."""
        code, ended = 0, 0
        self.variables["ARGC"] = float(len(paths) + 1)
        self.variables["ARGV"] = {"0": "awk", **{str(at): Input(path) for at, path in enumerate(paths, 1)}}
        try:
            self._special("BEGIN")
            if any(rule.pattern != "BEGIN" for rule in self.rules):
                code = yield from self._files(paths, say)
        except Exit as asked:
            ended = self._code(asked)
        try:
            self._special("END")
        except Exit as asked:
            ended = self._code(asked) if asked.args[0] is not None else ended
        yield from self.outputs.finish()
        return ended or code

    def _code(self, asked: Exit) -> int:
        return int(number(asked.args[0])) & 255 if asked.args[0] is not None else 0

    def _files(self, paths: list[str], say: str) -> Run:
        code, read = 0, False
        for path in paths:
            name, equals, value = path.partition("=")
            if equals and name.isidentifier():
                self.variables[name] = Input(value)
                continue
            read = True
            code = (yield from self._file(path, say)) or code
        return code if read else (yield from self._file("-", say))

    def _file(self, path: str, say: str) -> Run:
        try:
            source = Source(self.task, path)
        except NetError as error:
            self.task.err(say.format(path=path, error=error.text) + "\n")
            return 2
        self.variables["FILENAME"], self.variables["FNR"] = "" if path == "-" else path, 0.0
        try:
            while (line := (yield from self._record(source))) is not None:
                self._line(line)
        except Jump:
            return 0  # nextfile
        return 0

    def _record(self, source: Source) -> Generator[Any, Any, str | None]:
        """A line, or with an empty RS a paragraph."""
        separator = self.text_of("RS")
        if separator == "\n":
            return (yield from source.line())
        if separator:
            raise NotModelled(f"awk's RS={separator!r} is not modelled")
        found: list[str] = []
        while (line := (yield from source.line())) is not None:
            if line:
                found.append(line)
            elif found:
                break
        return "\n".join(found) if found else None

    def _line(self, line: str) -> None:
        for name in ("NR", "FNR"):
            self.variables[name] = number(self._scalar(self.variables[name])) + 1
        self.split(line)
        try:
            for index, rule in enumerate(self.rules):
                if rule.pattern not in ("BEGIN", "END") and self._holds(index, rule):
                    self.body(rule.body if rule.body is not None else [("print", [], None)])
        except Jump as jump:
            if jump.args[0] == "nextfile":
                raise

    def _special(self, name: str) -> None:
        for rule in self.rules:
            if rule.pattern == name:
                self.body(rule.body or [])

    def _holds(self, index: int, rule: Rule) -> bool:
        if rule.pattern is None:
            return True
        assert not isinstance(rule.pattern, str)
        if rule.last is None:
            return true(self.value(rule.pattern))
        if index not in self._open:
            if not true(self.value(rule.pattern)):
                return False
            self._open.add(index)
        if true(self.value(rule.last)):
            self._open.discard(index)
        return True

    # -- statements ----------------------------------------------------------
    def body(self, body: list[Node]) -> None:
        """Statements, one after the other."""
        for statement in body:
            self.statement(statement)

    def statement(self, node: Node) -> None:
        """One statement."""
        self.task.budget.spend(0.3, "awk")
        kind = node[0]
        if kind == "value":
            self.value(node[1])
        elif kind in ("print", "printf"):
            self._print(*node)
        elif kind == "block":
            self.body(node[1])
        elif kind == "if":
            chosen = node[2] if true(self.value(node[1])) else node[3]
            if chosen is not None:
                self.statement(chosen)
        elif kind in ("while", "do", "for", "each"):
            self._loop(node)
        elif kind == "delete":
            self._delete(node[1], node[2])
        elif kind == "return":
            raise Return(UNSET if node[1] is None else self.value(node[1]))
        elif kind == "exit":
            raise Exit(None if node[1] is None else self.value(node[1]))
        else:
            raise Jump(kind)

    def _loop(self, node: Node) -> None:
        kind = node[0]
        if kind == "each":
            for key in list(self.array(node[2])):
                self._set(("variable", node[1]), Input(key))
                if not self._round(node[3]):
                    return
            return
        first, condition, step, inner = node[1:] if kind == "for" else (None, node[1], None, node[2])
        if kind == "do":
            condition, inner = node[2], node[1]
            if not self._round(inner):
                return
        if first is not None:
            self.statement(first)
        while condition is None or true(self.value(condition)):
            if not self._round(inner):
                return
            if step is not None:
                self.statement(step)

    def _round(self, inner: Node) -> bool:
        """One round of a loop; False after ``break``."""
        try:
            self.statement(inner)
        except Jump as jump:
            if jump.args[0] not in ("break", "continue"):
                raise
            return bool(jump.args[0] == "continue")
        return True

    def _delete(self, name: str, index: list[Node] | None) -> None:
        if index is None:
            self.array(name).clear()
        else:
            self.array(name).pop(self._key(index), None)

    def _print(self, kind: str, values: list[Node], where: tuple[str, Node] | None) -> None:
        found = [self.value(each) for each in values]
        if kind == "printf":
            shown = formatted(text(found[0]), found[1:]) if found else ""
        else:
            form = self.text_of("OFMT")
            words = [text(each, form) for each in found] if values else [self.fields[0]]
            shown = self.text_of("OFS").join(words) + self.text_of("ORS")
        if where is None:
            self.task.out(shown)
        else:
            self.outputs.write(where[0], text(self.value(where[1])), shown)
