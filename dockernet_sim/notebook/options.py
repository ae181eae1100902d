"""What is written behind a magic."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.lab import Lab
from dockernet_sim.sim.errors import DockernetError


class BadOption(DockernetError, ValueError):
    """Something behind a magic that it does not know."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadOption(f"{self.prog}: {message}")


@dataclass(frozen=True)
class NewLab:
    """A fresh lab, and the language that was asked for with it."""

    lab: Lab
    language: str | None


def new_lab(words: Sequence[str]) -> NewLab:
    """The lab that ``%lab new WORDS`` asks for.

    >>> new_lab(["--seed", "7", "--lang", "zh"]).language
    'zh'
    """
    parser = _Parser(prog="%lab new", add_help=False)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", default=DEFAULT)
    parser.add_argument("--daemon", default="")
    parser.add_argument("--extension", action="append", default=[])
    parser.add_argument("--lang", choices=("en", "zh"))
    asked = parser.parse_args(list(words))
    return NewLab(
        Lab(engine=asked.engine, seed=asked.seed, daemon=asked.daemon, extensions=asked.extension), asked.lang
    )


def exercise(words: Sequence[str]) -> tuple[str, str | None]:
    """The name of the exercise that ``%exercise WORDS`` begins, and the seed of its variant.

    >>> exercise(["two-rooms", "--seed", "Anna Schmidt"]), exercise(["--seed", "4711"]), exercise([])
    (('two-rooms', 'Anna Schmidt'), ('', '4711'), ('', None))
    """
    parser = _Parser(prog="%exercise", add_help=False)
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--seed")
    asked = parser.parse_args(list(words))
    return asked.name, asked.seed


def place(line: str) -> tuple[str, str]:
    """Where a line is to be typed, and the line.

    >>> place("--on lan curl -s http://172.31.179.120/"), place("ip link")
    (('lan', 'curl -s http://172.31.179.120/'), ('vm', 'ip link'))
    """
    found, rest = _leading(line, "--on")
    return found or "vm", rest


def answer(line: str) -> tuple[str | None, str]:
    """An answer that is given in advance, and the rest.

    >>> answer("--answer b docker exec web ping -c 1 db")
    ('b', 'docker exec web ping -c 1 db')
    """
    return _leading(line, "--answer")


def _leading(line: str, option: str) -> tuple[str | None, str]:
    words = line.strip().split(maxsplit=2)
    if words[:1] != [option]:
        return None, line.strip()
    if len(words) < 2:
        raise BadOption(f"{option} needs a value")
    return words[1], words[2] if len(words) > 2 else ""
