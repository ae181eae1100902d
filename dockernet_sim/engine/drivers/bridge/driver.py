"""The bridge driver's calls, as libnetwork makes them (libnetwork drivers/bridge)."""

from __future__ import annotations

from collections.abc import Mapping

from dockernet_sim.engine.drivers.base import (
    AddressPlan,
    Connectivity,
    Driver,
    Interface,
    Machine,
    NetworkPlan,
    driver,
)
from dockernet_sim.engine.drivers.bridge.config import BridgeConfig, read_config
from dockernet_sim.engine.drivers.bridge.device import find_bridge, give_address, give_mtu, make_bridge
from dockernet_sim.engine.drivers.bridge.network import BridgeEndpoint, BridgeNetwork
from dockernet_sim.engine.errors import ApiError, NotFound, ServerError
from dockernet_sim.engine.ipam.subnets import Subnets
from dockernet_sim.engine.ports.allocator import PortAllocator
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.engine.ports.mapper import PortMapper
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.wire.address import ip6_int, ip_text, is_loopback, is_multicast

LINK_LOCAL = ip6_int("fe80::1"), 64


@driver("bridge")
class BridgeDriver:
    """Networks that are bridges on this host.

    Parameters
    ----------
    machine : Machine
        Where it works; making the driver sets up the chains and switches forwarding on.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker network create -d bridge net; docker network inspect -f '{{.Driver}}' net").stdout.split()[-1]
    'bridge'
    """

    kind = "bridge"
    wants_ipam = publishes_ports = True
    is_host = False

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.networks: dict[str, BridgeNetwork] = {}
        self._bridges: dict[str, int] = {}  # how many networks have which bridge
        self._subnets = Subnets()
        root, settings = machine.host.root, machine.settings
        firewall = self.firewall = machine.firewall
        if firewall is not None:
            firewall.start(settings.userland_proxy)
        self.shut = False  # whether dockerd set FORWARD's policy to DROP
        if not machine.release.rules.forwards_late:
            self._forward()
        first, last = (int(word) for word in root.sysctl["net.ipv4.ip_local_port_range"].split())
        release = machine.release
        self.ports = PortAllocator(
            max(first, release.first_ephemeral_port), last, machine.refuse, release.rules.wildcard_ports
        )

    def _forward(self) -> None:
        """Let the host forward; then what is not let through by a rule is dropped."""
        root, settings, firewall = self.machine.host.root, self.machine.settings, self.firewall
        if settings.ip_forward and not root.sysctl.flag("net.ipv4.ip_forward"):
            root.sysctl["net.ipv4.ip_forward"] = "1"
            self.shut |= firewall is not None and not settings.ip_forward_no_drop and firewall.forwarding()

    # -- networks ------------------------------------------------------------------
    def check(self, options: Mapping[str, str], internal: bool) -> None:
        """What is wrong with options shows when they are read."""

    def skips_gateway(self, options: Mapping[str, str], internal: bool) -> bool:
        """Isolated ones have none, nor have internal ones whose bridge has no address."""
        return self.machine.release.skips_gateway(options, internal)

    def create_network(self, plan: NetworkPlan) -> None:
        """Make the bridge, its address and its rules.

        Raises
        ------
        ApiError
            With the driver's text; what was made up to then stays, as it does in reality.
        """
        settings = self.machine.settings
        config = read_config(plan, self.machine.release.labels, self.machine.release.rules)
        config.direct_routing, config.accept_mark = settings.allow_direct_routing, settings.bridge_accept_fwmark
        root = self.machine.host.root
        existing = find_bridge(root, config.bridge)
        self._check_conflicts(config)
        network = self._new_network(config)
        network.made_bridge = existing is None
        self._have(plan.id, network)
        try:
            self._set_up(network, existing or self._make_bridge(config))
        except ApiError:
            self._forget(plan.id)
            raise

    def _have(self, network_id: str, network: BridgeNetwork) -> None:
        self.networks[network_id] = network
        self._bridges[network.config.bridge] = self._bridges.get(network.config.bridge, 0) + 1
        for plan in filter(None, (network.config.addresses,)):
            self._subnets.add(plan.gateway, plan.plen)

    def _forget(self, network_id: str) -> None:
        config = self.networks.pop(network_id).config
        self._bridges[config.bridge] -= 1
        if not self._bridges[config.bridge]:
            del self._bridges[config.bridge]
        for plan in filter(None, (config.addresses,)):
            self._subnets.remove(plan.gateway, plan.plen)

    def _make_bridge(self, config: BridgeConfig) -> Bridge:
        host = self.machine.host
        return make_bridge(host.root, config, self.machine.release.macs.bridge(host.identity))

    def restore_network(self, plan: NetworkPlan, earlier: Driver) -> None:
        """The bridge may still be there, and most of its rules: what is missing is made.

        Raises
        ------
        ApiError
            With the driver's text.
        """
        assert isinstance(earlier, BridgeDriver)
        self.shut |= earlier.shut
        self.create_network(plan)
        before = earlier.networks.get(plan.id)
        self.networks[plan.id].made_bridge |= before is not None and before.made_bridge

    def _new_network(self, config: BridgeConfig) -> BridgeNetwork:
        machine, proxy = self.machine, self.machine.settings.userland_proxy
        filtered = self.firewall if config.addresses is not None else None  # rules of IPv6 are not modelled
        rules = filtered.network(config, proxy) if filtered is not None else None
        publishing = rules if not config.internal else None
        ports = PortMapper(
            machine.place,
            self.ports,
            publishing,
            machine.owner,
            machine.refuse,
            proxy,
            config.routed,
            machine.release.rules.same_ports,
        )
        return BridgeNetwork(machine, config, rules, ports)

    def _check_conflicts(self, config: BridgeConfig) -> None:
        """Two networks share neither bridge nor addresses; a default network in the way is taken for a stale one."""
        plan = config.addresses
        taken = plan is not None and self._subnets.overlaps(plan.gateway, plan.plen)
        if config.bridge not in self._bridges and not taken:
            return
        for other in list(self.networks.values()):
            why = other.config.conflict(config)
            if why and other.config.default and self.machine.release.rules.stale_default:
                self.delete_network(other.config.id)
            elif why:
                theirs = other.config
                words = {"id": config.id, "bridge": config.bridge, "other": theirs.id, "other_bridge": theirs.bridge}
                raise self.machine.refuse("bridge-conflict", **words, why=why)

    def _set_up(self, network: BridgeNetwork, bridge: Bridge) -> None:
        root, config = self.machine.host.root, network.config
        if config.mtu and self.machine.release.rules.bridge_mtu:
            give_mtu(bridge, config.mtu)
        give_address(root, bridge, config)
        if config.addresses6 is not None:
            self._show_ipv6(bridge, config.addresses6)
        if self.machine.release.rules.forwards_late:
            self._forward()
        if not self.machine.settings.userland_proxy:
            root.sysctl[f"net.ipv4.conf.{config.bridge.replace('.', '/')}.route_localnet"] = "1"
        if network.rules is not None:
            network.rules.insert()
            if not config.icc:
                root.sysctl["net.bridge.bridge-nf-call-iptables"] = "1"
        bridge.set_up()

    def _show_ipv6(self, bridge: Bridge, plan: AddressPlan) -> None:
        """The bridge's IPv6 addresses as ``ip address`` tells of them; nothing flows by them."""
        root, bridge.nodad = self.machine.host.root, self.machine.release.rules.bridge_nodad
        why = "cannot assign requested address" if is_multicast(plan.gateway) or is_loopback(plan.gateway) else ""
        if plan.gateway == LINK_LOCAL[0] and plan.plen != LINK_LOCAL[1] and not bridge.nodad:
            why = "file exists"  # it has fe80::1/64 already
        if why:
            raise ServerError(f"failed to add IPv6 address {ip_text(plan.gateway)}/{plan.plen} to bridge: {why}")
        own = ((plan.gateway, plan.plen),) if plan.gateway else ()
        bridge.inet6 = own if bridge.nodad else (*own, LINK_LOCAL)
        if self.machine.settings.ip_forward:
            for name in ("default", "all"):
                root.sysctl[f"net.ipv6.conf.{name}.forwarding"] = "1"

    def delete_network(self, network_id: str) -> None:
        """Delete the bridge, unless it was there before or is the default one, and the rules."""
        network = self._network(network_id)
        root, config = self.machine.host.root, network.config
        self._forget(network_id)
        for endpoint_id in list(network.endpoints):
            network.remove_endpoint(endpoint_id)
        if network.made_bridge and not config.default and config.bridge in root.devices:
            root.delete_device(config.bridge)
        if network.rules is not None:
            network.rules.remove()

    def _network(self, network_id: str) -> BridgeNetwork:
        found = self.networks.get(network_id)
        if found is None:
            raise NotFound(f"network {network_id} does not exist")
        return found

    @staticmethod
    def _endpoint(network: BridgeNetwork, endpoint_id: str) -> BridgeEndpoint:
        found = network.endpoints.get(endpoint_id)
        if found is None:
            raise NotFound(f"endpoint {endpoint_id} not found")
        return found

    # -- endpoints -----------------------------------------------------------------
    def create_endpoint(self, network_id: str, endpoint_id: str, interface: Interface) -> None:
        """Make the veth pair; the MAC comes from the address, unless one was asked for."""
        self._network(network_id).add_endpoint(endpoint_id, interface)

    def delete_endpoint(self, network_id: str, endpoint_id: str) -> None:
        """Delete the pair."""
        if endpoint_id in self._network(network_id).endpoints:
            self._network(network_id).remove_endpoint(endpoint_id)

    def join(self, network_id: str, endpoint_id: str, interface: Interface, wants: Connectivity) -> None:
        """The container's device will be called eth0 or so; its gateway is the bridge, or the one named for it."""
        network = self._network(network_id)
        endpoint = self._endpoint(network, endpoint_id)
        interface.dst_prefix, interface.routed = network.config.prefix, network.config.routed
        if not network.config.internal or self.machine.release.rules.internal_default_route:
            interface.gateway = network.config.next_hop
        if network.config.isolated:
            interface.gateway = 0
        endpoint.wants = wants

    def leave(self, network_id: str, endpoint_id: str) -> None:
        """Close links."""
        network = self._network(network_id)
        network.leave(self._endpoint(network, endpoint_id))

    # -- ports ---------------------------------------------------------------------
    def program_ports(self, network_id: str, endpoint_id: str, wants: Connectivity) -> None:
        """Publish the container's ports on this endpoint."""
        network = self._network(network_id)
        network.publish(self._endpoint(network, endpoint_id), wants)

    def revoke_ports(self, network_id: str, endpoint_id: str) -> None:
        """Take them back."""
        network = self._network(network_id)
        network.withdraw(self._endpoint(network, endpoint_id))

    def published(self, network_id: str, endpoint_id: str) -> list[PortBinding]:
        """The bindings in force."""
        network = self.networks.get(network_id)
        if network is None or endpoint_id not in network.endpoints:
            return []
        return [mapping.binding for mapping in network.endpoints[endpoint_id].mappings]
