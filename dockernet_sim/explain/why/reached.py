"""Questions that were answered: what made it so."""

from __future__ import annotations

from collections.abc import Sequence

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.flow import packet_of, questions
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import PROXY, Land
from dockernet_sim.explain.why.probe import Outcome
from dockernet_sim.explain.why.question import PING, Question
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_text


def judge_reached(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    """It was answered: by whom, and over what."""
    asked, asking = {key[0] for key in outcome.keys}, questions(records, outcome.keys)
    forth = [record for record in records if record.serial <= outcome.serial and _trail(record) in asking]
    deliveries = [record for record in forth if record.event == "deliver"]
    first, last = (deliveries[0], deliveries[-1]) if deliveries else (None, None)
    notes: list[Said] = []
    if len(outcome.addresses) > 1:
        notes.append(_several(land, question, outcome))
    if first is None or last is None:
        return Judgement(why.REACHED, say("reached.itself", place=question.source), notes)
    place, packet = land.shown(last.host, last.netns), packet_of(last)
    assert packet is not None
    words = {"place": place, "owner": last.cause.partition(" (")[0], "seen": ip_text(packet.src)}
    if first.cause.startswith(PROXY):
        return Judgement(why.REACHED, say("reached.proxy", **words), [*notes, say("note.seen-proxy", **words)])
    led = _destination(forth)
    port = getattr(packet.payload, "dport", question.port)
    if led is not None and (packet.dst, port) != (outcome.address, question.port):  # else it is an answer's translation
        fact = say("reached.published", **words, to=f"{ip_text(packet.dst)}", was=ip_text(outcome.address))
        notes.append(say("note.not-input"))
    elif question.kind == PING:
        fact = say("reached.ping", **words)
    else:
        fact = say("reached.accepted", **words, port=question.port)
    container = land.container(place)
    if container is not None and land.inspect(container)["State"]["Paused"]:
        notes.append(say("note.paused", place=place))
    if packet.src not in asked:
        notes.append(say("note.seen", **words))
    elif question.kind != PING:
        notes.append(say("note.seen-itself", **words))
    if (
        place in land.engines
        and land.network_with(outcome.address) is None
        and land.container(question.source) is not None
    ):
        notes.append(say("note.through-input", place=place))
    return Judgement(why.REACHED, fact, notes)


def _trail(record: Record) -> int:
    packet = packet_of(record)
    return packet.trail if packet is not None else 0


def _destination(records: Sequence[Record]) -> Record | None:
    """The translation that led the question elsewhere."""
    return next((record for record in records if record.event == "nat" and record.verdict == "destination"), None)


def _several(land: Land, question: Question, outcome: Outcome) -> Said:
    return say(
        "note.shared",
        name=question.host,
        count=len(outcome.addresses),
        who=listed(sorted(land.who(address) for address in outcome.addresses)),
        tried=land.who(outcome.address),
    )
