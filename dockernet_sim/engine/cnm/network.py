"""A network: a driver's doing, a pool of addresses, names, and endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from dockernet_sim.engine.cnm.endpoint import NO_LINKS, Endpoint
from dockernet_sim.engine.drivers.base import AddressPlan, Driver, NetworkPlan
from dockernet_sim.engine.errors import ApiError, BadRequest, Forbidden, ServerError
from dockernet_sim.engine.ipam.allocator import Pool
from dockernet_sim.engine.names.records import Records
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text, parse_ip

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.controller import Controller

PREDEFINED = ("bridge", "host", "none", "default")


@dataclass(eq=False)
class IpamConfig:
    """What the user asked for of one subnet; all may be empty."""

    subnet: str = ""
    ip_range: str = ""
    gateway: str = ""
    aux_addresses: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class IpamData:
    """What IPAM gave for it."""

    pool: Pool
    plan: AddressPlan

    @property
    def gateway(self) -> str:
        """The gateway as text; ``""`` without one."""
        return ip_text(self.plan.gateway) if self.plan.gateway else ""


class Network:
    """One network; made by :meth:`Controller.new_network`.

    Parameters
    ----------
    ipam_config : list of IpamConfig
        As asked for; inspect shows these.
    families : (bool, bool)
        Whether it has IPv4, and IPv6. IPv6 is state: pools and gateways, without endpoints.
    ipam6_config : list of IpamConfig
        Those of IPv6; kept without effect where the network has no IPv6, as the engine does.
    config_only : bool
        It only holds a configuration for others (``--config-only``): it has neither pools nor endpoints.
    config_from : str
        The network whose configuration this one has (``--config-from``).
    """

    def __init__(
        self,
        controller: Controller,
        network_id: str,
        name: str,
        driver: Driver,
        options: Mapping[str, str],
        internal: bool,
        ipam_config: Sequence[IpamConfig],
        config_only: bool = False,
        config_from: str = "",
        families: tuple[bool, bool] = (True, False),
        ipam6_config: Sequence[IpamConfig] = (),
    ) -> None:
        self.controller = controller
        self.id = network_id
        self.name = name
        self.driver = driver
        self.options = dict(options)
        self.internal = internal
        self.ipam_config = list(ipam_config)
        self.config_only = config_only
        self.config_from = config_from
        self.ipv4, self.ipv6 = families
        self.ipam6_config = list(ipam6_config)
        self.ipam: list[IpamData] = []
        self.ipam6: list[IpamData] = []
        self.records = Records()
        self._endpoints: dict[str, Endpoint] = {}  # by name

    def __repr__(self) -> str:
        return f"<Network {self.name} ({self.driver.kind})>"

    @property
    def predefined(self) -> bool:
        """Whether it is one of Docker's own: bridge, host or none."""
        return self.name in PREDEFINED

    # -- addresses -----------------------------------------------------------------
    def allocate_pools(self) -> None:
        """Have IPAM give pool, gateway and auxiliary addresses.

        Raises
        ------
        ApiError
            With libnetwork's text; then everything was given back.
        """
        if self.ipv4 and not self.ipam_config:
            self.ipam_config = [IpamConfig()]
        if self.ipv6 and not self.ipam6_config:
            self.ipam6_config = [IpamConfig()]
        try:
            for config in self.ipam_config if self.ipv4 else ():
                self._allocate(config, self.ipam)
            for config in self.ipam6_config if self.ipv6 else ():
                self._allocate(config, self.ipam6)
        except ApiError:
            self.release_pools()
            raise

    def _allocate(self, config: IpamConfig, held: list[IpamData]) -> None:
        if config.gateway and _address(config.gateway) is None:
            raise BadRequest(f"invalid gateway address {config.gateway} in Ipam configuration")
        controller, ipam = self.controller, self.controller.ipam
        pool = controller.request_pool(config.subnet, config.ip_range, held is self.ipam6)
        data = IpamData(pool, AddressPlan(pool.net, pool.plen, 0))
        held.append(data)
        try:
            if not self.driver.skips_gateway(self.options, self.internal) or config.gateway:
                data.plan.gateway = ipam.request_address(pool, _address(config.gateway))
        except ApiError as failed:
            raise ServerError(f"failed to allocate gateway ({config.gateway}): {failed.text}") from None
        for name, text in config.aux_addresses.items():
            data.plan.aux[name] = self._allocate_aux(pool, name, text)

    def _allocate_aux(self, pool: Pool, name: str, text: str) -> int:
        ip = _address(text)
        if ip is None:
            raise BadRequest(f"non parsable secondary ip address ({name}:{text}) passed for network {self.name}")
        if ip not in pool:
            raise Forbidden(f"auxiliary address: ({name}:{text}) must belong to the master pool: {pool}")
        try:
            return self.controller.ipam.request_address(pool, ip)
        except ApiError as failed:
            raise ServerError(f"failed to allocate secondary ip address ({name}:{text}): {failed.text}") from None

    def restore(self, driver: Driver, earlier: Driver) -> None:
        """The engine has started anew: reserve the same pools and addresses, and have the new driver take the network
        on.

        Raises
        ------
        ApiError
            With libnetwork's text.
        """
        self.driver = driver
        ipam = self.controller.ipam
        self.ipam_config = _with_gateways(self.ipam_config, self.ipam)
        self.ipam6_config = _with_gateways(self.ipam6_config, self.ipam6)
        for data in self.ipam + self.ipam6:
            data.pool = ipam.request_pool(str(data.pool), data.pool.range_text)
            for ip in filter(None, (data.plan.gateway, *data.plan.aux.values())):
                ipam.request_address(data.pool, ip)
        driver.restore_network(self.plan(), earlier)

    def plan(self) -> NetworkPlan:
        """What its driver makes."""
        plans, plans6 = [data.plan for data in self.ipam], [data.plan for data in self.ipam6]
        return NetworkPlan(self.id, self.options, self.internal, plans, plans6)

    def release_pools(self) -> None:
        """Give all back."""
        for data in self.ipam + self.ipam6:
            for ip in (data.plan.gateway, *data.plan.aux.values()):
                if ip:
                    self.controller.ipam.release_address(data.pool, ip)
            self.controller.ipam.release_pool(data.pool)
        self.ipam, self.ipam6 = [], []

    def _request(self, wanted: int | None) -> tuple[IpamData, int]:
        """An address for an endpoint."""
        ipam = self.controller.ipam
        for data in self.ipam:
            if wanted is not None and wanted not in data.pool:
                continue
            try:
                return data, ipam.request_address(data.pool, wanted)
            except ApiError as refused:
                if wanted is not None or refused.code != "no-addresses":
                    raise
        if wanted is not None:
            raise self.controller.machine.refuse("address-elsewhere", address=ip_text(wanted), network=self.name)
        raise Forbidden(f"no available IPv4 addresses on this network's address pools: {self.name} ({self.id})")

    # -- endpoints -----------------------------------------------------------------
    @property
    def endpoints(self) -> list[Endpoint]:
        """All endpoints, in the order in which they came."""
        return list(self._endpoints.values())

    def endpoint(self, name: str) -> Endpoint | None:
        """The endpoint of that name."""
        return self._endpoints.get(name)

    def create_endpoint(
        self,
        name: str,
        *,
        ip: str = "",
        mac: int | None = None,
        link_local: Sequence[int] = (),
        aliases: Sequence[str] = (),
        links: Mapping[str, str] | None = None,
        anonymous: bool = False,
        resolution: bool = True,
        priority: int = 0,
        device: str = "",
        sysctls: Sequence[tuple[str, str | None]] = (),
    ) -> Endpoint:
        """Make an endpoint: an address, and a device on the host.

        Parameters
        ----------
        name : str
            The container's name.
        ip, mac
            An address and a MAC asked for.
        link_local : sequence of int
            Further addresses of 169.254.0.0/16.
        aliases : sequence of str
            Further names on this network.
        links : mapping
            Names for this container alone: alias to name.
        anonymous : bool
            The name was chosen by the engine, or the network is the default one: it is not looked up.
        resolution : bool
            Whether this network brings the embedded DNS server: on all but bridge, host and none.
        priority : int
            The endpoint with the highest one supplies the default route (``--gw-priority``).
        device : str
            What its device is called, in place of ``eth0`` and so on.
        sysctls : sequence of (name, value)
            Of its device, whose name stands for ``{}``.

        Raises
        ------
        Forbidden, BadRequest
            With libnetwork's texts.
        """
        if not name.strip():
            raise BadRequest("invalid name: ")
        if self.config_only:
            raise Forbidden("cannot create endpoint on configuration-only network")
        if self.ipv6:
            self.refuse_ipv6()
        if self.endpoint(name) is not None:
            raise self.controller.machine.refuse("endpoint-exists", name=name, network=self.name)
        endpoint = Endpoint(self, name, self.controller.new_id())
        endpoint.aliases, endpoint.links = aliases, links or NO_LINKS
        endpoint.anonymous, endpoint.resolution, endpoint.priority = anonymous, resolution, priority
        endpoint.interface.fixed_name, endpoint.interface.sysctls = device, sysctls
        if self.ipam:
            data, endpoint.interface.ip = self._request(_address(ip))
            endpoint.interface.plen = data.pool.plen
        endpoint.interface.mac, endpoint.interface.mac_asked = mac or 0, mac is not None
        endpoint.interface.link_local = link_local
        try:
            self.driver.create_endpoint(self.id, endpoint.id, endpoint.interface)
        except ApiError as failed:
            self._release(endpoint)
            raise ServerError(f"failed to create endpoint {name} on network {self.name}: {failed.text}") from None
        self._endpoints[name] = endpoint
        self._register(endpoint)
        return endpoint

    def refuse_ipv6(self) -> NoReturn:
        """Refuse an endpoint on this network, which has IPv6: its addresses, names and rules of IPv6 would be missing.

        Raises
        ------
        NotModelled
            Then nothing was made.
        """
        raise NotModelled(f"IPv6 is not modelled yet: network {self.name} has it, so no container can be on it")

    def _release(self, endpoint: Endpoint) -> None:
        for data in self.ipam:
            if endpoint.interface.ip in data.pool:
                self.controller.ipam.release_address(data.pool, endpoint.interface.ip)
                return

    def remove_endpoint(self, endpoint: Endpoint) -> None:
        """An endpoint is deleted: its names, its device, its address."""
        if self._endpoints.get(endpoint.name) is not endpoint:
            return
        del self._endpoints[endpoint.name]
        self.unregister(endpoint)
        try:
            self.driver.delete_endpoint(self.id, endpoint.id)
        except ApiError as failed:
            self.controller.warn(failed.text)
        self._release(endpoint)

    # -- names ---------------------------------------------------------------------
    def register(self, endpoint: Endpoint) -> None:
        """The endpoint's names can be looked up from now on, behind all others that have them."""
        if endpoint.interface.ip and not self.records.stands_alone(endpoint.id):
            self.unregister(endpoint)
            self._register(endpoint)

    def _register(self, endpoint: Endpoint) -> None:
        if endpoint.interface.ip:
            name = "" if endpoint.anonymous else endpoint.name
            self.records.add(endpoint.id, name, endpoint.aliases, endpoint.interface.ip)

    def rename_endpoint(self, endpoint: Endpoint, name: str) -> None:
        """The endpoint's container has a new name, which counts as a name from now on."""
        self.unregister(endpoint)
        endpoint.name, endpoint.anonymous = name, False
        self._endpoints = {each.name: each for each in self._endpoints.values()}
        self.register(endpoint)

    def unregister(self, endpoint: Endpoint) -> None:
        """Not any more."""
        self.records.remove(endpoint.id)

    def delete(self) -> None:
        """Delete the network.

        Raises
        ------
        Forbidden
            While it has endpoints.
        """
        self.controller.delete_network(self)


def _with_gateways(configs: list[IpamConfig], held: list[IpamData]) -> list[IpamConfig]:
    """New configurations with the gateways that IPAM gave: networks may share the ones they were asked for with."""
    known = [
        replace(config, gateway=config.gateway or data.gateway) for config, data in zip(configs, held, strict=False)
    ]
    return known + configs[len(known) :]


def _address(text: str) -> int | None:
    try:
        return parse_ip(text) if text else None
    except ValueError:
        return None
