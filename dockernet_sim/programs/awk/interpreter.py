"""One run of an awk program: rules over lines, statements, and expressions."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.awk.functions import ampersands, arithmetic, call
from dockernet_sim.programs.awk.output import Outputs
from dockernet_sim.programs.awk.parser import Function, Node, Rule
from dockernet_sim.programs.awk.values import UNSET, Input, Value, formatted, is_number, number, text, true
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import Source, lines
from dockernet_sim.programs.text.regex import Match, Regex, RegexFault, posix
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
Cell = Value | dict[str, Value]
DEEPEST = 100  # calls of functions within each other


class Jump(Exception):
    """``next``, ``nextfile``, ``break`` or ``continue``."""


class Return(Exception):
    """``return``, with its value."""


class Exit(Exception):
    """``exit``, with its code."""


class Awk:
    """One run of a program."""

    def __init__(
        self, task: Task, rules: list[Rule], functions: dict[str, Function], variables: dict[str, Value]
    ) -> None:
        self.task, self.rules, self.functions = task, rules, functions
        first: dict[str, Cell] = {"FS": " ", "OFS": " ", "ORS": "\n", "NR": 0.0, "FNR": 0.0, "NF": 0.0, "RS": "\n",
            "SUBSEP": "\x1c",
                 "OFMT": "%.6g", "CONVFMT": "%.6g", "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": ""}  # fmt: skip
        environment: dict[str, Value] = {key: Input(value) for key, value in task.env.items()}
        self.variables: dict[str, Cell] = {**first, "ENVIRON": environment, **variables}
        self.locals: list[dict[str, Cell]] = []
        self.fields: list[str] = [""]
        self.outputs = Outputs(task)
        self._open: set[int] = set()  # ranges that have begun
        self._compiled: dict[str, Regex] = {}
        self._read: dict[str, list[str]] = {}  # files of getline, what is left of them
        self._seed = 0.0

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

    # -- fields --------------------------------------------------------------
    def split(self, line: str) -> None:
        """Read a line into ``$0``, ``$1``, ..."""
        found = self.parts(line, self.text_of("FS"))
        if not self.text_of("RS") and self.text_of("FS") != " ":
            found = [part for each in line.split("\n") for part in self.parts(each, self.text_of("FS"))]
        self.fields = [line, *found]
        self.variables["NF"] = float(len(found))

    def parts(self, line: str, separator: str) -> list[str]:
        """A text cut at a separator of FS's kind."""
        if separator == " ":
            return line.split()
        if not line:
            return []
        if not separator:
            return list(line)
        return line.split(separator) if len(separator) == 1 and separator != "|" else self.regex(separator).split(line)

    def regex(self, pattern: str) -> Regex:
        """A regular expression, compiled once."""
        if pattern not in self._compiled:
            try:
                self._compiled[pattern] = posix(pattern, extended=True, escapes=True)
            except RegexFault as fault:
                short = " (missing ')')" if str(fault).startswith("Unmatched (") else ""
                raise RegexFault(f"bad regex '{pattern}': {fault}", f"{short}\n{pattern}") from None
        return self._compiled[pattern]

    def _rebuild(self) -> None:
        self.fields[0] = self.text_of("OFS").join(self.fields[1:])

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

    # -- variables -----------------------------------------------------------
    def _space(self, name: str) -> dict[str, Cell]:
        return self.locals[-1] if self.locals and name in self.locals[-1] else self.variables

    def array(self, name: str) -> dict[str, Value]:
        """An array, made at its first use."""
        space = self._space(name)
        found = space.get(name)
        if found is None or found is UNSET:
            found = space[name] = {}
        if not isinstance(found, dict):
            raise NotModelled(f"awk: {name} is no array")
        return found

    def _scalar(self, cell: Cell) -> Value:
        if isinstance(cell, dict):
            raise NotModelled("awk: an array is no value")
        return cell

    def text_of(self, name: str) -> str:
        """A variable as text."""
        return text(self._scalar(self.variables.get(name, UNSET)))

    def _key(self, index: list[Node]) -> str:
        form = self.text_of("CONVFMT")
        return self.text_of("SUBSEP").join(text(self.value(each), form) for each in index)

    def _set(self, target: Node, value: Value) -> None:
        if target[0] == "element":
            self.array(target[1])[self._key(target[2])] = value
        elif target[0] == "field":
            self._set_field(int(number(self.value(target[1]))), value)
        else:
            self._space(target[1])[target[1]] = value
            if target[1] == "NF":
                self._resize(int(number(value)))

    def _set_field(self, index: int, value: Value) -> None:
        if index == 0:
            self.split(text(value))
            return
        if not 0 < index <= 100_000:
            raise NotModelled(f"awk's ${index} is not modelled")
        self._resize(max(index, len(self.fields) - 1))
        self.fields[index] = text(value, self.text_of("CONVFMT"))
        self._rebuild()

    def _resize(self, count: int) -> None:
        if not 0 <= count <= 100_000:
            raise NotModelled(f"awk's NF={count} is not modelled")
        self.fields = [*self.fields[: count + 1], *[""] * (count + 1 - len(self.fields))]
        self.variables["NF"] = float(count)
        self._rebuild()

    # -- expressions ---------------------------------------------------------
    def value(self, node: Node) -> Value:
        """What an expression is worth."""
        method = getattr(self, f"_{node[0]}_value")
        found: Value = method(node)
        return found

    def _number_value(self, node: Node) -> Value:
        literal: Value = node[1]
        return literal

    _string_value = _number_value

    def _one_value(self, node: Node) -> Value:
        return self.value(node[1])

    def _group_value(self, node: Node) -> Value:
        raise NotModelled("awk's list in parentheses is not modelled here")

    def _regex_value(self, node: Node) -> Value:
        return float(self.regex(node[1]).found(self.fields[0]))

    def _variable_value(self, node: Node) -> Value:
        return self._scalar(self._space(node[1]).get(node[1], UNSET))

    def _element_value(self, node: Node) -> Value:
        return self.array(node[1]).setdefault(self._key(node[2]), UNSET)

    def _in_value(self, node: Node) -> Value:
        return float(self._key(node[1]) in self.array(node[2]))

    def _field_value(self, node: Node) -> Value:
        index = int(number(self.value(node[1])))
        if index < 0:
            raise NotModelled(f"awk's ${index} is not modelled")
        return Input(self.fields[index]) if index < len(self.fields) else UNSET

    def _unary_value(self, node: Node) -> Value:
        value = self.value(node[2])
        return float(not true(value)) if node[1] == "!" else -number(value) if node[1] == "-" else number(value)

    def _choose_value(self, node: Node) -> Value:
        return self.value(node[2] if true(self.value(node[1])) else node[3])

    def _assign_value(self, node: Node) -> Value:
        operator, target = node[1], node[2]
        value = self.value(node[3])
        if operator != "=":
            value = arithmetic(operator[0], number(self.value(target)), number(value))
        self._set(target, value)
        return value

    def _after_value(self, node: Node) -> Value:
        before = number(self.value(node[2]))
        self._set(node[2], before + (1 if node[1] == "+" else -1))
        return before

    def _binary_value(self, node: Node) -> Value:
        _, operator, a, b = node
        if operator in ("||", "&&"):
            left = true(self.value(a))
            return float((left or true(self.value(b))) if operator == "||" else (left and true(self.value(b))))
        if operator in ("~", "!~"):
            return float(self.regex(self._pattern(b)).found(text(self.value(a))) == (operator == "~"))
        x, y = self.value(a), self.value(b)
        if operator == " ":
            form = self.text_of("CONVFMT")
            joined = text(x, form) + text(y, form)
            self.task.budget.spend(len(joined) / 1000, "awk")
            return joined
        if operator in ("<", "<=", "==", "!=", ">", ">="):
            return float(_compare(operator, x, y))
        return arithmetic(operator, number(x), number(y))

    def _pattern(self, node: Node) -> str:
        return str(node[1]) if node[0] == "regex" else text(self.value(node))

    def _getline_value(self, node: Node) -> Value:
        path = text(self.value(node[2]))
        if path not in self._read:
            try:
                self._read[path] = lines(self.task.read(path))
            except NetError:
                return -1.0
        if not self._read[path]:
            return 0.0
        line = self._read[path].pop(0)
        if node[1] is None:
            self.split(line)
        else:
            self._set(node[1], Input(line))
        return 1.0

    # -- functions -----------------------------------------------------------
    def _own_value(self, node: Node) -> Value:
        function = self.functions.get(node[1])
        if function is None:
            raise NotModelled(f"awk: there is no function {node[1]}")
        if len(self.locals) >= DEEPEST:
            raise NotModelled(f"more than {DEEPEST} calls of awk's functions within each other are not modelled")
        frame: dict[str, Cell] = {}
        for at, name in enumerate(function.parameters):
            given = node[2][at] if at < len(node[2]) else None
            frame[name] = UNSET if given is None else self._argument(given, name in function.arrays)
            if given is None and name in function.arrays:
                frame[name] = {}
        self.locals.append(frame)
        try:
            self.body(function.body)
        except Return as returned:
            value: Value = returned.args[0]
            return value
        finally:
            self.locals.pop()
        return UNSET

    def _argument(self, node: Node, is_array: bool) -> Cell:
        if node[0] == "variable" and (is_array or isinstance(self._space(node[1]).get(node[1]), dict)):
            return self.array(node[1])
        return self.value(node)

    def _call_value(self, node: Node) -> Value:
        name, arguments = node[1], node[2]
        special = getattr(self, f"_call_{name}", None)
        if special is not None:
            found: Value = special(arguments)
            return found
        return call(name, [self.value(each) for each in arguments])

    def _call_length(self, arguments: list[Node]) -> Value:
        if not arguments:
            return float(len(self.fields[0]))
        node = arguments[0]
        if node[0] == "variable" and isinstance(found := self._space(node[1]).get(node[1]), dict):
            return float(len(found))
        return float(len(text(self.value(node))))

    def _call_split(self, arguments: list[Node]) -> Value:
        whole = text(self.value(arguments[0]))
        separator = self._pattern(arguments[2]) if len(arguments) > 2 else self.text_of("FS")
        array = self.array(arguments[1][1])
        array.clear()
        array.update({str(at): Input(part) for at, part in enumerate(self.parts(whole, separator), 1)})
        return float(len(array))

    def _call_match(self, arguments: list[Node]) -> Value:
        found: Match | None = self.regex(self._pattern(arguments[1])).search(text(self.value(arguments[0])))
        start, length = (0, -1) if found is None else (found.start() + 1, found.end() - found.start())
        self.variables["RSTART"], self.variables["RLENGTH"] = float(start), float(length)
        return float(start)

    def _call_sub(self, arguments: list[Node], count: int = 1) -> Value:
        target: Node = arguments[2] if len(arguments) > 2 else ("field", ("number", 0.0))
        new = text(self.value(arguments[1]))
        whole = text(self.value(target))
        changed, made = self.regex(self._pattern(arguments[0])).subn(lambda m: ampersands(new, m.group()), whole, count)
        if made and target[0] in ("variable", "field", "element"):
            self._set(target, changed)
        return float(made)

    def _call_gsub(self, arguments: list[Node]) -> Value:
        return self._call_sub(arguments, 0)

    def _call_close(self, arguments: list[Node]) -> Value:
        self._read.pop(text(self.value(arguments[0])), None)
        return 0.0

    def _call_rand(self, _arguments: list[Node]) -> Value:
        return self.task.host.identity.stream("awk-rand").random()

    def _call_srand(self, arguments: list[Node]) -> Value:
        before, self._seed = self._seed, number(self.value(arguments[0])) if arguments else self.task.clock.now
        return before


def _compare(operator: str, a: Value, b: Value) -> bool:
    pair: tuple[Any, Any] = (number(a), number(b)) if is_number(a) and is_number(b) else (text(a), text(b))
    x, y = pair
    return bool({"<": x < y, "<=": x <= y, "==": x == y, "!=": x != y, ">": x > y, ">=": x >= y}[operator])
