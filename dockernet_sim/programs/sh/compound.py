"""``if``, ``case``, loops and groups."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh import pattern
from dockernet_sim.programs.sh.builtins import Break, Continue
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.syntax import Case, Compound, For, Group, If, Sequence, Simple, While

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

Run = Generator[Any, Any, int]
MANY = 1000  # rounds that take next to no time, after which the loop counts as endless
ROUND = 2e-3  # the least seconds of a round, so that an endless loop meets its limit of simulated time,
PACE = 3e-4  # and of a unit of work in it: a round that starts programs takes about as long as they would


def run_compound(shell: Shell, command: Compound, io: Io) -> Run:
    """Run a compound command whose redirections are done."""
    if isinstance(command, Group):
        return (yield from _group(shell, command, io))
    if isinstance(command, If):
        return (yield from _if(shell, command, io))
    if isinstance(command, Case):
        return (yield from _case(shell, command, io))
    shell.loops += 1
    try:
        return (yield from (_for(shell, command, io) if isinstance(command, For) else _while(shell, command, io)))
    finally:
        shell.loops -= 1


def _group(shell: Shell, command: Group, io: Io) -> Run:
    if not command.subshell:
        return (yield from shell.sequence(command.body, io))
    return (yield from shell.wait_for(shell.fork(lambda inner: inner.sequence(command.body, inner.io), io)))


def _if(shell: Shell, command: If, io: Io) -> Run:
    for condition, body in command.clauses:
        if (yield from shell.holds(condition, io)):
            return (yield from shell.sequence(body, io))
    if command.otherwise is not None:
        return (yield from shell.sequence(command.otherwise, io))
    return 0


def _case(shell: Shell, command: Case, io: Io) -> Run:
    text = yield from shell.text(command.word, io)
    for patterns, body in command.clauses:
        for one in patterns:
            if pattern.matches((yield from shell.expand.pattern(one)), text):
                shell.status = 0
                return (yield from shell.sequence(body, io))
    return 0


def _for(shell: Shell, command: For, io: Io) -> Run:
    words = list(shell.arguments) if command.words is None else (yield from shell.fields(command.words, io))
    code = 0
    for word in words:
        shell.variables[command.name] = word
        code, more = yield from _round(shell, command.body, io)
        if not more:
            break
    return code


def _while(shell: Shell, command: While, io: Io) -> Run:
    code, idle, clock, budget = 0, 0, shell.task.clock, shell.task.budget
    shell.task.endless |= _never_ends(command)
    while True:
        began, spent = clock.now, budget.spent
        try:
            if (yield from shell.holds(command.condition, io)) == command.until:
                return code
        except Break:
            return 0
        code, more = yield from _round(shell, command.body, io)
        if not more:
            return code
        least = max(ROUND, PACE * (budget.spent - spent))
        if clock.now < began + least:
            idle += 1
            shell.task.endless |= idle > MANY
            yield shell.task.sleep(began + least - clock.now)


def _never_ends(command: While) -> bool:
    """``while true`` and ``until false`` without anything that could leave the loop."""
    first = command.condition.items[0].first.commands[0]
    word = first.words[0].bare if isinstance(first, Simple) and first.words else None
    constant = word in (("false",) if command.until else ("true", ":"))
    return constant and len(command.condition.items) == 1 and not command.leaves


def _round(shell: Shell, body: Sequence, io: Io) -> Generator[Any, Any, tuple[int, bool]]:
    """The body once: its code, and whether the loop goes on."""
    try:
        return (yield from shell.sequence(body, io)), True
    except (Break, Continue) as jump:
        if jump.levels > 1:
            raise type(jump)(jump.levels - 1) from None
        return 0, isinstance(jump, Continue)
