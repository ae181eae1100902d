"""docker-py's networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.resource import Collection, Model, of_collection, of_model
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.answers import NetworkInspect
    from dockernet_sim.client.arguments import ConnectOptions, Filters, NetworkOptions, Texts
    from dockernet_sim.client.container import Container


class Network(Model):
    """One network, with the attributes that it had at the last :meth:`reload`."""

    attrs: NetworkInspect
    collection: NetworkCollection

    @property
    def name(self) -> str:
        """What it was created as."""
        return self.attrs["Name"]

    @property
    def containers(self) -> list[Container]:
        """The running containers that were on it at the last :meth:`reload`."""
        return [self.client.containers.get(id) for id in self.attrs.get("Containers") or {}]

    @asked(container=checks.reference)
    def connect(self, container: Container | str, **options: Unpack[ConnectOptions]) -> None:
        """``docker network connect``: plug a container into this network as well.

        Parameters
        ----------
        container : Container or str
            It, its name or its id.
        **options
            ``ipv4_address``, ``aliases``, ``links``, ``driver_opt``, ``mac_address``, as for the low-level
            ``connect_container_to_network``; IPv6 addresses are not modelled.
        """
        self.client.api.connect_container_to_network(reference(container), self.id, **options)

    @asked(container=checks.reference, force=must.flag)
    def disconnect(self, container: Container | str, force: bool = False) -> None:
        """``docker network disconnect``; with ``force=True`` also one that is not there any more."""
        self.client.api.disconnect_container_from_network(reference(container), self.id, force)

    remove = of_model(APIClient.remove_network)


class NetworkCollection(Collection):
    """``client.networks``."""

    @asked(name=must.text)
    def create(self, name: str, driver: str | None = None, **options: Unpack[NetworkOptions]) -> Network:
        """``docker network create``; options as for the low-level ``create_network``.

        Raises
        ------
        APIError
            With the engine's text: a name or a subnet that is taken, a malformed one.
        """
        return self.get(self.client.api.create_network(name, driver, **options)["Id"])

    @asked(network_id=must.name, verbose=must.maybe(must.flag), scope=must.maybe(must.text))
    def get(self, network_id: str, verbose: bool | None = None, scope: str | None = None) -> Network:
        """One network, by name or id; NotFound."""
        return Network(self.client.api.inspect_network(network_id, verbose, scope), self.client, self)

    @asked(names=must.maybe(must.texts), ids=must.maybe(must.texts), filters=checks.filters, greedy=must.flag)
    def list(
        self,
        names: Texts | None = None,
        ids: Texts | None = None,
        filters: Filters | None = None,
        greedy: bool = False,
    ) -> list[Network]:
        """``docker network ls``: without their containers, unless `greedy` asks for each of them."""
        listed = self.client.api.networks(names=names, ids=ids, filters=filters)
        found = [Network(each, self.client, self) for each in listed]
        for each in found if greedy else ():
            each.reload()
        return found

    prune = of_collection(APIClient.prune_networks)


def reference(container: Container | str) -> str:
    """A container's id, or the name that was given instead of it."""
    return container if isinstance(container, str) else container.id
