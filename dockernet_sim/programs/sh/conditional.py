"""``[[ ... ]]``: read and evaluated."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh import pattern
from dockernet_sim.programs.sh.arith import evaluate
from dockernet_sim.programs.sh.dialect import END, NEWLINE, SyntaxFault
from dockernet_sim.programs.sh.lexer import Lexer
from dockernet_sim.programs.sh.syntax import Expression, Part, Text, Word
from dockernet_sim.programs.text import test
from dockernet_sim.programs.text.regex import posix
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

UNARY = frozenset(f"-{letter}" for letter in "abcdefghknoprstuvwxzGLNOS")
NUMBERS = {"-eq": "==", "-ne": "!=", "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">="}
BINARY = frozenset(("=", "==", "!=", "=~", "<", ">", "-nt", "-ot", "-ef", *NUMBERS))
REGEX_SPECIAL = frozenset(".[]{}()*+?^$|\\")


class Reader:
    """Reads the expression off a lexer that stands behind the ``[[``."""

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer

    def whole(self) -> Expression:
        """Everything up to the ``]]``, which is taken."""
        expression = self._either()
        word = self._word()
        if word.bare != "]]":
            raise SyntaxFault(word.bare or "word", self.lexer.line)
        return expression

    def _operator(self) -> str:
        while (operator := self.lexer.operator()) == NEWLINE:
            self.lexer.take()
        return operator

    def _accept(self, operator: str) -> bool:
        if self._operator() != operator:
            return False
        self.lexer.take(len(operator))
        return True

    def _either(self) -> Expression:
        left = self._both()
        while self._accept("||"):
            left = ("||", left, self._both())
        return left

    def _both(self) -> Expression:
        left = self._single()
        while self._accept("&&"):
            left = ("&&", left, self._single())
        return left

    def _single(self) -> Expression:
        if self._accept("("):
            inside = self._either()
            if not self._accept(")"):
                raise SyntaxFault(self._operator() or "word", self.lexer.line)
            return inside
        word = self._word()
        if word.bare == "!":
            return ("!", self._single(), None)
        if word.bare in UNARY and not self._ends():
            return (word.bare or "", self._word(), None)
        if self._ends():
            return ("-n", word, None)
        operator = self._binary()
        return (operator, word, self._regex() if operator == "=~" else self._word())

    def _ends(self) -> bool:
        return bool(self._operator()) or self.lexer.text.startswith("]]", self.lexer.at)

    def _binary(self) -> str:
        char = self.lexer.peek()
        operator = self.lexer.take() if char in ("<", ">") else self._word().bare or ""
        if operator not in BINARY:
            raise SyntaxFault(operator or "word", self.lexer.line)
        return operator

    def _word(self) -> Word:
        operator = self._operator()
        if operator or self.lexer.peek() in ("<", ">"):
            raise SyntaxFault(operator or self.lexer.peek(), self.lexer.line, special="}" if operator == END else "")
        return self.lexer.word()

    def _regex(self) -> Word:
        self.lexer.blanks()
        parts: list[Part] = []
        depth = 0
        while (char := self.lexer.peek()) and not (char.isspace() and not depth):
            if char == ")" and not depth:
                break
            depth += (char == "(") - (char == ")")
            if char in "()|&;<> \t":
                parts.append(Text(self.lexer.take()))
            elif char == "\\":
                parts.append(Text(self.lexer.take(2)))
            else:
                self.lexer.piece(char, parts)
        return Word(tuple(parts))


def holds(shell: Shell, expression: Expression) -> Generator[Any, Any, bool]:
    """Whether the expression holds; RegexFault, ArithmeticFault when it cannot be evaluated."""
    operator, left, right = expression
    if operator in ("&&", "||", "!"):
        assert isinstance(left, tuple)
        first = yield from holds(shell, left)
        if operator == "!":
            return not first
        assert isinstance(right, tuple)
        return first if first == (operator == "||") else (yield from holds(shell, right))
    assert isinstance(left, Word)
    text = yield from shell.expand.text(left)
    if right is None:
        if operator != "-v" and operator not in test.UNARY:
            raise NotModelled(f"[[ {operator} is not modelled")
        shell.task.cwd = shell.cwd
        return shell.value(text) is not None if operator == "-v" else test.evaluate([operator, text], shell.task)
    assert isinstance(right, Word)
    if operator == "=~":
        return (yield from _regex_holds(shell, text, right))
    if operator in ("=", "==", "!="):
        glob = yield from shell.expand.pattern(right)
        return pattern.matches(glob, text) == (operator != "!=")
    other = yield from shell.expand.text(right)
    if operator in ("<", ">"):
        return text < other if operator == "<" else text > other
    if operator in NUMBERS:
        a, b = evaluate(text, shell.variables), evaluate(other, shell.variables)
        return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[NUMBERS[operator]]
    raise NotModelled(f"[[ {operator} is not modelled")


def _regex_holds(shell: Shell, text: str, word: Word) -> Generator[Any, Any, bool]:
    source = ""
    for part in word.parts:
        piece = part.text if isinstance(part, Text) else (yield from shell.expand.text(Word((part,))))
        source += "".join(f"\\{c}" if c in REGEX_SPECIAL else c for c in piece) if part.quoted else piece
    regex = posix(source, extended=True)
    found = regex.search(text)
    groups = [] if found is None else [found.group(number) for number in range(regex.groups + 1)]
    shell.variables.set_array("BASH_REMATCH", dict(enumerate(groups)))
    return found is not None
