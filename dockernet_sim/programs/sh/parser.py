"""From words to commands (POSIX's shell grammar, and bash's)."""

from __future__ import annotations

import re

from dockernet_sim.programs.sh.assignment import assignment_of
from dockernet_sim.programs.sh.conditional import Reader
from dockernet_sim.programs.sh.dialect import END, NEWLINE, Dialect, SyntaxFault
from dockernet_sim.programs.sh.lexer import Lexer, is_name
from dockernet_sim.programs.sh.syntax import (
    AndOr,
    Calculation,
    Case,
    Command,
    Compound,
    Conditional,
    For,
    ForArithmetic,
    Function,
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
MORE_OPENING = {"bash": frozenset(("[[", "function")), "ash": frozenset(("[[", "function")), "dash": frozenset[str]()}
CLAUSE_ENDS = (";;", ";&", ";;&")
DECLARING = frozenset(("declare", "export", "local", "readonly", "typeset"))  # their words are assignments


class Parser:
    """Reads one complete command after the other off a text."""

    def __init__(self, text: str, dialect: Dialect, line: int = 1) -> None:
        self.lexer = Lexer(text, dialect, self._inside, line)
        self._heredocs: list[tuple[Redirect, str, bool, bool]] = []
        self.unfinished = False  # whether the text ended inside of a here-document
        self.dialect = dialect
        self._no_calculation = -1  # the length of a text in which no ``))`` follows any more
        self._opening = OPENING | MORE_OPENING[dialect.name]
        self._bash = dialect.name == "bash"

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
        else:
            self._read_heredocs()
        return Sequence(items)

    # -- lists ---------------------------------------------------------------
    def _token(self) -> str:
        """The operator or reserved word that comes next, "" for an ordinary word."""
        operator = self.lexer.operator()
        if operator:
            return operator
        found = RESERVED.match(self.lexer.text, self.lexer.at)
        word = found.group() if found else ""
        if not (word in CLOSING or word in self._opening or word == "!"):
            return ""
        end = self.lexer.at + len(word)
        after = self.lexer.text[end : end + 1]
        return word if not after or after in " \t\n;&|<>()" else ""

    def _newline(self) -> None:
        self.lexer.take()
        self._read_heredocs()

    def _read_heredocs(self) -> None:
        """Those whose lines come next."""
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
        while (token := self._token()) not in until and token not in (END, ")", *CLAUSE_ENDS):
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
        negated = timed = False
        while token == "!" or (not token and self._bash and self._next_word() == "time"):
            timed |= token == ""
            self.lexer.word()
            negated, token = negated != (token == "!"), self._token()
        pipeline = Pipeline([self._command(token)], negated, timed)
        while (operator := self.lexer.operator()) in ("|", "|&"):
            self.lexer.take(len(operator))
            if operator == "|&":
                _redirects(pipeline.commands[-1]).append(Redirect(2, ">&", Word((Text("1"),))))
            self._newlines()
            pipeline.commands.append(self._command(self._token()))
        return pipeline

    # -- commands ------------------------------------------------------------
    def _command(self, token: str) -> Command:
        if token in self._opening or token == "(":
            compound = self._compound(token)
            while (redirect := self._redirect()) is not None:
                compound.redirects.append(redirect)
            return compound
        if token:
            raise SyntaxFault(token, self.lexer.line)
        return self._simple()

    def _next_word(self) -> str:
        found = RESERVED.match(self.lexer.text, self.lexer.at)
        return found.group() if found else ""

    def _simple(self) -> Simple | Function:
        simple = Simple(line=self.lexer.line)
        start = self.lexer.at
        declares = False
        while True:
            if simple.words and not declares:
                self._plain_words(simple.words)
            if operator := self.lexer.operator():
                if operator == "(" and simple.words:
                    return self._function(simple, start)
                return simple
            redirect = self._redirect_here()
            if redirect is not None:
                simple.redirects.append(redirect)
                continue
            word = self.lexer.word()
            assignment = assignment_of(word, self._bash) if declares or not simple.words else None
            if assignment:
                if self.lexer.peek() == "(" and self._bash and not _parts(assignment.value):
                    assignment.value = self._array()
                (simple.declared if declares else simple.assignments).append(assignment)
            else:
                if not simple.words and word.bare in ("select", "coproc") and self._bash:
                    raise NotModelled(f"`{word.bare}' is not modelled")
                simple.words.append(word)
                declares = self._bash and simple.words[0].bare in DECLARING

    def _plain_words(self, words: list[Word]) -> None:
        """Take arguments that are nothing but their characters, as most are, in one step each."""
        lexer = self.lexer
        while found := ARGUMENT.match(lexer.text, lexer.at):
            words.append(Word((Text(found[1]),), plain=found[1]))
            lexer.at = found.end()

    def _array(self) -> list[tuple[Word | None, Word]]:
        """``(VALUES)``, with ``[KEY]=VALUE`` among them."""
        self.lexer.take()
        values: list[tuple[Word | None, Word]] = []
        self._newlines()
        while (operator := self.lexer.operator()) != ")":
            if operator:
                raise SyntaxFault(operator, self.lexer.line, special=")" if operator == END else "")
            word = self.lexer.word()
            keyed = assignment_of(Word((Text("x"), *word.parts)), True)
            if keyed is not None and keyed.subscript is not None and isinstance(keyed.value, Word):
                values.append((keyed.subscript, keyed.value))
            else:
                values.append((None, word))
            self._newlines()
        self.lexer.take()
        return values

    def _function(self, simple: Simple, start: int) -> Function:
        """``NAME() COMMAND``, from the parenthesis on."""
        line = self.lexer.line
        self.lexer.take()
        token = self.lexer.operator()
        if token == ")" and len(simple.words) == 1 and simple.words[0].bare is not None:
            self.lexer.take()
            return self._function_body(simple.words[0].bare, start)
        if self.lexer.dialect.name == "bash" and len(simple.words) > 1:
            raise SyntaxFault("(", line)
        special = "function" if token == END else ""
        raise SyntaxFault(token or self.lexer.word().bare or "word", line, expecting=")", special=special)

    def _function_body(self, name: str, start: int) -> Function:
        self._newlines()
        token = self._token()
        if self._bash and token not in self._opening and token != "(":
            raise SyntaxFault(token or self.lexer.word().bare or "word", self.lexer.line)
        body = self._command(token)
        return Function(name, body, self.lexer.text[start : self.lexer.at].strip())

    def _redirect(self) -> Redirect | None:
        return None if self.lexer.operator() else self._redirect_here()

    def _redirect_here(self) -> Redirect | None:
        """A redirection, where no operator comes next."""
        found = REDIRECT.match(self.lexer.text, self.lexer.at)
        if found is None or (found[2] in ("<", ">") and self._substitution_at(found.start(2))):
            return None
        line = self.lexer.line
        self.lexer.take(len(found.group()))
        operator = found.group(2) or found.group(3)
        token = self.lexer.operator()
        if operator == "<<<" and not self._bash:
            raise SyntaxFault("<", line, special="redirection")
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

    def _substitution_at(self, at: int) -> bool:
        return self.dialect.name != "dash" and self.lexer.text.startswith("(", at + 1)

    def _heredoc(self, delimiter: str, quoted: bool, strip: bool) -> Word:
        lines = []
        while self.lexer.peek():
            end = self.lexer.text.find("\n", self.lexer.at)
            line = self.lexer.take((len(self.lexer.text) if end < 0 else end + 1) - self.lexer.at)
            line = line.lstrip("\t") if strip else line
            if line.rstrip("\n") == delimiter:
                break
            lines.append(line)
        else:
            self.unfinished = True
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
            if self._bash and self.lexer.peek(2) == "((" and (calculation := self._calculation()) is not None:
                return calculation
            self.lexer.take()
            body = self._body(frozenset(), ")")
            self.lexer.take()
            return Group(body, subshell=True)
        start = self.lexer.at
        self.lexer.word()
        if token == "[[":
            return Conditional(Reader(self.lexer).whole())
        if token == "function":
            return self._named_function(start)
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

    def _calculation(self) -> Calculation | None:
        """``((...))``; None where the parentheses are two subshells."""
        lexer = self.lexer
        if self._no_calculation == len(lexer.text):
            return None
        at, line = lexer.at, lexer.line
        try:
            return Calculation(lexer.arithmetic()[0])
        except SyntaxFault as fault:
            lexer.at, lexer.line = at, line
            self._no_calculation = len(lexer.text) if fault.token == END else -1
            return None

    def _named_function(self, start: int) -> Function:
        if token := self.lexer.operator():
            raise SyntaxFault(token, self.lexer.line)
        name = self.lexer.word().bare or ""
        if self.lexer.operator() == "(":
            self.lexer.take()
            if self.lexer.operator() != ")":
                raise SyntaxFault(self.lexer.operator() or "word", self.lexer.line, expecting=")")
            self.lexer.take()
        return self._function_body(name, start)

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

    def _for(self) -> For | ForArithmetic:
        line = self.lexer.line
        if self.lexer.operator():
            if self.lexer.peek(2) == "((":
                return self._for_arithmetic(line)
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

    def _for_arithmetic(self, line: int) -> ForArithmetic:
        if not self._bash:
            raise SyntaxFault("((", line, special="for")
        pieces = self.lexer.arithmetic()
        if len(pieces) != 3:
            raise SyntaxFault("((", line)
        if self.lexer.operator() == ";":
            self.lexer.take()
        self._newlines()
        first, condition, step = pieces
        return ForArithmetic(first, condition, step, self._do())

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
            body = self.sequence(frozenset(("esac",)))
            end = self.lexer.operator()
            clauses.append((patterns, body, end))
            if end in CLAUSE_ENDS:
                self.lexer.take(len(end))
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


def _parts(value: object) -> bool:
    return not isinstance(value, Word) or bool(value.parts)
