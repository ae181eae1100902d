"""The controller: all networks and sandboxes of one engine (libnetwork's controller.go)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dockernet_sim.engine import drivers
from dockernet_sim.engine.cnm.network import IpamConfig, Network
from dockernet_sim.engine.cnm.overlap import host_uses
from dockernet_sim.engine.cnm.predefined import make_default_network, make_networks
from dockernet_sim.engine.cnm.sandbox import Sandbox, SandboxOptions
from dockernet_sim.engine.drivers.base import DRIVERS, Driver, Machine
from dockernet_sim.engine.drivers.single import ConfigurationDriver
from dockernet_sim.engine.errors import ApiError, Forbidden, NotFound
from dockernet_sim.engine.ids import ENGINE_ID, new_id
from dockernet_sim.engine.ipam.allocator import Allocator, Pool
from dockernet_sim.engine.ipam.defaults import local_pools, own_addresses
from dockernet_sim.iptables.errors import IptablesError
from dockernet_sim.programs.kernelfs.netns import tidy_run

if TYPE_CHECKING:
    from dockernet_sim.engine.flags import Settings
    from dockernet_sim.engine.ports.allocator import PortAllocator
    from dockernet_sim.linux.netns import NetNs

__all__ = ["Controller", "drivers"]


class Controller:
    """Networks and sandboxes of one engine.

    Parameters
    ----------
    machine : Machine
        The host, the place where docker-proxy runs, the daemon's settings, and the release.

    Raises
    ------
    StartError
        When docker0 cannot be made: then dockerd would not start.
    """

    def __init__(self, machine: Machine) -> None:
        machine = self.machine = machine if machine.pid else replace(machine, pid=machine.host.next_pid())
        self.default_pools = local_pools(machine.settings.default_address_pools)
        self.ipam = self._new_ipam()
        self._networks: dict[str, Network] = {}
        self._named: dict[str, tuple[Network, ...]] = {}  # the same by their names
        self._sandboxes: dict[str, Sandbox] = {}  # by container
        self.log: list[str] = []
        self._drivers = self._new_drivers()
        machine.host.netns_finder, machine.host.netns_lister = self._netns, self._netns_paths
        make_networks(self)
        self.forwarded = machine.host.root.ip_forward  # as dockerd saw it once its networks were there

    def _new_ipam(self) -> Allocator:
        release = self.machine.release
        return Allocator(
            self.default_pools, release.pools(), self.machine.refuse, release.rules.small_pools,
            release.rules.cut_pools, own_addresses(ENGINE_ID) if release.rules.ipv6_pools else None,
        )  # fmt: skip

    @property
    def host_ports(self) -> PortAllocator:
        """Which of the host's ports are taken: all bridges share it."""
        ports: PortAllocator = self._drivers["bridge"].ports  # type: ignore[attr-defined]
        return ports

    def _new_drivers(self) -> dict[str, Driver]:
        return {kind: make(self.machine) for kind, make in {**DRIVERS, **self.machine.more}.items()}

    @property
    def drivers(self) -> Collection[str]:
        """The kinds of networks that can be made."""
        return self._drivers

    def restart(self, settings: Settings) -> None:
        """dockerd has started anew, with these settings: its networks come back from its store with their ids.

        The default network is made again.
        """
        self.default_pools = local_pools(settings.default_address_pools)
        self.machine = replace(self.machine, settings=settings, pid=self.machine.host.next_pid())
        earlier, stored = self._drivers, self.networks
        self.ipam, self._drivers, self._networks = self._new_ipam(), self._new_drivers(), {}
        self._named = {}
        for network in stored:
            self._have(network)
            if network.config_only:
                continue
            kind = network.driver.kind
            try:
                network.restore(self._drivers[kind], earlier[kind])
            except ApiError as failed:
                self.warn(f"Failed to restore network {network.name}: {failed.text}")
        bridge = self.network("bridge")
        if bridge is not None:
            self.delete_network(bridge)
        make_default_network(self)
        self.forwarded = self.machine.host.root.ip_forward

    def new_id(self) -> str:
        """64 hexadecimal digits that nothing else has."""
        return new_id(self.machine.host.identity, "libnetwork-id")

    def warn(self, text: str) -> None:
        """A line of the daemon's log."""
        self.log.append(f"level=warning msg={text!r}")

    # -- networks ------------------------------------------------------------------
    @property
    def networks(self) -> list[Network]:
        """All networks, in the order in which they came."""
        return list(self._networks.values())

    @property
    def default_gateway(self) -> str:
        """The default network's gateway as text, which ``host-gateway`` stands for; ``""`` without that network."""
        bridge = self.network("bridge")
        return bridge.ipam[0].gateway if bridge is not None and bridge.ipam else ""

    def network_by_id(self, network_id: str) -> Network | None:
        """The network of that full id."""
        return self._networks.get(network_id)

    def networks_named(self, name: str) -> tuple[Network, ...]:
        """All networks of that name."""
        return self._named.get(name, ())

    def _have(self, network: Network) -> None:
        self._networks[network.id] = network
        self._named[network.name] = (*self.networks_named(network.name), network)

    def network(self, id_or_name: str) -> Network | None:
        """The network of that id or name."""
        found = self._networks.get(id_or_name)
        return found or next(iter(self.networks_named(id_or_name)), None)

    def new_network(
        self,
        name: str,
        driver: str = "bridge",
        *,
        options: Mapping[str, str] | None = None,
        internal: bool = False,
        ipam_config: Sequence[IpamConfig] = (),
        families: tuple[bool, bool] = (True, False),
        ipam6_config: Sequence[IpamConfig] = (),
        network_id: str = "",
        config_from: str = "",
    ) -> Network:
        """Make a network.

        Parameters
        ----------
        name, driver : str
            Its name and kind.
        options : mapping
            ``-o`` options.
        internal : bool
            No way out.
        ipam_config : sequence of IpamConfig
            Subnets asked for; none for the next of the default pools.
        families : (bool, bool)
            Whether it has IPv4, and IPv6.
        ipam6_config : sequence of IpamConfig
            IPv6 subnets asked for.
        network_id : str
            Its id; a new one, unless given.
        config_from : str
            The network whose configuration the others are.

        Raises
        ------
        ApiError
            With libnetwork's text; then its pools are free again.
        """
        if not name.strip():
            raise self.machine.refuse("network-without-name", name=name)
        kind = self._driver(driver)
        kind.check(options or {}, internal)
        kind.skips_gateway(options or {}, internal)
        network = Network(
            self, network_id or self.new_id(), name, kind, options or {}, internal, ipam_config,
            config_from=config_from, families=families, ipam6_config=ipam6_config,
        )  # fmt: skip
        if kind.wants_ipam:
            network.allocate_pools()
        try:
            kind.create_network(network.plan())
        except ApiError:
            network.release_pools()
            raise
        self._have(network)
        self._arrange_user_chain()
        return network

    def new_configuration(
        self,
        name: str,
        options: Mapping[str, str],
        ipam_config: Sequence[IpamConfig],
        families: tuple[bool, bool] = (True, False),
        ipam6_config: Sequence[IpamConfig] = (),
    ) -> Network:
        """A network that only holds a configuration for others: nothing is checked, taken or made for it.

        Parameters
        ----------
        name : str
            Its name.
        options : mapping
            ``-o`` options.
        ipam_config : sequence of IpamConfig
            Subnets.
        families : (bool, bool)
            Whether it has IPv4, and IPv6.
        ipam6_config : sequence of IpamConfig
            IPv6 subnets.

        Raises
        ------
        BadRequest
            Without a name.
        """
        if not name.strip():
            raise self.machine.refuse("network-without-name", name=name)
        kind = ConfigurationDriver(self.machine)
        network = Network(
            self, self.new_id(), name, kind, options, False, ipam_config, config_only=True, families=families,
            ipam6_config=ipam6_config,
        )  # fmt: skip
        self._have(network)
        return network

    def _driver(self, kind: str) -> Driver:
        if kind not in self._drivers:
            raise self.machine.refuse("no-such-driver", name=kind)
        return self._drivers[kind]

    def request_pool(self, subnet: str, ip_range: str, ipv6: bool = False) -> Pool:
        """A pool from IPAM; a default one only where the host itself has nothing there."""
        if ipv6:
            return self.ipam.request_pool(subnet, ip_range, ipv6)
        held = []
        try:
            while True:
                pool = self.ipam.request_pool(subnet, ip_range)
                if (subnet and not subnet.startswith("0.0.0.0/")) or not host_uses(
                    self.machine.host, (pool.net, pool.plen)
                ):
                    return pool
                held.append(pool)
        finally:
            for each in held:
                self.ipam.release_pool(each)

    def delete_network(self, network: Network) -> None:
        """Delete a network.

        Raises
        ------
        Forbidden
            While it has endpoints, or holds the configuration of another one.
        """
        if network.config_only and any(each.config_from == network.name for each in self.networks):
            raise self.machine.refuse("configuration-in-use", name=network.name)
        if network.endpoints:
            listed = ", ".join(f'name:"{each.name}" id:"{each.id[:12]}"' for each in network.endpoints)
            raise self.machine.refuse("network-in-use", name=network.name, id=network.id, endpoints=listed)
        try:
            network.driver.delete_network(network.id)
        except NotFound as failed:
            self.warn(failed.text)
        network.release_pools()
        del self._networks[network.id]
        self._named[network.name] = tuple(each for each in self.networks_named(network.name) if each is not network)

    def _arrange_user_chain(self) -> None:
        """DOCKER-USER, where the user's own rules go, comes first in FORWARD."""
        if self.machine.firewall is None:
            return
        try:
            self.machine.firewall.user_chain()
        except (ApiError, IptablesError) as failed:
            self.warn(str(failed))

    # -- sandboxes -----------------------------------------------------------------
    @property
    def sandboxes(self) -> list[Sandbox]:
        """All sandboxes."""
        return list(self._sandboxes.values())

    def _netns(self, path: str) -> NetNs | None:
        """The namespace of the sandbox that is entered by this path."""
        for sandbox in self._sandboxes.values():
            ns = sandbox.ns
            if ns is not None and tidy_run(sandbox.key) == path:
                return ns if self.machine.host.netns.get(ns.name) is ns else None
        return None

    def _netns_paths(self) -> list[str]:
        """The paths under /run/docker/netns of the sandboxes that are there."""
        paths = [tidy_run(sandbox.key) for sandbox in self._sandboxes.values() if sandbox.ns is not None]
        return [path for path in paths if self._netns(path) is not None]

    def new_sandbox(self, container_id: str, options: SandboxOptions | None = None) -> Sandbox:
        """Make a sandbox: its files are written; it has no namespace until :meth:`Sandbox.attach`.

        Raises
        ------
        Forbidden
            When the container has one.
        """
        if self.sandbox_of(container_id) is not None:
            raise Forbidden(f"container {container_id} is already present: sandbox exists")
        sandbox = Sandbox(self, self.new_id(), container_id, options or SandboxOptions())
        self._sandboxes[container_id] = sandbox
        return sandbox

    def sandbox_of(self, container_id: str) -> Sandbox | None:
        """The sandbox of that container."""
        return self._sandboxes.get(container_id)

    def forget_sandbox(self, sandbox: Sandbox) -> None:
        """A sandbox is gone."""
        if self._sandboxes.get(sandbox.container_id) is sandbox:
            del self._sandboxes[sandbox.container_id]
