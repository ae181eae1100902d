"""Legacy links where containers may not talk:
with ``--icc=false`` a link opens the child's exposed ports to the parent."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.engine.firewall.base import Exposed
from dockernet_sim.wire.address import ip_text


def link_rules(parent: int, child: int, exposed: Exposed, bridge: str) -> Iterator[str]:
    """The pairs of rules in chain DOCKER for one link."""
    asks, answers = ip_text(parent), ip_text(child)
    for port, proto in exposed:
        head = f"-i {bridge} -o {bridge} -p {proto}"
        yield f"{head} -s {asks} -d {answers} --dport {port} -j ACCEPT"
        yield f"{head} -s {answers} -d {asks} --sport {port} -j ACCEPT"
