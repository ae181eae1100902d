"""What the engine's answers look like, for the API version that a client asks with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.inspect.container import inspect_container, network_settings, summary
from dockernet_sim.engine.inspect.image import image_summary, inspect_image
from dockernet_sim.engine.inspect.network import NetworkFacts, inspect_network

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.container.endpoint import EndpointSettings
    from dockernet_sim.engine.images import Image
    from dockernet_sim.engine.imagestore import ImageStore


class Shape:
    """Engine API JSON as releases up to 24 give it; a later one overrides what differs."""

    def version(self, data: dict[str, Any]) -> dict[str, Any]:
        """``GET /version``."""
        return data

    def info(self, data: dict[str, Any]) -> dict[str, Any]:
        """``GET /info``."""
        return data

    def container(self, container: Container, links: list[str], size: bool = False) -> dict[str, Any]:
        """``GET /containers/ID/json``."""
        return inspect_container(container, self, links, size)

    def container_summary(self, container: Container, names: list[str], now: float) -> dict[str, Any]:
        """One entry of ``GET /containers/json``."""
        return summary(container, self, names, now)

    def network_settings(self, container: Container) -> dict[str, Any]:
        """``NetworkSettings`` of a container."""
        return network_settings(container, self)

    def endpoint(self, settings: EndpointSettings) -> dict[str, Any]:
        """``NetworkSettings.Networks[NAME]``."""
        return settings.to_json()

    def network(self, network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
        """``GET /networks/ID``; an entry of ``GET /networks`` stands without the containers."""
        return inspect_network(network, facts, containers)

    def swarm_network(self, shown: dict[str, Any], containers: bool = True) -> dict[str, Any]:
        """The same for a network of a swarm, as its manager shows it."""
        return {key: value for key, value in shown.items() if containers or key not in ("Containers", "Peers")}

    def image(self, image: Image, store: ImageStore, engine: str) -> dict[str, Any]:
        """``GET /images/NAME/json``; `engine` is the engine's full version."""
        return inspect_image(image, store, engine)

    def image_summary(self, image: Image, store: ImageStore) -> dict[str, Any]:
        """One entry of ``GET /images/json``."""
        return image_summary(image, store)
