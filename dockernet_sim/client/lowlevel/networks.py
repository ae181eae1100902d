"""Calls about networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one
from dockernet_sim.client.session import Session
from dockernet_sim.client.types import EndpointConfig
from dockernet_sim.sim import arguments as must


class NetworkCalls(Session):
    """``docker network``."""

    @asked(names=must.maybe(must.texts), ids=must.maybe(must.texts), filters=checks.filters)
    def networks(
        self,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        filters: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """What ``docker network ls`` is made of."""
        wanted = {**(filters or {}), **({"name": names} if names else {}), **({"id": ids} if ids else {})}
        found: list[dict[str, Any]] = self._json("GET", "/networks", query={"filters": as_filters(wanted) or "{}"})
        return found

    @asked(
        name=must.text, driver=must.maybe(must.text), options=must.maybe(must.mapping(must.text, checks.scalar,
            "options, by name")),
        ipam=must.maybe(must.mapping(must.text, must.plain, "an IPAMConfig")), check_duplicate=must.maybe(must.flag),
        internal=must.flag, labels=must.maybe(must.mapping(must.text, must.text, "names with texts")),
        enable_ipv6=must.flag, attachable=must.maybe(must.flag), scope=must.maybe(must.text),
        ingress=must.maybe(must.flag),
    )  # fmt: skip
    def create_network(
        self,
        name: str,
        driver: str | None = None,
        options: dict[str, str] | None = None,
        ipam: dict[str, Any] | None = None,
        check_duplicate: bool | None = None,
        internal: bool = False,
        labels: dict[str, str] | None = None,
        enable_ipv6: bool = False,
        attachable: bool | None = None,
        scope: str | None = None,
        ingress: bool | None = None,
    ) -> dict[str, Any]:
        """``docker network create``: ``{"Id": ..., "Warning": ""}``.

        Parameters
        ----------
        name : str
            Its name.
        driver : str, optional
            ``bridge`` unless given.
        options : dict, optional
            The driver's options (``com.docker.network.bridge.name`` and others).
        ipam : IPAMConfig, optional
            Subnets of one's choice.
        internal : bool
            Whether it is cut off from everything outside.
        labels : dict, optional
            Its labels.

        Raises
        ------
        APIError
            With the engine's text: a name or a subnet that is taken, a malformed one.
        NotModelled
            For IPv6.
        """
        body = {"Name": name, "Driver": driver, "Options": options, "IPAM": ipam, "CheckDuplicate": check_duplicate,
                "Labels": labels, "EnableIPv6": enable_ipv6 or None, "Internal": internal or None,
                "Attachable": attachable, "Ingress": ingress, "Scope": scope}  # fmt: skip
        return self._object("POST", "/networks/create", body=body)

    @of_one
    @asked(net_id=must.name, verbose=must.maybe(must.flag), scope=must.maybe(must.text))
    def inspect_network(self, net_id: str, verbose: bool | None = None, scope: str | None = None) -> dict[str, Any]:
        """``docker network inspect``."""
        query = {"verbose": verbose, "scope": scope}
        return self._object("GET", "/networks/{}", net_id, query=query)

    @of_one
    @asked(net_id=must.name)
    def remove_network(self, net_id: str) -> None:
        """``docker network rm``."""
        self._ask("DELETE", "/networks/{}", net_id)

    @asked(filters=checks.filters)
    def prune_networks(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker network prune``: those without containers go."""
        return self._object("POST", "/networks/prune", query={"filters": as_filters(filters)})

    @of_one
    @asked(
        container=must.name, net_id=must.name, ipv4_address=must.maybe(must.text), ipv6_address=must.maybe(must.text),
        aliases=must.maybe(must.texts), links=must.maybe(checks.links), link_local_ips=must.maybe(must.texts),
        driver_opt=must.maybe(checks.labels), mac_address=must.maybe(must.text),
    )  # fmt: skip
    def connect_container_to_network(
        self,
        container: str,
        net_id: str,
        ipv4_address: str | None = None,
        ipv6_address: str | None = None,
        aliases: Sequence[str] | None = None,
        links: dict[str, str | None] | Sequence[str] | None = None,
        link_local_ips: Sequence[str] | None = None,
        driver_opt: dict[str, str] | None = None,
        mac_address: str | None = None,
    ) -> None:
        """``docker network connect``."""
        config = EndpointConfig(
            self.api_version, aliases, links, ipv4_address, ipv6_address, link_local_ips, driver_opt, mac_address
        )
        self._ask("POST", "/networks/{}/connect", net_id, body={"Container": container, "EndpointConfig": config})

    @of_one
    @asked(container=must.name, net_id=must.name, force=must.flag)
    def disconnect_container_from_network(self, container: str, net_id: str, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": container, "Force": force or None}
        self._ask("POST", "/networks/{}/disconnect", net_id, body=body)
