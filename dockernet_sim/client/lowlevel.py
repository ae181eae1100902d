"""docker-py's low-level calls, as far as networking scripts use them: plain dictionaries in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.client.api import APIClient
from dockernet_sim.client.types import EndpointConfig


class LowLevelClient(APIClient):
    """``client.api``: the Engine API call by call.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> api = Lab().docker.api
    >>> api.inspect_network("bridge")["IPAM"]["Config"]
    [{'Subnet': '172.17.0.0/16'}]
    """

    def create_endpoint_config(self, **options: Any) -> EndpointConfig:
        """How a container is plugged in: ``aliases``, ``links``, ``ipv4_address``, ``mac_address``."""
        return EndpointConfig(**options)

    def create_networking_config(self, endpoints_config: dict[str, Any] | None = None) -> dict[str, Any]:
        """The ``networking_config`` of a container: a network's name and how to plug it in there."""
        return {"EndpointsConfig": dict(endpoints_config or {})}

    def containers(self, all: bool = False, filters: dict[str, list[str]] | None = None) -> list[dict[str, Any]]:
        """What ``docker ps`` is made of."""
        found: list[dict[str, Any]] = self.call("container_list", all=all, filters=filters)
        return found

    def inspect_container(self, container: str) -> dict[str, Any]:
        """``docker inspect``."""
        found: dict[str, Any] = self.call("container_inspect", container)
        return found

    def networks(self, names: Sequence[str] = ()) -> list[dict[str, Any]]:
        """What ``docker network ls`` is made of."""
        found: list[dict[str, Any]] = self.call("network_list", {"name": list(names)} if names else None)
        return found

    def inspect_network(self, net_id: str) -> dict[str, Any]:
        """``docker network inspect``."""
        found: dict[str, Any] = self.call("network_inspect", net_id)
        return found

    def connect_container_to_network(self, container: str, net_id: str, **options: Any) -> None:
        """``docker network connect``; options as for :meth:`create_endpoint_config`."""
        body = {"Container": container, "EndpointConfig": EndpointConfig(**options)}
        self.call("network_connect", net_id, body, cost="network connect")

    def disconnect_container_from_network(self, container: str, net_id: str, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": container, "Force": force}
        self.call("network_disconnect", net_id, body, cost="network disconnect")

    def remove_network(self, net_id: str) -> None:
        """``docker network rm``."""
        self.call("network_remove", net_id, cost="network rm")
