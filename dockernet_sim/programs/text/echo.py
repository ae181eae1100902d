"""echo(1)."""

from __future__ import annotations

import re

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

_SIMPLE = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
ECHO, FORMAT, ARGUMENT = r"0[0-7]{0,3}", r"[0-7]{1,3}", r"0[0-7]{0,3}|[1-7][0-7]{0,2}"
"""How a byte is written in octal: in an ``echo -e``, in a format of printf, and in an argument of its ``%b``."""
_ESCAPES = {
    octal: re.compile(rf"((?:\\(?:{octal}|x[0-9a-fA-F]{{1,2}}))+)|\\(.)", re.DOTALL)
    for octal in (ECHO, FORMAT, ARGUMENT)
}


def unescape(text: str, octal: str = ECHO) -> str:
    r"""Backslashes as ``echo -e`` reads them; bytes that stand together are letters of UTF-8.

    >>> unescape(r"a\tb"), unescape(r"\0303\0251"), unescape(r"\303\251", FORMAT)
    ('a\tb', 'é', 'é')
    """

    def one(found: re.Match[str]) -> str:
        if found[1] is None:
            return _SIMPLE.get(found[2], "\\" + found[2])
        codes = found[1].split("\\")[1:]
        data = bytes(int(code[1:], 16) if code[0] == "x" else int(code, 8) & 255 for code in codes)
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise NotModelled(f"bytes that are no UTF-8 ({found[1]}) are not modelled: programs pass text on") from None

    return _ESCAPES[octal].sub(one, text)


def echo_text(args: list[str], escapes: bool = False) -> str:
    """What ``echo ARGS`` writes; with `escapes`, backslashes always count and -e is no option.

    >>> echo_text(["-n", "a", "b"])
    'a b'
    """
    newline, words = True, list(args)
    while words and re.fullmatch(r"-n+" if escapes else r"-[neE]+", words[0]):
        for letter in words.pop(0)[1:]:
            if letter == "n":
                newline = False
            else:
                escapes = letter == "e"
    text = " ".join(words)
    if escapes:
        head, stop, _ = text.partition("\\c")
        text, newline = unescape(head), newline and not stop
    return text + ("\n" if newline else "")


@tool("echo")
def echo(task: Task, busybox: bool = False) -> int:
    """``echo [-neE] WORDS``."""
    task.out(echo_text(task.args))
    return 0
