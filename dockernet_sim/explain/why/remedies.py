"""What might change an answer, reason by reason; whoever offers one tries it on a copy first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.flow import packet_of, payload_of
from dockernet_sim.explain.why.answer import Remedy, Why
from dockernet_sim.explain.why.judge import LABEL
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.names import known_on
from dockernet_sim.explain.why.question import NAME, PING, TCP, Question
from dockernet_sim.explain.why.recreate import everywhere, recreate
from dockernet_sim.linux import drops
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.reach import ContainerFacts, NetworkFacts
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.ipv4 import IPv4

HOST_PORT = 8080
NEW_NETWORK = "shared"


@dataclass
class Case:
    """An answer that is to be changed, and the land in which it was found."""

    land: Land
    answer: Why

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.answer.question

    @cached_property
    def source(self) -> ContainerFacts | None:
        """Who asks, if it is a container."""
        return self.land.container(self.question.source)

    @cached_property
    def target(self) -> ContainerFacts | None:
        """Who is asked for, if it is a container: by name, by a name that some network knows, or by address."""
        by_name = self.land.container(self.question.host)
        if by_name is not None:
            return by_name
        for network in known_on(self.land, self.question.host):
            for container, endpoint in self.land.facts.endpoints():
                names = {container.name, *endpoint.aliases}
                if endpoint.network is network and self.question.host in names:
                    return container
        dead = self.packet
        for address in (self.answer.address, dead.dst if dead is not None else 0):
            found = self.land.container(self.land.owners.get(address, ""))
            if found is not None:
                return found
        return None

    @property
    def packet(self) -> IPv4 | None:
        """The packet that died; where NAT led it elsewhere, its addresses are those that it had then."""
        return packet_of(self.answer.decisive) if self.answer.decisive is not None else None

    def instead(self, host: str, port: int = 0) -> str:
        """The question's target with another host, and maybe another port."""
        question = self.question
        return Question(
            question.source, question.kind, host, port or question.port, question.path, question.size
        ).target

    def networks(self, container: ContainerFacts | None) -> list[NetworkFacts]:
        """The networks that a container is on."""
        return [each.network for each in container.endpoints] if container is not None else []


Finder = Callable[[Case], Iterator[Remedy]]
FINDERS: dict[str, Finder] = {}


def finds(*reasons: str) -> Callable[[Finder], Finder]:
    """Register what finds remedies for these reasons."""

    def register(finder: Finder) -> Finder:
        FINDERS.update(dict.fromkeys(reasons, finder))
        return finder

    return register


def candidates(land: Land, answer: Why) -> list[Remedy]:
    """Everything that might change the answer, the likeliest first."""
    finder = FINDERS.get(answer.reason)
    found = list(dict.fromkeys(finder(Case(land, answer)))) if finder else []
    return [replace(remedy, on=land.home) for remedy in found]


# -- networks --------------------------------------------------------------------
@finds(because.ISOLATION, because.NAME_ELSEWHERE)
def _bring_together(case: Case) -> Iterator[Remedy]:
    if case.source is None or case.target is None:
        return
    if case.target.host != case.source.host:
        yield from _published(case, case.target)
        return
    own, there = case.networks(case.source), case.networks(case.target)
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
            yield Remedy((f"docker network connect {network.name} {case.source.name}",), ask)
    for network in own:
        if network not in there and not network.default:
            ask = "" if case.question.host == case.target.name else case.instead(case.target.name)
            yield Remedy((f"docker network connect {network.name} {case.target.name}",), ask)
    if all(network.default for network in (*own, *there)):
        yield from _new_network(case)


def _address_on(container: ContainerFacts, network: NetworkFacts) -> str:
    return next((ip_text(each.address) for each in container.endpoints if each.network is network), container.name)


def _new_network(case: Case) -> Iterator[Remedy]:
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
    yield Remedy(commands, "" if case.question.host == case.target.name else case.instead(case.target.name))


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
        yield from _new_network(case)
        yield Remedy(recreate(case.land, case.source, ["--link", case.target.name]))
    if case.question.kind != NAME:
        for address in case.land.addresses(case.target.name):
            yield Remedy((), case.instead(ip_text(address)))


@finds(because.ICC_OFF)
def _icc(case: Case) -> Iterator[Remedy]:
    yield from _new_network(case)
    if case.source is not None and case.target is not None and case.question.port:
        target = case.instead(case.target.name)
        yield Remedy(recreate(case.land, case.source, ["--link", case.target.name]), target)
    device = next((case.land.bridge_of(each) for each in case.networks(case.source)), "")
    yield Remedy((f"iptables -I DOCKER-USER -i {device} -o {device} -j ACCEPT",))


@finds(because.INTERNAL)
def _internal(case: Case) -> Iterator[Remedy]:
    if case.answer.fact.key == "internal.ports":
        container = case.land.container(case.answer.fact.values["container"])
        if container is not None:
            yield Remedy((f"docker network connect bridge {container.name}",))
            yield Remedy(recreate(case.land, container, network="bridge"))
        return
    if case.source is not None and any(each.internal for each in case.networks(case.source)):
        yield Remedy((f"docker network connect bridge {case.source.name}",))
    if case.target is not None:
        yield from _bring_together(case)


@finds(because.NO_ROUTE, because.NOT_PUBLISHED)
def _publish(case: Case) -> Iterator[Remedy]:
    """From outside: publish the port, and ask the host for it."""
    if case.source is not None and not case.source.endpoints:
        yield Remedy(recreate(case.land, case.source, network="bridge"))
    container, port = case.target, case.question.port
    named = case.answer.fact.values.get("container")
    if named:
        container = case.land.container(named)
    if container is None or not port or (case.source is not None and not named):
        return
    if not named:
        yield from _published(case, container)
    there = [each for each in case.land.facts.running if each.host == container.host]
    taken = {each.host_port for other in there for each in other.published}
    host_port = port if named else next(number for number in range(HOST_PORT, 65535) if number not in taken)
    commands = recreate(case.land, container, ["-p", f"{host_port}:{port}"])
    yield Remedy(commands, "" if named else case.instead("host", host_port))


def _published(case: Case, container: ContainerFacts) -> Iterator[Remedy]:
    """The port may be published already."""
    for each in container.published:
        if each.port == case.question.port:
            yield Remedy((), case.instead(container.host, each.host_port))


@finds(because.NOT_ROUTED_BACK)
def _masquerade(case: Case) -> Iterator[Remedy]:
    first = next(iter(case.networks(case.source)), None)
    if first is None or case.source is None:
        return
    if len(case.source.endpoints) > 1:
        yield Remedy((f"docker network disconnect {first.name} {case.source.name}",))
    device = case.land.bridge_of(first)
    yield Remedy((f"iptables -t nat -A POSTROUTING -s {first.subnet} ! -o {device} -j MASQUERADE",))


@finds(because.OVERLAP, because.ARP_UNANSWERED)
def _addresses(case: Case) -> Iterator[Remedy]:
    network = case.land.network_with(case.answer.address)
    if case.answer.reason == because.OVERLAP and network is not None:
        on = [each.name for each, endpoint in case.land.facts.endpoints() if endpoint.network is network]
        away = tuple(f"docker network disconnect {network.name} {name}" for name in on)
        yield Remedy((*away, f"docker network rm {network.name}"))
    for container in case.land.facts.containers:
        if not container.running:
            yield Remedy((f"docker start {container.name}",))


# -- ends ------------------------------------------------------------------------
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
        yield Remedy(_published_everywhere(case, container))
    else:
        yield Remedy(recreate(case.land, container, command=everywhere))


def _published_everywhere(case: Case, container: ContainerFacts) -> tuple[str, ...]:
    commands = recreate(case.land, container)
    return tuple(line.replace("-p 127.0.0.1:", "-p ") for line in commands)


@finds(because.REFUSED)
def _elsewhere(case: Case) -> Iterator[Remedy]:
    """Somebody else listens on that port, or the same one on another."""
    if case.answer.fact.key == "refused.own-localhost" and case.source is not None:
        yield from _others(case)
        yield Remedy((), case.instead("host"))
        yield Remedy(recreate(case.land, case.source, network="host"))
        return
    if aton(case.question.host) is not None:  # an address that was remembered: whoever is meant may have moved
        yield from _others(case)
    listening = case.answer.notes[0].values.get("ports", "") if case.answer.notes else ""
    for other in listening.split(", ") if listening else ():
        yield Remedy((), case.instead(case.question.host, int(other)))
    yield from _others(case)


def _others(case: Case) -> Iterator[Remedy]:
    """Containers in which somebody listens on the port: by name, then by address."""
    names = [each for each in case.land.places_listening(case.question.port) if each != case.question.source]
    yield from (Remedy((), case.instead(name)) for name in names)
    yield from (Remedy((), case.instead(ip_text(ip))) for name in names for ip in case.land.addresses(name))


@finds(because.NOT_RUNNING)
def _start(case: Case) -> Iterator[Remedy]:
    name = case.answer.fact.values.get("target") or case.question.source
    yield Remedy((f"docker start {name}",))
    for remedy in _new_network(case):
        yield Remedy((f"docker start {name}", *remedy.commands), remedy.ask)


@finds(because.NO_ANSWER)
def _unpause(case: Case) -> Iterator[Remedy]:
    if case.answer.fact.key == "no-answer.paused":
        yield Remedy((f"docker unpause {case.answer.fact.values['place']}",))


# -- names -------------------------------------------------------------------------
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


# -- rules and links -------------------------------------------------------------------
@finds(because.FILTER_RULE)
def _rule(case: Case) -> Iterator[Remedy]:
    record = case.answer.decisive
    if record is None or record.netns != "root":
        return
    label = LABEL.fullmatch(record.cause)
    if label is None:
        return
    table = "" if label["table"] == "filter" else f" -t {label['table']}"
    if record.verdict == drops.POLICY:
        yield Remedy((f"iptables{table} -P {label['chain']} ACCEPT",))
    else:
        yield Remedy((f"iptables{table} -D {label['chain']} {label['rule']}",))


@finds(because.FORWARDING_OFF)
def _forward(case: Case) -> Iterator[Remedy]:
    yield Remedy(("sysctl -w net.ipv4.ip_forward=1",))


@finds(because.LINK_DOWN)
def _link(case: Case) -> Iterator[Remedy]:
    record, values = case.answer.decisive, case.answer.fact.values
    if record is None:
        return
    down = values.get("device") or values.get("cause", "").rpartition(": ")[2]
    yield Remedy((f"ip link set {down.partition(' is down')[0]} up",))
    for container in (case.target, case.source):
        if container is not None:
            yield Remedy((f"docker restart {container.name}",))


@finds(because.MTU)
def _mtu(case: Case) -> Iterator[Remedy]:
    """A smaller MTU for the containers' network; or let the message through that asks for smaller packets."""
    vm = case.land.world.machines["vm"].host.root
    mtu = min(device.mtu for device in vm.devices.values() if device.kind != "loopback")
    for note in case.answer.notes:
        label = LABEL.fullmatch(note.values.get("cause", "")) if note.key == "note.error-dropped" else None
        if label is not None and label["table"] == "filter":
            yield Remedy((f"iptables -D {label['chain']} {label['rule']}",))
    for container in (case.source, case.target, _published_to(case)):
        if container is not None:
            made = f"docker network create -o com.docker.network.driver.mtu={mtu} small"
            away = [f"docker network disconnect {each.name} {container.name}" for each in case.networks(container)]
            yield Remedy((made, *away, f"docker network connect small {container.name}"))


def _published_to(case: Case) -> ContainerFacts | None:
    """The container behind a port of the host."""
    for host in case.land.facts.hosts:
        found = case.land.facts.publisher(host.name, case.answer.address, case.question.port)
        if found is not None:
            return found
    return None


# -- what would stop it ------------------------------------------------------------------
@finds(because.REACHED)
def _stop(case: Case) -> Iterator[Remedy]:
    """Only where people look for it in the wrong place: a published port, the host's own addresses."""
    forward = next((r for r in case.answer.records if r.event == "nat" and r.verdict == "destination"), None)
    packet = packet_of(forward) if forward is not None else None
    if (
        case.answer.fact.key == "reached.published"
        and forward is not None
        and packet is not None
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
