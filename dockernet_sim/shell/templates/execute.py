"""Carrying out a parsed template on a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dockernet_sim.shell.templates.errors import CallError, TemplateError
from dockernet_sim.shell.templates.functions import Callback, arity, shown
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
from dockernet_sim.shell.templates.values import (
    INVALID,
    Map,
    Object,
    Slice,
    Struct,
    indirect,
    truth,
    type_name,
)

NO_PIPED = object()  # the first command of a pipeline is given nothing


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

    def fail(self, node: Any, text: str) -> TemplateError:
        """The error with Go's beginning: place and node."""
        before = self.text[: node.at]
        column = len(before.rpartition("\n")[2].encode())
        where = f":{1 + before.count(chr(10))}:{column}"
        return TemplateError(f'template: {where}: executing "" at <{node}>: {text}')

    def run(self, nodes: list[Any], data: Any) -> str:
        """All of the output."""
        self.variables = [("$", data)]
        self.walk(nodes, data)
        return "".join(self.out)

    # -- structure ------------------------------------------------------------
    def walk(self, nodes: list[Any], dot: Any) -> None:
        """Carry out nodes in order."""
        for node in nodes:
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
        pairs = list(self.pairs(node, value))
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

    def pairs(self, node: Branch, value: Any) -> Iterator[tuple[Any, Any]]:
        """What a range goes over."""
        if isinstance(value, Slice):
            return enumerate(value.items or ())
        if isinstance(value, Map):
            return iter(value.sorted())
        if value is INVALID or value is None:
            return iter(())
        raise self.fail(node.pipe, f"range can't iterate over {show(value)}")

    def set_loop(self, pipe: Pipe, key: Any, item: Any) -> None:
        """The loop's variables for one round."""
        values = (item,) if len(pipe.names) == 1 else (key, item)
        for name, value in zip(pipe.names, values):
            if pipe.assigns:
                self.assign(name, value)
            else:
                self.variables.append((name, value))

    def assign(self, name: str, value: Any) -> None:
        """``$x = value``: the nearest variable of that name."""
        for number in range(len(self.variables) - 1, -1, -1):
            if self.variables[number][0] == name:
                self.variables[number] = (name, value)
                return

    # -- values ---------------------------------------------------------------
    def pipeline(self, pipe: Pipe, dot: Any) -> Any:
        """The last command's value, each command given the one before."""
        value: Any = NO_PIPED
        for command in pipe.commands:
            value = self.command(command, dot, value)
            value = INVALID if value is None else value
        if len(pipe.names) and not self.ranged(pipe):
            for name in pipe.names:
                if pipe.assigns:
                    self.assign(name, value)
                else:
                    self.variables.append((name, value))
        return value

    def ranged(self, pipe: Pipe) -> bool:
        """Whether a range sets this pipeline's variables itself (they are two, or its items)."""
        return len(pipe.names) > 1

    def command(self, command: Command, dot: Any, piped: Any) -> Any:
        """One command's value."""
        first = command.words[0]
        if isinstance(first, Function):
            return self.call(first, command, dot, piped)
        if isinstance(first, FieldPath | Chain | Variable):
            return self.operand(first, dot, command, piped)
        if len(command.words) > 1 or piped is not NO_PIPED:
            raise self.fail(first, f"can't give argument to non-function {first}")
        if isinstance(first, Constant) and first.value is None:
            raise self.fail(first, "nil is not a command")
        return self.operand(first, dot, None, NO_PIPED)

    def operand(self, node: Any, dot: Any, command: Command | None, piped: Any) -> Any:
        """A term's value."""
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Dot):
            return dot
        if isinstance(node, Pipe):
            return self.pipeline(node, dot)
        if isinstance(node, Function):
            return self.call(node, Command([node], node.at), dot, NO_PIPED)
        if isinstance(node, Variable):
            value = next(value for name, value in reversed(self.variables) if name == node.name)
        else:
            value = dot if isinstance(node, FieldPath) else self.operand(node.node, dot, None, NO_PIPED)
        return self.fields(node, value, dot, command, piped)

    def fields(self, node: Any, value: Any, dot: Any, command: Command | None, piped: Any) -> Any:
        """The fields asked of a value, one after the other; arguments go to the last."""
        words = command.words[1:] if command is not None else []
        has_arguments = bool(words) or piped is not NO_PIPED
        if not node.names and has_arguments:
            raise self.fail(node, f"can't give argument to non-function {node}")
        for number, name in enumerate(node.names):
            if isinstance(value, Object) and name in value.calls and number == len(node.names) - 1:
                arguments = [self.operand(word, dot, None, NO_PIPED) for word in words]
                value = self.apply(node, name, value.calls[name], arguments + ([] if piped is NO_PIPED else [piped]))
            elif has_arguments and number == len(node.names) - 1:
                raise self.fail(node, f"{name} is not a method but has arguments")
            else:
                value = self.field(node, value, name)
        return value

    def field(self, node: Any, value: Any, name: str) -> Any:
        """One field of a struct, entry of a map or method of an object."""
        if value is INVALID:
            if self.missing_error:
                raise self.fail(node, f'nil data; no entry for key "{name}"')
            return INVALID
        inner, is_nil = indirect(value)
        if is_nil:
            raise self.fail(
                node, f"nil pointer evaluating {'interface {}' if value is None else type_name(value)}.{name}"
            )
        if isinstance(inner, Object) and name in inner.methods:
            return inner.methods[name]()
        if isinstance(inner, Struct) and (found := inner.type.find(inner, name)) is not INVALID:
            return found
        if isinstance(inner, Map) and not inner.type.named_keys:
            return self.entry(node, inner, name)
        raise self.fail(node, f"can't evaluate field {name} in type {type_name(value)}")

    def entry(self, node: Any, value: Map, name: str) -> Any:
        """A map's entry by field syntax."""
        found = (value.entries or {}).get(name, INVALID)
        if found is INVALID and self.missing_error:
            raise self.fail(node, f'map has no entry for key "{name}"')
        return found

    # -- calls ----------------------------------------------------------------
    def call(self, node: Function, command: Command, dot: Any, piped: Any) -> Any:
        """A function's value; ``and`` and ``or`` look at no more arguments than they need."""
        words = command.words[1:]
        values: list[Any] = []
        if node.name in ("and", "or") and words:
            for word in words:
                values.append(self.operand(word, dot, None, NO_PIPED))
                if truth(values[-1]) == (node.name == "or"):
                    return values[-1]
        else:
            values = [self.operand(word, dot, None, NO_PIPED) for word in words]
        if piped is not NO_PIPED:
            values.append(piped)
        return self.apply(node, node.name, self.functions[node.name], values, command)

    def apply(self, node: Any, name: str, function: Callback, values: list[Any], whole: Any = None) -> Any:
        """Call, with Go's count of arguments; what the function itself refuses is told of the `whole` command."""
        least, most = (1, None) if name in ("and", "or") else arity(function)
        if len(values) < least or (most is not None and len(values) > most):
            want = f"want {least}" if most is not None else f"want at least {least}"
            raise self.fail(node, f"wrong number of args for {name}: {want} got {len(values)}")
        try:
            return function(*values)
        except CallError as problem:
            typed = str(problem).startswith(("wrong type", "invalid value;"))
            text = str(problem) if typed else f"error calling {name}: {problem}"
            raise self.fail(node if typed or whole is None else whole, text) from None
