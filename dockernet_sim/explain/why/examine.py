"""One question, put to the packets of a world that may be used up, and judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.flow import (
    Key,
    arp_of,
    conversation,
    key_of,
    name_asked,
    packet_of,
    payload_of,
    questions,
    turned,
)
from dockernet_sim.explain.said import say
from dockernet_sim.explain.story import Step, Story, brief, tell
from dockernet_sim.explain.why.answer import Why, answer_to
from dockernet_sim.explain.why.judge import judge
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.probe import Outcome, ask
from dockernet_sim.explain.why.question import NAME, UDP, Question
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Place
from dockernet_sim.reach.live import INTERNET, internet
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.arp import REQUEST
from dockernet_sim.wire.packet import Packet
from dockernet_sim.world.world import World

DNS = 53
EMBEDDED = ip_int("127.0.0.11")
VIA = re.compile(r"\bvia (\d+\.\d+\.\d+\.\d+)")


def answered(land: Land, question: Question) -> bool:
    """Ask, and say no more than whether the answer is yes; the world is not the same afterwards.

    Raises
    ------
    UnknownPlace
        When there is no such source, or it does not run.
    """
    if question.kind == UDP:  # silence can be a yes, so it has to be judged
        return bool(examine(land, question))
    place = _place(land, question)
    address = _address(land, question, place)
    return ask(land.world, place, question, address).ok


def examine(land: Land, question: Question) -> Why:
    """Ask, and judge; the world is not the same afterwards.

    Raises
    ------
    UnknownPlace
        When there is no such source.
    """
    world = land.world
    for name in (question.source, question.host if _outside(land, question) else ""):
        if len(world.containers_called(name)) > 1:
            world.place(name)  # says which names are not ambiguous
    source = land.container(question.source)
    if source is not None and not source.running:
        return answer_to(question, Judgement(why.NOT_RUNNING, say("not-running.source", source=question.source)))
    place = _place(land, question)
    address = _address(land, question, place)
    target = land.container(question.host)
    if address is None and target is not None and not target.running and _outside(land, question):
        return answer_to(question, Judgement(why.NOT_RUNNING, say("not-running.address", target=target.name)))
    before = world.trace.serial
    outcome = ask(world, place, question, address)
    records = _records(land, place, question, outcome, before)
    judgement = judge(land, question, outcome, records)
    answer = answer_to(question, judgement, outcome.address, _story(land, question, outcome, records, judgement))
    if not outcome.addresses and question.kind != NAME:
        answer = _by_address(world, land, place, question, answer)
    return replace(answer, records=tuple(records))


def _outside(land: Land, question: Question) -> bool:
    return question.kind != NAME and land.is_machine(question.source)


def _place(land: Land, question: Question) -> Place:
    return land.world.place(internet(land.world) if question.source == INTERNET else question.source)


def _address(land: Land, question: Question, place: Place) -> int | None:
    """What can be asked for without a look-up:
    an address, a word for a machine, a container from outside of containers."""
    if question.kind == NAME:
        return None
    number = aton(question.host)
    if number is None:
        number = land.special(question.host)
    if number is None and _outside(land, question):
        number = next(iter(land.addresses(question.host)), None)
    return number


def _records(land: Land, place: Place, question: Question, outcome: Outcome, before: int) -> list[Record]:
    here = (place.host.name, place.ns.name)
    name = question.host.lower()

    def starts(packet: Packet, record: Record) -> bool:
        asked = name_asked(packet)
        if asked:
            return asked == name or asked.startswith(f"{name}.")
        return (record.host, record.netns) == here and key_of(packet) in outcome.keys

    return conversation(land.world.trace.since(before), starts, land.relays())


# -- the story -------------------------------------------------------------------------
def _story(land: Land, question: Question, outcome: Outcome, records: Sequence[Record], judgement: Judgement) -> Story:
    """The way of the question's first packet, of the one that died, and of what relays sent on;
    the answer in one line."""
    told = _trails(outcome, records)
    if judgement.decisive is not None:
        packet = packet_of(judgement.decisive)
        told |= {packet.trail} if packet is not None else set()
    asked = _addresses(records, told)
    kept = [record for record in records if _is_told(record, told, asked, question)]
    steps = list(tell(kept, land.shown))
    answer = _answer(land, outcome, records) if judgement.ok else None
    return Story([*steps, *([answer] if answer is not None else [])])


def _is_told(record: Record, told: set[int], asked: set[int], question: Question) -> bool:
    """Whether a record belongs to the story:
    a told packet's, the ARP that it waited for, or a look-up of the question's name."""
    packet, arp = packet_of(record), arp_of(record)
    if packet is not None:
        return packet.trail in told
    if arp is not None:
        return (arp.tpa if arp.op == REQUEST else arp.spa) in asked
    name = record.cause.partition(" ")[0].rstrip(".").lower()
    return " AAAA" not in record.cause and (not name or name.startswith(question.host.lower()))


def _addresses(records: Sequence[Record], told: set[int]) -> set[int]:
    """The addresses that told packets need a MAC for: destinations and gateways."""
    found = set()
    for record in records:
        packet = packet_of(record)
        if packet is not None and packet.trail in told:
            found.add(packet.dst)
            via = VIA.search(record.cause) if record.event in ("send", "route") else None
            if via is not None:
                found.add(ip_int(via[1]))
    return found


def _trails(outcome: Outcome, records: Sequence[Record]) -> set[int]:
    """The first packet of each connection, in the direction of the question."""
    asking, first = questions(records, outcome.keys), dict[Key, int]()
    for record in records:
        packet = packet_of(record)
        if not outcome.addresses and packet is not None and record.event == "send" and _is_query(packet):
            return {packet.trail}
        if packet is not None and packet.trail in asking and record.event == "send":
            first.setdefault(key_of(packet), packet.trail)
    return set(first.values())


def _is_query(packet: Packet) -> bool:
    """Whether this asks a name server for an address; not the embedded one, whose answers are told as such."""
    payload = payload_of(packet)
    return bool(name_asked(packet)) and payload.dport == DNS and packet.dst != EMBEDDED


def _answer(land: Land, outcome: Outcome, records: Sequence[Record]) -> Step | None:
    wanted = {turned(key) for key in outcome.keys}
    sent = next((r.time for r in records if r.event == "send" and _key(r) in outcome.keys), 0.0)
    for record in records:
        packet = packet_of(record)
        if record.event == "deliver" and packet is not None and key_of(packet) in wanted:
            milliseconds = f"{(record.time - sent) * 1000:.3f}"
            place = land.shown(record.host, record.netns)
            said = say("step.answer", milliseconds=milliseconds, packet=brief(packet))
            return Step(record.time, record.serial, place, record.device, said)
    return None


def _key(record: Record) -> Key | None:
    packet = packet_of(record)
    return key_of(packet) if packet is not None else None


# -- names that fail -----------------------------------------------------------------------
def _by_address(world: World, land: Land, place: Place, question: Question, answer: Why) -> Why:
    """The name is the trouble: is it the only one?"""
    for address in land.addresses(question.host):
        if ask(world, place, question, address).ok:
            note = say("note.by-address", address=land.who(address))
            return replace(answer, notes=(*answer.notes, note))
    for address in land.addresses(question.host)[:1] if answer.reason == why.NAME_UNKNOWN else ():
        other = replace(question, host=ip_text(address))
        fact = examine(Land(world, question.source), other).fact
        note = say("note.not-by-address", address=land.who(address), fact=fact)
        return replace(answer, notes=(*answer.notes, note))
    return answer
