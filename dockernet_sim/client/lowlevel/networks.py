"""Calls about networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one
from dockernet_sim.client.session import Session
from dockernet_sim.client.types import EndpointConfig
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import NetworkCreated, NetworkInspect, NetworksPruned
    from dockernet_sim.client.arguments import Filters, Links, Ref, Scalar, Texts


class NetworkCalls(Session):
    """``docker network``."""

    @asked(names=must.maybe(must.texts), ids=must.maybe(must.texts), filters=checks.filters)
    def networks(
        self,
        names: Texts | None = None,
        ids: Texts | None = None,
        filters: Filters | None = None,
    ) -> list[NetworkInspect]:
        """What ``docker network ls`` is made of."""
        wanted = {**(filters or {}), **({"name": names} if names else {}), **({"id": ids} if ids else {})}
        found: list[NetworkInspect] = self._json("GET", "/networks", query={"filters": as_filters(wanted) or "{}"})
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
        options: Mapping[str, Scalar] | None = None,
        ipam: Mapping[str, object] | None = None,
        check_duplicate: bool | None = None,
        internal: bool = False,
        labels: Mapping[str, str] | None = None,
        enable_ipv6: bool = False,
        attachable: bool | None = None,
        scope: str | None = None,
        ingress: bool | None = None,
    ) -> NetworkCreated:
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
        found: NetworkCreated = self._json("POST", "/networks/create", body=body)
        return found

    @of_one
    @asked(net_id=must.name, verbose=must.maybe(must.flag), scope=must.maybe(must.text))
    def inspect_network(self, net_id: Ref, verbose: bool | None = None, scope: str | None = None) -> NetworkInspect:
        """``docker network inspect``."""
        query = {"verbose": verbose, "scope": scope}
        found: NetworkInspect = self._json("GET", "/networks/{}", net_id, query=query)
        return found

    @of_one
    @asked(net_id=must.name)
    def remove_network(self, net_id: Ref) -> None:
        """``docker network rm``."""
        self._ask("DELETE", "/networks/{}", net_id)

    @asked(filters=checks.filters)
    def prune_networks(self, filters: Filters | None = None) -> NetworksPruned:
        """``docker network prune``: those without containers go."""
        found: NetworksPruned = self._json("POST", "/networks/prune", query={"filters": as_filters(filters)})
        return found

    @of_one
    @asked(
        container=must.name, net_id=must.name, ipv4_address=must.maybe(must.text), ipv6_address=must.maybe(must.text),
        aliases=must.maybe(must.texts), links=must.maybe(checks.links), link_local_ips=must.maybe(must.texts),
        driver_opt=must.maybe(checks.labels), mac_address=must.maybe(must.text),
    )  # fmt: skip
    def connect_container_to_network(
        self,
        container: Ref,
        net_id: Ref,
        ipv4_address: str | None = None,
        ipv6_address: str | None = None,
        aliases: Texts | None = None,
        links: Links | None = None,
        link_local_ips: Texts | None = None,
        driver_opt: Mapping[str, str] | None = None,
        mac_address: str | None = None,
    ) -> None:
        """``docker network connect``."""
        config = EndpointConfig(
            self.api_version, aliases, links, ipv4_address, ipv6_address, link_local_ips, driver_opt, mac_address
        )
        self._ask("POST", "/networks/{}/connect", net_id, body={"Container": container, "EndpointConfig": config})

    @of_one
    @asked(container=must.name, net_id=must.name, force=must.flag)
    def disconnect_container_from_network(self, container: Ref, net_id: Ref, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": container, "Force": force or None}
        self._ask("POST", "/networks/{}/disconnect", net_id, body=body)
