"""The daemon's state, in one place, and how things in it are looked up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.links import Links
from dockernet_sim.engine.daemon.events import Events
from dockernet_sim.engine.errors import BadRequest, Forbidden, NotFound, ServerError
from dockernet_sim.engine.flags import Settings
from dockernet_sim.engine.ids import ById
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.imagestore import ImageStore
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.engine.versions import Release
from dockernet_sim.engine.volumes import VolumeStore
from dockernet_sim.linux.host import Host
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.controller import Controller
    from dockernet_sim.engine.cnm.network import Network
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon.execs import Exec
    from dockernet_sim.engine.swarm.cluster import Cluster

DEFAULT_NETWORK = "bridge"
RUNC_THREADS = 5  # numbers that runc's threads take in a container beside each program that it starts there
PREDEFINED = ("bridge", "host", "none", "default")


class Daemon:
    """What dockerd remembers, and how it is looked up. The calls of the Engine API share it.

    ``names`` leads from every name, those of links (``/parent/alias``) included, to a container's id.

    Parameters
    ----------
    host : Host
        The machine.
    release : Release
        The release's own ways.
    settings : Settings
        What flags and daemon.json ask for.
    controller : Controller
        The networks.
    images : iterable of Image
        What it has from the start.
    """

    def __init__(
        self, host: Host, release: Release, settings: Settings, controller: Controller, images: Iterable[Image]
    ) -> None:
        self.host = host
        self.clock = host.clock
        self.identity = host.identity
        self.release = release
        self.settings = settings
        self.controller = controller
        self.images = ImageStore(images, controller.machine.refuse)
        self.volumes = VolumeStore()
        self.containers: ById[Container] = ById()
        self.names: dict[str, str] = {}
        self.with_links = False  # whether containers ever had names of links, too
        self.links = Links()
        self.execs: dict[str, Exec] = {}
        self.events = Events(self.clock)
        self.network_facts = {network.id: NetworkFacts(self.clock.now, {}) for network in controller.networks}
        self.up = True  # whether dockerd runs
        self.cluster: Cluster | None = None  # the swarm that it is in

    @property
    def refuse(self) -> Refusals:
        """Makes refusals in the release's words, and remembers them."""
        return self.controller.machine.refuse

    # -- containers -----------------------------------------------------------
    def container(self, ref: str) -> Container:
        """The container of a full id, a name, or the beginning of one id; NotFound without one."""
        if not ref:
            raise BadRequest('invalid name or ID supplied: ""')
        if ref in self.containers:
            return self.containers[ref]
        by_name = self.names.get(ref if ref.startswith("/") else f"/{ref}")
        if by_name is not None and by_name in self.containers:
            return self.containers[by_name]
        found = self.containers.beginning_with(ref)
        if len(found) > 1:
            raise ServerError(f"Multiple IDs found with provided prefix: {ref}")
        if not found:
            raise self.refuse("no-such-container", name=ref)
        return found[0]

    def running(self, ref: str) -> Container:
        """The same; refused unless it runs."""
        container = self.container(ref)
        if not container.running:
            raise self.refuse("not-running", id=container.id)
        return container

    def living(self, ref: str) -> Container:
        """The same; refused also while dockerd has not heard yet that its processes are gone."""
        container = self.running(ref)
        if container.dying:
            raise self.refuse("not-running", id=container.id)
        return container

    def names_of(self, container: Container) -> list[str]:
        """All its names, sorted: its own, and those that links give it."""
        if not self.with_links:
            return [container.name] if self.names.get(container.name) == container.id else []
        return sorted(name for name, owner in self.names.items() if owner == container.id)

    def link_names(self, container: Container) -> list[str]:
        """``HostConfig.Links`` of inspect."""
        return [f"{child.name}:{name}" for name, child in self.links.children(container).items()]

    # -- networks -------------------------------------------------------------
    def network(self, ref: str) -> Network:
        """The network of a full id, a full name, or the beginning of one id.

        Raises
        ------
        NotFound, BadRequest
            With the daemon's text: there is none, or more than one.
        """
        network = self.controller.network_by_id(ref)
        if network is not None:
            return network
        by_name = self.controller.networks_named(ref)
        if len(by_name) == 1:
            return by_name[0]
        by_id = [network for network in self.controller.networks if network.id.startswith(ref)]
        for found, how in ((by_name, "matches found on name"), (by_id, "matches found based on ID prefix")):
            if len(found) == 1:
                return found[0]
            if found:
                raise BadRequest(f"network {ref} is ambiguous ({len(found)} {how})")
        self._refuse_swarm_network(ref)
        raise self.refuse("no-such-network", name=ref)

    def _refuse_swarm_network(self, ref: str) -> None:
        """One of the swarm has no endpoints here."""
        found = self.cluster.find(ref) if self.cluster is not None else None
        if found is not None and not found.attachable:
            why = f"rpc error: code = PermissionDenied desc = network {found.name} not manually attachable"
            raise Forbidden(f"Could not attach to network {ref}: {why}")
        if found is not None:
            raise NotModelled(f"containers on networks of a swarm ({found.name}) are not modelled: VXLAN is not spoken")

    def find_network(self, ref: str) -> Network | None:
        """The same, or None."""
        try:
            return self.network(ref)
        except (NotFound, BadRequest, Forbidden):
            return None

    # -- events ---------------------------------------------------------------
    def container_event(self, container: Container, action: str, **attributes: str) -> None:
        """Tell of something that happened to a container."""
        config = container.blueprint.config
        actor = {**(config["Labels"] or {}), "image": config["Image"], "name": container.short_name, **attributes}
        self.events.add("container", action, container.id, actor)

    def network_event(self, network: Network, action: str, **attributes: Any) -> None:
        """Tell of something that happened to a network."""
        self.events.add("network", action, network.id, attributes | {"name": network.name, "type": network.driver.kind})
