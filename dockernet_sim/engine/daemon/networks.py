"""create, ls, inspect, rm, prune, connect and disconnect of networks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.cnm.network import IpamConfig, Network
from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.endpoint import EndpointSettings
from dockernet_sim.engine.daemon.confignet import check_configuration, configuration_of, source_of
from dockernet_sim.engine.daemon.connections import Connections
from dockernet_sim.engine.daemon.filters import (
    PRUNE_KEYS,
    Filters,
    check_keys,
    check_network_filters,
    has_labels,
    network_matches,
    older,
    values,
)
from dockernet_sim.engine.daemon.ipamchecks import check_ipam
from dockernet_sim.engine.daemon.state import PREDEFINED, Daemon
from dockernet_sim.engine.drivers.bridge.config import FALSE, TRUE
from dockernet_sim.engine.errors import BadRequest, Forbidden, NotFound
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.engine.rules import Rules
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.swarmnetworks import SwarmNetworks
    from dockernet_sim.engine.swarm.network import SwarmNetwork

FAMILY_OPTION = "com.docker.network.enable_ipv{}"
Summaries = list[dict[str, Any]]  # inside the class, `list` is a method


class Networks:
    """``engine.networks``: the calls about networks.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    connections : Connections
        Puts containers on networks and takes them off.
    """

    def __init__(self, daemon: Daemon, connections: Connections) -> None:
        self._daemon = daemon
        self._connections = connections

    @cached_property
    def _swarm(self) -> SwarmNetworks:
        from dockernet_sim.engine.daemon.swarmnetworks import SwarmNetworks  # with the first that may be a swarm's

        return SwarmNetworks(self._daemon)

    def _of_swarm(self, ref: str) -> SwarmNetwork | None:
        """The swarm's network of that name, unless this node has one."""
        if self._daemon.cluster is None or self._is_local(ref):
            return None
        return self._daemon.cluster.find(ref)

    def get(self, ref: str) -> Network:
        """The network of a full id, a full name, or the beginning of one id; NotFound or BadRequest without one."""
        return self._daemon.network(ref)

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /networks/create``.

        Parameters
        ----------
        body : dict
            ``Name``, and maybe ``CheckDuplicate``, ``Driver``, ``Internal``, ``Attachable``, ``IPAM``, ``Options``,
            ``Labels``, ``ConfigOnly``, ``ConfigFrom``.

        Returns
        -------
        dict
            ``Id`` and ``Warning``.

        Raises
        ------
        ApiError
            With the daemon's text.
        """
        name = body.get("Name") or ""
        if name in PREDEFINED:
            raise Forbidden(f"operation is not permitted on predefined {name} network")
        if not name.strip() and self._daemon.release.rules.checked_early:
            raise self._daemon.refuse("network-without-name", name=name)
        same = next((each for each in self._daemon.controller.networks if each.name == name), None)
        if (same is not None or not name) and (body.get("CheckDuplicate") or not self._daemon.release.rules.twins):
            raise self._daemon.refuse("network-exists", name=name)
        concerned = self._daemon.cluster is not None or body.get("Scope") or body.get("Driver") == "overlay"
        of_swarm = concerned and self._swarm.takes(body)
        check_configuration(body)
        ipam = body.get("IPAM") or {}
        if body.get("Ingress") and not of_swarm:
            raise Forbidden("Ingress network can only be global scope network")
        rules, options = self._daemon.release.rules, self._options(body)
        families = _families(body, options, rules)
        check_ipam(ipam, families[1], rules, self._daemon.refuse)
        if of_swarm:
            return self._swarm.create(body)
        network = self._new_network(name, body, ipam, families, options)
        self._daemon.network_event(network, "create")
        return {
            "Id": network.id,
            "Warning": f"Network with name {name} (id : {same.id}) already exists" if same else "",
        }

    def _new_network(
        self,
        name: str,
        body: dict[str, Any],
        ipam: dict[str, Any],
        families: tuple[bool, bool],
        options: dict[str, str],
    ) -> Network:
        (config, config6), labels = _ipam_configs(ipam), body.get("Labels") or {}
        source, controller = source_of(body), self._daemon.controller
        if body.get("ConfigOnly"):
            network = controller.new_configuration(name, options, config, families, config6)
        else:
            held = configuration_of(controller.networks, source) if source else None
            network = controller.new_network(
                name,
                body.get("Driver") or "bridge",
                options=held.options if held else options,
                internal=bool(body.get("Internal")),
                families=(held.ipv4, held.ipv6) if held else families,
                ipam_config=held.ipam_config if held else config,
                ipam6_config=held.ipam6_config if held else config6,
                config_from=source,
            )
            labels = self._daemon.network_facts[held.id].labels if held else labels
        self._daemon.network_facts[network.id] = NetworkFacts(
            self._daemon.clock.now, labels, bool(body.get("Attachable")), ipam.get("Options")
        )
        return network

    def _options(self, body: dict[str, Any]) -> dict[str, str]:
        """What was asked for, and what ``--default-network-opt`` adds to it."""
        driver, asked = body.get("Driver") or "bridge", body.get("Options") or {}
        return {
            **{key: value for kind, key, value in self._daemon.settings.default_network_opts if kind == driver},
            **asked,
        }

    def _inspected(self, network: Network, containers: bool = True) -> dict[str, Any]:
        return self._daemon.release.shape().network(network, self._daemon.network_facts[network.id], containers)

    def list(self, filters: Filters | None = None) -> Summaries:
        """``GET /networks``: without the containers on them."""
        daemon, filters = self._daemon, filters or {}
        rules, networks = daemon.release.rules, daemon.controller.networks
        check_network_filters(filters, daemon.refuse)
        used = {network.id for network in networks if network.endpoints and rules.dangling_counts}
        found = [self._inspected(network, containers=False) for network in networks]
        if daemon.cluster is not None:
            found += self._swarm.list()
        return [each for each in found if network_matches(each, filters, each["Id"] in used)]

    def inspect(self, ref: str, scope: str = "", verbose: bool = False) -> dict[str, Any]:
        """``GET /networks/ID``.

        Parameters
        ----------
        ref : str
            The network's name or id.
        scope : str
            ``local`` or ``swarm``: only one of that scope.
        verbose : bool
            Services and tasks, too; they are not modelled.
        """
        found = self._of_swarm(ref)
        if scope in ("", "local") and found is None:
            return self._inspected(self._daemon.network(ref))
        if found is None or scope not in ("", "swarm"):
            raise self._daemon.refuse("no-such-network", name=ref)
        if verbose:
            raise NotModelled("docker network inspect --verbose of a swarm's network is not modelled")
        return self._swarm.shown(found)

    def _is_local(self, ref: str) -> bool:
        """Whether a network of this node goes by a name or id that one of the swarm has, too."""
        return any(ref in (each.name, each.id) for each in self._daemon.controller.networks)

    def remove(self, ref: str) -> None:
        """``DELETE /networks/ID``; only endpoints of running containers stand in the way."""
        found = self._of_swarm(ref)
        if found is not None:
            self._swarm.remove(found)
            return
        network = self._daemon.network(ref)
        if network.name in PREDEFINED:
            raise Forbidden(f"{network.name} is a pre-defined network and cannot be removed")
        network.delete()
        self._daemon.network_facts.pop(network.id, None)
        self._daemon.network_event(network, "destroy")

    def prune(self, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /networks/prune``: remove all user-defined networks without an endpoint, but not configurations."""
        filters = filters or {}
        check_keys(filters, PRUNE_KEYS, self._daemon.refuse)
        older(0.0, self._daemon.clock.now, filters)
        deleted = self._swarm.prune(filters) if self._daemon.cluster is not None else []
        for network in self._daemon.controller.networks:
            if network.name in PREDEFINED or network.endpoints or not self._prunable(network, filters):
                continue
            self.remove(network.id)
            deleted.append(network.name)
        self._daemon.events.add("network", "prune", "", {"reclaimed": "0"})
        return {"NetworksDeleted": deleted or None}

    def _prunable(self, network: Network, filters: Filters) -> bool:
        if network.config_only:
            return False
        labels, unwanted = self._daemon.network_facts[network.id].labels, values(filters, "label!")
        if not older(self._daemon.network_facts[network.id].created, self._daemon.clock.now, filters):
            return False
        return has_labels(labels, values(filters, "label")) and not (unwanted and has_labels(labels, unwanted))

    # -- connect and disconnect -----------------------------------------------
    def connect(self, ref: str, body: dict[str, Any]) -> None:
        """``POST /networks/ID/connect``.

        Parameters
        ----------
        ref : str
            The network's name or id.
        body : dict
            ``Container``, and maybe ``EndpointConfig``. A container that does not run gets the network when it starts.
        """
        container = self._daemon.container(body.get("Container") or "")
        settings = EndpointSettings.from_json(body.get("EndpointConfig"))
        network = self._daemon.find_network(ref)
        if container.running:
            self._connections.connect(container, ref, settings, update=True)
        elif network is None:
            container.network_settings.add(ref, settings)
        else:
            self._connections.check(container, network, settings, update=True)
        container.stale_ports = None  # what ps shows is written anew, where nothing was refused

    def disconnect(self, ref: str, body: dict[str, Any]) -> None:
        """``POST /networks/ID/disconnect``.

        Parameters
        ----------
        ref : str
            The network's name or id.
        body : dict
            ``Container``, and maybe ``Force``.
        """
        name, force = body.get("Container") or "", bool(body.get("Force"))
        try:
            container = self._daemon.container(name)
        except NotFound:
            if not force:
                raise
            self._delete_endpoint(ref, name)
            return
        network = self._daemon.find_network(ref)
        if not container.running or (network is None and force):
            self._forget_network(container, network.name if network is not None else ref)
        else:
            network = self._daemon.network(ref)
            if container.mode == "host" and network.driver.is_host:
                raise self._daemon.refuse("disconnect-host")
            self._connections.disconnect(container, network)
        container.stale_ports = None
        if network is not None:
            self._daemon.network_event(network, "disconnect", container=container.id)

    def _forget_network(self, container: Container, name: str) -> None:
        if name not in container.network_settings.by_name:
            raise self._daemon.refuse("not-attached-stopped", id=container.id, network=name)
        del container.network_settings.by_name[name]

    def _delete_endpoint(self, ref: str, name: str) -> None:
        """``disconnect -f`` of a container that is not there: take away what is left of it."""
        network = self._daemon.network(ref)
        endpoint = network.endpoint(name)
        if endpoint is None:
            raise NotFound(f"endpoint {name} not found")
        endpoint.delete()


def _families(body: dict[str, Any], options: dict[str, str], rules: Rules) -> tuple[bool, bool]:
    """Whether a new network has IPv4, and IPv6; options may say so, too, where the release knows them."""
    found = [True, bool(body.get("EnableIPv6"))]
    for at, key in enumerate(("EnableIPv4", "EnableIPv6") if rules.family_options else ()):
        label = FAMILY_OPTION.format(key[-1])
        if body.get(key) is not None:
            found[at] = bool(body[key])
            options.pop(label, None)
        elif label in options:
            value = options[label]
            if value not in TRUE | FALSE:
                raise BadRequest(f'driver-opt "{label}" is not a valid bool')
            found[at] = value in TRUE
    return found[0], found[1]


def _ipam_configs(ipam: dict[str, Any]) -> tuple[list[IpamConfig], list[IpamConfig]]:
    """What was asked for of IPv4, and of IPv6."""
    found = [_ipam_config(config) for config in ipam.get("Config") or ()]
    return [each for each in found if ":" not in each.subnet], [each for each in found if ":" in each.subnet]


def _ipam_config(config: dict[str, Any]) -> IpamConfig:
    return IpamConfig(
        subnet=config.get("Subnet") or "",
        ip_range=config.get("IPRange") or "",
        gateway=config.get("Gateway") or "",
        aux_addresses=dict(config.get("AuxiliaryAddresses") or {}),
    )
