"""Why A does or does not reach B: asked of the packets, on a copy of the lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dockernet_sim.explain.why.answer import Remedy, Why, checked_language
from dockernet_sim.explain.why.aside import AsideFailed, aside
from dockernet_sim.explain.why.command import command_remedies, examine_command
from dockernet_sim.explain.why.examine import examine
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import COMMAND, BadQuestion, Question, read
from dockernet_sim.explain.why.remedies import candidates
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.world import World

__all__ = ["AsideFailed", "BadQuestion", "Question", "Remedy", "Why", "why"]

TRIED = 6
OFFERED = 2
NOTHING = Remedy(())


class CommandFailed(DockernetError):
    """A command that was tried on a copy did not work there."""


def why(
    world: World,
    source: str,
    target: str = "",
    *,
    name: str = "",
    size: int = 56,
    lang: str = "en",
    remedies: bool = True,
    copy: Callable[[], World],
    fork: bool | None = None,
) -> Why:
    """Why `source` does or does not reach `target`.

    Parameters
    ----------
    world : World
        Left as it is: the question is asked on a copy.
    source : str
        A container or a machine (``host``, ``lan``); or a whole docker command, to ask why the engine refuses it.
    target : str
        ``db``, ``db:5432``, ``db:53/udp``, ``10.0.0.5``, ``http://db/``, ``internet``, ``host``, ``lan``.
    name : str
        A name to look up, in place of a target.
    size : int
        Bytes of data in a ping.
    lang : str
        ``en`` or ``zh``.
    remedies : bool
        Whether to look for what would change the answer.
    copy : callable
        Makes a copy of the world, where it cannot be forked.
    fork : bool, optional
        Whether to fork; as the platform allows, unless given.

    Returns
    -------
    Why

    Raises
    ------
    BadQuestion
        When the question cannot be read.
    UnknownPlace
        When nobody is called `source`.
    """
    checked_language(lang)
    question = read(source, name or target, name=bool(name), size=size)

    def once(question: Question, remedy: Remedy = NOTHING) -> tuple[Why, list[Remedy]]:
        return aside(world, lambda other: _after(other, question, remedy), copy, fork)

    answer, found = once(question)
    kept: list[Remedy] = []
    for remedy in found[:TRIED] if remedies else ():
        if len(kept) < OFFERED and _changes(once, answer, remedy):
            kept.append(remedy)
    return replace(answer, lang=lang, remedies=tuple(kept))


def _changes(once: Callable[[Question, Remedy], tuple[Why, list[Remedy]]], answer: Why, remedy: Remedy) -> bool:
    """Whether the answer turns into its opposite when this is done on a copy."""
    question = answer.question.to(remedy.ask) if remedy.ask else answer.question
    try:
        after, _ = once(question, remedy)
    except (CommandFailed, UnknownPlace):
        return False
    return bool(after) is not bool(answer)


def _after(world: World, question: Question, remedy: Remedy) -> tuple[Why, list[Remedy]]:
    """The answer after some commands; without any, with what might change it."""
    for line in remedy.commands:
        result = world.run_line(remedy.on, line)
        if result.exit:
            raise CommandFailed(f"{line}: {result.stderr.strip()}")
    examined = examine_command if question.kind == COMMAND else examine
    if remedy is not NOTHING:
        return examined(world, question), []
    land = Land(world, question.source)
    answer = examined(world, question)
    finder = command_remedies if question.kind == COMMAND else candidates
    return answer, list(finder(land, answer))
