"""Brace expansion, which bash does before anything else: ``a{b,c}`` and ``{1..3}``."""

from __future__ import annotations

import itertools
import re

from dockernet_sim.programs.sh.syntax import Part, Text, Word
from dockernet_sim.sim.errors import NotModelled

MOST = 100_000
MOST_CHARACTERS = 2_000_000
Atom = str | Part  # an unquoted character, or a part that braces do not look into


def braces(word: Word) -> list[Word]:
    """The words that a word with braces stands for.

    >>> [w.bare for w in braces(Word((Text("n{1..3}"),)))]
    ['n1', 'n2', 'n3']
    """
    if not any(isinstance(part, Text) and not part.quoted and "{" in part.text for part in word.parts):
        return [word]
    atoms: list[Atom] = []
    for part in word.parts:
        if isinstance(part, Text) and not part.quoted:
            atoms.extend(part.text)
        else:
            atoms.append(part)
    return [Word(tuple(Text(a) if isinstance(a, str) else a for a in one)) for one in _expand(atoms)]


def _expand(atoms: list[Atom]) -> list[list[Atom]]:
    for start, atom in enumerate(atoms):
        if atom != "{":
            continue
        found = _alternatives(atoms, start)
        if found is None:
            continue
        choices, end = found
        tails = _expand(atoms[end + 1 :])
        _check_number(len(choices) * len(tails))
        _check_size(len(choices) * len(tails) * (start + len(choices[-1]) + len(tails[-1])))
        return [[*atoms[:start], *choice, *tail] for choice in choices for tail in tails]
    return [atoms]


def _alternatives(atoms: list[Atom], start: int) -> tuple[list[list[Atom]], int] | None:
    depth, commas = 0, [start]
    for at in range(start, len(atoms)):
        if atoms[at] == "{":
            depth += 1
        elif atoms[at] == "}":
            depth -= 1
            if not depth:
                break
        elif atoms[at] == "," and depth == 1:
            commas.append(at)
    else:
        return None
    if len(commas) == 1:
        inside = atoms[start + 1 : at]
        row = _row("".join(inside)) if all(isinstance(a, str) for a in inside) else None  # type: ignore[arg-type]
        return None if row is None else ([list(text) for text in row], at)
    edges = [*commas, at]
    pieces = [atoms[a + 1 : b] for a, b in itertools.pairwise(edges)]
    return [choice for piece in pieces for choice in _expand(piece)], at


def _row(text: str) -> list[str] | None:
    found = re.fullmatch(r"(-?\d{1,18})\.\.(-?\d{1,18})(?:\.\.(-?\d{1,18}))?", text)
    if found:
        first, last, step = int(found[1]), int(found[2]), abs(int(found[3] or 1)) or 1
        width = max(len(found[1]), len(found[2])) if re.match(r"-?0\d", found[1]) or re.match(r"-?0\d", found[2]) else 0
        return [f"{n:0{width}d}" for n in _steps(first, last, step)]
    found = re.fullmatch(r"([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,18}))?", text)
    if found:
        return [chr(n) for n in _steps(ord(found[1]), ord(found[2]), abs(int(found[3] or 1)) or 1)]
    return None


def _steps(first: int, last: int, step: int) -> range:
    steps = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
    _check_number(abs(last - first) // step)
    return steps


def _check_size(size: int) -> None:
    if size > MOST_CHARACTERS:
        raise NotModelled(f"more than {MOST_CHARACTERS} characters out of braces are not modelled")


def _check_number(number: int) -> None:
    if number > MOST:
        raise NotModelled(f"more than {MOST} words out of braces are not modelled")
