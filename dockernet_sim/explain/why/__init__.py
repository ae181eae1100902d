"""Why A does or does not reach B: asked of the packets, on a copy of the lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dockernet_sim.explain.why.answer import Remedy, Why, checked_language
from dockernet_sim.explain.why.aside import AsideFailed, aside
from dockernet_sim.explain.why.command import command_remedies, examine_command
from dockernet_sim.explain.why.examine import answered, examine
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import COMMAND, BadQuestion, Question, read
from dockernet_sim.explain.why.remedies import candidates
from dockernet_sim.reach.live import INTERNET, internet
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.world import World

__all__ = ["AsideFailed", "BadQuestion", "Question", "Remedy", "Why", "why"]

TRIED = 6
OFFERED = 2


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
        When no place is called `source`.
    """
    checked_language(lang)
    question = read(source, name or target, name=bool(name), size=size)

    def first(other: World) -> tuple[Why, list[Remedy]]:
        return _first(Land(other, source), question)

    def works(remedy: Remedy) -> bool | None:
        return aside(world, lambda other: _tried(other, question, remedy), copy, fork)

    answer, found = aside(world, first, copy, fork)
    kept: list[Remedy] = []
    for remedy in found[:TRIED] if remedies else ():
        more = any(remedy.commands[: len(each.commands)] == each.commands for each in kept if each.commands)
        if len(kept) < OFFERED and not more and works(remedy) is (not answer):
            kept.append(remedy)
    return replace(answer, lang=lang, remedies=tuple(kept))


def _first(land: Land, question: Question) -> tuple[Why, list[Remedy]]:
    """The answer, and what might change it."""
    if question.kind != COMMAND:
        _check_source(land, question.source)
    examined, finder = (examine_command, command_remedies) if question.kind == COMMAND else (examine, candidates)
    answer = examined(land, question)
    return answer, list(finder(land, answer))


def _check_source(land: Land, source: str) -> None:
    """UnknownPlace, with a name like it, when nothing is called `source`."""
    try:
        land.world.place(internet(land.world) if source == INTERNET else source)
    except UnknownPlace as unknown:
        if land.container(source) is None:
            near = land.near(source)
            names = ", ".join(each.name for each in land.facts.containers) or "none"
            raise UnknownPlace(
                f"{unknown}; containers: {names}{f'. Perhaps {near} is meant' if near else ''}"
            ) from None


def _tried(world: World, question: Question, remedy: Remedy) -> bool | None:
    """Whether the answer is yes after this; None when it could not be done."""
    for line in remedy.commands:
        if world.run_line(remedy.on, line).exit:
            return None
    question = question.to(remedy.ask) if remedy.ask else question
    land = Land(world, question.source)
    try:
        return bool(examine_command(land, question)) if question.kind == COMMAND else answered(land, question)
    except UnknownPlace:
        return None
