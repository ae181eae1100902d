"""Remedies for ports without a listener and for ports that are not published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.said import say
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.question import TCP, UDP
from dockernet_sim.explain.why.recreate import ANY, everywhere, recreate
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.wire.address import broadcast, ip_text

HOST_PORT = 8080
DAEMON_JSON = "/etc/docker/daemon.json"
ROUTED = "com.docker.network.bridge.gateway_mode_ipv4=routed"


@finds(because.NO_ROUTE, because.NOT_PUBLISHED)
def _publish(case: Case) -> Iterator[Remedy]:
    """From outside: publish the port, and ask the host for it."""
    if case.answer.fact.key == "no-route.bare":
        yield from bare_bridge(case)
    if case.source is not None and not case.source.endpoints:
        yield Remedy(recreate(case.land, case.source, network="bridge"))
    container, port = case.target, case.question.port
    named = case.answer.fact.values.get("container")
    if named:
        container = case.land.container(named)
    if container is None or not port or (case.source is not None and not named):
        return
    if case.answer.fact.key == "not-published.routed":
        values = case.answer.fact.values
        yield Remedy((), case.instead(values["own"], int(values["inner"])))
        yield Remedy(recreate(case.land, container, network="bridge"))
        return
    if not named:
        yield from published(case, container)
        yield Remedy(recreate(case.land, container, ["-p", f"{port}"]))
    there = [each for each in case.land.facts.running if each.host == container.host]
    taken = {each.host_port for other in there for each in other.published}
    host_port = port if named else next(number for number in range(HOST_PORT, 65535) if number not in taken)
    place = None if named else case.land.place(container)
    for inner in dict.fromkeys([port, *(case.land.ports(place.ns) if place is not None else ())]):
        commands = recreate(case.land, container, ["-p", f"{host_port}:{inner}"])
        yield Remedy(commands, "" if named else case.instead("host", host_port))


def bare_bridge(case: Case) -> Iterator[Remedy]:
    """Give a bridge an address in its network: the gateway's, or the last one that is free."""
    network = next((each for each in case.land.facts.networks if each.name == case.answer.fact.values["network"]), None)
    if network is None:
        return
    last = broadcast(network.first, network.plen) - 1
    wanted = case.answer.fact.values.get("gateway")
    free = (ip_text(each) for each in range(last, network.first, -1) if each not in case.land.owners)
    address = wanted or next(free, "")
    warning = None if wanted else say("warning.bare", place=network.host, network=network.name)
    yield Remedy((f"ip addr add {address}/{network.plen} dev {case.land.bridge_of(network)}",), warning=warning)


@finds(because.DIRECT_ROUTING)
def _direct(case: Case) -> Iterator[Remedy]:
    """From outside to a container's own address: through the host, or let such packets in."""
    container, port = case.target, case.question.port
    is_open = container is not None and port in [each.port for each in container.published]
    yield from published(case, container) if container is not None and is_open else _publish(case)
    if container is None or container.host != case.land.home:
        return
    open_port = ["-p", f"{port}"] if port and not is_open else []
    if port and not case.land.has_file(DAEMON_JSON):
        again = recreate(case.land, container, open_port) if open_port else (f"docker start {container.name}",)
        allow = f"""mkdir -p /etc/docker; echo '{{"allow-direct-routing": true}}' > {DAEMON_JSON}"""
        yield Remedy((allow, "systemctl restart docker", *again), warning=say("warning.restart"))
    unused = case.land.unused_network("routed")
    if unused is None:
        return
    name, subnet = unused
    made = f"docker network create --subnet {subnet} -o {ROUTED} {name}"
    address = subnet.replace(".0/24", ".2")
    commands = (made, *recreate(case.land, container, open_port, network=name))
    yield Remedy(commands, case.instead(address), warning=say("warning.routed", subnet=subnet))


def published(case: Case, container: ContainerFacts) -> Iterator[Remedy]:
    """The port may be published already."""
    for each in container.published:
        if each.port == case.question.port:
            yield Remedy((), case.instead(container.host, each.host_port))


@finds(because.LOOPBACK_ONLY)
def _listen_everywhere(case: Case) -> Iterator[Remedy]:
    fact = case.answer.fact
    name = fact.values.get("container", fact.values["place"])
    container = case.land.container(name)
    if container is None:
        for each in case.land.facts.running:  # a program in the host's own namespace
            if each.mode == "host":
                yield Remedy(recreate(case.land, each, command=everywhere))
        return
    if fact.key == "loopback-only.published":
        for commands in _published_everywhere(case, container):
            yield Remedy(commands, warning=say("warning.publish-all"))
    else:
        yield Remedy(recreate(case.land, container, command=everywhere))


def _published_everywhere(case: Case, container: ContainerFacts) -> Iterator[tuple[str, ...]]:
    commands = tuple(line.replace("-p 127.0.0.1:", "-p ") for line in recreate(case.land, container))
    yield commands
    yield tuple(re.sub(r"-p (?=\d+:\d+(?:/\w+)? )", f"-p {ANY}:", line) for line in commands)  # for host_binding_ipv4


@finds(because.REFUSED)
def _elsewhere(case: Case) -> Iterator[Remedy]:
    """The port may be another one, of another protocol, of another container, or not published."""
    key, question = case.answer.fact.key, case.question
    if key == "refused.protocol":
        kind = UDP if case.answer.fact.values["other"] == "UDP" else TCP
        yield Remedy((), replace(question, kind=kind).target)
        return
    for note in case.answer.notes:
        container = case.land.container(note.values["name"]) if note.key == "note.unpublished" else None
        if container is not None:
            for port in note.values["ports"].split(", "):
                yield Remedy(recreate(case.land, container, ["-p", f"{question.port}:{port}"]))
    if case.answer.fact.key == "refused.own-localhost" and case.source is not None:
        yield from _others(case)
        yield Remedy((), case.instead("host"))
        yield Remedy(recreate(case.land, case.source, network="host"))
        return
    if aton(case.question.host) is not None:  # an address that was written down: the container may have another one now
        yield from _others(case)
    listening = next((note.values["ports"] for note in case.answer.notes if note.key == "note.listens"), "")
    for other in listening.split(", ") if listening else ():
        yield Remedy((), case.instead(case.question.host, int(other)))
    yield from _others(case)


def _others(case: Case) -> Iterator[Remedy]:
    """Containers in which a program listens on the port: by name, then by address."""
    names = [each for each in case.land.places_listening(case.question.port) if each != case.question.source]
    yield from (Remedy((), case.instead(name)) for name in names)
    yield from (Remedy((), case.instead(ip_text(ip))) for name in names for ip in case.land.addresses(name))


@finds(because.NO_ANSWER)
def _unpause(case: Case) -> Iterator[Remedy]:
    if case.answer.fact.key == "no-answer.paused":
        yield Remedy((f"docker unpause {case.answer.fact.values['place']}",))
