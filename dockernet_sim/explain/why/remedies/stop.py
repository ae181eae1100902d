"""What would stop something that works."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.flow import packet_of
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.question import PING, TCP
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.wire.tcp import Tcp


@finds(because.REACHED)
def _stop(case: Case) -> Iterator[Remedy]:
    """Only where people look for it in the wrong place: a published port, the host's own addresses."""
    forward = next((r for r in case.answer.records if r.event == "nat" and r.verdict == "destination"), None)
    packet = packet_of(forward) if forward is not None else None
    if (
        case.answer.fact.key == "reached.published"
        and forward is not None
        and packet is not None
        and isinstance(packet.payload, Tcp)
        and case.source is None
    ):
        port = packet.payload.dport
        yield Remedy((f"iptables -I DOCKER-USER -i {forward.device} -p tcp --dport {port} -j DROP",))
    elif any(note.key == "note.through-input" for note in case.answer.notes):
        network = next(iter(case.networks(case.source)), None)
        if network is not None:
            yield Remedy((f"iptables -I INPUT -i {case.land.bridge_of(network)} -j DROP",))
    elif (
        case.answer.fact.key in ("reached.accepted", "reached.ping")
        and case.source is not None
        and case.target is not None
    ):
        for network in case.networks(case.target):
            if (
                network in case.networks(case.source)
                and case.source is not case.target
                and case.question.kind in (PING, TCP)
            ):
                yield Remedy((f"docker network disconnect {network.name} {case.source.name}",))
