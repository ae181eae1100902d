"""Carrying out a parsed template on a value.

Errors name the node that was looked at last, as Go's do; so every step here marks the same nodes that Go's marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dockernet_sim.shell.templates.errors import CallError, TemplateError
from dockernet_sim.shell.templates.functions import Callback, arity, shown
from dockernet_sim.shell.templates.gotypes import ANY
from dockernet_sim.shell.templates.nodes import (
    Action,
    Branch,
    Chain,
    Command,
    Constant,
    Dot,
    FieldPath,
    Function,
    Jump,
    Pipe,
    Text,
    Variable,
)
from dockernet_sim.shell.templates.show import show
from dockernet_sim.shell.templates.times import PARTS, format_time, moment
from dockernet_sim.shell.templates.values import INVALID, Map, Object, Slice, Struct, Time, indirect, truth, type_name

NOTHING = object()  # what the first command of a pipeline is given


def time_object(time: Time) -> Object:
    """A time's methods."""
    parts = {name: lambda part=part: part(moment(time)) for name, part in PARTS.items()}
    return Object("time.Time", parts, {"Format": lambda layout: format_time(time, layout)})


class Leave(Exception):
    """A break or continue on its way to its range."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Execution:
    """One run of a template: its output, its variables, and the node that errors name.

    Parameters
    ----------
    text : str
        The template's text, for places in error messages.
    functions : mapping
        What may be called.
    missing_error : bool
        Whether a missing map key is an error (Go's ``missingkey=error``).
    """

    def __init__(self, text: str, functions: Mapping[str, Callback], missing_error: bool) -> None:
        self.text = text
        self.functions = functions
        self.missing_error = missing_error
        self.out: list[str] = []
        self.variables: list[tuple[str, Any]] = []
        self.node: Any = None

    def at(self, node: Any) -> None:
        """This node is looked at now."""
        self.node = node

    def fail(self, text: str) -> TemplateError:
        """The error with Go's beginning: place and node."""
        before = self.text[: self.node.at]
        column = len(before.rpartition("\n")[2].encode())
        where = f":{1 + before.count(chr(10))}:{column}"
        return TemplateError(f'template: {where}: executing "" at <{self.node}>: {text}')

    def run(self, nodes: list[Any], data: Any) -> str:
        """All of the output."""
        self.variables = [("$", data)]
        self.walk(nodes, data)
        return "".join(self.out)

    # -- structure ------------------------------------------------------------
    def walk(self, nodes: list[Any], dot: Any) -> None:
        """Carry out nodes in order."""
        for node in nodes:
            self.at(node)
            if isinstance(node, Text):
                self.out.append(node.text)
            elif isinstance(node, Action):
                value = self.pipeline(node.pipe, dot)
                if not node.pipe.names:
                    self.out.append(shown(value))
            elif isinstance(node, Branch):
                self.branch(node, dot)
            elif isinstance(node, Jump):
                raise Leave(node.kind)

    def branch(self, node: Branch, dot: Any) -> None:
        """An if, with or range; its variables end with it."""
        kept = len(self.variables)
        try:
            if node.kind == "range":
                self.range(node, dot)
            else:
                value = self.pipeline(node.pipe, dot)
                if truth(value):
                    self.walk(node.body, value if node.kind == "with" else dot)
                else:
                    self.walk(node.otherwise, dot)
        finally:
            del self.variables[kept:]

    def range(self, node: Branch, dot: Any) -> None:
        """A loop over a slice, or over a map in the order of its keys."""
        value, _ = indirect(self.pipeline(node.pipe, dot))
        pairs = list(self.pairs(value))
        kept = len(self.variables)
        for key, item in pairs:
            self.set_loop(node.pipe, key, item)
            try:
                self.walk(node.body, item)
            except Leave as jump:
                if jump.kind == "break":
                    break
            finally:
                del self.variables[kept:]
        if not pairs:
            self.walk(node.otherwise, dot)

    def pairs(self, value: Any) -> Iterator[tuple[Any, Any]]:
        """What a range goes over."""
        if isinstance(value, Slice):
            return enumerate(value.items or ())
        if isinstance(value, Map):
            return iter(value.sorted())
        if value is INVALID or value is None:
            return iter(())
        raise self.fail(f"range can't iterate over {show(value)}")

    def set_loop(self, pipe: Pipe, key: Any, item: Any) -> None:
        """The loop's variables for one round."""
        values = (item,) if len(pipe.names) == 1 else (key, item)
        for name, value in zip(pipe.names, values):
            self.set(pipe, name, value)

    def set(self, pipe: Pipe, name: str, value: Any) -> None:
        """``$x := value``, or ``$x = value``: the nearest variable of that name."""
        if not pipe.assigns:
            self.variables.append((name, value))
            return
        for number in range(len(self.variables) - 1, -1, -1):
            if self.variables[number][0] == name:
                self.variables[number] = (name, value)
                return

    # -- values ---------------------------------------------------------------
    def pipeline(self, pipe: Pipe, dot: Any) -> Any:
        """The last command's value, each command given the one before."""
        self.at(pipe)
        value: Any = NOTHING
        for command in pipe.commands:
            value = self.command(command, dot, value)
            value = INVALID if value is None else value
        if len(pipe.names) == 1:  # two are a range's, which sets them itself
            self.set(pipe, pipe.names[0], value)
        return value

    def command(self, command: Command, dot: Any, piped: Any) -> Any:
        """One command's value."""
        first = command.words[0]
        arguments = command.words[1:]
        if isinstance(first, FieldPath | Chain | Variable):
            return self.path(first, dot, arguments, piped)
        if isinstance(first, Function):
            return self.call(first, command, dot, arguments, piped)
        if not isinstance(first, Pipe):
            self.at(first)
        self.refuse_arguments(first, arguments, piped)
        if isinstance(first, Constant) and first.value is None:
            raise self.fail("nil is not a command")
        return self.pipeline(first, dot) if isinstance(first, Pipe) else self.plain(first, dot)

    def refuse_arguments(self, node: Any, arguments: list[Any], piped: Any) -> None:
        """Only functions and methods take arguments."""
        if arguments or piped is not NOTHING:
            raise self.fail(f"can't give argument to non-function {node}")

    def plain(self, node: Constant | Dot, dot: Any) -> Any:
        """A literal, or the dot."""
        return dot if isinstance(node, Dot) else node.value

    def argument(self, node: Any, dot: Any) -> Any:
        """An argument's value."""
        self.at(node)
        if isinstance(node, FieldPath | Chain | Variable):
            return self.path(node, dot, [], NOTHING)
        if isinstance(node, Function):
            return self.call(node, node, dot, [], NOTHING)
        if isinstance(node, Pipe):
            return self.pipeline(node, dot)
        return self.plain(node, dot)

    def path(self, node: FieldPath | Chain | Variable, dot: Any, arguments: list[Any], piped: Any) -> Any:
        """``.A.B``, ``$x.A`` or ``(pipeline).A``; arguments go to the last name."""
        self.at(node)
        if isinstance(node, Variable):
            value = next(value for name, value in reversed(self.variables) if name == node.name)
            if not node.names:
                self.refuse_arguments(node, arguments, piped)
        else:
            value = dot if isinstance(node, FieldPath) else self.argument(node.node, dot)
        loose = False  # whether the value is an interface's, not of a type of its own
        for name in node.names[:-1]:
            value, loose = self.field(value, name, loose)
        return self.last(node, value, loose, dot, arguments, piped) if node.names else value

    def last(self, node: Any, value: Any, loose: bool, dot: Any, arguments: list[Any], piped: Any) -> Any:
        """The last name of a path, which may be a method with arguments."""
        name = node.names[-1]
        inner, _ = indirect(value)
        if isinstance(inner, Time):
            inner = time_object(inner)
            value = inner if name in inner.methods or name in inner.calls else value
        if isinstance(inner, Object) and name in inner.calls:
            given = [self.argument(word, dot) for word in arguments] + ([] if piped is NOTHING else [piped])
            return self.apply(name, inner.calls[name], given, node)
        if arguments or piped is not NOTHING:
            self.field(value, name, loose)
            method = isinstance(inner, Struct | Object)
            raise self.fail(
                f"{name} has arguments but cannot be invoked as function"
                if method
                else f"{name} is not a method but has arguments"
            )
        return self.field(value, name, loose)[0]

    def field(self, value: Any, name: str, loose: bool) -> tuple[Any, bool]:
        """One field of a struct, entry of a map or method of an object; and whether what it holds is an interface."""
        if value is INVALID:
            if self.missing_error:
                raise self.fail(f'nil data; no entry for key "{name}"')
            return INVALID, False
        inner, is_nil = indirect(value)
        if is_nil:
            raise self.fail(f"nil pointer evaluating {'interface {}' if value is None else type_name(value)}.{name}")
        if isinstance(inner, Object) and name in inner.methods:
            return inner.methods[name](), False
        if isinstance(inner, Struct) and (found := inner.type.find(inner, name)) is not INVALID:
            return found, False
        if isinstance(inner, Map) and not inner.type.named_keys:
            return self.entry(inner, name), inner.type.element == ANY
        raise self.fail(f"can't evaluate field {name} in type {'interface {}' if loose else type_name(value)}")

    def entry(self, value: Map, name: str) -> Any:
        """A map's entry by field syntax."""
        found = (value.entries or {}).get(name, INVALID)
        if found is INVALID and self.missing_error:
            raise self.fail(f'map has no entry for key "{name}"')
        return found

    # -- calls ----------------------------------------------------------------
    def call(self, node: Function, whole: Command | Function, dot: Any, words: list[Any], piped: Any) -> Any:
        """A function's value; ``and`` and ``or`` look at no more arguments than they need."""
        self.at(node)
        values: list[Any] = []
        self.check_count(node.name, self.functions[node.name], len(words) + (piped is not NOTHING))
        for word in words:
            values.append(self.argument(word, dot))
            if node.name in ("and", "or") and truth(values[-1]) == (node.name == "or"):
                return values[-1]
        if piped is not NOTHING:
            values.append(piped)
        return self.apply(node.name, self.functions[node.name], values, whole)

    def check_count(self, name: str, function: Callback, count: int) -> None:
        """Refuse a wrong number of arguments."""
        least, most = (1, None) if name in ("and", "or") else arity(function)
        if count < least or (most is not None and count > most):
            want = f"want {least}" if most is not None else f"want at least {least}"
            raise self.fail(f"wrong number of args for {name}: {want} got {count}")

    def apply(self, name: str, function: Callback, values: list[Any], whole: Any) -> Any:
        """Call; what the function itself refuses is told of the `whole` command."""
        self.check_count(name, function, len(values))
        try:
            return function(*values)
        except CallError as problem:
            typed = str(problem).startswith(("wrong type", "invalid value;"))
            if not typed:
                self.at(whole)
            raise self.fail(str(problem) if typed else f"error calling {name}: {problem}") from None
