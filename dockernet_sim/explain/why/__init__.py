"""Why A does or does not reach B: asked of the packets, on a copy of the lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dockernet_sim.explain.why.answer import Remedy, Why, checked_language
from dockernet_sim.explain.why.aside import AsideFailed, aside
from dockernet_sim.explain.why.examine import examine
from dockernet_sim.explain.why.question import BadQuestion, Question, read
from dockernet_sim.world.world import World

__all__ = ["AsideFailed", "BadQuestion", "Question", "Remedy", "Why", "why"]


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

    def once(question: Question, commands: tuple[str, ...] = ()) -> Why:
        return aside(world, lambda other: _after(other, question, commands), copy, fork)

    answer = once(question)
    return replace(answer, lang=lang)


def _after(world: World, question: Question, commands: tuple[str, ...]) -> Why:
    for line in commands:
        world.run_line("vm", line)
    return examine(world, question)
