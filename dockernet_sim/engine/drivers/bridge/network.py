"""One bridge network: its endpoints, and what they have on the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dockernet_sim.engine.drivers.base import NO_WISHES, Connectivity, Interface, Machine
from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
from dockernet_sim.engine.drivers.bridge.device import DOCKER_MAC
from dockernet_sim.engine.drivers.bridge.links import close_link, open_link
from dockernet_sim.engine.drivers.bridge.rules import BridgeRules
from dockernet_sim.engine.errors import BadRequest, ServerError
from dockernet_sim.engine.iptables import APPEND, Iptables
from dockernet_sim.engine.ports.mapper import Mapping, PortMapper, port_rules
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair

ChangeLink = Callable[[Iptables, int, int, Iterable[tuple[int, str]], str], None]

VETH_DIGITS = 7
NAME_TRIES = 3


@dataclass(eq=False, slots=True)
class BridgeEndpoint:
    """A container's place on the bridge."""

    id: str
    interface: Interface
    wants: Connectivity = NO_WISHES
    published: bool = False
    mappings: Sequence[Mapping] = ()


class BridgeNetwork:
    """A network of the bridge driver; made by :class:`BridgeDriver`."""

    def __init__(self, machine: Machine, config: BridgeConfig, rules: BridgeRules | None, ports: PortMapper) -> None:
        self.machine = machine
        self.config = config
        self.rules = rules
        self.ports = ports
        self.made_bridge = False
        self.endpoints: dict[str, BridgeEndpoint] = {}

    @property
    def _iptables(self) -> Iptables | None:
        return self.rules.iptables if self.rules is not None else None

    # -- devices -----------------------------------------------------------------
    def _fresh_name(self) -> str:
        host = self.machine.host
        for _ in range(NAME_TRIES):
            name = "veth" + host.identity.hex("veth-name", VETH_DIGITS)
            if name not in host.root.devices:
                return name
        raise ServerError("could not generate interface name")

    def add_endpoint(self, endpoint_id: str, interface: Interface) -> None:
        """A veth pair, one end on the bridge; the other stays on the host until a namespace takes it."""
        root = self.machine.host.root
        outer_name, inner_name = self._fresh_name(), self._fresh_name()
        outer, inner = veth_pair(root, outer_name, root, inner_name)
        try:
            if self.config.mtu:
                outer.set_mtu(self.config.mtu)
                inner.set_mtu(self.config.mtu)
            self._attach(outer_name)
        except ServerError:
            root.delete_device(outer_name)
            raise
        interface.src_name = inner_name
        interface.mac = interface.mac or DOCKER_MAC << 32 | interface.ip
        outer.set_up()
        self.endpoints[endpoint_id] = BridgeEndpoint(endpoint_id, interface)

    def _attach(self, name: str) -> None:
        root = self.machine.host.root
        bridge = root.devices.get(self.config.bridge)
        head = f"adding interface {name} to bridge {self.config.bridge} failed:"
        if not isinstance(bridge, Bridge):
            raise ServerError(
                f"{head} could not find bridge {self.config.bridge}: route ip+net: no such network interface"
            )
        try:
            bridge.add_port(root.device(name))
        except NetError as error:
            raise ServerError(f"{head} {error.text[:1].lower()}{error.text[1:]}") from None
        bridge.ports[root.device(name)].hairpin = not self.ports.proxy

    def remove_endpoint(self, endpoint_id: str) -> None:
        """Delete the pair by its inner end, which has come back to the host.

        One that has not come back is left alone: after a connect that failed at the ports, the device stays in the container,
        and its address is given to somebody else.
        """
        name = self.endpoints.pop(endpoint_id).interface.src_name
        root = self.machine.host.root
        if name in root.devices:
            root.delete_device(name)

    # -- ports and links -----------------------------------------------------------
    def publish(self, endpoint: BridgeEndpoint, wants: Connectivity) -> None:
        """Publish a container's ports, and open its links where containers may not talk."""
        endpoint.wants, endpoint.published = wants, True
        default = self.config.host_binding or "0.0.0.0"
        endpoint.mappings = self.ports.publish(wants.bindings, endpoint.interface.ip, default)
        self.forget_flows(endpoint)
        if not self.config.icc:
            self._links(endpoint, open_link)

    def withdraw(self, endpoint: BridgeEndpoint) -> None:
        """Take its ports back, and forget the flows that were translated for it."""
        self.ports.withdraw(endpoint.mappings)
        endpoint.mappings = ()
        self.forget_flows(endpoint)

    def leave(self, endpoint: BridgeEndpoint) -> None:
        """Close its links."""
        if not self.config.icc:
            self._links(endpoint, close_link)

    def forget_flows(self, endpoint: BridgeEndpoint) -> None:
        """``conntrack -D``: another container may get this address, and must not get its answers."""
        ip = endpoint.interface.ip
        self.machine.host.root.nf.conntrack.delete(lambda flow: ip in flow.reply.tuple[:2])

    def program_again(self, iptables: Iptables) -> None:
        """Give another `iptables` all the rules of this network, its published ports and its links."""
        proxy = self.ports.proxy
        rules = BridgeRules(iptables, self.config, proxy)
        rules.insert()
        rules.isolate()
        for endpoint in self.endpoints.values():
            for mapping in endpoint.mappings:
                if self.ports.iptables is not None and not mapping.binding.ipv6:
                    for table, chain, spec in port_rules(mapping.binding, mapping.ip, self.config.bridge, proxy):
                        iptables.program(table, APPEND, chain, spec)
            if not self.config.icc:
                self._links(endpoint, lambda _, *link: open_link(iptables, *link))

    def _links(self, endpoint: BridgeEndpoint, act: ChangeLink) -> None:
        iptables, bridge = self._iptables, self.config.bridge
        if iptables is None or not endpoint.published:
            return
        ip, wants = endpoint.interface.ip, endpoint.wants
        if wants.exposed:
            for parent in wants.parents:
                act(iptables, self._endpoint(parent).interface.ip, ip, wants.exposed, bridge)
        for each in wants.children:
            child = self._endpoint(each)
            if child.published and child.wants.exposed:
                act(iptables, ip, child.interface.ip, child.wants.exposed, bridge)

    def _endpoint(self, endpoint_id: str) -> BridgeEndpoint:
        found = self.endpoints.get(endpoint_id)
        if found is None:
            raise BadRequest(f"invalid endpoint id: {endpoint_id}")
        return found
