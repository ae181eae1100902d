"""echo(1)."""

from __future__ import annotations

import re

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task

_SIMPLE = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(r"\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)


def unescape(text: str) -> str:
    r"""Backslashes as ``echo -e`` reads them.

    >>> unescape(r"a\tb")
    'a\tb'
    """

    def one(found: re.Match[str]) -> str:
        code = found.group(1)
        if code[0] == "0":
            return chr(int(code[1:] or "0", 8) & 255)
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        return _SIMPLE.get(code, "\\" + code)

    return _ESCAPE.sub(one, text)


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
