"""docker-py's swarm and nodes, which are state only; and collections of what there is none of."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.errors import APIError
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.lowlevel.swarm import LISTEN
from dockernet_sim.client.resource import Collection, Model, of_collection
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.answers import NodeInspect, SwarmInspect
    from dockernet_sim.client.arguments import Filters, SwarmOptions
    from dockernet_sim.client.client import DockerClient


class Swarm(Model):
    """``client.swarm``; without attributes on an engine that is in none."""

    id_attribute = "ID"
    attrs: SwarmInspect
    collection: None

    def __init__(self, client: DockerClient) -> None:
        super().__init__({}, client)
        with suppress(APIError):
            self.reload()

    @property
    def version(self) -> int:
        """How often it was changed."""
        return self.attrs["Version"]["Index"]

    def reload(self) -> None:
        """Ask the engine for its attributes again; APIError outside of a swarm."""
        self.attrs = self.client.api.inspect_swarm()

    def init(
        self, advertise_addr: str | None = None, listen_addr: str = LISTEN, **options: Unpack[SwarmOptions]
    ) -> str:
        """``docker swarm init``: the node's id; options as for the low-level ``init_swarm``."""
        node = self.client.api.init_swarm(advertise_addr, listen_addr, **options)
        self.reload()
        return node

    join = of_collection(APIClient.join_swarm)
    leave = of_collection(APIClient.leave_swarm)
    get_unlock_key = refused("Swarm.get_unlock_key")
    unlock = refused("Swarm.unlock")
    update = refused("Swarm.update")


class Node(Model):
    """One node of the swarm."""

    id_attribute = "ID"
    attrs: NodeInspect
    collection: NodeCollection

    @property
    def version(self) -> int:
        """How often it was changed."""
        return self.attrs["Version"]["Index"]

    update = refused("Node.update")
    remove = refused("Node.remove")


class NodeCollection(Collection):
    """``client.nodes``."""

    @asked(node_id=must.name)
    def get(self, node_id: str) -> Node:
        """One node, by its id."""
        return Node(self.client.api.inspect_node(node_id), self.client, self)

    @asked(filters=checks.filters)
    def list(self, filters: Filters | None = None) -> list[Node]:
        """``docker node ls``."""
        return [Node(each, self.client, self) for each in self.client.api.nodes(filters)]


class Absent(Collection):
    """``client.services`` and others: their lists are answered as the engine does, anything else is refused by name."""

    def __init__(self, client: DockerClient, kind: str) -> None:
        super().__init__(client)
        self.kind = kind

    @asked(filters=checks.filters)
    def list(self, filters: Filters | None = None) -> list[dict[str, object]]:
        """Refused by an engine that is in no swarm; there are no plug-ins."""
        found: list[dict[str, object]] = getattr(self.client.api, self.kind)(*([filters] if filters else []))
        return found

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotModelled(f"{self.kind}.{name} is not modelled")
