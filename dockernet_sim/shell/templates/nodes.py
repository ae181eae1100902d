"""What a parsed template is made of. `at` is the place in the text that error messages point to; str() is Go's text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Text:
    """Text that is copied."""

    text: str
    at: int


@dataclass
class Constant:
    """A string, number, boolean or nil, with the text it was written as."""

    value: Any
    text: str
    at: int

    def __str__(self) -> str:
        return self.text


@dataclass
class Dot:
    """``.``"""

    at: int

    def __str__(self) -> str:
        return "."


@dataclass
class FieldPath:
    """``.A.B``"""

    names: list[str]
    at: int

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass
class Variable:
    """``$x.A.B``"""

    name: str
    names: list[str]
    at: int

    def __str__(self) -> str:
        return self.name + "".join(f".{name}" for name in self.names)


@dataclass
class Function:
    """A function's name."""

    name: str
    at: int

    def __str__(self) -> str:
        return self.name


@dataclass
class Chain:
    """``(pipeline).A.B``"""

    node: Any
    names: list[str]
    at: int

    def __str__(self) -> str:
        inner = f"({self.node})" if isinstance(self.node, Pipe) else str(self.node)
        return inner + "".join(f".{name}" for name in self.names)


@dataclass
class Command:
    """Words: a function or value, and its arguments."""

    words: list[Any]
    at: int

    def __str__(self) -> str:
        return " ".join(f"({word})" if isinstance(word, Pipe) else str(word) for word in self.words)


@dataclass
class Pipe:
    """Commands joined by ``|``, and the variables they set."""

    at: int
    names: list[str] = field(default_factory=list)
    assigns: bool = False
    commands: list[Command] = field(default_factory=list)

    def __str__(self) -> str:
        left = ", ".join(self.names) + (" = " if self.assigns else " := ") if self.names else ""
        return left + " | ".join(str(command) for command in self.commands)


@dataclass
class Action:
    """``{{pipeline}}``"""

    pipe: Pipe
    at: int

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


@dataclass
class Branch:
    """``{{if}}``, ``{{with}}`` or ``{{range}}``."""

    kind: str
    pipe: Pipe
    body: list[Any]
    otherwise: list[Any]
    at: int

    def __str__(self) -> str:
        return f"{{{{{self.kind} {self.pipe}}}}}"


@dataclass
class Jump:
    """``{{break}}`` or ``{{continue}}``."""

    kind: str
    at: int


@dataclass
class Mark:
    """``{{end}}`` or ``{{else}}`` while parsing."""

    kind: str

    def __str__(self) -> str:
        return f"{{{{{self.kind}}}}}"
