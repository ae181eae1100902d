"""``if``, ``case``, loops and groups."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh import pattern
from dockernet_sim.programs.sh.arith import ArithmeticFault, evaluate
from dockernet_sim.programs.sh.builtins import Break, Continue
from dockernet_sim.programs.sh.conditional import holds
from dockernet_sim.programs.sh.expand import ExpansionFault
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.syntax import (
    Calculation,
    Case,
    Compound,
    Conditional,
    For,
    ForArithmetic,
    Function,
    Group,
    If,
    Sequence,
    Simple,
    While,
    Word,
)
from dockernet_sim.programs.text.regex import RegexFault
from dockernet_sim.programs.text.test import TestFault

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
    if isinstance(command, Function):
        shell.functions[command.name] = command
        return 0
    if isinstance(command, Conditional):
        return (yield from _conditional(shell, command, io))
    if isinstance(command, Calculation):
        value = yield from _calculated(shell, command.expression, io)
        return 1 if value is None else int(not value)
    shell.loops += 1
    try:
        if isinstance(command, ForArithmetic):
            return (yield from _for_arithmetic(shell, command, io))
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
    code, falls = 0, False
    for patterns, body, end in command.clauses:
        for one in [] if falls else patterns:
            if pattern.matches((yield from shell.expand.pattern(one)), text):
                break
        else:
            if not falls:
                continue
        shell.status = 0
        code = yield from shell.sequence(body, io)
        if end not in (";&", ";;&"):
            break
        falls = end == ";&"
    return code


def _conditional(shell: Shell, command: Conditional, io: Io) -> Run:
    try:
        return int(not (yield from holds(shell, command.expression)))
    except ExpansionFault as fault:
        shell.expansion_failed(fault, io)
    except ArithmeticFault as fault:
        shell.complain(f"[[: {fault}", io)
        return 1
    except TestFault as fault:
        shell.complain(fault.text(shell.dialect.name, "[["), io)
    except RegexFault:
        pass
    return 2


def _calculated(shell: Shell, expression: Word, io: Io, name: str = "((") -> Generator[Any, Any, int | None]:
    """The value of ``((...))``; None, with a complaint, if it has none."""
    text = yield from shell.text(expression, io)
    try:
        return evaluate(text, shell.variables) if text.strip() or name == "((" else 1
    except ArithmeticFault as fault:
        shell.complain(f"{name}: {fault}", io)
        return None


def _for_arithmetic(shell: Shell, command: ForArithmetic, io: Io) -> Run:
    shell.task.endless |= not command.condition.parts
    if (yield from _calculated(shell, command.first, io)) is None:
        return 1
    code, clock, budget = 0, shell.task.clock, shell.task.budget
    while True:
        began, spent = clock.now, budget.spent
        value = yield from _calculated(shell, command.condition, io, "((" if command.condition.parts else "")
        if not value:
            return 1 if value is None else code
        code, more = yield from _round(shell, command.body, io)
        if not more:
            return code
        if (yield from _calculated(shell, command.step, io)) is None:
            return 1
        budget.spend(1, "for ((...))")
        if not command.condition.parts and clock.now == began:
            yield shell.task.sleep(max(ROUND, PACE * (budget.spent - spent)))


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
