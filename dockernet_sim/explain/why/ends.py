"""Questions that ended at a closed port, or in silence."""

from __future__ import annotations

from collections.abc import Sequence

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.flow import packet_of, payload_of
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.probe import Outcome
from dockernet_sim.explain.why.question import TCP, UDP, Question
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_text, is_loopback
from dockernet_sim.wire.packet import PROTO_UDP, Packet

FEW = 2  # containers that are named


def closed_port(land: Land, question: Question, record: Record, packet: Packet) -> Judgement:
    """The packet was refused: which program could have taken it, and why it did not."""
    place, port = land.shown(record.host, record.netns), payload_of(packet).dport
    proto = UDP if packet.proto == PROTO_UDP else TCP
    words = {"place": place, "port": str(port), "address": ip_text(packet.dst), "proto": proto.upper()}
    ns = land.namespace(record.host, record.netns)
    assert ns is not None
    at = land.listening(ns, port, proto)
    other = TCP if proto == UDP else UDP
    if not at and land.listening(ns, port, other):
        return Judgement(why.REFUSED, say("refused.protocol", **words, other=other.upper()))
    if record.netns == "root" and record.host in land.engines:
        found = _on_host(land, record.host, packet.dst, port, words)
        if found is not None:
            return found
    elif is_loopback(packet.dst):
        return _own_localhost(land, question, port, words)
    if any(is_loopback(address) for address in at):
        return Judgement(why.LOOPBACK_ONLY, say("loopback-only.listener", **words))
    notes = _open_ports(land, ns, place) + (_unpublished(land, record.host) if record.netns == "root" else [])
    return Judgement(why.REFUSED, say("refused.nobody", **words), notes)


def _unpublished(land: Land, host: str) -> list[Said]:
    """Containers of a host that listen and publish nothing."""
    found = []
    for container in land.facts.running:
        place = land.place(container) if container.host == host and container.endpoints else None
        ports = land.ports(place.ns) if place is not None and not container.published else []
        if ports:
            found.append(say("note.unpublished", name=container.name, ports=listed(ports)))
    return found[:FEW]


def _open_ports(land: Land, ns: NetNs, place: str) -> list[Said]:
    ports = listed(land.ports(ns))
    return [say("note.listens", place=place, ports=ports)] if ports else []


def _on_host(land: Land, host: str, address: int, port: int, words: dict[str, str]) -> Judgement | None:
    """At the host's own address: a port of a container that is not, or not so, published."""
    for container in land.facts.running:
        if container.host != host:
            continue
        for each in container.published:
            if each.host_port == port and each.host_ip not in (0, address):
                fact = say("loopback-only.published", **words, container=container.name, bound=ip_text(each.host_ip))
                return Judgement(why.LOOPBACK_ONLY, fact)
        if _wanted(land, container, port) and not any(each.host_port == port for each in container.published):
            routed = [each for each in container.endpoints if each.network.mode == "routed"]
            if routed and len(routed) == len(container.endpoints):
                own = {"own": ip_text(routed[0].address), "inner": _inner(land, container, port)}
                fact = say(
                    "not-published.routed", **words, **own, container=container.name, network=routed[0].network.name
                )
                return Judgement(why.NOT_PUBLISHED, fact)
            networks = listed(each.network.name for each in container.endpoints)
            internal = bool(container.endpoints) and all(each.network.internal for each in container.endpoints)
            key, reason = ("internal.ports", why.INTERNAL) if internal else ("not-published.absent", why.NOT_PUBLISHED)
            return Judgement(reason, say(key, **words, container=container.name, network=networks))
    ns = land.world.machines[host].host.root
    if any(is_loopback(each) for each in land.listening(ns, port)):
        return Judgement(why.LOOPBACK_ONLY, say("loopback-only.listener", **words))
    holders = [name for name in land.places_listening(port) if land.facts.container(name).host == host]
    if holders:
        return Judgement(why.NOT_PUBLISHED, say("not-published.port", **words, container=holders[0]))
    return None


def _wanted(land: Land, container: ContainerFacts, port: int) -> bool:
    """Whether the container was told to publish something at this port of the host."""
    bindings = land.inspect(container)["HostConfig"]["PortBindings"] or {}
    return any(str(port) == each["HostPort"] for several in bindings.values() for each in several or ())


def _inner(land: Land, container: ContainerFacts, port: int) -> str:
    """The container's port for which it was told to take this one of the host."""
    bindings = land.inspect(container)["HostConfig"]["PortBindings"] or {}
    found = [inner for inner, several in bindings.items() for each in several or () if each["HostPort"] == str(port)]
    return str(found[0].partition("/")[0])


def _own_localhost(land: Land, question: Question, port: int, words: dict[str, str]) -> Judgement:
    """localhost inside a container is the container itself."""
    others = [name for name in land.places_listening(port) if name not in (question.source, words["place"])]
    on_host = [name for name in land.engines if land.listening(land.world.machines[name].host.root, port)]
    notes = [say("note.elsewhere", port=port, places=listed([*others, *on_host]))] if others or on_host else []
    return Judgement(why.REFUSED, say("refused.own-localhost", **words), notes)


def silent(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    """Nothing was dropped, and nothing came back."""
    far = [record for record in records if record.event == "deliver" and packet_of(record) is not None]
    last = far[-1] if far else (records[-1] if records else None)
    place = land.shown(last.host, last.netns) if last else question.source
    name = land.owners.get(outcome.address, "")
    container = land.container(name)
    if container is not None and land.inspect(container)["State"]["Paused"]:
        return Judgement(why.NO_ANSWER, say("no-answer.paused", place=name))
    return Judgement(why.NO_ANSWER, say("no-answer.silence", place=place, address=ip_text(outcome.address)))
