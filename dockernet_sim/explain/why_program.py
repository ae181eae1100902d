"""`why` as a program of a machine's shell, for use at the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.sim.errors import DockernetError, NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.registry import Program
    from dockernet_sim.programs.task import Task
    from dockernet_sim.world.world import World

USAGE = "usage: why [--lang LANGUAGE] [--name] SOURCE TARGET, or: why DOCKER-COMMAND\n"
COLUMNS = 80  # of the terminal at the prompt


def why_program(world: World) -> Program:
    """The program; `world` is what it asks about, while that runs: so the copy has to be a child process."""

    def run(task: Task) -> int:
        """``why [--lang zh] [--name] SOURCE TARGET``, or a docker command."""
        from dockernet_sim.explain.said import LANGUAGES
        from dockernet_sim.explain.why import why

        words, lang = list(task.args), "en"
        if words[:1] == ["--lang"] and words[1:2] and words[1] in LANGUAGES:
            lang = words[1]
            del words[:2]
        named = words[:1] == ["--name"]
        command = words[:1] == ["docker"]
        if not command and len(words) != 2 + named:
            task.err(USAGE)
            return 2
        source, target = (" ".join(words), "") if command else (words[-2], words[-1])
        try:
            answer = why(world, source, "" if named else target, name=target if named else "", lang=lang, copy=_no_copy)
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
