"""Legacy links where containers may not talk: with ``--icc=false`` a link opens the child's exposed ports to the parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockernet_sim.engine.iptables import APPEND, DELETE, Iptables
from dockernet_sim.wire.address import ip_text

Exposed = Iterable[tuple[int, str]]


def link_rules(parent: int, child: int, exposed: Exposed, bridge: str) -> Iterator[str]:
    """The pairs of rules in chain DOCKER for one link."""
    asks, answers = ip_text(parent), ip_text(child)
    for port, proto in exposed:
        head = f"-i {bridge} -o {bridge} -p {proto}"
        yield f"{head} -s {asks} -d {answers} --dport {port} -j ACCEPT"
        yield f"{head} -s {answers} -d {asks} --sport {port} -j ACCEPT"


def open_link(iptables: Iptables, parent: int, child: int, exposed: Exposed, bridge: str) -> None:
    """Let the parent reach the child's exposed ports."""
    for spec in link_rules(parent, child, exposed, bridge):
        iptables.program("filter", APPEND, "DOCKER", spec)


def close_link(iptables: Iptables, parent: int, child: int, exposed: Exposed, bridge: str) -> None:
    """Undo :func:`open_link`."""
    for spec in link_rules(parent, child, exposed, bridge):
        iptables.program("filter", DELETE, "DOCKER", spec)
