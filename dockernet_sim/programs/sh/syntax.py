"""What a shell line is made of: words with their quoting, and commands."""

from __future__ import annotations

from dataclasses import dataclass, field

# -- words --------------------------------------------------------------------


@dataclass(slots=True, eq=False, repr=False)
class Text:
    """Characters as they stand; quoted ones are neither split nor matched against files."""

    text: str
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Param:
    """``$NAME`` or ``${NAME OP ARGUMENT}``; ``operator`` "length" is ``${#NAME}``."""

    name: str
    operator: str = ""
    argument: Word | None = None
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Substitution:
    """``$(...)`` or backquotes."""

    body: Sequence
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Arithmetic:
    """``$((...))``."""

    expression: Word
    quoted: bool = False


Part = Text | Param | Substitution | Arithmetic


@dataclass(slots=True, eq=False, repr=False)
class Word:
    """One word before expansion; ``plain`` is its text where nothing in it can be expanded, and somebody knows that."""

    parts: tuple[Part, ...]
    plain: str = ""

    @property
    def bare(self) -> str | None:
        """The word's text if nothing in it is quoted or expanded: only such a word can be reserved."""
        if all(isinstance(p, Text) and not p.quoted for p in self.parts):
            return "".join(p.text for p in self.parts if isinstance(p, Text))
        return None


# -- commands -----------------------------------------------------------------


@dataclass(slots=True, eq=False, repr=False)
class Redirect:
    """``fd OP target``; a here-document's target is its body."""

    fd: int
    operator: str
    target: Word


@dataclass(slots=True, eq=False, repr=False)
class Simple:
    """Assignments, words and redirections."""

    assignments: list[tuple[str, Word]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    line: int = 1


@dataclass(slots=True, eq=False, repr=False)
class Pipeline:
    """Commands joined by ``|``."""

    commands: list[Command]
    negated: bool = False


@dataclass(slots=True, eq=False, repr=False)
class AndOr:
    """Pipelines joined by ``&&`` and ``||``."""

    first: Pipeline
    rest: list[tuple[str, Pipeline]]
    background: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Sequence:
    """Commands one after the other."""

    items: list[AndOr]


@dataclass(slots=True, eq=False, repr=False)
class For:
    """``for NAME in WORDS; do ...; done``; without ``in``, over the arguments."""

    name: str
    words: list[Word] | None
    body: Sequence
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class While:
    """``while`` or ``until``."""

    condition: Sequence
    body: Sequence
    until: bool
    leaves: bool = False  # whether something in it can end the loop: break, exit, return, exec
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class If:
    """``if``, any number of ``elif``, and ``else``."""

    clauses: list[tuple[Sequence, Sequence]]
    otherwise: Sequence | None
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Case:
    """``case WORD in PATTERNS) ...;; esac``."""

    word: Word
    clauses: list[tuple[list[Word], Sequence]]
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Group:
    """``{ ...; }``, or ``( ... )`` as a subshell."""

    body: Sequence
    subshell: bool
    redirects: list[Redirect] = field(default_factory=list)


Compound = For | While | If | Case | Group
Command = Simple | Compound
