"""docker-py's networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.client import checks
from dockernet_sim.client.api import APIClient
from dockernet_sim.client.checks import asked, without
from dockernet_sim.client.types import EndpointConfig
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.containers import Container, ContainerCollection


class Network:
    """One network; everything it tells is asked of the engine at that moment."""

    def __init__(self, collection: NetworkCollection, id: str) -> None:
        self._collection = collection
        self._api = collection.api
        self.id = id

    def __repr__(self) -> str:
        return f"<Network: {self.short_id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def attrs(self) -> dict[str, Any]:
        """What ``docker network inspect`` shows now."""
        found: dict[str, Any] = self._api.look("network_inspect", self.id)
        return found

    @property
    def short_id(self) -> str:
        """The id's first digits."""
        return self.id[:12]

    @property
    def name(self) -> str:
        """What it was created as."""
        return str(self.attrs["Name"])

    @property
    def containers(self) -> list[Container]:
        """The running containers that are on it."""
        return [self._collection.containers.get(id) for id in self.attrs.get("Containers") or {}]

    @asked(
        container=checks.reference, aliases=must.maybe(must.texts), links=must.maybe(checks.links),
        ipv4_address=must.maybe(must.text), ipv6_address=must.maybe(must.text), link_local_ips=must.maybe(must.texts),
        driver_opt=must.maybe(checks.labels), mac_address=must.maybe(must.text),
    )  # fmt: skip
    def connect(
        self,
        container: Container | str,
        aliases: Sequence[str] | None = None,
        links: dict[str, str | None] | Sequence[str] | None = None,
        ipv4_address: str | None = None,
        mac_address: str | None = None,
        driver_opt: dict[str, str] | None = None,
        ipv6_address: str | None = None,
        link_local_ips: Sequence[str] | None = None,
    ) -> None:
        """``docker network connect``: plug a container into this network as well; IPv6 addresses are not modelled."""
        without("connect", ipv6_address=ipv6_address, link_local_ips=link_local_ips)
        config = EndpointConfig(aliases, links, ipv4_address, mac_address, driver_opt)
        body = {"Container": reference(container), "EndpointConfig": config}
        self._api.call("network_connect", self.id, body)

    @asked(container=checks.reference, force=must.flag)
    def disconnect(self, container: Container | str, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": reference(container), "Force": force}
        self._api.call("network_disconnect", self.id, body)

    def remove(self) -> None:
        """``docker network rm``; APIError while containers are on it."""
        self._api.call("network_remove", self.id)

    def reload(self) -> None:
        """Nothing to do: ``attrs`` is always of now."""


class NetworkCollection:
    """``client.networks``."""

    def __init__(self, api: APIClient) -> None:
        self.api = api
        self.containers: ContainerCollection = None  # type: ignore[assignment]  # set by DockerClient

    @asked(
        name=must.text, driver=must.maybe(must.text), options=must.maybe(must.mapping(must.text, checks.scalar,
            "options, by name")),
        ipam=must.maybe(must.mapping(must.text, must.plain, "an IPAMConfig")), check_duplicate=must.maybe(must.flag),
        internal=must.flag,
        labels=must.maybe(checks.labels), enable_ipv6=must.flag, attachable=must.maybe(must.flag),
        scope=must.maybe(must.text),
        ingress=must.maybe(must.flag),
    )  # fmt: skip
    def create(
        self,
        name: str,
        driver: str | None = None,
        options: dict[str, str] | None = None,
        ipam: dict[str, Any] | None = None,
        check_duplicate: bool | None = True,
        internal: bool = False,
        labels: dict[str, str] | Sequence[str] | None = None,
        enable_ipv6: bool = False,
        attachable: bool | None = None,
        scope: str | None = None,
        ingress: bool | None = None,
    ) -> Network:
        """``docker network create``.

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

        Returns
        -------
        Network

        Raises
        ------
        APIError
            With the engine's text: a name or a subnet that is taken, a malformed one.
        NotModelled
            For a `scope` other than ``local``, and for `ingress`: both are Swarm's.
        """
        without("create", scope=None if scope == "local" else scope, ingress=ingress)
        body = {
            "Name": name,
            "Driver": driver or "bridge",
            "Options": {key: str(value) for key, value in (options or {}).items()},
            "IPAM": dict(ipam or {"Driver": "default", "Config": []}),
            "CheckDuplicate": check_duplicate is not False,
            "Internal": internal,
            "Labels": labels if isinstance(labels, dict) else dict.fromkeys(labels or (), ""),
            "EnableIPv6": enable_ipv6,
            "Attachable": bool(attachable),
        }
        return Network(self, self.api.call("network_create", body)["Id"])

    @asked(network_id=must.name, verbose=must.maybe(must.flag), scope=must.maybe(must.text))
    def get(self, network_id: str, verbose: bool | None = None, scope: str | None = None) -> Network:
        """One network, by name or id; NotFound.

        `verbose` and a `scope` of ``local`` change nothing outside of a swarm.
        """
        without("get", scope=None if scope == "local" else scope)
        return Network(self, self.api.call("network_inspect", network_id)["Id"])

    @asked(names=must.maybe(must.texts), ids=must.maybe(must.texts), filters=checks.filters, greedy=must.flag)
    def list(
        self,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        filters: dict[str, Any] | None = None,
        greedy: bool = False,
    ) -> list[Network]:
        """``docker network ls``; every network tells its containers when it is looked at, `greedy` or not."""
        wanted = dict(filters or {})
        if names:
            wanted["name"] = list(names)
        if ids:
            wanted["id"] = list(ids)
        return [Network(self, summary["Id"]) for summary in self.api.call("network_list", checks.as_filters(wanted))]

    @asked(filters=checks.filters)
    def prune(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker network prune``: those without containers go."""
        pruned: dict[str, Any] = self.api.call("network_prune", checks.as_filters(filters or {}))
        return pruned


def reference(container: Container | str) -> str:
    """A container's id, or the name that was given instead of it."""
    return container if isinstance(container, str) else container.id
