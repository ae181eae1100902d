"""awk's grammar (POSIX awk): rules, functions, statements and expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dockernet_sim.programs.awk.lexer import Token, words
from dockernet_sim.sim.errors import NotModelled

FUNCTIONS = frozenset(
    [
        "length",
        "substr",
        "index",
        "split",
        "sub",
        "gsub",
        "match",
        "sprintf",
        "toupper",
        "tolower",
        "int",
        "sqrt",
        "exp",
        "log",
        "sin",
        "cos",
        "atan2",
        "rand",
        "srand",
        "systime",
        "strftime",
        "system",
        "close",
        "fflush",
        "gensub",
        "and",
        "or",
        "xor",
        "lshift",
        "rshift",
        "compl",
        "strtonum",
    ]
)
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "^=")
COMPARISONS = ("<", "<=", "==", "!=", ">", ">=")
Node = tuple[Any, ...]  # (kind, parts...)


@dataclass
class Rule:
    """A pattern (None: every line) and what is done; ``last`` ends a range."""

    pattern: Node | str | None
    last: Node | None
    body: list[Node] | None


@dataclass
class Function:
    """A function of the program's own; ``arrays`` are the parameters that are used as arrays."""

    parameters: list[str]
    body: list[Node]
    arrays: set[str]


class Parser:
    """Reads a program."""

    def __init__(self, text: str) -> None:
        self._words = words(text)
        self._at = 0
        self.functions: dict[str, Function] = {}
        self._arrays: set[str] = set()  # names that were used as arrays since the function began

    # -- words ---------------------------------------------------------------
    @property
    def _token(self) -> Token:
        return self._words[self._at]

    def _take(self) -> str:
        token = self._token
        self._at += token.kind != "end"
        return token.text

    def _is(self, text: str, kind: str = "op") -> bool:
        return self._token.kind == kind and self._token.text == text

    def _accept(self, text: str, kind: str = "op") -> bool:
        if not self._is(text, kind):
            return False
        self._take()
        return True

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise NotModelled(f"awk's syntax near {self._token.text.strip() or 'the end'} is not modelled")

    def _newlines(self, semicolons: bool = False) -> None:
        while self._is("\n") or (semicolons and self._is(";")):
            self._take()

    # -- program -------------------------------------------------------------
    def rules(self) -> list[Rule]:
        """All rules; the functions are in :attr:`functions`."""
        found = []
        self._newlines(semicolons=True)
        while self._token.kind != "end":
            if self._accept("function", "keyword"):
                self._function()
            else:
                found.append(self._rule())
            self._newlines(semicolons=True)
        return found

    def _rule(self) -> Rule:
        pattern: Node | str | None = None
        last = None
        if self._token.kind == "keyword" and self._token.text in ("BEGIN", "END"):
            pattern = self._take()
        elif not self._is("{"):
            pattern = self._expression()
            if self._accept(","):
                self._newlines()
                last = self._expression()
        return Rule(pattern, last, self._block() if self._is("{") else None)

    def _function(self) -> None:
        name, parameters = self._take(), list[str]()
        self._expect("(")
        while not self._accept(")"):
            self._newlines()
            parameters.append(self._take())
            self._accept(",")
        self._newlines()
        self._arrays = set()
        body = self._block()
        self.functions[name] = Function(parameters, body, self._arrays & set(parameters))

    def _block(self) -> list[Node]:
        self._expect("{")
        body: list[Node] = []
        self._newlines(semicolons=True)
        while not self._accept("}"):
            if self._token.kind == "end":
                raise NotModelled("awk's syntax near the end is not modelled")
            body.append(self._statement())
            self._newlines(semicolons=True)
        return body

    # -- statements ----------------------------------------------------------
    def _statement(self) -> Node:
        if self._is("{"):
            return ("block", self._block())
        if self._is(";"):
            return ("block", [])
        if self._token.kind != "keyword" or self._token.text == "getline":
            return ("value", self._expression())
        word = self._take()
        method = getattr(self, f"_{word}_statement", None)
        if method is None:
            raise NotModelled(f"awk's {word} is not modelled here")
        made: Node = method(word)
        return made

    def _inner(self) -> Node:
        """The statement of a loop or a condition, on this line or the next."""
        self._newlines()
        return self._statement()

    def _condition(self) -> Node:
        self._expect("(")
        condition = self._expression()
        self._expect(")")
        return condition

    def _if_statement(self, _word: str) -> Node:
        condition, yes = self._condition(), self._inner()
        mark = self._at
        self._newlines(semicolons=True)
        if self._accept("else", "keyword"):
            return ("if", condition, yes, self._inner())
        self._at = mark
        return ("if", condition, yes, None)

    def _while_statement(self, _word: str) -> Node:
        return ("while", self._condition(), self._inner())

    def _do_statement(self, _word: str) -> Node:
        body = self._inner()
        self._newlines(semicolons=True)
        if not self._accept("while", "keyword"):
            raise NotModelled("awk's do without while is not modelled")
        return ("do", body, self._condition())

    def _for_statement(self, _word: str) -> Node:
        self._expect("(")
        ahead = [token.text for token in self._words[self._at : self._at + 5]]
        if len(ahead) == 5 and ahead[1] == "in" and ahead[3] == ")":
            name, _, array, _ = (self._take() for _ in range(4))
            self._arrays.add(array)
            return ("each", name, array, self._inner())
        start = None if self._is(";") else self._statement()
        self._expect(";")
        self._newlines()
        condition = None if self._is(";") else self._expression()
        self._expect(";")
        self._newlines()
        step = None if self._is(")") else self._statement()
        self._expect(")")
        return ("for", start, condition, step, self._inner())

    def _word_statement(self, word: str) -> Node:
        return (word,)

    _break_statement = _continue_statement = _next_statement = _nextfile_statement = _word_statement

    def _exit_statement(self, word: str) -> Node:
        return (word, None if self._ends() else self._expression())

    _return_statement = _exit_statement

    def _delete_statement(self, _word: str) -> Node:
        name = self._take()
        self._arrays.add(name)
        return ("delete", name, self._index() if self._is("[") else None)

    def _ends(self) -> bool:
        return self._token.kind == "end" or (self._token.kind == "op" and self._token.text in (";", "}", "\n"))

    def _print_statement(self, word: str) -> Node:
        values: list[Node] = []
        if not self._ends() and not (self._token.kind == "op" and self._token.text in (">", ">>", "|")):
            values.append(self._expression(greater=False))
            while self._accept(","):
                self._newlines()
                values.append(self._expression(greater=False))
            if len(values) == 1 and values[0][0] == "group":
                values = list(values[0][1])
        where = None
        if self._token.kind == "op" and self._token.text in (">", ">>", "|"):
            where = (self._take(), self._concatenation(greater=False))
        return (word, values, where)

    _printf_statement = _print_statement

    # -- expressions ---------------------------------------------------------
    def _expression(self, greater: bool = True) -> Node:
        left = self._choice(greater)
        if self._token.kind == "op" and self._token.text in ASSIGNMENTS and left[0] in ("variable", "field", "element"):
            operator = self._take()
            self._newlines()
            return ("assign", operator, left, self._expression(greater))
        return left

    def _choice(self, greater: bool) -> Node:
        condition = self._or(greater)
        if not self._accept("?"):
            return condition
        self._newlines()
        yes = self._expression(greater)
        self._newlines()
        self._expect(":")
        self._newlines()
        return ("choose", condition, yes, self._expression(greater))

    def _or(self, greater: bool) -> Node:
        left = self._and(greater)
        while self._accept("||"):
            self._newlines()
            left = ("binary", "||", left, self._and(greater))
        return left

    def _and(self, greater: bool) -> Node:
        left = self._member(greater)
        while self._accept("&&"):
            self._newlines()
            left = ("binary", "&&", left, self._member(greater))
        return left

    def _member(self, greater: bool) -> Node:
        left = self._matching(greater)
        while self._accept("in", "keyword"):
            name = self._take()
            self._arrays.add(name)
            left = ("in", list(left[1]) if left[0] == "group" else [left], name)
        return left

    def _matching(self, greater: bool) -> Node:
        left = self._comparison(greater)
        while self._token.kind == "op" and self._token.text in ("~", "!~"):
            left = ("binary", self._take(), left, self._comparison(greater))
        return left

    def _comparison(self, greater: bool) -> Node:
        left = self._concatenation(greater)
        if self._token.kind == "op" and self._token.text in COMPARISONS and (greater or self._token.text != ">"):
            left = ("binary", self._take(), left, self._concatenation(greater))
        return left

    def _concatenation(self, greater: bool) -> Node:
        left = self._sum()
        while self._begins_value():
            left = ("binary", " ", left, self._sum())
        if self._is("|") and self._words[self._at + 1] == Token("keyword", "getline"):
            raise NotModelled("awk's COMMAND | getline is not modelled")
        return left

    def _begins_value(self) -> bool:
        kind, text, _ = self._token
        return kind in ("number", "string", "name", "regex") or (
            kind == "op" and text in ("$", "(", "!", "-", "+", "++", "--")
        )

    def _sum(self) -> Node:
        left = self._product()
        while self._token.kind == "op" and self._token.text in ("+", "-"):
            left = ("binary", self._take(), left, self._product())
        return left

    def _product(self) -> Node:
        left = self._unary()
        while self._token.kind == "op" and self._token.text in ("*", "/", "%"):
            left = ("binary", self._take(), left, self._unary())
        return left

    def _unary(self) -> Node:
        if self._token.kind == "op" and self._token.text in ("!", "-", "+"):
            return ("unary", self._take(), self._unary())
        return self._power()

    def _power(self) -> Node:
        left = self._postfix()
        return ("binary", "^", left, self._unary()) if self._accept("^") else left

    def _postfix(self) -> Node:
        if self._token.kind == "op" and self._token.text in ("++", "--"):
            operator = self._take()
            return ("assign", operator[0] + "=", self._postfix(), ("number", 1.0))
        value = self._primary()
        if (
            value[0] in ("variable", "field", "element")
            and self._token.kind == "op"
            and self._token.text in ("++", "--")
        ):
            return ("after", self._take()[0], value)
        return value

    def _primary(self) -> Node:
        kind, text, called = self._token
        if kind in ("number", "string", "regex"):
            self._take()
            return (
                (kind, float(int(text, 16)) if text[:2] in ("0x", "0X") else float(text))
                if kind == "number"
                else (kind, text)
            )
        if kind == "op" and text == "$":
            self._take()
            return ("field", self._postfix() if self._is("++") or self._is("--") else self._primary())
        if kind == "op" and text in ("-", "+", "!"):
            return self._unary()
        if self._accept("("):
            return self._group()
        if kind == "keyword" and text == "getline":
            return self._getline()
        if kind == "name":
            self._take()
            return self._name(text, called)
        raise NotModelled(f"awk's syntax near {text.strip() or 'the end'} is not modelled")

    def _group(self) -> Node:
        values = self._list(")")
        return ("one", values[0]) if len(values) == 1 else ("group", values)

    def _list(self, closing: str) -> list[Node]:
        values: list[Node] = []
        self._newlines()
        while not self._accept(closing):
            values.append(self._expression())
            self._newlines()
            if not self._is(closing):
                self._expect(",")
                self._newlines()
        return values

    def _index(self) -> list[Node]:
        self._expect("[")
        return self._list("]")

    def _getline(self) -> Node:
        """``getline [NAME] < FILE``."""
        self._take()
        target = self._primary() if self._token.kind == "name" or self._is("$") else None
        if not self._accept("<"):
            raise NotModelled("awk's getline without a file is not modelled")
        return ("getline", target, self._primary())

    def _name(self, name: str, called: bool) -> Node:
        if name in FUNCTIONS:
            arguments = self._list(")") if self._accept("(") else []
            if name == "split" and len(arguments) > 1:
                self._arrays.add(str(arguments[1][1]))
            return ("call", name, arguments)
        if called:
            self._take()
            return ("own", name, self._list(")"))
        if self._is("["):
            self._arrays.add(name)
            return ("element", name, self._index())
        return ("variable", name)
