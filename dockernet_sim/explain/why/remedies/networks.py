"""Networks that keep two apart: bring them together."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.flow import payload_of
from dockernet_sim.explain.said import Said, say
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.question import NAME
from dockernet_sim.explain.why.recreate import recreate
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.explain.why.remedies.ends import bare_bridge, published
from dockernet_sim.explain.why.remedies.kernel import restart_engine
from dockernet_sim.reach import ContainerFacts, NetworkFacts
from dockernet_sim.wire.address import ip_text

NEW_NETWORK = "shared"


@finds(because.ISOLATION, because.NAME_ELSEWHERE)
def bring_together(case: Case) -> Iterator[Remedy]:
    """Put one of the two on a network of the other."""
    if case.source is None or case.target is None:
        return
    if case.target.host != case.source.host:
        yield from published(case, case.target)
        return
    own, there = case.networks(case.source), case.networks(case.target)
    if not own or not there:
        yield from _give_network(case, case.source, case.target)
        return
    if (
        case.packet is not None and case.answer.address != case.packet.dst and case.question.port
    ):  # through the host's port
        joined = f"docker network connect {there[0].name} {case.source.name}"
        yield Remedy((joined,), case.instead(case.target.name, payload_of(case.packet).dport))
        return
    for network in there:
        if network not in own:
            ask = (
                ""
                if not network.default or case.question.kind == NAME
                else case.instead(_address_on(case.target, network))
            )
            warning = _opens(case.source, own, network)
            yield Remedy((f"docker network connect {network.name} {case.source.name}",), ask, warning=warning)
    for network in own:
        if network not in there and not network.default:
            ask = "" if case.question.host == case.target.name else case.instead(case.target.name)
            warning = _opens(case.target, there, network)
            yield Remedy((f"docker network connect {network.name} {case.target.name}",), ask, warning=warning)
    if all(network.default for network in (*own, *there)):
        yield from new_network(case)


def _give_network(case: Case, source: ContainerFacts, target: ContainerFacts) -> Iterator[Remedy]:
    """Run the container of network `none` again, on a network of the other:
    a container cannot leave `none` otherwise."""
    lonely, other = (source, target) if not source.endpoints else (target, source)
    found = case.networks(other)
    if found and (not found[0].default or lonely is source):
        ask = case.instead(ip_text(target.endpoints[0].address)) if found[0].default else ""
        yield Remedy(recreate(case.land, lonely, network=found[0].name), ask)
    elif found:
        made = (f"docker network create {NEW_NETWORK}", f"docker network connect {NEW_NETWORK} {other.name}")
        yield Remedy((*made, *recreate(case.land, lonely, network=NEW_NETWORK)))


def _opens(container: ContainerFacts, own: list[NetworkFacts], further: NetworkFacts) -> Said | None:
    """What joining one more network does to an isolation."""
    if not further.internal and all(each.internal for each in own):
        return say("warning.out-of-internal", name=container.name)
    if further.internal and not all(each.internal for each in own):
        return say("warning.into-internal", name=container.name, network=further.name)
    return None


def _address_on(container: ContainerFacts, network: NetworkFacts) -> str:
    return next((ip_text(each.address) for each in container.endpoints if each.network is network), container.name)


def new_network(case: Case) -> Iterator[Remedy]:
    """A network of their own, where names work and icc is on."""
    if case.source is None or case.target is None:
        return
    taken = {each.name for each in case.land.facts.networks}
    name = next(each for each in (NEW_NETWORK, *(f"{NEW_NETWORK}{n}" for n in range(2, 99))) if each not in taken)
    commands = (
        f"docker network create {name}",
        f"docker network connect {name} {case.source.name}",
        f"docker network connect {name} {case.target.name}",
    )
    ask = "" if case.question.host == case.target.name else case.instead(case.target.name)
    inner = (
        each for each in (case.source, case.target) if each.endpoints and all(n.internal for n in case.networks(each))
    )
    warnings = [say("warning.out-of-internal", name=each.name) for each in inner]
    yield Remedy(commands, ask, warning=warnings[0] if warnings else None)


@finds(because.ICC_OFF)
def _icc(case: Case) -> Iterator[Remedy]:
    yield from new_network(case)
    if case.source is not None and case.target is not None and case.question.port:
        target = case.instead(case.target.name)
        yield Remedy(recreate(case.land, case.source, ["--link", case.target.name]), target)
    network = next(iter(case.networks(case.source)), None)
    if network is not None:
        device, warning = case.land.bridge_of(network), say("warning.opens-icc", network=network.name)
        yield Remedy((f"iptables -I DOCKER-USER -i {device} -o {device} -j ACCEPT",), warning=warning)


@finds(because.INTERNAL)
def _internal(case: Case) -> Iterator[Remedy]:
    if case.answer.fact.key == "internal.ports":
        container = case.land.container(case.answer.fact.values["container"])
        if container is not None:
            warning = say("warning.out-of-internal", name=container.name)
            yield Remedy((f"docker network connect bridge {container.name}",), warning=warning)
            yield Remedy(recreate(case.land, container, network="bridge"))
        return
    yield from out_of_internal(case)
    if case.target is not None:
        yield from bring_together(case)


def out_of_internal(case: Case) -> Iterator[Remedy]:
    """A network with a way out, for a container that has none."""
    if case.source is not None and any(each.internal for each in case.networks(case.source)):
        warning = say("warning.out-of-internal", name=case.source.name)
        yield Remedy((f"docker network connect bridge {case.source.name}",), warning=warning)


@finds(because.NOT_ROUTED_BACK)
def _masquerade(case: Case) -> Iterator[Remedy]:
    first = next(iter(case.networks(case.source)), None)
    if first is None or case.source is None:
        return
    yield from restart_engine(case)
    if len(case.source.endpoints) > 1:
        yield Remedy((f"docker network disconnect {first.name} {case.source.name}",))
    device = case.land.bridge_of(first)
    yield Remedy((f"iptables -t nat -A POSTROUTING -s {first.subnet} ! -o {device} -j MASQUERADE",))


@finds(because.OVERLAP, because.ARP_UNANSWERED)
def _addresses(case: Case) -> Iterator[Remedy]:
    if case.answer.fact.key == "arp-unanswered.bare":
        yield from bare_bridge(case)
    network = case.land.network_with(case.answer.address)
    if case.answer.reason == because.OVERLAP and network is not None:
        on = [each.name for each, endpoint in case.land.facts.endpoints() if endpoint.network is network]
        away = tuple(f"docker network disconnect {network.name} {name}" for name in on)
        yield Remedy((*away, f"docker network rm {network.name}"))
    for container in case.land.facts.containers:
        if not container.running:
            yield Remedy((f"docker start {container.name}",))


@finds(because.NOT_RUNNING)
def _start(case: Case) -> Iterator[Remedy]:
    name = case.answer.fact.values.get("target") or case.question.source
    yield Remedy((f"docker start {name}",))
    for remedy in new_network(case):
        yield Remedy((f"docker start {name}", *remedy.commands), remedy.ask)
