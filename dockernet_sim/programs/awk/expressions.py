"""Expressions of awk: what they are worth, what they set, and the functions that they call."""

from __future__ import annotations

from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.awk.functions import ampersands, arithmetic, call
from dockernet_sim.programs.awk.parser import Function, Node
from dockernet_sim.programs.awk.record import Cell, Record
from dockernet_sim.programs.awk.values import UNSET, Input, Value, is_number, number, text, true
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import lines
from dockernet_sim.programs.text.regex import Match
from dockernet_sim.sim.errors import NotModelled

DEEPEST = 100  # calls of functions within each other


class Return(Exception):
    """``return``, with its value."""


class Expressions(Record):
    """A record with a program's functions: the value of each expression."""

    def __init__(self, task: Task, functions: dict[str, Function], variables: dict[str, Value]) -> None:
        super().__init__(task, variables)
        self.functions = functions
        self._read: dict[str, list[str]] = {}  # files of getline, what is left of them
        self._seed = 0.0

    def body(self, body: list[Node]) -> None:
        """Carry out the statements of a function."""
        raise NotImplementedError

    # -- assignment -----------------------------------------------------------
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
