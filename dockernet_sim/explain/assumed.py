"""What the answers about a project rest on, and what the marks of its matrix mean, in a language."""

from __future__ import annotations

from dockernet_sim.explain.said import said
from dockernet_sim.plans.listening import SAID, Listening
from dockernet_sim.plans.standing import Standing


def listens(each: Listening, lang: str) -> str:
    """Where a service listens, and how that is known."""
    ports = ", ".join([*map(str, each.tcp), *(f"{port}/udp" for port in each.udp)])
    how = said("assumed.said" if each.reason == SAID else "assumed.assumed", lang)
    return said("assumed.listens", lang, service=each.service, ports=ports or said("assumed.nothing", lang), how=how)


def assumptions(standing: Standing, lang: str = "en") -> list[str]:
    """All that the answers rest on: listening that no image tells, health checks, and what stays unknown."""
    unknown = (said("exposure.unknown", lang, why=why) for why in standing.unknowns())
    return [*(listens(each, lang) for each in standing.listening.values()), *standing.assumed, *unknown]


def legend(lang: str = "en") -> str:
    """The marks of the matrix."""
    return said("assumed.legend", lang)
