"""The tables that mattered at a step: what bridges had learnt by then, and chains and routes as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockernet_sim.explain.said import said
from dockernet_sim.sim.trace import Record

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.world.world import World

LABEL = re.compile(r"(?P<table>\w+) (?P<chain>\S+)(?: (?P<number>\d+))?: (?P<text>.*)")
SHOWN = 14
Shown = tuple[str, list[str], int]
"""A table's name, its lines, and the number of the one that decided (-1: none)."""


class Looker:
    """Shows tables; of bridges it remembers what they learnt, in the order of the records that it is given."""

    def __init__(self, world: World | None, lang: str = "en") -> None:
        self.world = world
        self.lang = lang
        self.learnt: dict[tuple[str, str], dict[str, str]] = {}

    def tables(self, record: Record) -> list[Shown]:
        """The tables that mattered."""
        if record.event == "bridge":
            return self._fdb(record)
        ns = self._namespace(record)
        if record.event in ("rule", "drop") and (found := LABEL.fullmatch(record.cause)):
            return [_chain(ns, found)]
        if record.event in ("route", "send"):
            return [self._routes(ns, record.cause)]
        return []

    def _namespace(self, record: Record) -> NetNs | None:
        machine = self.world.machines.get(record.host) if self.world is not None else None
        return machine.host.netns.get(record.netns) if machine is not None else None

    def _fdb(self, record: Record) -> list[Shown]:
        entries = self.learnt.setdefault((record.host, record.device), {})
        mac, _, port = record.cause.partition(" dev ")
        if record.verdict == "learn":
            entries[mac] = port
        lines = [f"{each} dev {where}" for each, where in entries.items()]
        line = f"{mac} dev {port}"
        if port and line not in lines:
            lines.append(line)
        return [(said("player.fdb", self.lang, device=record.device), *_cut(lines, lines.index(line) if port else -1))]

    def _routes(self, ns: NetNs | None, cause: str) -> Shown:
        lines = [str(route) for route in ns.ip.fib.routes()] if ns is not None else []
        if cause not in lines:
            lines = [cause]
        return (said("player.routes", self.lang), *_cut(lines, lines.index(cause)))


def _chain(ns: NetNs | None, found: re.Match[str]) -> Shown:
    """The chain as it is now, if the rule is still where it was; else the rule alone."""
    name = f"{found['table']} {found['chain']}"
    table = ns.nf.tables.get(found["table"]) if ns is not None else None
    chain = table.chains.get(found["chain"]) if table is not None else None
    number = int(found["number"] or 0) - 1
    rules = [str(rule) for rule in chain.rules] if chain is not None else []
    if 0 <= number < len(rules) and rules[number] == found["text"]:
        return (name, *_cut(rules, number))
    if number < 0 and rules:
        return (name, *_cut([*rules, found["text"]], len(rules)))
    return name, [found["text"]], 0


def _cut(lines: list[str], number: int) -> tuple[list[str], int]:
    """At most so many lines, the deciding one among them."""
    if len(lines) <= SHOWN:
        return lines, number
    start = max(0, min(number - SHOWN // 2, len(lines) - SHOWN))
    return lines[start : start + SHOWN], number - start if number >= 0 else number
