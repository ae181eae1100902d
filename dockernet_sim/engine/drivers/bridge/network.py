"""One bridge network: its endpoints, and what they have on the host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dockernet_sim.engine.drivers.base import NO_WISHES, Connectivity, Interface, Machine
from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
from dockernet_sim.engine.errors import BadRequest, ServerError
from dockernet_sim.engine.firewall.base import Exposed, Firewall, NetworkRules
from dockernet_sim.engine.ports.mapper import Mapping, PortMapper
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device

ChangeLink = Callable[[int, int, Exposed], None]

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

    def __init__(self, machine: Machine, config: BridgeConfig, rules: NetworkRules | None, ports: PortMapper) -> None:
        self.machine = machine
        self.config = config
        self.rules = rules
        self.ports = ports
        self.made_bridge = False
        self.endpoints: dict[str, BridgeEndpoint] = {}

    # -- devices -----------------------------------------------------------------
    def _fresh_name(self) -> str:
        host = self.machine.host
        for _ in range(NAME_TRIES):
            name = "veth" + host.identity.hex("veth-name", VETH_DIGITS)
            if name not in host.root.devices:
                return name
        raise ServerError("could not generate interface name")

    def add_endpoint(self, endpoint_id: str, interface: Interface) -> None:
        """A veth pair, one end on the bridge; the release decides where and when it is made."""
        host, release = self.machine.host, self.machine.release
        release.pairs.make(host.root, (self._fresh_name(), self._fresh_name()), interface, self._plug)
        if not interface.mac_asked:
            interface.mac = release.macs.endpoint(host.identity, interface.ip)
        self.endpoints[endpoint_id] = BridgeEndpoint(endpoint_id, interface)
        if self.rules is not None:
            self.rules.add_endpoint(interface.ip)

    def _plug(self, outer: Device, inner: Device) -> None:
        """A new pair: its MTU, and a port of the bridge."""
        if self.config.mtu:
            self._set_mtu(outer)
            self._set_mtu(inner)
        self._attach(outer)
        outer.set_up()

    def _set_mtu(self, device: Device) -> None:
        try:
            device.set_mtu(self.config.mtu)
        except NetError:
            raise ServerError(f"failed to set MTU on host interface {device.name}: invalid argument") from None

    def _attach(self, outer: Device) -> None:
        bridge = self.machine.host.root.devices.get(self.config.bridge)
        head = f"adding interface {outer.name} to bridge {self.config.bridge} failed:"
        if not isinstance(bridge, Bridge):
            raise ServerError(
                f"{head} could not find bridge {self.config.bridge}: route ip+net: no such network interface"
            )
        try:
            bridge.add_port(outer)
        except NetError as error:
            raise ServerError(f"{head} {error.text[:1].lower()}{error.text[1:]}") from None
        bridge.ports[outer].hairpin = not self.ports.proxy

    def remove_endpoint(self, endpoint_id: str) -> None:
        """Delete the pair, and what the firewall has for it."""
        interface = self.endpoints.pop(endpoint_id).interface
        self.machine.release.pairs.delete(self.machine.host.root, interface)
        if self.rules is not None:
            self.rules.remove_endpoint(interface.ip)

    # -- ports and links -----------------------------------------------------------
    def publish(self, endpoint: BridgeEndpoint, wants: Connectivity) -> None:
        """Publish a container's ports, and open its links where containers may not talk."""
        endpoint.wants, endpoint.published = wants, True
        default = self.config.host_binding or "0.0.0.0"
        endpoint.mappings = self.ports.publish(wants.bindings, endpoint.interface.ip, default, wants.routed)
        self.forget_flows(endpoint)
        if not self.config.icc and self.rules is not None:
            self._links(endpoint, self.rules.add_link)

    def withdraw(self, endpoint: BridgeEndpoint) -> None:
        """Take its ports back, and forget the flows that were translated for it."""
        self.ports.withdraw(endpoint.mappings)
        endpoint.mappings = ()
        self.forget_flows(endpoint)

    def leave(self, endpoint: BridgeEndpoint) -> None:
        """Close its links."""
        if not self.config.icc and self.rules is not None:
            self._links(endpoint, self.rules.remove_link)

    def forget_flows(self, endpoint: BridgeEndpoint) -> None:
        """``conntrack -D``: another container may get this address, and must not get its answers."""
        ip = endpoint.interface.ip
        self.machine.host.root.nf.conntrack.delete(lambda flow: ip in flow.reply.tuple[:2])

    def program_again(self, firewall: Firewall) -> None:
        """Give another `firewall` all the rules of this network, its containers, published ports and links."""
        if self.config.addresses is None:
            return  # rules of IPv6 are not modelled
        rules = firewall.network(self.config, self.ports.proxy)
        rules.insert()
        for endpoint in self.endpoints.values():
            rules.add_endpoint(endpoint.interface.ip)
            for mapping in endpoint.mappings:
                if self.ports.rules is not None:
                    rules.add_port(mapping.binding, mapping.ip)
            if not self.config.icc:
                self._links(endpoint, rules.add_link)

    def _links(self, endpoint: BridgeEndpoint, act: ChangeLink) -> None:
        if not endpoint.published:
            return
        ip, wants = endpoint.interface.ip, endpoint.wants
        if wants.exposed:
            for parent in wants.parents:
                act(self._endpoint(parent).interface.ip, ip, wants.exposed)
        for each in wants.children:
            child = self._endpoint(each)
            if child.published and child.wants.exposed:
                act(ip, child.interface.ip, child.wants.exposed)

    def _endpoint(self, endpoint_id: str) -> BridgeEndpoint:
        found = self.endpoints.get(endpoint_id)
        if found is None:
            raise BadRequest(f"invalid endpoint id: {endpoint_id}")
        return found
