"""The host and null drivers: one network each, and nothing to do for it.

A network that only holds a configuration has neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockernet_sim.engine.drivers.base import Connectivity, Driver, Interface, Machine, NetworkPlan, driver
from dockernet_sim.engine.errors import Forbidden
from dockernet_sim.engine.ports.binding import PortBinding


class SingleDriver:
    """A driver with one network and no devices."""

    kind = ""
    wants_ipam = publishes_ports = is_host = False

    def __init__(self, machine: Machine) -> None:
        self._network = ""

    def check(self, options: Mapping[str, str], internal: bool) -> None:
        """Nothing is refused here."""

    def skips_gateway(self, options: Mapping[str, str], internal: bool) -> bool:
        """There are no addresses at all."""
        return False

    def create_network(self, plan: NetworkPlan) -> None:
        """Remember the one network; Forbidden for a second one."""
        if self._network:
            raise Forbidden(f'only one instance of "{self.kind}" network is allowed')
        self._network = plan.id

    def restore_network(self, plan: NetworkPlan, earlier: Driver) -> None:
        """Remember it again."""
        self._network = plan.id

    def delete_network(self, network_id: str) -> None:
        """These networks stay."""
        raise Forbidden(f'network of type "{self.kind}" cannot be deleted')

    def create_endpoint(self, network_id: str, endpoint_id: str, interface: Interface) -> None:
        """No device."""

    def delete_endpoint(self, network_id: str, endpoint_id: str) -> None:
        """No device."""

    def join(self, network_id: str, endpoint_id: str, interface: Interface, wants: Connectivity) -> None:
        """Nothing to fill in."""

    def leave(self, network_id: str, endpoint_id: str) -> None:
        """Nothing to undo."""

    def program_ports(self, network_id: str, endpoint_id: str, wants: Connectivity) -> None:
        """No ports are published here."""

    def revoke_ports(self, network_id: str, endpoint_id: str) -> None:
        """No ports are published here."""

    def published(self, network_id: str, endpoint_id: str) -> list[PortBinding]:
        """No ports are published here."""
        return []


@driver("host")
class HostDriver(SingleDriver):
    """The host's own namespace."""

    kind = "host"
    is_host = True


@driver("null")
class NullDriver(SingleDriver):
    """A namespace of one's own with nothing but lo."""

    kind = "null"


class ConfigurationDriver(NullDriver):
    """Stands where a network that only holds a configuration has no driver: any number of them, and nothing is made."""

    def create_network(self, plan: NetworkPlan) -> None:
        """Nothing to make."""

    def restore_network(self, plan: NetworkPlan, earlier: Driver) -> None:
        """Nothing to make again."""

    def delete_network(self, network_id: str) -> None:
        """Nothing to undo."""
