"""Names that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.question import NAME
from dockernet_sim.explain.why.recreate import recreate
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.explain.why.remedies.networks import new_network
from dockernet_sim.wire.address import ip_text


@finds(because.NAME_UNKNOWN)
def _name(case: Case) -> Iterator[Remedy]:
    key = case.answer.fact.key
    if key == "name-unknown.host-mode":
        yield Remedy((), case.instead("host"))
    if key == "name-unknown.private-alias":
        yield Remedy((), case.instead(case.answer.fact.values["target"]))
    if case.target is None:
        return
    if key == "name-unknown.made-up":
        yield Remedy((f"docker rename {case.target.name} my-{case.target.name.partition('_')[2] or 'name'}",))
    if case.source is not None and any(each.default for each in case.networks(case.source)):
        yield from new_network(case)
        yield Remedy(recreate(case.land, case.source, ["--link", case.target.name]))
    if case.question.kind != NAME:
        for address in case.land.addresses(case.target.name):
            yield Remedy((), case.instead(ip_text(address)))


@finds(because.NO_NAME_SERVER, because.NAME_SERVER_CHANGED)
def _name_server(case: Case) -> Iterator[Remedy]:
    if case.source is None:
        return
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
