"""A shell's words and variables: expanded, and assigned to."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NoReturn

from dockernet_sim.programs.sh.builtins import ExitShell
from dockernet_sim.programs.sh.expand import Expander, ExpansionFault
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.state import State
from dockernet_sim.programs.sh.syntax import Assignment, Word
from dockernet_sim.programs.sh.variables import Array, ReadOnly


class Expanding(State):
    """Expands words; a word that cannot be expanded ends the shell."""

    expand: Expander

    def text(self, word: Word, io: Io) -> Generator[Any, Any, str]:
        """A word as one text; the shell ends if it cannot be expanded."""
        try:
            return (yield from self.expand.text(word))
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)

    def fields(self, words: list[Word], io: Io) -> Generator[Any, Any, list[str]]:
        """The fields of some words; the shell ends if they cannot be expanded."""
        try:
            return (yield from self.expand.fields(words))
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)

    def expansion_failed(self, fault: ExpansionFault, io: Io) -> NoReturn:
        """Say so, and end."""
        if self.dialect.name != "bash" and "bad substitution" in str(fault):
            self.complain("Bad substitution" if self.dialect.name == "dash" else "syntax error: bad substitution", io)
        else:
            self.complain(str(fault), io)
        fatal = "parameter" in str(fault) or "unbound" in str(fault)
        raise ExitShell(127 if fatal and self.dialect.name == "bash" else self.dialect.expansion_status)

    def assign(self, assignment: Assignment, io: Io) -> Generator[Any, Any, None]:
        """One assignment; the shell ends where the variable is read-only."""
        name, value, variables = assignment.name, assignment.value, self.variables
        try:
            if not isinstance(value, Word):
                variables.set_array(name, (yield from self._array(assignment, value)))
            elif assignment.subscript is None:
                text = yield from self.expand.text(value)
                variables[name] = variables.get(name, "") + text if assignment.append else text
            else:
                key = yield from self.expand.key(name, assignment.subscript)
                text = yield from self.expand.text(value)
                before = variables.element(name, key) or "" if assignment.append else ""
                variables.set_element(name, key, before + text)
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)
        except ReadOnly:
            self.read_only(name, io)

    def _array(self, assignment: Assignment, values: list[tuple[Word | None, Word]]) -> Generator[Any, Any, Array]:
        name = assignment.name
        array: Array = dict(self.variables.elements(name)) if assignment.append else {}
        at = max([key for key in array if isinstance(key, int)], default=-1) + 1
        for subscript, word in values:
            if subscript is None:
                for text in (yield from self.expand.fields([word])):
                    array[at], at = text, at + 1
            else:
                key = yield from self.expand.key(name, subscript)
                array[key] = yield from self.expand.text(word)
                at = key + 1 if isinstance(key, int) else at
        return array

    def read_only(self, name: str, io: Io) -> NoReturn:
        """Say that a variable is read-only, and end."""
        text = {"bash": "readonly variable", "dash": "is read only"}.get(self.dialect.name, "is read only")
        self.complain(f"{name}: {text}", io)
        raise ExitShell(1 if self.dialect.name == "bash" else 2)
