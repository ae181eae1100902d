"""The player in a terminal; lines from a pipe do as well as typed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dockernet_sim.explain.player.player import NoSuchStep, Player
from dockernet_sim.explain.player.steps import Step
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import printable

HELP = """\
Enter, n   next step              b          back
d          next decision          x          next drop
g N        go to step N           l          list the steps around here
f N        only flow N            flows      list the flows
dev NAME   only one device        drops      only where packets ended
all        no filter              q          quit"""
AROUND = 6
PROMPT = "step> "
Write = Callable[[str], object]


def show(step: Step, total: int) -> str:
    """A step as text."""
    flow = f"   flow {step.flow}" if step.flow else ""
    lines = [f"── step {step.number} of {total}   {step.time:.6f} s   {step.where}/{step.device}   {step.layer}{flow}"]
    lines.append(f"   {'✕ ' if step.drop else ''}{step.text}")
    if step.packet:
        lines.append(f"   {step.packet}")
    if len(step.account) > 1:
        lines.append(f"   so far in {step.where}:")
        lines += [f"     {layer:9}  {text}" for layer, text in step.account]
    changed = [(name, before, after) for name, before, after in step.fields if before and before != after]
    lines += [f"   {name}: {before} → {after}" for name, before, after in changed]
    for name, rows, number in step.tables:
        lines.append(f"   {name}:")
        lines += [f"   {'▶' if i == number else ' '} {row}" for i, row in enumerate(rows)]
    return printable("\n".join(lines) + "\n")


def run(player: Player, lines: Iterable[str], write: Write, prompt: bool = True) -> int:
    """Show the first step, then what each line asks for; the exit code."""
    if not player.steps:
        only = f" of {player.filter}" if player.filter else ""
        write(f"Nothing to step through: the trace has no records{only}.\n")
        return 0
    if player.left_out:
        write(f"({player.left_out} earlier records are left out)\n")
    write(show(player.step, len(player.all)))
    write(PROMPT if prompt else "")
    for line in lines:
        words = line.split()
        if words[:1] in (["q"], ["quit"], ["exit"]):
            return 0
        try:
            write(_answer(player, words))
        except DockernetError as error:
            write(f"{error}\n")
        write(PROMPT if prompt else "")
    write("\n" if prompt else "")
    return 0


def _answer(player: Player, words: list[str]) -> str:
    name, rest = (words[0], words[1:]) if words else ("n", [])
    moves = {"n": player.forward, "b": player.back, "p": player.back, "d": player.next_decision, "x": player.next_drop}
    if name in moves:
        before = player.at
        step = moves[name]()
        end = "(no further one)\n" if player.at == before else ""
        return end + show(step, len(player.all))
    if name == "l":
        return listing(player)
    if name == "flows":
        return "".join(f"{number:4}  {flow}\n" for number, flow in player.flow_names.items())
    if name in ("g", "f") or name.isdigit():
        number = _number(name if name.isdigit() else "".join(rest[:1]))
        if name != "f":
            return show(player.go(number), len(player.all))
        player.only(flow=number)
    elif name == "dev" and rest:
        player.only(device=rest[0])
    elif name == "drops":
        player.only(drops=True)
    elif name == "all":
        player.only()
    else:
        return HELP + "\n"
    return show(player.step, len(player.all))


def filters(words: Iterable[str]) -> dict[str, Any]:
    """What ``--filter`` says, for :meth:`Player.only`.

    >>> filters(["flow=3", "drops"])
    {'flow': 3, 'drops': True}
    """
    found: dict[str, Any] = {}
    for word in words:
        name, _, value = word.partition("=")
        if name == "flow":
            found["flow"] = _number(value)
        elif name == "device" and value:
            found["device"] = value
        elif word == "drops":
            found["drops"] = True
        else:
            raise NoSuchStep(f"no filter is called {word!r}: there are flow=N, device=NAME and drops")
    return found


def _number(text: str) -> int:
    if not text.isdigit():
        raise NoSuchStep(f"{text!r} is no number")
    return int(text)


def listing(player: Player, around: int | None = AROUND) -> str:
    """One line a step: those around, or all."""
    chosen = player.steps if around is None else player.steps[max(0, player.at - around) : player.at + around + 1]
    return printable(
        "".join(
            f"{'▶' if each is player.step else ' '}{each.number:5}  {each.time:.6f}  {each.where}/{each.device}  "
            f"{'✕ ' if each.drop else ''}{each.text}{'   [' + each.packet + ']' if each.packet else ''}\n"
            for each in chosen
        )
    )
