"""Names that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.question import NAME
from dockernet_sim.explain.why.recreate import recreate
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.explain.why.remedies.kernel import restart_engine
from dockernet_sim.explain.why.remedies.networks import new_network, out_of_internal
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.wire.address import ip_text


@finds(because.NAME_UNKNOWN)
def _name(case: Case) -> Iterator[Remedy]:
    key = case.answer.fact.key
    if key == "name-unknown.host-mode":
        yield Remedy((), case.instead("host"))
    if key == "name-unknown.private-alias":
        yield Remedy((), case.instead(case.answer.fact.values["target"]))
    if key == "name-unknown.container-mode":
        owner = case.answer.fact.values["owner"]
        yield Remedy((), case.instead(owner))
        yield from (Remedy((), case.instead(ip_text(ip))) for ip in case.land.addresses(owner))
        return
    for note in case.answer.notes:
        if note.key == "note.near":
            yield Remedy((), case.instead(note.values["name"]))
    if case.target is None:
        return
    if key == "name-unknown.made-up":
        yield Remedy((f"docker rename {case.target.name} my-{case.target.name.partition('_')[2] or 'name'}",))
    if case.source is not None and any(each.default for each in case.networks(case.source)):
        yield from new_network(case)
        yield Remedy(recreate(case.land, case.source, ["--link", case.target.name]))
    if any(note.key == "note.not-by-address" for note in case.answer.notes):
        yield from _other_port(case, case.target)
    if case.question.kind != NAME:
        for address in case.land.addresses(case.target.name):
            yield Remedy((), case.instead(ip_text(address)))


def _other_port(case: Case, target: ContainerFacts) -> Iterator[Remedy]:
    """A network where names work, and a port that is open."""
    place = case.land.place(target)
    for port in case.land.ports(place.ns) if place is not None and case.question.port else ():
        for remedy in new_network(case):
            yield replace(remedy, ask=case.instead(target.name, port))


@finds(because.NO_NAME_SERVER, because.NAME_SERVER_CHANGED)
def _name_server(case: Case) -> Iterator[Remedy]:
    if case.source is None:
        return
    yield from restart_engine(case)
    yield from out_of_internal(case)
    if case.answer.reason == because.NAME_SERVER_CHANGED:
        yield Remedy((f"docker restart {case.source.name}",))
        yield Remedy((f"docker exec {case.source.name} sh -c 'echo nameserver 127.0.0.11 > /etc/resolv.conf'",))
        yield Remedy(recreate(case.land, case.source))
        return
    for outsider in case.land.facts.outsiders:
        if outsider.names:
            server = ip_text(outsider.address)
            yield Remedy(recreate(case.land, case.source, ["--dns", server]))
            restart = f"docker restart {case.source.name}"
            yield Remedy((f"echo nameserver {server} > /etc/resolv.conf", restart))
