"""Tokens to nodes, as Go's text/template/parse does it; errors come with its texts."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from dockernet_sim.shell.templates.errors import TemplateError
from dockernet_sim.shell.templates.lexer import Lexer, Token
from dockernet_sim.shell.templates.literals import number, unquote
from dockernet_sim.shell.templates.nodes import (
    Action,
    Branch,
    Chain,
    Command,
    Constant,
    Dot,
    FieldPath,
    Function,
    Jump,
    Mark,
    Pipe,
    Text,
    Variable,
)
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.quote import quote

OPERANDS = ("bool", "charconst", "dot", "field", "identifier", "number", "nil", "raw", "string", "variable", "(")


class Parser:
    """One template's parser.

    Parameters
    ----------
    text : str
        The template.
    functions : container of str
        The names that may be called.
    """

    def __init__(self, text: str, functions: Container[str]) -> None:
        self.text = text
        self.functions = functions
        self.tokens = Lexer(text).run()
        self.place = 0
        self.variables = ["$"]
        self.loops = 0

    # -- tokens ---------------------------------------------------------------
    def next(self) -> Token:
        """The next token; the last one stays."""
        token = self.tokens[self.place]
        self.place = min(self.place + 1, len(self.tokens))
        if self.place == len(self.tokens):
            self.place -= 1
        return token

    def peek(self) -> Token:
        """The next token, left where it is."""
        return self.tokens[self.place]

    def skip_space(self) -> Token:
        """The next token that is no space, left where it is."""
        while self.peek().kind == "space":
            self.next()
        return self.peek()

    def next_word(self) -> Token:
        """The next token that is no space."""
        self.skip_space()
        return self.next()

    def fail(self, text: str) -> TemplateError:
        """The error with Go's beginning."""
        line = 1 + self.text.count("\n", 0, self.peek().at)
        return TemplateError(f"template: :{line}: {text}")

    def unexpected(self, token: Token, context: str) -> TemplateError:
        """Go's remark on a token that does not fit."""
        return self.fail(str(token) if token.kind == "error" else f"unexpected {token} in {context}")

    # -- structure ------------------------------------------------------------
    def parse(self) -> list[Any]:
        """The whole template."""
        nodes: list[Any] = []
        while self.peek().kind != "EOF":
            node = self.text_or_action()
            if isinstance(node, Mark):
                raise self.fail(f"unexpected {node}")
            nodes.append(node)
        return nodes

    def text_or_action(self) -> Any:
        """Text, or what stands between ``{{`` and ``}}``."""
        token = self.next_word()
        if token.kind == "text":
            return Text(token.text, token.at)
        if token.kind == "left":
            return self.action()
        raise self.unexpected(token, "input")

    def action(self) -> Any:
        """One action."""
        token = self.skip_space()
        if token.kind in ("if", "with", "range"):
            self.next()
            return self.branch(token)
        if token.kind in ("else", "end"):
            self.next()
            if not (token.kind == "else" and self.skip_space().kind == "if"):
                self.expect_right(token.kind)
            return Mark(token.kind)
        if token.kind in ("break", "continue"):
            self.next()
            self.expect_right(token.kind)
            if not self.loops:
                raise self.fail(f"{{{{{token.kind}}}}} outside {{{{range}}}}")
            return Jump(token.kind, token.at)
        if token.kind in ("block", "define", "template"):
            raise NotModelled(f"{{{{{token.kind}}}}} in a template is not modelled")
        return Action(self.pipeline("command", "right"), token.at)

    def expect_right(self, context: str) -> None:
        """The closing ``}}``."""
        token = self.next_word()
        if token.kind != "right":
            raise self.unexpected(token, context)

    def branch(self, token: Token) -> Branch:
        """The rest of an if, with or range."""
        kept = len(self.variables)
        pipe = self.pipeline(token.kind, "right")
        self.loops += token.kind == "range"
        body, mark = self.items()
        self.loops -= token.kind == "range"
        otherwise: list[Any] = []
        if mark.kind == "else":
            if self.peek().kind == "if" and token.kind == "if":
                otherwise = [self.branch(self.next())]
            else:
                otherwise, mark = self.items()
                if mark.kind != "end":
                    raise self.fail(f"expected end; found {mark}")
        del self.variables[kept:]
        return Branch(token.kind, pipe, body, otherwise, token.at)

    def items(self) -> tuple[list[Any], Mark]:
        """Nodes up to an ``{{else}}`` or ``{{end}}``."""
        nodes: list[Any] = []
        while self.skip_space().kind != "EOF":
            node = self.text_or_action()
            if isinstance(node, Mark):
                return nodes, node
            nodes.append(node)
        raise self.fail("unexpected EOF")

    # -- pipelines ------------------------------------------------------------
    def pipeline(self, context: str, end: str) -> Pipe:
        """Commands up to `end`, which is taken."""
        pipe = Pipe(self.skip_space().at)
        while self.declaration(pipe, context):
            pass
        while True:
            token = self.skip_space()
            if token.kind == end:
                self.next()
                return self.checked(pipe, context)
            if token.kind not in OPERANDS:
                self.next()
                raise self.unexpected(token, context)
            pipe.commands.append(self.command())

    def declaration(self, pipe: Pipe, context: str) -> bool:
        """A variable that is declared or set here; True when a range declares another one after it."""
        token, begin = self.skip_space(), self.place
        if token.kind != "variable":
            return False
        self.next()
        after = self.skip_space()
        if after.kind in ("assign", "declare"):
            pipe.assigns = after.kind == "assign"
        elif not (after.kind == "char" and after.text == ","):
            self.place = begin
            return False
        self.next()
        if pipe.assigns and token.text not in self.variables:
            raise self.fail(f"undefined variable {quote(token.text)}")
        pipe.names.append(token.text)
        self.variables.append(token.text)
        if after.text != ",":
            return False
        if context != "range" or len(pipe.names) > 1:
            raise self.fail(f"too many declarations in {context}")
        if self.skip_space().kind not in ("variable", "right", ")"):
            raise self.fail("range can only initialize variables")
        return True

    def checked(self, pipe: Pipe, context: str) -> Pipe:
        """The pipeline, unless it is empty or pipes into a constant."""
        if not pipe.commands:
            raise self.fail(f"missing value for {context}")
        for stage, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.words[0], Constant | Dot):
                raise self.fail(f"non executable command in pipeline stage {stage}")
        return pipe

    def command(self) -> Command:
        """Operands up to a pipe sign or the end."""
        command = Command([], self.skip_space().at)
        while True:
            self.skip_space()
            operand = self.operand()
            if operand is not None:
                command.words.append(operand)
            token = self.peek()
            if token.kind in ("right", ")"):
                break
            self.next()
            if token.kind == "pipe":
                break
            if token.kind != "space":
                raise self.unexpected(token, "operand")
        if not command.words:
            raise self.fail("empty command")
        return command

    def operand(self) -> Any:
        """A term and the fields asked of it."""
        node = self.term()
        if node is None or self.peek().kind != "field":
            return node
        at, names = self.peek().at, []
        while self.peek().kind == "field":
            names.append(self.next().text[1:])
        if isinstance(node, FieldPath):
            return FieldPath(node.names + names, at)
        if isinstance(node, Variable):
            return Variable(node.name, names, at)
        if isinstance(node, Constant | Dot):
            raise self.fail(f"unexpected . after term {quote(str(node))}")
        return Chain(node, names, at)

    def term(self) -> Any:
        """A constant, function, variable, field or pipeline in brackets; None when nothing of that kind is here."""
        token = self.skip_space()
        if token.kind not in OPERANDS:
            return None
        self.next()
        if token.kind == "identifier":
            if token.text not in self.functions:
                raise self.fail(f"function {quote(token.text)} not defined")
            return Function(token.text, token.at)
        if token.kind == "variable":
            if token.text not in self.variables:
                raise self.fail(f"undefined variable {quote(token.text)}")
            return Variable(token.text, [], token.at)
        if token.kind == "(":
            return self.pipeline("parenthesized pipeline", ")")
        if token.kind == "dot":
            return Dot(token.at)
        return FieldPath([token.text[1:]], token.at) if token.kind == "field" else self.constant(token)

    def constant(self, token: Token) -> Constant:
        """A literal's value."""
        text = token.text
        try:
            value: Any = {"nil": lambda: None, "bool": lambda: text == "true", "number": lambda: number(text)}.get(
                token.kind, lambda: unquote(text)
            )()
        except (ValueError, SyntaxError):
            raise self.fail(
                "invalid syntax" if token.kind != "number" else f"illegal number syntax: {quote(text)}"
            ) from None
        return Constant(value, text, token.at)
