"""`why` as a program of a machine's shell, for use at the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.sim.errors import DockernetError, NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.registry import Program
    from dockernet_sim.programs.task import Task
    from dockernet_sim.world.world import World

USAGE = "usage: why [--lang LANGUAGE] [--name] SOURCE TARGET, or: why DOCKER-COMMAND\n"
COLUMNS = 80  # of the terminal at the prompt


class Asked(NamedTuple):
    """What the words of ``why`` ask."""

    source: str
    target: str
    name: str
    lang: str


def read_words(words: Sequence[str], lang: str = "en") -> Asked:
    """The words of ``why``; ValueError where they are no question.

    >>> read_words(["--lang", "zh", "--name", "web", "db"])
    Asked(source='web', target='', name='db', lang='zh')
    """
    from dockernet_sim.explain.said import LANGUAGES

    words = list(words)
    if words[:1] == ["--lang"] and words[1:2] and words[1] in LANGUAGES:
        lang = words[1]
        del words[:2]
    if words[:1] == ["docker"]:
        return Asked(" ".join(words), "", "", lang)
    named = words[:1] == ["--name"]
    if len(words) != 2 + named:
        raise ValueError(USAGE)
    source, target = words[-2:]
    return Asked(source, "" if named else target, target if named else "", lang)


def why_program(world: World) -> Program:
    """The program; `world` is what it asks about, while that runs: so the copy has to be a child process."""

    def run(task: Task) -> int:
        """``why [--lang zh] [--name] SOURCE TARGET``, or a docker command."""
        from dockernet_sim.explain.why import why

        try:
            asked = read_words(task.args)
        except ValueError:
            task.err(USAGE)
            return 2
        try:
            answer = why(world, asked.source, asked.target, name=asked.name, lang=asked.lang, copy=_no_copy)
        except DockernetError as error:
            task.err(f"why: {error}\n")
            return 1
        task.out(f"{answer.wrapped(COLUMNS) if task.tty else answer}\n")
        return 0

    return run


def _no_copy() -> World:
    from dockernet_sim.explain.why.aside import can_fork

    if not can_fork():
        raise NotModelled("at this prompt, why needs Linux; `dockernet-sim why` and lab.why work everywhere")
    raise AssertionError("forking needs no copy")


__all__ = ["why_program"]
