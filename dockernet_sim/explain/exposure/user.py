"""A user's own rules that published ports meet:
those of DOCKER-USER, and those of INPUT, which only docker-proxy's clients meet."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.explain.said import said
from dockernet_sim.world.world import World

USER, INPUT = "DOCKER-USER", "INPUT"
LIMIT = 10.0


def rules_of(world: World, machine: str, chain: str) -> list[str]:
    """The rules of a chain of the filter table, other than a bare RETURN, as ``iptables -S`` prints them."""
    shown = world.run_line(machine, f"iptables -S {chain}", LIMIT).stdout.splitlines()
    return [line for line in shown if line.startswith("-A ") and line != f"-A {chain} -j RETURN"]


def own_rules(world: World, lang: str = "en") -> Iterator[str]:
    """What the rules of DOCKER-USER and INPUT are, and what they apply to."""
    for name, machine in world.machines.items():
        if machine.engine is None:
            continue
        for rule in rules_of(world, name, USER):
            yield said("exposure.user-rule", lang, place=name, rule=rule)
        for rule in rules_of(world, name, INPUT):
            yield said("exposure.input-rule", lang, place=name, rule=rule)
