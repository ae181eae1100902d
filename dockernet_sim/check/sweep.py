"""Many questions at a time, on one copy of a lab: verdicts without stories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dockernet_sim.plans.asking import DROPPED, UNREACHABLE, Wanted, ask_all
from dockernet_sim.reach.live import internet_address, of
from dockernet_sim.wire.address import BadAddress, ip_int

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab

QUIET = frozenset((DROPPED, UNREACHABLE))
"""Verdicts after which nothing answered."""


def sweep(lab: Lab, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What came of each question.

    Parameters
    ----------
    lab : Lab
        Asked on a copy.
    pairs : iterable of (str, str)
        Who asks, and what: ``10.0.0.5``, ``10.0.0.5:80``, ``host:80``, ``internet``.

    Returns
    -------
    dict
        By pair: ``open``, ``accepted``, ``refused``, ``unreachable`` or ``dropped``; without those that ask for a name.
    """
    asked = {pair: wanted for pair in pairs if (wanted := _wanted(lab, *pair)) is not None}
    if not asked:
        return {}
    return {
        pair: heard.verdict for pair, (_, heard) in zip(asked, ask_all(lab.copy().world, asked.values()), strict=True)
    }


def _wanted(lab: Lab, source: str, target: str) -> Wanted | None:
    name, _, port = target.partition(":")
    facts = of(lab.world)
    places = {"internet": internet_address(lab.world), "host": facts.hosts[0].address}
    if name == "lan":
        places["lan"] = ip_int(lab.world.machines["lan"].address)
    try:
        address = places.get(name) or ip_int(name)
    except BadAddress:
        return None
    return Wanted(source, "tcp" if port else "ping", to=target, address=address, port=int(port or 0))
