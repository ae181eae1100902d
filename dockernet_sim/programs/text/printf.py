"""printf(1)."""

from __future__ import annotations

import re

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.echo import ARGUMENT, FORMAT, unescape
from dockernet_sim.sim.errors import NotModelled

WIDEST = 4
_CONVERSION = re.compile(r"%(?:%|([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z]))")


def printf_text(args: list[str]) -> tuple[str, list[str]]:
    r"""What ``printf FORMAT ARGUMENTS`` writes, and its complaints.

    >>> printf_text([r"%s=%d\n", "a", "1", "b", "2"])
    ('a=1\nb=2\n', [])
    """
    form, rest = args[0], list(args[1:])
    if "%(" in form.replace("%%", ""):
        raise NotModelled("printf's %(FORMAT)T is not modelled: date +FORMAT is")
    faults: list[str] = []
    out = ""
    while True:
        before = len(rest)
        piece, stop = _once(form, rest, faults)
        out += piece
        if stop or not rest or len(rest) == before:
            return out, faults


def _once(form: str, rest: list[str], faults: list[str]) -> tuple[str, bool]:
    out, at = "", 0
    for found in _CONVERSION.finditer(form):
        out += unescape(form[at : found.start()], FORMAT)
        at = found.end()
        if found.group() == "%%":
            out += "%"
            continue
        flags, width, precision, letter = found.groups()
        width = rest.pop(0) if width == "*" and rest else width
        word = rest.pop(0) if rest else ""
        if letter == "b" and "\\c" in word:
            return out + unescape(word.partition("\\c")[0], ARGUMENT), True
        out += _convert(flags, width, precision, letter, word, faults)
    return out + unescape(form[at:], FORMAT), False


def _convert(flags: str, width: str, precision: str | None, letter: str, word: str, faults: list[str]) -> str:
    dot = "" if precision is None else f".{precision}"
    if any(len(digits) > WIDEST or not digits.lstrip("-").isdigit() for digits in (width, precision) if digits):
        raise NotModelled("printf's widths of more than four digits are not modelled")
    if letter in "sbqc":
        text = {"b": lambda: unescape(word, ARGUMENT), "c": lambda: word[:1], "q": lambda: quoted(word)}.get(
            letter, lambda: word
        )()
        return f"%{flags.replace('0', '')}{width}{dot}s" % text
    if letter in "diuxXo":
        return f"%{flags}{width}{dot}{letter if letter != 'u' else 'd'}" % _number(word, faults)
    if letter in "feEgG":
        try:
            return f"%{flags}{width}{dot}{letter}" % float(word or 0)
        except ValueError:
            faults.append(f"{word}: invalid number")
            return f"%{flags}{width}{dot}{letter}" % 0.0
    faults.append(f"`{letter}': invalid format character")
    return ""


def quoted(text: str) -> str:
    r"""``%q``: a word as bash could read it again.

    >>> quoted("a b"), quoted(""), quoted("x'y")
    ('a\\ b', "''", "x\\'y")
    """
    if not text:
        return "''"
    if any(sign < " " or sign == "\x7f" for sign in text):
        shown = "".join(_NAMED.get(sign) or (f"\\{ord(sign):03o}" if sign < " " else sign) for sign in text)
        return f"$'{shown}'"
    text = re.sub(r"""([ !"$&'()*,;<>?\[\\\]^`{|}])""", r"\\\1", text)
    return re.sub(r"^([#~])|(?<=[=:])(~)", r"\\\1\2", text)


_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\x1b": "\\E", "\f": "\\f", "\v": "\\v",
          "'": "\\'", "\\": "\\\\"}  # fmt: skip


def _number(word: str, faults: list[str]) -> int:
    text = word.strip()
    if text[:1] in ("'", '"') and len(text) > 1:
        return ord(text[1])
    found = re.match(r"[-+]?(0[xX][0-9a-fA-F]+|\d+)", text)
    if text and (found is None or found.end() != len(text)):
        faults.append(f"{word}: invalid number")
    if found is None:
        return 0
    digits = found.group()
    octal = re.fullmatch(r"[-+]?0[0-7]+", digits)
    return int(digits, 8 if octal else 16 if "x" in digits.lower() else 10)


@tool("printf")
def printf(task: Task, busybox: bool = False) -> int:
    """``printf FORMAT ARGUMENTS``."""
    if not task.args:
        task.err("printf: missing operand\nTry 'printf --help' for more information.\n")
        return 1
    text, faults = printf_text(task.args)
    task.out(text)
    for fault in faults:
        task.err(f"printf: {fault}\n")
    return int(bool(faults))
