"""docker-py's networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.client.api import APIClient
from dockernet_sim.client.types import EndpointConfig

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

    def connect(
        self,
        container: Container | str,
        aliases: Sequence[str] | None = None,
        links: dict[str, str | None] | Sequence[str] | None = None,
        ipv4_address: str | None = None,
        mac_address: str | None = None,
        driver_opt: dict[str, str] | None = None,
    ) -> None:
        """``docker network connect``: plug a container into this network as well."""
        config = EndpointConfig(aliases, links, ipv4_address, mac_address, driver_opt)
        body = {"Container": reference(container), "EndpointConfig": config}
        self._api.call("network_connect", self.id, body, cost="network connect")

    def disconnect(self, container: Container | str, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": reference(container), "Force": force}
        self._api.call("network_disconnect", self.id, body, cost="network disconnect")

    def remove(self) -> None:
        """``docker network rm``; APIError while containers are on it."""
        self._api.call("network_remove", self.id, cost="network rm")

    def reload(self) -> None:
        """Nothing to do: ``attrs`` is always of now."""


class NetworkCollection:
    """``client.networks``."""

    def __init__(self, api: APIClient) -> None:
        self.api = api
        self.containers: ContainerCollection = None  # type: ignore[assignment]  # set by DockerClient

    def create(
        self,
        name: str,
        driver: str | None = None,
        options: dict[str, str] | None = None,
        ipam: dict[str, Any] | None = None,
        check_duplicate: bool = True,
        internal: bool = False,
        labels: dict[str, str] | None = None,
        enable_ipv6: bool = False,
        attachable: bool | None = None,
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
        """
        body = {
            "Name": name,
            "Driver": driver or "bridge",
            "Options": dict(options or {}),
            "IPAM": dict(ipam or {"Driver": "default", "Config": []}),
            "CheckDuplicate": check_duplicate,
            "Internal": internal,
            "Labels": dict(labels or {}),
            "EnableIPv6": enable_ipv6,
            "Attachable": bool(attachable),
        }
        return Network(self, self.api.call("network_create", body, cost="network create")["Id"])

    def get(self, network_id: str) -> Network:
        """One network, by name or id; NotFound."""
        return Network(self, self.api.call("network_inspect", network_id)["Id"])

    def list(
        self, names: Sequence[str] = (), ids: Sequence[str] = (), filters: dict[str, Any] | None = None
    ) -> list[Network]:
        """``docker network ls``."""
        wanted = dict(filters or {})
        if names:
            wanted["name"] = list(names)
        if ids:
            wanted["id"] = list(ids)
        return [Network(self, summary["Id"]) for summary in self.api.call("network_list", as_filters(wanted))]

    def prune(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker network prune``: those without containers go."""
        pruned: dict[str, Any] = self.api.call("network_prune", as_filters(filters or {}), cost="network rm")
        return pruned


def reference(container: Container | str) -> str:
    """A container's id, or the name that was given instead of it."""
    return container if isinstance(container, str) else container.id


def as_filters(given: dict[str, Any]) -> dict[str, list[str]]:
    """Filters as lists of texts, as the Engine API takes them."""

    def text(value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return {k: [text(x) for x in v] if isinstance(v, (list, tuple)) else [text(v)] for k, v in given.items()}
