"""From words to commands (POSIX's shell grammar, without functions)."""

from __future__ import annotations

import re

from dockernet_sim.programs.sh.dialect import END, NEWLINE, Dialect, SyntaxFault
from dockernet_sim.programs.sh.lexer import Lexer, is_name
from dockernet_sim.programs.sh.syntax import (
    AndOr,
    Case,
    Command,
    Compound,
    For,
    Group,
    If,
    Part,
    Pipeline,
    Redirect,
    Sequence,
    Simple,
    Text,
    While,
    Word,
)
from dockernet_sim.sim.errors import NotModelled

REDIRECT = re.compile(r"(\d*)(<<<|<<-|<<|<>|<&|<|>>|>\||>&|>)|(&>>|&>)")
ARGUMENT = re.compile(
    r"[ \t]*([^\s;&|<>()\"'$`\\~{*?\[#][^\s;&|<>()\"'$`\\~{*?\[]*)(?=[ \t\n]|\Z)"
)  # nothing in it is expanded
RESERVED = re.compile(r"[^\s;&|<>()\"'$`\\]+")
LEAVING = re.compile(r"\b(?:break|exit|return|exec|kill)\b")
CLOSING = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}", "in"))
OPENING = frozenset(("if", "for", "while", "until", "case", "{"))


class Parser:
    """Reads one complete command after the other off a text."""

    def __init__(self, text: str, dialect: Dialect, line: int = 1) -> None:
        self.lexer = Lexer(text, dialect, self._inside, line)
        self._heredocs: list[tuple[Redirect, str, bool, bool]] = []

    def _inside(self, lexer: Lexer) -> Sequence:
        """The commands of a ``$(...)`` that `lexer` stands in."""
        outer, self.lexer = self.lexer, lexer
        try:
            body = self.sequence(frozenset())
            if lexer is not outer and (token := self._token()) != END:
                raise SyntaxFault(token, lexer.line)
            return body
        finally:
            self.lexer = outer

    def next_command(self) -> Sequence | None:
        """All that stands on the next line (which a compound command can make several lines); None at the end."""
        while self.lexer.operator() == NEWLINE:
            self._newline()
        if self.lexer.operator() == END:
            return None
        items = []
        while (token := self._token()) not in (END, NEWLINE):
            items.append(self._and_or(token))
            if self._token() in (";", "&"):
                items[-1].background = self.lexer.take() == "&"
            elif (token := self._token()) not in (END, NEWLINE):
                raise SyntaxFault(token, self.lexer.line)
        if token == NEWLINE:
            self._newline()
        return Sequence(items)

    # -- lists ---------------------------------------------------------------
    def _token(self) -> str:
        """The operator or reserved word that comes next, "" for an ordinary word."""
        operator = self.lexer.operator()
        if operator:
            return operator
        found = RESERVED.match(self.lexer.text, self.lexer.at)
        word = found.group() if found else ""
        if not (word in CLOSING or word in OPENING or word == "!"):
            return ""
        end = self.lexer.at + len(word)
        after = self.lexer.text[end : end + 1]
        return word if not after or after in " \t\n;&|<>()" else ""

    def _newline(self) -> None:
        self.lexer.take()
        waiting, self._heredocs = self._heredocs, []
        for redirect, delimiter, quoted, strip in waiting:
            redirect.target = self._heredoc(delimiter, quoted, strip)

    def _newlines(self) -> None:
        while self.lexer.operator() == NEWLINE:
            self._newline()

    def sequence(self, until: frozenset[str]) -> Sequence:
        """Commands up to one of the reserved words `until`, a closing parenthesis or the end (not consumed)."""
        items: list[AndOr] = []
        self._newlines()
        while (token := self._token()) not in until and token not in (END, ")", ";;"):
            items.append(self._and_or(token))
            separator = self.lexer.operator()
            if separator in (";", "&"):
                items[-1].background = self.lexer.take() == "&"
            elif separator != NEWLINE:
                break
            self._newlines()
        return Sequence(items)

    def _and_or(self, token: str) -> AndOr:
        result = AndOr(self._pipeline(token), [])
        while (operator := self.lexer.operator()) in ("&&", "||"):
            self.lexer.take(2)
            self._newlines()
            result.rest.append((operator, self._pipeline(self._token())))
        return result

    def _pipeline(self, token: str) -> Pipeline:
        negated = False
        while token == "!":
            self.lexer.word()
            negated, token = not negated, self._token()
        pipeline = Pipeline([self._command(token)], negated)
        while (operator := self.lexer.operator()) in ("|", "|&"):
            self.lexer.take(len(operator))
            if operator == "|&":
                _redirects(pipeline.commands[-1]).append(Redirect(2, ">&", Word((Text("1"),))))
            self._newlines()
            pipeline.commands.append(self._command(self._token()))
        return pipeline

    # -- commands ------------------------------------------------------------
    def _command(self, token: str) -> Command:
        if token in OPENING or token == "(":
            compound = self._compound(token)
            while (redirect := self._redirect()) is not None:
                compound.redirects.append(redirect)
            return compound
        if token:
            raise SyntaxFault(token, self.lexer.line)
        return self._simple()

    def _simple(self) -> Simple:
        simple = Simple(line=self.lexer.line)
        while True:
            if simple.words:
                self._plain_words(simple.words)
            if operator := self.lexer.operator():
                if operator == "(" and simple.words:
                    self._no_function(simple)
                return simple
            redirect = self._redirect_here()
            if redirect is not None:
                simple.redirects.append(redirect)
                continue
            word = self.lexer.word()
            assignment = None if simple.words else _assignment(word)
            if assignment:
                if self.lexer.peek() == "(" and self.lexer.dialect.name == "bash":
                    raise NotModelled("arrays are not modelled")
                simple.assignments.append(assignment)
            else:
                if not simple.words and word.bare in ("[[", "function", "time", "select", "coproc"):
                    raise NotModelled(f"`{word.bare}' is not modelled")
                simple.words.append(word)

    def _plain_words(self, words: list[Word]) -> None:
        """Take arguments that are nothing but their characters, as most are, in one step each."""
        lexer = self.lexer
        while found := ARGUMENT.match(lexer.text, lexer.at):
            words.append(Word((Text(found[1]),), plain=found[1]))
            lexer.at = found.end()

    def _no_function(self, simple: Simple) -> None:
        line = self.lexer.line
        self.lexer.take()
        token = self.lexer.operator()
        if token == ")" and len(simple.words) == 1:
            raise NotModelled("functions are not modelled")
        if self.lexer.dialect.name == "bash" and len(simple.words) > 1:
            raise SyntaxFault("(", line)
        special = "function" if token == END else ""
        raise SyntaxFault(token or self.lexer.word().bare or "word", line, expecting=")", special=special)

    def _redirect(self) -> Redirect | None:
        return None if self.lexer.operator() else self._redirect_here()

    def _redirect_here(self) -> Redirect | None:
        """A redirection, where no operator comes next."""
        found = REDIRECT.match(self.lexer.text, self.lexer.at)
        if found is None:
            return None
        line = self.lexer.line
        self.lexer.take(len(found.group()))
        operator = found.group(2) or found.group(3)
        token = self.lexer.operator()
        if token:
            raise SyntaxFault(token, line, expecting="word")
        fd = int(found.group(1)) if found.group(1) else (0 if operator.startswith("<") else 1)
        redirect = Redirect(fd, operator, self.lexer.word())
        if operator in ("<<", "<<-"):
            delimiter = "".join(p.text for p in redirect.target.parts if isinstance(p, Text))
            quoted = redirect.target.bare is None
            self._heredocs.append((redirect, delimiter, quoted, operator == "<<-"))
            redirect.operator = "<<"
        return redirect

    def _heredoc(self, delimiter: str, quoted: bool, strip: bool) -> Word:
        lines = []
        while self.lexer.peek():
            end = self.lexer.text.find("\n", self.lexer.at)
            line = self.lexer.take((len(self.lexer.text) if end < 0 else end + 1) - self.lexer.at)
            line = line.lstrip("\t") if strip else line
            if line.rstrip("\n") == delimiter:
                break
            lines.append(line)
        body = "".join(lines)
        if quoted:
            return Word((Text(body, True),))
        inner = Lexer(body, self.lexer.dialect, self._inside, self.lexer.line)
        parts: list[Part] = []
        while char := inner.peek():
            parts.append(inner.quoted_piece(char, "$`\\\n"))
        return Word(tuple(parts))

    # -- compound commands ---------------------------------------------------
    def _compound(self, token: str) -> Compound:
        if token == "(":
            self.lexer.take()
            body = self._body(frozenset(), ")")
            self.lexer.take()
            return Group(body, subshell=True)
        self.lexer.word()
        if token == "{":
            body = self._body(frozenset("}"), "}")
            self.lexer.word()
            return Group(body, subshell=False)
        if token == "if":
            return self._if()
        if token == "case":
            return self._case()
        if token == "for":
            return self._for()
        condition = self._body(frozenset(("do",)), "do")
        start = self.lexer.at
        body = self._do()
        return While(
            condition, body, token == "until", LEAVING.search(self.lexer.text[start : self.lexer.at]) is not None
        )

    def _body(self, until: frozenset[str], wanted: str) -> Sequence:
        """A sequence that has to hold something and to end with the word `wanted` (not consumed)."""
        body = self.sequence(until)
        token = self._token()
        if token not in until and token != wanted:
            raise SyntaxFault(token or self.lexer.word().bare or "word", self.lexer.line, expecting=wanted)
        if not body.items:
            raise SyntaxFault(token, self.lexer.line)
        return body

    def _expect(self, word: str) -> None:
        token = self._token()
        if token != word:
            raise SyntaxFault(token or self.lexer.word().bare or "word", self.lexer.line, expecting=word)
        self.lexer.word()

    def _do(self) -> Sequence:
        self._expect("do")
        body = self._body(frozenset(("done",)), "done")
        self._expect("done")
        return body

    def _if(self) -> If:
        clauses = []
        otherwise = None
        token = "if"
        while token in ("if", "elif"):
            condition = self._body(frozenset(("then",)), "then")
            self._expect("then")
            body = self._body(frozenset(("elif", "else", "fi")), "fi")
            clauses.append((condition, body))
            token = self._token()
            if token != "fi":
                self.lexer.word()
        if token == "else":
            otherwise = self._body(frozenset(("fi",)), "fi")
        self._expect("fi")
        return If(clauses, otherwise)

    def _for(self) -> For:
        line = self.lexer.line
        if self.lexer.operator():
            if self.lexer.peek(2) == "((":
                raise NotModelled("`for ((' is not modelled")
            raise SyntaxFault(self.lexer.operator(), line)
        name = self.lexer.word().bare or ""
        if not is_name(name):
            raise SyntaxFault(name, line, special="for")
        self._newlines()
        words: list[Word] | None = None
        if self._token() == "in":
            self.lexer.word()
            words = []
            while not self.lexer.operator():
                words.append(self.lexer.word())
        if self.lexer.operator() == ";":
            self.lexer.take()
        self._newlines()
        return For(name, words, self._do())

    def _case(self) -> Case:
        if token := self.lexer.operator():
            raise SyntaxFault(token, self.lexer.line)
        word = self.lexer.word()
        self._newlines()
        self._expect("in")
        self._newlines()
        clauses = []
        while self._token() != "esac":
            if self.lexer.operator() == "(":
                self.lexer.take()
            patterns = [self._pattern()]
            while self.lexer.operator() == "|":
                self.lexer.take()
                patterns.append(self._pattern())
            if self.lexer.operator() != ")":
                raise SyntaxFault(self.lexer.operator() or "word", self.lexer.line, expecting=")")
            self.lexer.take()
            clauses.append((patterns, self.sequence(frozenset(("esac",)))))
            if self.lexer.operator() == ";;":
                self.lexer.take(2)
            elif self._token() != "esac":
                raise SyntaxFault(self._token(), self.lexer.line, expecting="esac")
            self._newlines()
        self._expect("esac")
        return Case(word, clauses)

    def _pattern(self) -> Word:
        token = self.lexer.operator()
        if token:
            raise SyntaxFault(token, self.lexer.line, expecting="esac" if token == END else "")
        return self.lexer.word()


def _redirects(command: Command) -> list[Redirect]:
    return command.redirects


def _assignment(word: Word) -> tuple[str, Word] | None:
    """The name and value of ``NAME=VALUE``."""
    head = ""
    for index, part in enumerate(word.parts):
        if not isinstance(part, Text) or part.quoted:
            return None
        head += part.text
        if "=" in part.text:
            name, _, rest = head.partition("=")
            if not is_name(name):
                return None
            return name, Word((*((Text(rest),) if rest else ()), *word.parts[index + 1 :]))
    return None
