"""awk's words: a slash begins a regular expression where no value stands before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from dockernet_sim.programs.text.echo import unescape
from dockernet_sim.sim.errors import NotModelled

KEYWORDS = frozenset(
    [
        "BEGIN",
        "END",
        "if",
        "else",
        "while",
        "for",
        "do",
        "break",
        "continue",
        "next",
        "nextfile",
        "exit",
        "return",
        "function",
        "func",
        "delete",
        "in",
        "getline",
        "print",
        "printf",
    ]
)
WORD = re.compile(
    r'(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<name>[A-Za-z_]\w*)'
    r"|(?P<op>&&|\|\||==|!=|<=|>=|>>|\+\+|--|\+=|-=|\*\*=|\*\*|\*=|/=|%=|\^=|!~|[-+*/%^=<>!~(){};,$?:\n\[\]|])"
)
BLANK = re.compile(r"(?:[ \t\r]|\\\n|#[^\n]*)+")
REGEX = re.compile(r"/((?:\\.|\[\^?\]?(?:[^\]\n])*\]|[^/\\\n])*)/")


class Token(NamedTuple):
    """A word, its kind, and whether a ``(`` follows at once."""

    kind: str  # number, string, name, keyword, op, regex or end
    text: str
    called: bool = False


def words(text: str) -> list[Token]:
    """All words of a program, with one of kind ``end`` behind them.

    >>> [token.text for token in words('$1 ~ /a b/ { n++ }')]
    ['$', '1', '~', 'a b', '{', 'n', '++', '}', '']
    """
    found: list[Token] = []
    at = 0
    while True:
        blank = BLANK.match(text, at)
        at = blank.end() if blank else at
        if at >= len(text):
            return [*found, Token("end", "")]
        regex = REGEX.match(text, at) if text[at] == "/" and not _value(found) else None
        match = regex or WORD.match(text, at)
        if match is None:
            raise NotModelled(f"awk's {text[at]} is not modelled")
        at = match.end()
        found.append(Token("regex", match[1].replace("\\/", "/")) if regex else _token(match, text[at : at + 1]))


def _token(match: re.Match[str], following: str) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if kind == "string":
        return Token(kind, unescape(text[1:-1].replace('\\"', '"').replace("\\/", "/").replace("\\\n", "")))
    if kind == "name" and text in KEYWORDS:
        return Token("keyword", "function" if text == "func" else text)
    return Token(kind, {"**": "^", "**=": "^="}.get(text, text), kind == "name" and following == "(")


def _value(found: list[Token]) -> bool:
    """Whether the words so far end with a value, behind which a slash divides."""
    if not found:
        return False
    last = found[-1]
    return last.kind in ("number", "string", "name") or (last.kind == "op" and last.text in (")", "]", "$", "++", "--"))
