"""From characters to words: blanks, comments, operators, quoting and the things that begin with a dollar sign."""

from __future__ import annotations

import re
from collections.abc import Callable

from dockernet_sim.programs.sh.dialect import END, Dialect, SyntaxFault
from dockernet_sim.programs.sh.syntax import (
    Arithmetic,
    Param,
    Part,
    ProcessSubstitution,
    Sequence,
    Substitution,
    Text,
    Word,
)
from dockernet_sim.sim.errors import NotModelled

META = " \t\n;&|<>()"
SKIPPED = re.compile(r"(?:[ \t]|\\\n)*(?:#[^\n]*)?")  # blanks, joined lines and a comment
OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|&(?!>)|[;|()\n]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PLAIN = re.compile(r"""[^ \t\n;&|<>()\\'"$`]+""")  # characters of a word that stand for themselves
SPECIAL_NAMES = "?$!#@*-0123456789"
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


def is_name(text: str) -> bool:
    """Whether a variable can be called so."""
    return text.isascii() and text.isidentifier()


class Lexer:
    """Reads words off a text. `parse` turns the inside of ``$(...)`` into commands (the parser hands itself in)."""

    def __init__(self, text: str, dialect: Dialect, parse: Callable[[Lexer], Sequence], line: int = 1) -> None:
        self.text = text
        self.dialect = dialect
        self.at = 0
        self.line = line
        self._parse = parse
        self.continues = False  # whether the text ends with a backslash, which joins the next line to it
        self._looked = -1  # where it was looked for an operator last, and what was found
        self._operator = ""

    # -- characters ----------------------------------------------------------
    def peek(self, length: int = 1) -> str:
        """The next characters."""
        return self.text[self.at : self.at + length]

    def take(self, length: int = 1) -> str:
        """The next characters, consumed."""
        taken = self.peek(length)
        self.at += length
        self.line += taken.count("\n")
        return taken

    def blanks(self) -> None:
        """Skip blanks, joined lines and a comment."""
        end = SKIPPED.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if end != self.at:
            self.line += self.text.count("\n", self.at, end)
            self.at = end

    def operator(self) -> str:
        """The operator that comes next (not consumed), END, or "" before a word or a redirection."""
        if self.at != self._looked:
            self.blanks()
            found = OPERATOR.match(self.text, self.at)
            self._operator = found.group() if found else "" if self.at < len(self.text) else END
            self._looked = self.at
        return self._operator

    # -- words ---------------------------------------------------------------
    def word(self) -> Word:
        """The next word."""
        parts: list[Part] = []
        while (char := self.peek()) and (char not in META or (char in "<>" and self._substitutes())):
            if char in "<>":
                parts.append(self._process(char))
                continue
            plain = PLAIN.match(self.text, self.at)
            if plain is not None:
                parts.append(Text(plain.group()))
                self.at = plain.end()
            else:
                self._piece(char, parts)
        return Word(tuple(parts))

    def _substitutes(self) -> bool:
        return self.peek(2)[1:] == "(" and self.dialect.name != "dash"

    def _process(self, char: str) -> ProcessSubstitution:
        if char == ">":
            raise NotModelled("the process substitution >(...) is not modelled")
        self.take()
        inside = self._parenthesis(self.line, False)
        return ProcessSubstitution(inside.body)

    def piece(self, char: str, parts: list[Part]) -> None:
        """One piece of a word, put behind `parts`."""
        self._piece(char, parts)

    def _piece(self, char: str, parts: list[Part]) -> None:
        if char == "\\":
            self.take()
            if self.peek() == "\n":
                self.take()
            else:
                self.continues = not self.peek()
                parts.append(Text(self.take() or "\\", True))
        elif char == "'":
            parts.append(Text(self._single(), True))
        elif char == '"':
            self._double(parts)
        elif char in "$`":
            parts.append(self._dollar(quoted=False) if char == "$" else self._backquote(False))
        else:
            parts.append(Text(self.take()))

    def _single(self) -> str:
        line = self.line
        self.take()
        end = self.text.find("'", self.at)
        if end < 0:
            raise SyntaxFault(END, line, special="'")
        inside = self.take(end - self.at)
        self.take()
        return inside

    def _double(self, parts: list[Part]) -> None:
        line = self.line
        self.take()
        parts.append(Text("", True))
        while (char := self.peek()) != '"':
            if not char:
                raise SyntaxFault(END, line, special='"')
            parts.append(self.quoted_piece(char, '$`"\\\n'))
        self.take()

    def quoted_piece(self, char: str, escapable: str) -> Part:
        """One piece of what stands between double quotes."""
        if char == "\\" and self.peek(2)[1:] in escapable and len(self.peek(2)) == 2:
            escaped = self.take(2)[1]
            return Text("" if escaped == "\n" else escaped, True)
        if char == "$":
            return self._dollar(quoted=True)
        if char == "`":
            return self._backquote(True)
        return Text(self.take(), True)

    # -- dollars -------------------------------------------------------------
    def _dollar(self, quoted: bool) -> Part:
        line = self.line
        self.take()
        char = self.peek()
        if char == "(":
            if self.peek(2) == "((":
                return self._arithmetic(quoted)
            return self._parenthesis(line, quoted)
        if char == "{":
            return self._braced(quoted, line)
        if char == "'" and not quoted and self.dialect.name != "dash":
            return Text(self._ansi(), True)
        if char == '"' and not quoted and self.dialect.name == "bash":
            return Text("", True)
        if char and char in SPECIAL_NAMES:
            return Param(self.take(), quoted=quoted)
        name = self._name()
        return Param(name, quoted=quoted) if name else Text("$", quoted)

    def _parenthesis(self, line: int, quoted: bool) -> Substitution:
        self.take()
        body = self._parse(self)
        if self.operator() != ")":
            raise SyntaxFault(self.operator(), line, special=")" if self.operator() == END else "", expecting=")")
        self.take()
        return Substitution(body, quoted)

    def _name(self) -> str:
        found = NAME.match(self.text, self.at)
        return self.take(found.end() - self.at) if found else ""

    def _braced(self, quoted: bool, line: int) -> Param:
        self.take()
        length = self.peek() == "#" and self.peek(2)[1:] not in ("}", "")
        if length:
            self.take()
        bash = self.dialect.name == "bash"
        indirect = bash and self.peek() == "!" and NAME.match(self.text, self.at + 1) is not None
        self.at += indirect
        name = self.take() if self.peek() and self.peek() in SPECIAL_NAMES else self._name()
        while name.isdigit() and self.peek().isdigit():
            name += self.take()
        subscript = self.subscript() if bash and name and self.peek() == "[" else None
        operator = "length" if length else self._operator_of_braced()
        argument = self._until_brace(quoted, line)
        if subscript is not None or indirect:
            keys = indirect and subscript is not None and subscript.bare in ("@", "*")
            given = argument if operator and not length else None
            return Param(name, "keys" if keys else operator, given, quoted, subscript, indirect and not keys)
        if not name or (not operator and argument.parts):
            raw = "".join(p.text if isinstance(p, Text) else "$" for p in argument.parts)
            return Param(name + operator + raw, "bad", None, quoted)
        return Param(name, operator, argument if operator and not length else None, quoted)

    def _operator_of_braced(self) -> str:
        for operator in (":-", ":=", ":?", ":+", "-", "=", "?", "+", "%%", "%", "##", "#"):
            if self.text.startswith(operator, self.at):
                return self.take(len(operator))
        if self.dialect.name == "dash":
            return ""
        for operator in ("//", "/#", "/%", "/", ":") + (
            ("^^", "^", ",,", ",", "@") if self.dialect.name == "bash" else ()
        ):
            if self.text.startswith(operator, self.at):
                return self.take(len(operator))
        return ""

    def subscript(self) -> Word:
        """``[...]`` behind a name."""
        line = self.line
        self.take()
        parts: list[Part] = []
        depth = 0
        while depth or self.peek() != "]":
            char = self.peek()
            if not char:
                raise SyntaxFault(END, line, special="]")
            depth += (char == "[") - (char == "]")
            self._piece(char, parts)
        self.take()
        return Word((Text("".join(p.text for p in parts if isinstance(p, Text))),) if _bare(parts) else tuple(parts))

    def arithmetic(self) -> list[Word]:
        """What stands between ``((`` and ``))``, cut at its semicolons."""
        line = self.line
        self.take(2)
        parts: list[list[Part]] = [[]]
        depth = 0
        while depth or self.peek(2) != "))":
            char = self.peek()
            if not char:
                raise SyntaxFault(END, line, special="))")
            depth += (char == "(") - (char == ")")
            if char == ";" and not depth:
                self.take()
                parts.append([])
            else:
                parts[-1].append(self.quoted_piece(char, '$`"\\\n'))
        self.take(2)
        return [Word(tuple(each)) for each in parts]

    def _until_brace(self, quoted: bool, line: int) -> Word:
        parts: list[Part] = []
        while (char := self.peek()) != "}":
            if not char:
                raise SyntaxFault(END, line, special="}")
            if quoted and char != '"':
                parts.append(self.quoted_piece(char, '$`"\\\n}'))
            else:
                self._piece(char, parts)
        self.take()
        return Word(tuple(parts))

    def _arithmetic(self, quoted: bool) -> Arithmetic:
        line = self.line
        self.take(2)
        parts: list[Part] = []
        depth = 0
        while depth or self.peek(2) != "))":
            char = self.peek()
            if not char:
                raise SyntaxFault(END, line, special="))")
            depth += (char == "(") - (char == ")")
            parts.append(self.quoted_piece(char, '$`"\\\n'))
        self.take(2)
        return Arithmetic(Word(tuple(parts)), quoted)

    def _backquote(self, quoted: bool) -> Substitution:
        line = self.line
        self.take()
        inside = ""
        while (char := self.peek()) != "`":
            if not char:
                raise SyntaxFault(END, line, special="`")
            if char == "\\" and self.peek(2)[1:] in ("$", "`", "\\"):
                self.take()
            inside += self.take()
        self.take()
        return Substitution(self._parse(Lexer(inside, self.dialect, self._parse, line)), quoted)

    def _ansi(self) -> str:
        """``$'...'`` with C's escapes."""
        line = self.line
        self.take()
        out = ""
        while (char := self.peek()) != "'":
            if not char:
                raise SyntaxFault(END, line, special="'")
            if char != "\\":
                out += self.take()
                continue
            self.take()
            letter = self.take()
            if letter == "x":
                digits = ""
                while len(digits) < 2 and self.peek() and self.peek() in "0123456789abcdefABCDEF":
                    digits += self.take()
                out += chr(int(digits, 16)) if digits else "\\x"
            elif letter in "01234567" and letter:
                while len(letter) < 3 and self.peek() and self.peek() in "01234567":
                    letter += self.take()
                out += chr(int(letter, 8) & 255)
            else:
                out += ESCAPES.get(letter, letter if letter in "\\'\"?" else "\\" + letter)
        self.take()
        return out


def _bare(parts: list[Part]) -> bool:
    return all(isinstance(part, Text) and not part.quoted for part in parts)
