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
    """``$NAME`` or ``${NAME[SUBSCRIPT] OP ARGUMENT}``;
    ``operator`` "length" is ``${#NAME}``, "keys" is ``${!NAME[@]}``."""

    name: str
    operator: str = ""
    argument: Word | None = None
    quoted: bool = False
    subscript: Word | None = None
    indirect: bool = False  # ``${!NAME}``

    @property
    def every(self) -> str:
        """``@`` or ``*`` where it stands for all arguments or elements."""
        name = self.name if self.subscript is None else self.subscript.bare or ""
        return name if name in ("@", "*") else ""


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


@dataclass(slots=True, eq=False, repr=False)
class ProcessSubstitution:
    """``<(...)``."""

    body: Sequence
    quoted: bool = True


Part = Text | Param | Substitution | Arithmetic | ProcessSubstitution


@dataclass(slots=True, eq=False, repr=False)
class Word:
    """One word before expansion; ``plain`` is its text where nothing in it can be expanded, and that is known."""

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
class Assignment:
    """``NAME[SUBSCRIPT]=VALUE``, ``+=``, and ``NAME=(VALUES)``, each value with a key if one is given."""

    name: str
    value: Word | list[tuple[Word | None, Word]]
    subscript: Word | None = None
    append: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Simple:
    """Assignments, words and redirections;
    ``declared`` are the assignments among the words of ``declare`` and its like."""

    assignments: list[Assignment] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    line: int = 1
    declared: list[Assignment] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Pipeline:
    """Commands joined by ``|``."""

    commands: list[Command]
    negated: bool = False
    timed: bool = False  # behind ``time``


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
    clauses: list[tuple[list[Word], Sequence, str]]  # patterns, commands, and the ``;;``, ``;&`` or ``;;&`` behind them
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Group:
    """``{ ...; }``, or ``( ... )`` as a subshell."""

    body: Sequence
    subshell: bool
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class ForArithmetic:
    """``for ((FIRST; CONDITION; STEP)); do ...; done``."""

    first: Word
    condition: Word
    step: Word
    body: Sequence
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Calculation:
    """``((EXPRESSION))``."""

    expression: Word
    redirects: list[Redirect] = field(default_factory=list)


Expression = tuple[str, "Expression | Word | str", "Expression | Word | None"]


@dataclass(slots=True, eq=False, repr=False)
class Conditional:
    """``[[ EXPRESSION ]]``: a tree of (operator, left, right)."""

    expression: Expression
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """``NAME() COMMAND``; ``source`` is the text of it."""

    name: str
    body: Command
    source: str
    redirects: list[Redirect] = field(default_factory=list)


Compound = For | ForArithmetic | While | If | Case | Group | Calculation | Conditional | Function
Command = Simple | Compound
