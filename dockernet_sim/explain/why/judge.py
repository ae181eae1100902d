"""From what happened to the packets to a verdict and its reason; Docker's meaning is read off the rule that decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dockernet_sim.engine.firewall import base
from dockernet_sim.engine.firewall.base import Meaning
from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.flow import arp_of, packet_of
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.explain.why.ends import closed_port, silent
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.names import judge_name
from dockernet_sim.explain.why.probe import Outcome
from dockernet_sim.explain.why.question import NAME, UDP, Question
from dockernet_sim.explain.why.reached import judge_reached
from dockernet_sim.linux import drops
from dockernet_sim.reach import Change
from dockernet_sim.reach.handmade import NO_RULE, POLICY
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.packet import Packet

NOISE = frozenset((drops.OTHER_HOST, drops.NO_PORT))
LABEL = re.compile(r"(?P<table>\S+) (?P<chain>\S+?)(?: \d+)?: (?P<rule>.*)")


def judge(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    """The verdict on a question, from how far it got and what its packets met."""
    if question.kind == NAME or not outcome.addresses:
        return judge_name(land, question, outcome, records)
    if outcome.ok:
        return judge_reached(land, question, outcome, records)
    decisive = _decisive(outcome, records)
    if decisive is None and question.kind == UDP and any(record.event == "deliver" for record in records):
        return judge_reached(land, question, outcome, records)
    if decisive is None:
        return _without_a_drop(land, question, outcome, records)
    judgement = _by_drop(land, question, outcome, decisive, records)
    judgement.decisive = decisive
    judgement.notes += _lost_message(land, records, decisive)
    if _on_the_way_back(outcome, decisive):
        judgement.notes.insert(0, say("note.answer-died"))
    return judgement


def _decisive(outcome: Outcome, records: Sequence[Record]) -> Record | None:
    """The last drop, or the last packet that was turned down with a message, before the question was over."""
    for record in sorted(records, key=_serial, reverse=True):
        if record.serial > outcome.serial or packet_of(record) is None or _is_error(record):
            continue
        if record.event == "drop" and record.verdict not in NOISE:
            return record
        if record.event == "rule" and record.verdict == "reject":
            return record
    return None


def _is_error(record: Record) -> bool:
    packet = packet_of(record)
    return packet is not None and getattr(packet.payload, "inner", None) is not None


def _lost_message(land: Land, records: Sequence[Record], decisive: Record) -> list[Said]:
    """Whether an ICMP message about the packet that died was dropped, too: then its sender does not know."""
    for record in records:
        if record.event == "drop" and _is_error(record) and record.serial > decisive.serial:
            return [
                say("note.error-dropped", place=land.shown(record.host, record.netns), cause=cause_of(record.cause))
            ]
    return []


def _serial(record: Record) -> int:
    return record.serial


def _on_the_way_back(outcome: Outcome, record: Record) -> bool:
    packet = packet_of(record)
    askers = {key[0] for key in outcome.keys}
    return packet is not None and packet.dst in askers and packet.src not in askers


def _without_a_drop(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    address = ip_text(outcome.address)
    if outcome.error == "ENETUNREACH":
        return _no_route(land, question, outcome)
    if outcome.error in ("EHOSTUNREACH", "EACCES", "EINVAL") and not records:
        return Judgement(
            why.NO_ROUTE, say("no-route.refused", source=question.source, address=address, error=outcome.detail)
        )
    if outcome.error == "ECONNREFUSED":
        return Judgement(why.REFUSED, say("refused.rst", at=land.who(outcome.address), port=question.port))
    return silent(land, question, outcome, records)


def _no_route(land: Land, question: Question, outcome: Outcome) -> Judgement:
    container = land.container(question.source)
    address = ip_text(outcome.address)
    if container is not None and not container.endpoints and container.mode in ("none", "default"):
        return Judgement(why.NO_ROUTE, say("no-route.none", source=question.source, address=address))
    if container is not None and container.endpoints and all(each.network.internal for each in container.endpoints):
        networks = listed(each.network.name for each in container.endpoints)
        return Judgement(
            why.INTERNAL, say("internal.no-route", source=question.source, network=networks, address=address)
        )
    owner = land.owners.get(outcome.address)
    key = "no-route.container" if owner and land.container(owner) else "no-route.none-fits"
    return Judgement(why.NO_ROUTE, say(key, source=question.source, address=address, at=owner or address))


# -- by the drop ---------------------------------------------------------------------
def _by_drop(land: Land, question: Question, outcome: Outcome, record: Record, records: Sequence[Record]) -> Judgement:
    packet = packet_of(record)
    assert packet is not None
    network = land.network_with(packet.dst)
    down = land.is_down(network) if network is not None else ""
    if network is not None and down and record.verdict in (drops.NEIGH_FAILED, drops.NOT_FOR_US, drops.NO_ROUTE):
        return Judgement(why.LINK_DOWN, say("link-down.bridge", device=down, network=network.name, place=network.host))
    if record.event == "rule" or record.verdict in (drops.FILTER, drops.POLICY):
        return _by_rule(land, record, packet)
    place = land.shown(record.host, record.netns)
    if network is not None and question.source == network.host != record.host and land.is_bare(network):
        words = {"place": network.host, "network": network.name, "bridge": land.bridge_of(network)}
        return Judgement(why.NO_ROUTE, say("no-route.bare", **words, target=land.who(packet.dst), next=place))
    if record.verdict == drops.NEIGH_FAILED:
        return _by_arp(land, records, record, packet)
    if record.verdict == drops.NO_LISTENER:
        return closed_port(land, question, record, packet)
    reason = why.OF_DROPS.get(record.verdict, why.NO_ANSWER)
    if reason == why.NO_ROUTE:
        return _lost_way(land, outcome, record, packet, place)
    cause = cause_of(record.cause)
    words = {"place": place, "device": record.device or "?", "setting": cause.values.get("setting", "")}
    return Judgement(reason, say(f"{reason}.drop", **words, packet=packet, cause=cause, address=ip_text(packet.dst)))


def _lost_way(land: Land, outcome: Outcome, record: Record, packet: Packet, place: str) -> Judgement:
    network = land.network_with(packet.dst)
    if _on_the_way_back(outcome, record) and network is not None:
        fact = say("no-way-back.container", place=place, address=ip_text(packet.dst), network=network.name)
        owner = land.container(land.owners.get(packet.dst, ""))
        several = owner is not None and len(owner.endpoints) > 1
        notes = [say("note.gateway", source=owner.name, network=network.name)] if owner is not None and several else []
        wanted = f"-s {network.subnet} ! -o {land.bridge_of(network)} -j MASQUERADE"
        if any(each.kind == NO_RULE and each.text == wanted for each in land.changes):
            fact = say("rules-missing.masquerade", **fact.values, rule=wanted)
            return Judgement(why.RULES_MISSING, fact, notes)
        return Judgement(why.NOT_ROUTED_BACK, fact, notes)
    return Judgement(why.NO_ROUTE, say("no-route.at", place=place, cause=cause_of(record.cause)))


def _by_rule(land: Land, record: Record, packet: Packet) -> Judgement:
    place = land.shown(record.host, record.netns)
    label = LABEL.fullmatch(record.cause)
    chain, rule = (label["chain"], label["rule"]) if label else ("", record.cause)
    words = {"place": place, "rule": record.cause, "source": land.who(packet.src), "target": land.who(packet.dst)}
    meaning = land.meaning(record.host, label["table"], chain, rule) if label else None
    if meaning is not None and (not meaning.bridge or (record.host, meaning.bridge) in land.bridges):
        return _by_docker(land, record, packet, meaning, words)
    if chain == "FORWARD" and record.verdict == drops.POLICY:
        return _by_policy(land, record, packet, words)
    if record.verdict == drops.POLICY:
        return Judgement(why.FILTER_RULE, say("filter-rule.policy", **words, chain=chain))
    reject = record.event == "rule" or "-j REJECT" in rule
    return Judgement(why.FILTER_RULE, say(f"filter-rule.{'reject' if reject else 'rule'}", **words, chain=chain))


def _by_policy(land: Land, record: Record, packet: Packet, words: dict[str, str]) -> Judgement:
    """No rule of FORWARD took the packet:
    is one of Docker's missing, was there never one, or did a person shut FORWARD?"""
    missing = [each for each in land.changes if each.kind == NO_RULE and each.place == record.host]
    filters = [each for each in missing if " " not in each.where]
    network = land.network_with(packet.dst)
    outside = network is not None and land.network_with(packet.src) is None
    opened = f"-d {ip_text(packet.dst)}/32"
    if filters and (not outside or any(opened in each.text for each in filters)):
        return Judgement(why.RULES_MISSING, say("rules-missing.policy", **words, missing=_count(missing)))
    if any(each.kind == POLICY and each.place == record.host and each.where == "FORWARD" for each in land.changes):
        return Judgement(why.FILTER_RULE, say("filter-rule.policy", **words, chain="FORWARD"))
    if outside and network is not None:
        return Judgement(why.NOT_PUBLISHED, say("not-published.policy", **words, network=network.name))
    return Judgement(why.DOCKER_POLICY, say("docker-policy.forward", **words))


def _count(missing: Sequence[Change]) -> Said:
    """One missing rule, or how many there are."""
    if len(missing) > 1:
        return say("missing.several", count=len(missing))
    return say("missing.one", rule=f"{missing[0].where} {missing[0].text}")


def _by_docker(land: Land, record: Record, packet: Packet, meaning: Meaning, words: dict[str, str]) -> Judgement:
    """By one of Docker's own rules."""
    protected = land.bridges.get((record.host, meaning.bridge))
    network, leaving = protected.name if protected else "?", land.network_with(packet.src)
    if meaning.purpose == base.ISOLATION or (meaning.purpose == base.UNPUBLISHED and leaving is not None):
        names = {"from": leaving.name if leaving else "?", "to": network}
        return Judgement(why.ISOLATION, say("isolation.rule", **words, **names))
    if meaning.purpose == base.UNPUBLISHED and words["rule"].startswith("raw "):
        target = land.container(land.owners.get(packet.dst, ""))
        port = getattr(packet.payload, "dport", 0)
        published = target is not None and port in [each.port for each in target.published]
        key = "direct-routing.published" if published else "direct-routing.rule"
        return Judgement(why.DIRECT_ROUTING, say(key, **words, network=network, port=port))
    if meaning.purpose == base.UNPUBLISHED:
        return Judgement(why.NOT_PUBLISHED, say("not-published.policy", **words, network=network))
    if meaning.purpose == base.NO_ICC:
        return Judgement(why.ICC_OFF, say("icc-off.rule", **words, network=network))
    key = "internal.out" if meaning.purpose == base.INTERNAL_OUT else "internal.in"
    return Judgement(why.INTERNAL, say(key, **words, network=network))


def _gateway_silent(land: Land, words: dict[str, str]) -> Judgement:
    """The next hop did not answer; a Docker network's may be an address that its bridge has not."""
    network = land.network_with(ip_int(words["gateway"]))
    if network is None or land.gateway_of(network) != ip_int(words["gateway"]) or not land.is_bare(network):
        return Judgement(why.ARP_UNANSWERED, say("arp-unanswered.gateway", **words))
    words |= {"network": network.name, "bridge": land.bridge_of(network), "host": network.host}
    return Judgement(why.ARP_UNANSWERED, say("arp-unanswered.bare", **words))


def _by_arp(land: Land, records: Sequence[Record], record: Record, packet: Packet) -> Judgement:
    place = land.shown(record.host, record.netns)
    lost = next((each for each in records if each.event == "drop" and arp_of(each) and each.verdict not in NOISE), None)
    if lost is not None:
        at, reason = land.shown(lost.host, lost.netns), why.OF_DROPS[lost.verdict]
        return Judgement(reason, say(f"{reason}.arp", place=at, cause=cause_of(lost.cause), asker=place))
    network = land.network_with(packet.dst)
    words = {"place": place, "device": record.device, "address": ip_text(packet.dst)}
    asked = cause_of(record.cause).values.get("address", words["address"])
    if asked != words["address"]:
        return _gateway_silent(land, words | {"gateway": asked})
    if network is None:
        return Judgement(why.ARP_UNANSWERED, say("arp-unanswered.nobody", **words))
    other = land.other_route(network.host, packet.dst, land.bridge_of(network))
    if other is not None and record.device == land.bridge_of(network):
        return Judgement(
            why.OVERLAP, say("subnet-overlap.route", **words, network=network.name, subnet=network.subnet, route=other)
        )
    if packet.dst in land.owners:
        return Judgement(why.ARP_UNANSWERED, say("arp-unanswered.owner", **words, owner=land.owners[packet.dst]))
    return Judgement(why.ARP_UNANSWERED, say("arp-unanswered.network", **words, network=network.name))
