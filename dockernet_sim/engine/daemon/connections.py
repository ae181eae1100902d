"""Putting containers on networks and taking them off (dockerd's container_operations)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.sandbox import Sandbox, SandboxOptions
from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.endpoint import NO_PORTS, EndpointSettings
from dockernet_sim.engine.container.endpoint_options import IFNAME, interface_sysctls
from dockernet_sim.engine.container.links import link_variables, parse_link
from dockernet_sim.engine.container.validate import HOST_GATEWAY, is_user_defined
from dockernet_sim.engine.daemon.endpointchecks import check_settings
from dockernet_sim.engine.daemon.state import DEFAULT_NETWORK, Daemon
from dockernet_sim.engine.drivers.base import Connectivity
from dockernet_sim.engine.errors import ApiError, BadRequest
from dockernet_sim.wire.address import ip_int, is_link_local, mac_int

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.endpoint import Endpoint
    from dockernet_sim.engine.cnm.network import Network

SHARED = "container sharing network namespace with another container or host cannot be connected to any other network"
PRIVATE = "container cannot be connected to multiple networks with one of the networks in private (none) mode"


class Connections:
    """A container's networks: all of them when it starts and stops, one of them by connect and disconnect.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # -- start and stop -------------------------------------------------------
    def allocate(self, container: Container) -> None:
        """Connect a starting container to all its networks, in the release's order.

        Raises
        ------
        ApiError
            When one of them, or (since 29) that of its mode, is not there.
        """
        mode, rules = container.mode, self._daemon.release.rules
        others = bool(container.network_settings.by_name) and mode not in container.network_settings.by_name
        if rules.mode_network_needed and is_user_defined(mode) and others:  # asked as each other one is connected
            try:
                self._daemon.network(mode)
            except ApiError as missing:
                raise self._daemon.refuse.within("no-mode-network", missing, mode=mode) from None
        networks = container.network_settings.by_name
        names = list(networks)
        if len(names) > 1:
            self._check_together(names)
            names = self._daemon.release.join_order(names, self._daemon.identity)
        for name in names:
            networks[name].clear()
            self.connect(container, name, networks[name], update=False)
        if container.sandbox is None:
            self._new_sandbox(container)

    def _check_together(self, names: Sequence[str]) -> None:
        """Refuse the host's network, or none, beside others: dockerd finds out as it connects them."""
        for network in filter(None, map(self._daemon.find_network, names)):
            if network.driver.is_host or network.name == "none":
                raise BadRequest(SHARED if network.driver.is_host else PRIVATE)

    def release(self, container: Container) -> None:
        """A container stopped: endpoints go, the list of networks stays; without a sandbox all stays."""
        if container.donor_id:
            return
        container.network_settings.ports = NO_PORTS
        if not container.network_settings.sandbox_id:
            return
        for settings in container.network_settings.by_name.values():
            settings.clear()
        sandbox, container.sandbox = container.sandbox, None
        if sandbox is None:
            return
        sandbox.delete(keep_netns=self._shared_by_others(container))
        for name, settings in container.network_settings.by_name.items():
            network = self._daemon.find_network(settings.network_id or name)
            if network is not None:
                self._daemon.network_event(network, "disconnect", container=container.id)

    def _shared_by_others(self, container: Container) -> bool:
        """Whether another container's programs still run in its namespace."""
        return any(guest.running and guest.donor is container for guest in container.guests)

    # -- one network ----------------------------------------------------------
    def connect(self, container: Container, ref: str, settings: EndpointSettings, update: bool) -> None:
        """Make an endpoint for it on a network, and join its sandbox; `update` checks it against its other networks."""
        if container.blueprint.donor_id:
            raise BadRequest(SHARED)
        if ref == DEFAULT_NETWORK and self._daemon.settings.bridge == "none":
            container.network_disabled = True
            return
        stored = settings.network_id if is_user_defined(ref) else ""
        network = self._daemon.network(stored or ref)
        if network.ipv6:
            network.refuse_ipv6()
        self.check(container, network, settings, update)
        endpoint = self._create_endpoint(container, network, settings)
        try:
            self._keep(container, network, endpoint, settings)
            sandbox = container.sandbox or self._new_sandbox(container)
            endpoint.join(sandbox)
        except ApiError:
            endpoint.delete()
            if not self._daemon.release.rules.failed_endpoint_stays:
                container.network_settings.by_name.pop(network.name, None)
            raise
        settings.joined = True
        container.network_settings.ports = _ports_in_force(sandbox)
        self._daemon.network_event(network, "connect", container=container.id)

    def check(self, container: Container, network: Network, settings: EndpointSettings, update: bool) -> None:
        """Refuse what the network's kind or the container's other networks do not allow; add its usual aliases."""
        if is_user_defined(network.name):
            settings.own_names = _own_names(settings.aliases, container)
            settings.dns_names = names_on_network(container, settings)
        check_settings(self._daemon, network, network.name, settings)
        if update:
            self._check_other_networks(container, network, settings)

    def _check_other_networks(self, container: Container, network: Network, settings: EndpointSettings) -> None:
        if container.mode != "host" and network.driver.is_host:
            raise self._daemon.refuse("connect-host")
        for name, other_settings in container.network_settings.by_name.items():
            other = self._daemon.find_network(
                other_settings.network_id if is_user_defined(name) and other_settings.network_id else name
            )
            if other is None:
                continue
            if other.name == network.name:
                return
            if other.driver.is_host or network.driver.is_host:
                raise BadRequest(SHARED)
            if "none" in (other.name, network.name):
                raise BadRequest(PRIVATE)
        container.network_settings.add(network.name, settings)

    def _keep(self, container: Container, network: Network, endpoint: Endpoint, settings: EndpointSettings) -> None:
        """Write down what the endpoint got."""
        container.network_settings.add(network.name, settings)
        by_name = container.network_settings.by_name
        if network.id in by_name:
            del by_name[network.id]
        settings.network_id, settings.endpoint, settings.joined = network.id, endpoint, False

    def disconnect(self, container: Container, network: Network) -> None:
        """Take a running container off a network."""
        endpoint = next((each for each in network.endpoints if each.sandbox is container.sandbox), None)
        if endpoint is None or container.sandbox is None:
            raise self._daemon.refuse("not-attached", id=container.id, network=network.name)
        endpoint.leave(container.sandbox)
        container.network_settings.ports = _ports_in_force(container.sandbox)
        endpoint.delete()
        container.network_settings.by_name.pop(network.name, None)
        self._daemon.network_event(
            network, "disconnect", container=container.id
        )  # network_disconnect tells of it once more

    # -- what libnetwork is told ----------------------------------------------
    def _create_endpoint(self, container: Container, network: Network, settings: EndpointSettings) -> Endpoint:
        """An endpoint as the container wants it; its MAC counts for the network it was created with."""
        mode, mac = container.blueprint.mode, container.blueprint.config["MacAddress"]
        options = settings.driver_opts or {}
        anonymous = container.network_settings.anonymous and self._daemon.release.rules.anonymous_names
        first = network.name == (DEFAULT_NETWORK if mode == "default" else mode)
        return network.create_endpoint(
            container.short_name,
            ip=_checked_address(settings.ipv4) if settings.ipam_config else "",
            mac=_mac(settings.asked_mac or mac) if settings.asked_mac or (mac and first) else None,
            priority=settings.gw_priority,
            device=options.get(IFNAME, "") if self._daemon.release.rules.endpoint_options else "",
            sysctls=interface_sysctls(options) if options and self._daemon.release.rules.endpoint_options else (),
            link_local=_link_local(settings.link_local) if settings.ipam_config else [],
            aliases=settings.names or (settings.dns_names or ())[1:],
            links={alias: name for name, alias in map(parse_link, settings.links)} if settings.links else None,
            anonymous=anonymous or (network.name == DEFAULT_NETWORK and not settings.dns_names),
            resolution=is_user_defined(network.name),
        )

    def _new_sandbox(self, container: Container) -> Sandbox:
        """The container's namespace, with its /etc/hosts and /etc/resolv.conf."""
        options = self._sandbox_options(container)
        sandbox = container.sandbox = self._daemon.controller.new_sandbox(container.id, options)
        container.network_settings.sandbox_id = sandbox.id
        container.network_settings.host_netns = options.host_netns
        container.files_made = True
        if self._daemon.release.pairs.namespace_first:
            sandbox.attach()
        return sandbox

    def _sandbox_options(self, container: Container) -> SandboxOptions:
        host, settings = container.blueprint.host_config, self._daemon.settings
        options = SandboxOptions(
            hostname=container.hostname,
            domainname=container.domainname,
            dns=tuple(host["Dns"] or settings.dns),
            dns_search=tuple(host["DnsSearch"] or settings.dns_search),
            dns_options=tuple(host["DnsOptions"] or settings.dns_opt),
            extra_hosts=tuple(map(self._extra_host, host["ExtraHosts"])) if host["ExtraHosts"] else (),
            wants=container.blueprint.wants,
            netns_name=container.short_name,
            host_netns=container.blueprint.mode == "host",
            hosts=container.hosts_file,
            resolv_conf=container.resolv_conf_file,
        )
        own = container.network_settings.by_name.get(DEFAULT_NETWORK)
        if own is not None and own.endpoint_id:
            self._add_links(container, own, options)
        return options

    def _extra_host(self, entry: str) -> tuple[str, str]:
        """``NAME:IP`` as a line's two parts, ``host-gateway`` as the host's address on the default bridge."""
        name, _, address = entry.partition(":")
        if address == HOST_GATEWAY:
            address = self._daemon.settings.host_gateway_ip or self._daemon.controller.default_gateway or "<nil>"
        return name, address

    # -- legacy links ---------------------------------------------------------
    def _add_links(self, container: Container, own: EndpointSettings, options: SandboxOptions) -> None:
        """Lines for those it links to, and its new address for those who link to it.

        Where 20.10 means the endpoint of one who links to it, it has the one of the last that it links to itself at
        hand (buildSandboxOptions): without ICC, a link is not opened anew as its target starts again, but one the other
        way is.
        """
        last = ""
        blueprint = container.blueprint
        wants = options.wants = Connectivity(blueprint.bindings, blueprint.exposed)
        for name, child in self._daemon.links.children(container).items():
            settings = child.network_settings.by_name.get(DEFAULT_NETWORK)
            if settings is None and self._daemon.release.rules.links_at_end:
                continue
            if settings is None:
                raise self._daemon.refuse("link-off-default", name=child.name, id=child.id)
            alias = name.rpartition("/")[2]
            names = [alias, child.hostname, *([child.short_name] if alias != child.short_name else [])]
            if settings.ip_address:
                options.extra_hosts = (*options.extra_hosts, (" ".join(names), settings.ip_address))
            last = settings.endpoint_id
            if last:
                wants.children = (*wants.children, last)
        for name, parent in self._daemon.links.parents(container).items():
            if container.mode == "host":
                continue
            update = (parent.id, name.rpartition("/")[2], own.ip_address)
            options.parent_updates = (*options.parent_updates, update)
            if last:
                wants.parents = (*wants.parents, last)

    def variables(self, container: Container) -> list[str]:
        """The variables of its links, whose targets must run; asked at each start and at each exec."""
        if DEFAULT_NETWORK not in container.network_settings.by_name:
            return []
        variables: list[str] = []
        for name, child in self._daemon.links.children(container).items():
            if not child.running:
                raise self._daemon.refuse("link-stopped", name=child.name, link=name)
            settings = child.network_settings.by_name.get(DEFAULT_NETWORK)
            if settings is None:
                raise self._daemon.refuse("link-not-attached", id=child.id)
            if not self._daemon.release.rules.link_variables:
                continue
            variables += link_variables(name, settings.ip_address, child.config["Env"] or [], child.exposed_ports)
        return variables


def drop_link(parent: Container, alias: str) -> None:
    """A link was taken away: its line in the running container's hosts file goes."""
    lines = parent.hosts_file.text.splitlines(keepends=True)
    parent.hosts_file.text = "".join(line for line in lines if line.partition("\t")[2].split()[:1] != [alias])


def names_on_network(container: Container, settings: EndpointSettings) -> list[str]:
    """``DNSNames`` of inspect: its name, what was asked for, its short id and its hostname."""
    asked = settings.aliases or ()
    return [*dict.fromkeys((container.short_name, *asked, container.short_id, container.hostname))]


def _own_names(aliases: list[str] | None, container: Container) -> list[str]:
    """A container's short id and its hostname are names on its networks too, without being asked for."""
    short, hostname = container.short_id, container.hostname
    names = [short] if short == hostname else [short, hostname]
    return [name for name in names if name not in aliases] if aliases else names


def _checked_address(text: str) -> str:
    try:
        if text:
            ip_int(text)
    except ValueError:
        raise BadRequest(f"Invalid IPv4 address: {text})") from None
    return text


def _mac(text: str) -> int:
    try:
        return mac_int(text.replace("-", ":"))
    except ValueError:
        raise BadRequest(f"address {text}: invalid MAC address") from None


def _link_local(texts: list[str]) -> list[int]:
    """Addresses of ``--link-local-ip``."""
    found = []
    for text in texts:
        try:
            found.append(ip_int(text))
        except ValueError:
            raise BadRequest(f"Invalid link-local IP address: [{' '.join(texts)}]") from None
        if not is_link_local(found[-1]):
            raise BadRequest(f"invalid link local IP address: {text}")
    return found


def _ports_in_force(sandbox: Sandbox) -> dict[str, list[dict[str, str]] | None]:
    """``NetworkSettings.Ports``: what is exposed and published on the endpoint that carries them."""
    if not sandbox.wants.exposed and not sandbox.wants.bindings:
        return NO_PORTS
    shown = sandbox.controller.machine.release.rules.internal_ports_shown
    endpoint = sandbox.gateway_endpoint or (next(iter(sandbox.endpoints), None) if shown else None)
    if endpoint is None or not endpoint.network.driver.publishes_ports or (endpoint.network.internal and not shown):
        return NO_PORTS
    ports: dict[str, list[dict[str, str]] | None] = {f"{port}/{proto}": None for port, proto in sandbox.wants.exposed}
    others = [each for each in sandbox.endpoints if each is not endpoint and each.routed]
    for binding in [each for one in (endpoint, *others) for each in one.port_bindings]:
        key = f"{binding.port}/{binding.proto}"
        ports[key] = [*(ports.get(key) or ()), {"HostIp": binding.host_ip, "HostPort": str(binding.host_port or "")}]
    return ports or NO_PORTS
