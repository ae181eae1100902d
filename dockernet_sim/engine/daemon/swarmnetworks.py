"""Networks of swarm scope, as the manager knows them: made, listed, shown and removed; nothing is plugged into them."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.daemon.filters import Filters, has_labels, older, values
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import BadRequest, Conflict, Forbidden
from dockernet_sim.engine.swarm.network import SwarmNetwork
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import rfc3339

Summaries = list[dict[str, Any]]  # inside the class, `list` is a method
Names = list[str]


class SwarmNetworks:
    """The part of ``engine.networks`` that is the swarm's.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def takes(self, body: dict[str, Any]) -> bool:
        """Whether a new network is one of the swarm's.

        Raises
        ------
        Forbidden
            For an overlay network of local scope; for swarm scope without a swarm.
        Conflict
            When the swarm has one of that name.
        """
        cluster, scope = self._daemon.cluster, body.get("Scope") or ""
        name, overlay = body.get("Name") or "", body.get("Driver") == "overlay"
        if cluster is not None and any(each.name == name for each in cluster.networks.values()):
            raise Conflict(f"network with name {name} already exists", "network-exists")
        if body.get("ConfigOnly"):
            return False
        if overlay and scope == "local":
            raise Forbidden("cannot downgrade network scope for overlay networks")
        if scope == "swarm" and cluster is None:
            raise Forbidden("cannot create a swarm scoped network when swarm is not active")
        return cluster is not None and (overlay or scope == "swarm")

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /networks/create`` of one that :meth:`takes`."""
        cluster, driver = self._daemon.cluster, body.get("Driver") or "bridge"
        assert cluster is not None
        if driver not in self._daemon.controller.drivers:
            raise self._daemon.refuse("no-such-driver", name=driver)
        if body.get("ConfigFrom"):
            raise NotModelled("--config-from for a network of swarm scope is not modelled")
        if body.get("EnableIPv4") is False and self._daemon.release.rules.family_options:
            raise BadRequest("IPv4 cannot be disabled in a Swarm scoped network")
        ipam = (body.get("IPAM") or {}).get("Config") or ()
        if body.get("EnableIPv6") or any(":" in (each.get("Subnet") or "") for each in ipam):
            raise NotModelled("IPv6 in a network of swarm scope is not modelled yet")
        if body.get("Ingress"):
            there = next((each for each in cluster.networks.values() if each.ingress), None)
            if there is not None:
                why = f"ingress network ({there.id}) is already present"
                raise Conflict(f"rpc error: code = AlreadyExists desc = {why}")
        network = SwarmNetwork(
            cluster.new_id(), body.get("Name") or "", driver, self._daemon.clock.now,
            list((body.get("IPAM") or {}).get("Config") or ()), body.get("Options") or {}, body.get("Labels") or {},
            bool(body.get("Internal")), bool(body.get("Attachable")), bool(body.get("Ingress")),
        )  # fmt: skip
        cluster.add(network)
        for action in ("create", "update"):
            self._tell(network, action)
        return {"Id": network.id, "Warning": ""}

    def shown(self, network: SwarmNetwork, containers: bool = True) -> dict[str, Any]:
        """``GET /networks/ID``, as the release gives it."""
        head = {"Name": network.name, "Id": network.id, "Created": rfc3339(network.created)}
        return self._daemon.release.shape().swarm_network({**head, **network.shown()}, containers)

    def list(self) -> Summaries:
        """All of them."""
        cluster = self._daemon.cluster
        return [self.shown(each, False) for each in cluster.networks.values()] if cluster is not None else []

    def remove(self, network: SwarmNetwork) -> None:
        """``DELETE /networks/ID``."""
        assert self._daemon.cluster is not None
        self._daemon.cluster.remove(network)
        self._tell(network, "remove")

    def _tell(self, network: SwarmNetwork, action: str) -> None:
        self._daemon.events.add("network", action, network.id, {"name": network.name}, "swarm")

    def prune(self, filters: Filters) -> Names:
        """Remove all but the routing mesh's; the names of those that went."""
        cluster = self._daemon.cluster
        found = [each for each in cluster.networks.values() if not each.ingress] if cluster is not None else []
        gone = [each for each in found if self._prunable(each, filters)]
        for each in gone:
            self.remove(each)
        return [each.name for each in gone]

    def _prunable(self, network: SwarmNetwork, filters: Filters) -> bool:
        unwanted = values(filters, "label!")
        return (
            older(network.created, self._daemon.clock.now, filters)
            and has_labels(network.labels, values(filters, "label"))
            and not (unwanted and has_labels(network.labels, unwanted))
        )
