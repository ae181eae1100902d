"""The way to an address, as Docker's documents tell it: who gets a ping or a TCP connection, or what stops it."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.reach import reasons
from dockernet_sim.reach.facts import ContainerFacts, Endpoint, Facts, HostFacts, NetworkFacts, Node, Outsider
from dockernet_sim.wire.address import UNSPECIFIED, ip_text, is_loopback

OUTSIDE = (
    "outside"  # where a packet enters a host: from the segment, from the host itself, or through a network's bridge
)
OWN = "own"


@dataclass(frozen=True)
class Answer:
    """Whether something arrives, and why.

    Attributes
    ----------
    arrives : bool
        Whether it gets there, and the reply comes home. (A port without a listener counts as reached: it refuses.)
    reason : str
        A stable name, one of :mod:`dockernet_sim.reach.reasons`.
    at : str
        Who gets it, or would.
    address : int
        Where it was sent.
    network : str
        The network that decided.
    changed : str
        A sentence about what is not as Docker set it, so that the answer may be wrong; empty where nothing was changed,
        or where that is not known.
    assumed : str
        What was assumed of the engine's release, where a dump was asked.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> answer = Lab().reach()["vm", "lan"]
    >>> bool(answer), answer.reason
    (True, 'segment')
    """

    arrives: bool
    reason: str
    at: str = ""
    address: int = UNSPECIFIED
    network: str = ""
    changed: str = ""
    assumed: str = ""

    def __bool__(self) -> bool:
        return self.arrives

    def __str__(self) -> str:
        sentence = reasons.SENTENCES[self.reason].format(at=self.at, network=self.network)
        where = f" at {ip_text(self.address)}" if self.address else ""
        told = f"{'arrives' if self.arrives else 'does not arrive'}{where}: {sentence} ({self.reason})"
        assumed = f"{self.assumed[:1].upper()}{self.assumed[1:]}."
        return ". ".join([told, *([self.changed] if self.changed else []), *([assumed] if self.assumed else [])])


def to_address(facts: Facts, sender: Node, address: int, port: int | None = None) -> Answer:
    """Whether a ping to an address arrives, or TCP to its port; `sender` runs."""
    if isinstance(sender, Outsider):
        return _from_outside(facts, sender, address, port)
    if isinstance(sender, HostFacts):
        return _from_host(facts, sender, address, port)
    stack = facts.stack(sender)
    if isinstance(stack, HostFacts):
        return _from_host(facts, stack, address, port)
    if is_loopback(address):
        return Answer(True, reasons.ITSELF, sender.name, address)
    if stack is None or not stack.endpoints:
        return Answer(False, reasons.NO_ROUTE, address=address)
    return _from_container(facts, stack, address, port)


# -- from containers --------------------------------------------------------------
def _from_container(facts: Facts, sender: ContainerFacts, address: int, port: int | None) -> Answer:
    if any(endpoint.address == address for endpoint in sender.endpoints):
        return Answer(True, reasons.ITSELF, sender.name, address)
    near = [endpoint for endpoint in sender.endpoints if endpoint.network.holds(address)]
    if near:
        return _to_neighbour(facts, sender, max(near, key=lambda each: each.network.plen), address, port)
    gateway = sender.endpoints[0]
    if gateway.network.internal and not facts.host_named[sender.host].rules.internal_default_route:
        return Answer(False, reasons.NO_ROUTE, address=address, network=gateway.network.name)
    if gateway.network.other_gateway:
        return Answer(False, reasons.OTHER_GATEWAY, address=address, network=gateway.network.name)
    return _by_the_host(facts, facts.host_named[sender.host], gateway.network, address, port)


def _to_neighbour(facts: Facts, sender: ContainerFacts, endpoint: Endpoint, address: int, port: int | None) -> Answer:
    """To an address of a network that the sender is on: no router has a say."""
    there, host = endpoint.network, facts.host_named[sender.host]
    if address == there.bridge_address:
        return _at_host(facts, host, address, port, there)
    owner = facts.members[there.key].get(address)
    if owner is None:
        return Answer(False, reasons.NOBODY, address=address, network=there.name)
    if there.icc or not host.iptables:
        return Answer(True, reasons.SAME_NETWORK, owner.name, address, there.name)
    if there.default and port is not None and link_opens(facts, sender, owner, port):
        return Answer(True, reasons.LINKED, owner.name, address, there.name)
    return Answer(False, reasons.ICC_OFF, owner.name, address, there.name)


def link_opens(facts: Facts, sender: ContainerFacts, owner: ContainerFacts, port: int) -> bool:
    """Whether the sender's links open a port of the owner's."""
    exposed = f"{port}/tcp" in owner.exposed
    return exposed and any(target is owner for _, target in facts.linked(sender))


def _by_the_host(facts: Facts, host: HostFacts, via: NetworkFacts, address: int, port: int | None) -> Answer:
    """To an address elsewhere: the host gets it by the default route, through the bridge of `via`."""
    if address in facts.host_addresses[host.name]:
        return _at_host(facts, host, address, port, via)
    if not host.forwarding:
        return Answer(False, reasons.FORWARDING_OFF, address=address, network=via.name)
    other = facts.network_with(host.name, address)
    if other is not None:
        return _between_bridges(facts, host, via, other, address, port)
    if via.internal and host.iptables:
        return Answer(False, reasons.INTERNAL, address=address, network=via.name)
    if not (via.masquerade and host.iptables) or via.internal:
        return Answer(False, reasons.NOT_MASQUERADED, address=address, network=via.name)
    return _beyond(facts, host, address, port, reasons.MASQUERADED, via)


def opens(host: HostFacts, network: NetworkFacts, owner: ContainerFacts, port: int | None) -> bool:
    """Whether a network's gateway mode lets others come straight to a container's address (releases from 28 on)."""
    if network.internal or not host.rules.ports_open_to_bridges:
        return False
    published = port is None or any(each.port == port and each.proto == "tcp" for each in owner.published)
    return network.mode == "nat-unprotected" or (network.mode == "routed" and published)


def _between_bridges(
    facts: Facts, host: HostFacts, via: NetworkFacts, other: NetworkFacts, address: int, port: int | None
) -> Answer:
    owner = facts.members[other.key].get(address)
    at = owner.name if owner else ""
    if host.iptables and owner is not None and not via.internal and opens(host, other, owner, port):
        if answer_lost(host, via):
            return Answer(False, reasons.ANSWER_FILTERED, at, address, via.name)
        return Answer(True, reasons.UNFILTERED, at, address, other.name)
    if host.iptables:
        reason = reasons.INTERNAL if via.internal or other.internal else reasons.ISOLATED
        return Answer(False, reason, at, address, via.name)
    if owner is None:
        return Answer(False, reasons.NOBODY, address=address, network=other.name)
    if stranded(host, owner):
        return Answer(False, reasons.NO_WAY_BACK, at, address, other.name)
    return Answer(True, reasons.UNFILTERED, at, address, other.name)


def answer_lost(host: HostFacts, via: NetworkFacts) -> bool:
    """Whether the answer from another bridge dies: without masquerade it comes straight to the sender's own address,
    and the rule against direct access (raw PREROUTING, releases from 28 on) sees no connections."""
    return not via.masquerade and via.mode == "nat" and not host.direct_routing


def stranded(host: HostFacts, container: ContainerFacts) -> bool:
    """Whether a container has no default route, and so cannot answer what comes from elsewhere."""
    return not host.rules.internal_default_route and all(each.network.internal for each in container.endpoints)


# -- from hosts and from outside ----------------------------------------------------
def _from_host(facts: Facts, host: HostFacts, address: int, port: int | None) -> Answer:
    if is_loopback(address) or address in facts.host_addresses[host.name]:
        return _at_host(facts, host, address, port, OWN)
    there = facts.network_with(host.name, address)
    if there is None:
        return _beyond(facts, host, address, port, reasons.SEGMENT, None)
    owner = facts.members[there.key].get(address)
    if owner is None:
        return Answer(False, reasons.NOBODY, address=address, network=there.name)
    return Answer(True, reasons.FROM_HOST, owner.name, address, there.name)


def _beyond(
    facts: Facts, host: HostFacts, address: int, port: int | None, reason: str, via: NetworkFacts | None
) -> Answer:
    """Out of a host, onto the segment."""
    network = via.name if via else ""
    for outsider in facts.outsiders:
        if outsider.address == address:
            return Answer(True, reason, outsider.name, address, network)
    for other in facts.hosts:
        if other is not host and other.address == address:
            found = _at_host(facts, other, address, port, OUTSIDE)
            return Answer(True, reason, other.name, address, network) if found.reason == reasons.HOST else found
    return Answer(False, reasons.NOBODY, address=address, network=network)


def _from_outside(facts: Facts, sender: Outsider, address: int, port: int | None) -> Answer:
    for outsider in facts.outsiders:
        if outsider.address == address and outsider.machine == sender.machine:
            return Answer(True, reasons.ITSELF, outsider.name, address)
    for host in facts.hosts:
        if host.address == address:
            return _at_host(facts, host, address, port, OUTSIDE)
    return Answer(False, reasons.NO_ROUTE, address=address)


# -- at a host's own address -----------------------------------------------------------
def _at_host(facts: Facts, host: HostFacts, address: int, port: int | None, entry: NetworkFacts | str) -> Answer:
    """At one of a host's addresses; `entry` is where the packet came in."""
    target = facts.publisher(host.name, address, port) if port is not None else None
    if target is None or target.gateway is None:
        return Answer(True, reasons.HOST, host.name, address)
    proxied = Answer(True, reasons.PROXIED, target.name, address)
    if not host.iptables:
        return proxied if host.userland_proxy else Answer(True, reasons.HOST, host.name, address)
    if entry == OWN:
        return proxied if is_loopback(address) and host.userland_proxy else _published(target, address)
    if isinstance(entry, str):
        return _published(target, address) if host.forwarding else _no_forwarding(target, address)
    if host.userland_proxy and (_skips_translation(host, entry) or entry is target.gateway.network):
        return proxied
    return _translated(host, target, address, entry)


def _skips_translation(host: HostFacts, entry: NetworkFacts) -> bool:
    """Docker's chain returns at once for what comes from a masqueraded network: the host's docker-proxy gets it."""
    return host.rules.bridge_skips_dnat and entry.masquerade and not entry.internal


def _translated(host: HostFacts, target: ContainerFacts, address: int, entry: NetworkFacts) -> Answer:
    """From a bridge, with the container's address in place of the host's: now it has to get from bridge to bridge."""
    gateway = target.gateway
    assert gateway is not None
    if entry is gateway.network:
        if entry.icc:
            return _published(target, address)
        return Answer(False, reasons.ICC_OFF, target.name, address, entry.name)
    if not host.forwarding:
        return _no_forwarding(target, address)
    if host.rules.ports_open_to_bridges and not entry.internal:
        if answer_lost(host, entry):
            return Answer(False, reasons.ANSWER_FILTERED, target.name, address, entry.name)
        return _published(target, address)
    reason = reasons.INTERNAL if entry.internal else reasons.ISOLATED
    return Answer(False, reason, target.name, address, entry.name)


def _published(target: ContainerFacts, address: int) -> Answer:
    return Answer(True, reasons.PUBLISHED, target.name, address)


def _no_forwarding(target: ContainerFacts, address: int) -> Answer:
    return Answer(False, reasons.FORWARDING_OFF, target.name, address)
