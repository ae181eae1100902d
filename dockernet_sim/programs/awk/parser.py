"""awk's grammar, as much of it as one-liners use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dockernet_sim.programs.text.echo import unescape
from dockernet_sim.sim.errors import NotModelled

TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+\.?\d*|\.\d+)|(?P<string>"(?:\\.|[^"\\])*")|(?P<name>[A-Za-z_]\w*)'
    r"|(?P<op>&&|\|\||==|!=|<=|>=|\+\+|--|\+=|-=|\*=|/=|!~|[-+*/%=<>!~(){};,$?:\n\[\]]))"
)
BINARY = (("||",), ("&&",), ("~", "!~"), ("<", "<=", "==", "!=", ">", ">="), (" ",), ("+", "-"), ("*", "/", "%"))
Node = tuple[Any, ...]  # (kind, parts...)


@dataclass
class Rule:
    """A pattern (None: every line) and what is done; ``last`` ends a range."""

    pattern: Node | str | None
    last: Node | None
    body: list[Node] | None


class Parser:
    """Reads a program."""

    def __init__(self, text: str) -> None:
        self.text = re.sub(r"#.*", "", text).strip()
        self.at = 0
        self.token, self.kind = "", ""
        self._next()

    # -- words ---------------------------------------------------------------
    def _next(self) -> str:
        taken = self.token
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        if self.at >= len(self.text):
            self.token, self.kind = "", "end"
            return taken
        found = (
            TOKEN.match(self.text, self.at)
            if self.text[self.at] != "\n"
            else re.compile("(?P<op>\n)").match(self.text, self.at)
        )
        if found is None:
            raise NotModelled(f"awk's {self.text[self.at]} is not modelled")
        self.at = found.end()
        self.kind = str(found.lastgroup)
        self.token = found.group(self.kind)
        return taken

    def _accept(self, token: str) -> bool:
        if self.kind == "op" and self.token == token:
            self._next()
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._accept(token):
            raise NotModelled(f"awk's syntax near {self.token or 'the end'} is not modelled")

    def _blank(self) -> None:
        while self.kind == "op" and self.token in ("\n", ";"):
            self._next()

    # -- program -------------------------------------------------------------
    def rules(self) -> list[Rule]:
        """All rules."""
        found = []
        self._blank()
        while self.kind != "end":
            pattern: Node | str | None = None
            last = None
            if self.kind == "name" and self.token in ("BEGIN", "END"):
                pattern = self._next()
            elif self.token != "{" or self.kind != "op":
                pattern = self._expression()
                if self._accept(","):
                    last = self._expression()
            body = self._block() if self.kind == "op" and self.token == "{" else None
            found.append(Rule(pattern, last, body))
            self._blank()
        return found

    def _block(self) -> list[Node]:
        self._expect("{")
        body: list[Node] = []
        self._blank()
        while not self._accept("}"):
            body.append(self._statement())
            self._blank()
            if self.kind == "end":
                raise NotModelled("awk's syntax near the end is not modelled")
        return body

    def _statement(self) -> Node:
        if self.kind == "op" and self.token == "{":
            return ("block", self._block())
        if self.kind == "name" and self.token in ("print", "printf"):
            return self._print()
        if self.kind == "name" and self.token == "if":
            return self._if()
        if self.kind == "name" and self.token in ("next", "exit"):
            return (self._next(),)
        if self.kind == "name" and self.token in ("for", "while", "do", "function", "delete", "getline", "return"):
            raise NotModelled(f"awk's {self.token} is not modelled")
        return ("value", self._expression())

    def _if(self) -> Node:
        self._next()
        self._expect("(")
        condition = self._expression()
        self._expect(")")
        self._blank()
        yes = self._statement()
        mark = self.at, self.token, self.kind
        self._blank()
        if self.kind == "name" and self.token == "else":
            self._next()
            self._blank()
            return ("if", condition, yes, self._statement())
        self.at, self.token, self.kind = mark
        return ("if", condition, yes, None)

    def _print(self) -> Node:
        word = self._next()
        values: list[Node] = []
        if not (self.kind == "end" or (self.kind == "op" and self.token in (";", "}", "\n"))):
            values.append(self._expression(no_greater=True))
            while self._accept(","):
                values.append(self._expression(no_greater=True))
            if len(values) == 1 and values[0][0] == "group":
                values = list(values[0][1])
        if self.kind == "op" and self.token == ">":
            raise NotModelled("awk's redirections are not modelled")
        return (word, values)

    # -- expressions ---------------------------------------------------------
    def _expression(self, no_greater: bool = False) -> Node:
        left = self._ternary(no_greater)
        if self.kind == "op" and self.token in ("=", "+=", "-=", "*=", "/=") and left[0] in ("variable", "field"):
            operator = self._next()
            return ("assign", operator, left, self._expression(no_greater))
        return left

    def _ternary(self, no_greater: bool) -> Node:
        condition = self._binary(0, no_greater)
        if not self._accept("?"):
            return condition
        yes = self._expression(no_greater)
        self._expect(":")
        return ("choose", condition, yes, self._expression(no_greater))

    def _binary(self, level: int, no_greater: bool) -> Node:
        if level == len(BINARY):
            return self._unary()
        left = self._binary(level + 1, no_greater)
        while True:
            if BINARY[level] == (" ",):
                if self.kind in ("number", "string", "name") or (self.kind == "op" and self.token in ("$", "(")):
                    left = ("binary", " ", left, self._binary(level + 1, no_greater))
                    continue
                return left
            if self.kind != "op" or self.token not in BINARY[level] or (no_greater and self.token == ">"):
                return left
            operator = self._next()
            left = ("binary", operator, left, self._binary(level + 1, no_greater))

    def _unary(self) -> Node:
        if self.kind == "op" and self.token in ("!", "-", "+"):
            return ("unary", self._next(), self._unary())
        if self.kind == "op" and self.token in ("++", "--"):
            operator = self._next()
            return ("assign", operator[0] + "=", self._unary(), ("number", 1.0))
        value = self._primary()
        if self.kind == "op" and self.token in ("++", "--"):
            return ("after", self._next()[0], value)
        return value

    def _primary(self) -> Node:
        if self.kind == "number":
            return ("number", float(self._next()))
        if self.kind == "string":
            return ("string", unescape(self._next()[1:-1]).replace('\\"', '"'))
        if self._accept("$"):
            return ("field", self._primary())
        if self._accept("("):
            values = [self._expression()]
            while self._accept(","):
                values.append(self._expression())
            self._expect(")")
            return values[0] if len(values) == 1 else ("group", values)
        if self.kind == "op" and self.token == "/":
            return self._regex()
        if self.kind == "name":
            return self._name()
        raise NotModelled(f"awk's syntax near {self.token or 'the end'} is not modelled")

    def _regex(self) -> Node:
        found = re.compile(r"((?:\\.|[^/\\])*)/").match(self.text, self.at)
        if found is None:
            raise NotModelled("awk's syntax near / is not modelled")
        self.at = found.end()
        self._next()
        return ("regex", found.group(1).replace("\\/", "/"))

    def _name(self) -> Node:
        name = self._next()
        if self.kind == "op" and self.token == "[":
            raise NotModelled("awk's arrays are not modelled")
        if name in (
            "length",
            "substr",
            "toupper",
            "tolower",
            "index",
            "split",
            "sub",
            "gsub",
            "match",
            "sprintf",
            "int",
        ):
            arguments: list[Node] = []
            if self._accept("("):
                while not self._accept(")"):
                    arguments.append(self._expression())
                    self._accept(",")
            return ("call", name, arguments)
        return ("variable", name)
