"""Expansion: parameters, ``$(...)``, arithmetic, splitting into fields, and matching against files."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh import pattern
from dockernet_sim.programs.sh.arith import ArithmeticFault, evaluate
from dockernet_sim.programs.sh.brace import braces
from dockernet_sim.programs.sh.syntax import Arithmetic, Param, Part, ProcessSubstitution, Substitution, Text, Word
from dockernet_sim.programs.sh.variables import Key
from dockernet_sim.sim.errors import NotModelled, Runaway

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

BLANKS = " \t\n"
SPECIAL = re.compile(r"[~{*?\[]")  # what makes an unquoted word more than its characters
Texts = Generator[Any, Any, str]


class ExpansionFault(Exception):
    """A word cannot be expanded; the text says why."""


@dataclass(slots=True)
class Field:
    """One field in the making: its text, and the same as a pattern in which quoted characters stand for themselves."""

    text: str = ""
    pattern: str = ""
    magic: bool = False
    solid: bool = False  # something quoted is in it, so it counts even if it is empty

    def add(self, text: str, quoted: bool) -> None:
        """More text at its end."""
        if len(self.text) + len(text) > pattern.LONGEST:
            raise Runaway(f"a word of more than {pattern.LONGEST} characters: a variable that grows without end")
        self.text += text
        self.pattern += pattern.literal(text) if quoted else text
        self.solid = self.solid or quoted
        self.magic = self.magic or (not quoted and ("*" in text or "?" in text or "[" in text))


class Expander:
    """Turns the words of one shell into fields."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    # -- what commands need --------------------------------------------------
    def fields(self, words: list[Word]) -> Generator[Any, Any, list[str]]:
        """The fields of a command's words."""
        result: list[str] = []
        for word in words:
            if word.plain:
                result.append(word.plain)
                continue
            if len(word.parts) == 1 and isinstance(part := word.parts[0], Text) and not SPECIAL.search(part.text):
                result.append(part.text)
                continue
            for one in braces(word) if self.shell.dialect.braces else [word]:
                fields = yield from self._split(one)
                for field in fields:
                    found = pattern.paths(field.pattern, self.shell.task.files, self.shell.cwd) if field.magic else []
                    result += found or [field.text]
        return result

    def text(self, word: Word) -> Texts:
        """A word as one text: for assignments, redirections, here-documents."""
        field = yield from self._whole(word)
        return field.text

    def pattern(self, word: Word) -> Texts:
        """A word as a pattern: for ``case`` and ``${x%...}``."""
        field = yield from self._whole(word)
        return field.pattern

    # -- fields --------------------------------------------------------------
    def _whole(self, word: Word) -> Generator[Any, Any, Field]:
        field = Field()
        for part in _with_tilde(word, self.shell):
            if isinstance(part, Text):
                field.add(part.text, part.quoted)
            else:
                text = yield from self._value(part)
                field.add(text, part.quoted)
        self.shell.task.budget.spend(len(field.text) / 1000, "an expansion")
        return field

    def _split(self, word: Word) -> Generator[Any, Any, list[Field]]:
        fields = [Field()]
        nothing = False  # "$@" without arguments is no field
        begun = False  # whether the last field has anything
        for part in _with_tilde(word, self.shell):
            if isinstance(part, Param) and (every := part.every) and part.operator != "length":
                arguments = yield from self._several(part)
                if every == "*" and part.quoted:
                    arguments = [self._joined(arguments)]
                nothing = nothing or not arguments
                for index, text in enumerate(arguments):
                    if index:
                        fields.append(Field())
                    fields[-1].add(text, part.quoted)
                    begun = begun or part.quoted or bool(text)
                continue
            text = part.text if isinstance(part, Text) else (yield from self._value(part))
            if isinstance(part, Text) or part.quoted:
                fields[-1].add(text, part.quoted)
                begun = True
            else:
                self._spread(text, fields)
        self.shell.task.budget.spend((len(fields) + sum(len(f.text) for f in fields) / 100) / 10, "an expansion")
        return [f for f in fields if f.text or (f.solid and not nothing)]

    def _several(self, part: Param) -> Generator[Any, Any, list[str]]:
        """The values of ``$@``, ``${a[@]}``, ``${!a[@]}``, each changed by the operator if there is one."""
        shell = self.shell
        if part.subscript is None:
            values = list(shell.arguments)
        elif part.operator == "keys":
            return [str(key) for key in shell.variables.elements(part.name)]
        else:
            elements = shell.variables.elements(part.name)
            values = [elements[key] for key in sorted(elements, key=_order)]
        if part.operator == ":":
            return (yield from self._sliced(part, values))
        if not part.operator:
            return values
        if part.operator.lstrip(":") in ("-", "=", "?", "+"):
            text = yield from self._alternative(part, self._joined(values) if values else None)
            return values if values and part.operator.lstrip(":") != "+" else [text] if text else []
        changed = []
        for value in values:
            changed.append((yield from self._changed(part, value)))
        return changed

    def _joined(self, values: list[str]) -> str:
        return self.shell.variables.get("IFS", " ")[:1].join(values)

    def _sliced(self, part: Param, values: list[str]) -> Generator[Any, Any, list[str]]:
        start, length = yield from self._bounds(part)
        if part.subscript is None:
            values = [self.shell.name, *values]
        begin = start if start >= 0 else max(0, len(values) + start)
        return values[begin : None if length is None else begin + length]

    def _spread(self, text: str, fields: list[Field]) -> None:
        """An unquoted value: cut where IFS says."""
        separators = self.shell.variables.get("IFS", BLANKS)
        piece = ""
        previous = ""
        for char in text:
            if char not in separators:
                piece += char
            else:
                fields[-1].add(piece, False)
                hard = char not in BLANKS
                if hard and not piece and (not previous or previous not in BLANKS):
                    fields[-1].solid = True
                if fields[-1].text or fields[-1].solid:
                    fields.append(Field())
                piece = ""
            previous = char
        fields[-1].add(piece, False)

    # -- values --------------------------------------------------------------
    def _value(self, part: Part) -> Texts:
        if isinstance(part, Substitution):
            return (yield from self.shell.substitute(part.body))
        if isinstance(part, ProcessSubstitution):
            return self.shell.process_substitution(part.body)
        if isinstance(part, Arithmetic):
            expression = yield from self.text(part.expression)
            if self.shell.dialect.name == "dash" and "**" in expression:
                raise ExpansionFault(f'arithmetic expression: expecting primary: "{expression}"')
            try:
                return str(evaluate(expression, self.shell.variables))
            except ArithmeticFault as fault:
                raise ExpansionFault(self.shell.arithmetic_text(str(fault))) from None
        assert isinstance(part, Param)
        return (yield from self._parameter(part))

    def _parameter(self, part: Param) -> Texts:
        name, operator = part.name, part.operator
        if operator == "bad":
            raise ExpansionFault("${" + name + "}: bad substitution")
        if part.every:
            values = yield from self._several(
                Param(name, "" if operator == "length" else operator, part.argument, False, part.subscript)
            )
            return str(len(values)) if operator == "length" else self._joined(values)
        value = yield from self._element(part)
        if part.indirect:
            value = self.shell.value(value) if value else None
        if operator == "length":
            return str(len(value or ""))
        if operator and operator.lstrip(":") in ("-", "=", "?", "+") and part.argument is not None:
            return (yield from self._alternative(part, value))
        if value is None:
            if self.shell.options["nounset"]:
                raise ExpansionFault(self.shell.unset_text(name))
            value = ""
        return (yield from self._changed(part, value))

    def _element(self, part: Param) -> Generator[Any, Any, str | None]:
        if part.subscript is None:
            return self.shell.value(part.name)
        key = yield from self.key(part.name, part.subscript)
        return self.shell.variables.element(part.name, key)

    def key(self, name: str, subscript: Word) -> Generator[Any, Any, Key]:
        """A subscript's value: a text for associative arrays, otherwise a number."""
        text = yield from self.text(subscript)
        if name in self.shell.variables.associative:
            return text
        try:
            return evaluate(text, self.shell.variables)
        except ArithmeticFault as fault:
            raise ExpansionFault(str(fault)) from None

    def _changed(self, part: Param, value: str) -> Texts:
        """A value after the operator."""
        operator = part.operator
        if operator in ("%", "%%", "#", "##"):
            assert part.argument is not None
            glob = yield from self.pattern(part.argument)
            return pattern.cut(glob, value, front=operator[0] == "#", longest=len(operator) == 2)
        if operator[:1] in ("^", ","):
            return _cased(operator, value)
        if operator == "@":
            raise NotModelled("${name@operator} is not modelled")
        if operator[:1] == "/":
            return (yield from self._replaced(part, value))
        if operator == ":":
            return (yield from self._slice(part, value))
        return value

    def _alternative(self, part: Param, value: str | None) -> Texts:
        assert part.argument is not None
        missing = value is None or (part.operator.startswith(":") and not value)
        kind = part.operator.lstrip(":")
        if kind == "+":
            return "" if missing else (yield from self.text(part.argument))
        if not missing:
            return value or ""
        text = yield from self.text(part.argument)
        if kind == "?":
            default = self.shell.dialect.null if part.operator.startswith(":") else "parameter not set"
            raise ExpansionFault(f"{part.name}: {text or default}")
        if kind == "=":
            self.shell.variables[part.name] = text
        return text

    def _replaced(self, part: Param, value: str) -> Texts:
        assert part.argument is not None
        halves: list[list[Part]] = [[]]
        for piece in part.argument.parts:
            if len(halves) == 1 and isinstance(piece, Text) and piece.text == "/":
                halves.append([])
            else:
                halves[-1].append(piece)
        glob = yield from self.pattern(Word(tuple(halves[0])))
        new = (yield from self.text(Word(tuple(halves[1])))) if len(halves) > 1 else ""
        anchor = part.operator[1:].replace("/", "")
        return pattern.replace(glob, value, new, part.operator == "//", anchor)

    def _slice(self, part: Param, value: str) -> Texts:
        start, length = yield from self._bounds(part)
        rest = value[start:] if start >= 0 else value[max(0, len(value) + start) :]
        return rest if length is None else rest[:length]

    def _bounds(self, part: Param) -> Generator[Any, Any, tuple[int, int | None]]:
        assert part.argument is not None
        text = yield from self.text(part.argument)
        start, _, length = text.partition(":")
        try:
            return evaluate(start, self.shell.variables), evaluate(length, self.shell.variables) if length else None
        except ArithmeticFault as fault:
            raise ExpansionFault(str(fault)) from None


def _order(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, "")


def _cased(operator: str, value: str) -> str:
    """``^^`` and ``,,`` change all letters, ``^`` and ``,`` the first one."""
    change = str.upper if operator[0] == "^" else str.lower
    return change(value) if len(operator) == 2 else change(value[:1]) + value[1:]


def _with_tilde(word: Word, shell: Shell) -> list[Part]:
    """``~`` and ``~/...`` become the home folder."""
    parts = list(word.parts)
    first = parts[0] if parts else None
    if isinstance(first, Text) and not first.quoted and first.text.startswith("~"):
        second = parts[1] if len(parts) > 1 and first.text == "~" else Text(first.text[1:] or "/")
        if isinstance(second, Text) and not second.quoted and second.text.startswith("/"):
            rest = (Text(first.text[1:]),) if len(first.text) > 1 else ()
            parts[:1] = [Text(shell.variables.get("HOME", "/root"), True), *rest]
    return parts
