"""``if``, ``case``, loops and groups."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh import pattern
from dockernet_sim.programs.sh.builtins import Break, Continue
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.syntax import Case, Compound, For, Group, If, Sequence, While

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

Run = Generator[Any, Any, int]
MANY = 1000  # rounds after which nobody waits for a loop's end that does nothing
ROUND = 1e-3  # seconds for a round that nothing else takes time in, so that an endless loop meets its limit


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
    code, idle = 0, 0
    while True:
        began = shell.task.clock.now
        try:
            if (yield from shell.holds(command.condition, io)) == command.until:
                return code
        except Break:
            return 0
        code, more = yield from _round(shell, command.body, io)
        if not more:
            return code
        if shell.task.clock.now == began:
            idle += 1
            shell.task.endless |= idle > MANY
            yield shell.task.sleep(ROUND)


def _round(shell: Shell, body: Sequence, io: Io) -> Generator[Any, Any, tuple[int, bool]]:
    """The body once: its code, and whether the loop goes on."""
    try:
        return (yield from shell.sequence(body, io)), True
    except (Break, Continue) as jump:
        if jump.levels > 1:
            raise type(jump)(jump.levels - 1) from None
        return 0, isinstance(jump, Continue)
