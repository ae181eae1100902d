"""The program ping."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs import resolver
from dockernet_sim.programs.ping.options import Exit, Options, parse
from dockernet_sim.programs.ping.pinger import Pinger
from dockernet_sim.programs.ping.probes import Prober, may_open_socket
from dockernet_sim.programs.ping.quiet import QuietPinger
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Task


@program("ping")
def ping(task: Task) -> Generator[Any, Any, int]:
    """``ping [OPTIONS] DESTINATION``: until -c answers came, -w seconds passed, or Ctrl-C."""
    try:
        options = parse(task)
        may_open_socket(task)
        prober, name = yield from _reach(task, options)
    except Exit as end:
        task.out(end.out)
        task.err(end.err)
        return end.code
    if aton(options.target) is not None:
        options.numeric = True
    task.endless = not options.count and not options.deadline
    plain = options.quiet and not (options.flood or options.adaptive)
    pinger = (QuietPinger if plain else Pinger)(task, options, prober, name)
    return (yield from pinger.run())


def _reach(task: Task, options: Options) -> Generator[Any, Any, tuple[Prober, str]]:
    """The first address of the target that there is a way to, and the target's name."""
    answer = yield from resolver.lookup(task, options.target)
    if answer.error:
        raise Exit(2, f"ping: {options.target}: {answer.text}\n")
    for left, address in zip(range(len(answer.addresses) - 1, -1, -1), answer.addresses):
        try:
            return Prober(task, options, address), answer.name
        except NetError as error:
            if left and error.name in ("EHOSTUNREACH", "ENETUNREACH"):
                continue
            raise Exit(2, f"ping: connect: {error.text}\n") from None
    raise AssertionError("an answer without an error has an address")
