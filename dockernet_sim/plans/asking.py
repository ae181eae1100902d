"""Who reaches whom in a project, asked of the packets:
names, pings and connections of every container, the host and the LAN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.wire.address import UNSPECIFIED

if TYPE_CHECKING:
    from dockernet_sim.world.world import World

PATIENCE = 1.9  # seconds that a ping or connection has: ARP and SYN were tried twice by then
NOBODY = 1  # a port on which nothing listens
OPEN, ACCEPTED, REFUSED, UNREACHABLE, DROPPED = "open", "accepted", "refused", "unreachable", "dropped"
UNRESOLVED, RESOLVED, UNKNOWN = "unresolved", "resolved", "unknown"
ANSWERED = frozenset((OPEN, ACCEPTED, REFUSED))


@dataclass(frozen=True)
class Wanted:
    """One question: who asks, what kind (``name``, ``ping``, ``tcp``), and a name, or an address with what it is
    called.

    The source is a container, a machine, or ``internet``.
    """

    source: str
    ask: str
    name: str = ""
    to: str = ""
    net: str = ""
    address: int = UNSPECIFIED
    port: int = 0
    patience: float = PATIENCE

    def row(self, verdict: str, answer: list[str], why: str) -> dict[str, Any]:
        """The answer, as a row."""
        row: dict[str, Any] = {"from": self.source, "ask": self.ask}
        row |= {"name": self.name} if self.name else {"to": self.to}
        row |= {"net": self.net} if self.net else {}
        row |= {"port": self.port} if self.ask == "tcp" else {}
        row |= {"answer": answer} if self.ask == "name" else {}
        return row | {"verdict": verdict, "why": why}


@dataclass
class Heard:
    """What came of a question."""

    verdict: str = DROPPED
    addresses: tuple[int, ...] = ()
    why: str = ""


def ask_all(world: World, questions: Iterable[Wanted]) -> list[tuple[Wanted, Heard]]:
    """Put questions to the packets: first the look-ups, then a ping or connection for each sender, address and port.

    Parameters
    ----------
    world : World
        A lab that may change by it: caches, neighbours and conntrack remember.
    questions : iterable of Wanted
        What to ask. A sender looks a name up once and asks the first address; equal questions are put once.

    Returns
    -------
    list of (Wanted, Heard)
        In the order of the questions.
    """
    from dockernet_sim.plans.probes import put_all  # a plan alone needs no packets

    wanted = list(questions)
    names = dict.fromkeys(Wanted(each.source, "name", each.name) for each in wanted if each.name)
    found = put_all(world, names)
    packets = {each: packet(each, found) for each in wanted if each.ask != "name"}
    found |= put_all(world, dict.fromkeys(each for each in packets.values() if each is not None))
    return [(each, answer(each, found, packets.get(each))) for each in wanted]


def packet(wanted: Wanted, found: dict[Wanted, Heard]) -> Wanted | None:
    """What is sent for a question: to its address, or to the first one of its name; None where there is none."""
    address = wanted.address
    if wanted.name:
        addresses = found[Wanted(wanted.source, "name", wanted.name)].addresses
        if not addresses:
            return None
        address = addresses[0]
    return Wanted(wanted.source, wanted.ask, address=address, port=wanted.port, patience=wanted.patience)


def answer(wanted: Wanted, found: dict[Wanted, Heard], sent: Wanted | None) -> Heard:
    """What came of a question, by what came of its look-up and of its packets."""
    named = found[Wanted(wanted.source, "name", wanted.name)] if wanted.name else None
    if sent is None:
        return named or Heard(UNKNOWN)
    return replace(found[sent], addresses=named.addresses) if named is not None else found[sent]
