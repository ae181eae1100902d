"""What a copy of a real host brings along: ids, addresses in use, and which names the engine made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.world.calling import Calling

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.world.machine import Machine

PURPOSES = {"container": "container-id", "network": "libnetwork-id"}


class Given(Calling):
    """Calls by which an engine is brought into the state of another one."""

    machines: dict[str, Machine]

    def engine(self, name: str = "vm") -> Engine:
        """The engine of a machine."""
        raise NotImplementedError

    def give_id(self, machine: str, kind: str, value: str) -> None:
        """Decide the id of the next container or network that an engine makes.

        Parameters
        ----------
        machine : str
            Whose engine.
        kind : str
            ``container`` or ``network``.
        value : str
            64 hexadecimal digits.

        Examples
        --------
        >>> from dockernet_sim.world.world import World
        >>> world = World()
        >>> world.give_id("vm", "network", "ab" * 32)
        >>> world.engine_call("vm", "network_create", [{"Name": "front"}])["Id"][:4]
        'abab'
        """
        engine = self.engine(machine)
        with self.call("id", machine, kind, value=value):
            engine.daemon.identity.give(PURPOSES[kind], int(value, 16))

    def hold_addresses(self, machine: str, network: str, addresses: Sequence[str]) -> None:
        """Take addresses of a network, so that no container gets them; those in use already are left alone."""
        engine = self.engine(machine)
        with self.call("hold", machine, network, addresses=list(addresses)):
            for data, address in _pools(engine, network, addresses):
                with suppress(ApiError):
                    engine.controller.ipam.request_address(data, address)

    def free_addresses(self, machine: str, network: str, addresses: Sequence[str]) -> None:
        """Give addresses back that were held."""
        engine = self.engine(machine)
        with self.call("free", machine, network, addresses=list(addresses)):
            for data, address in _pools(engine, network, addresses):
                engine.controller.ipam.release_address(data, address)

    def next_port(self, machine: str, port: int) -> None:
        """Let the next host port that an engine chooses be this one, as if it had given out and got back those
        before it.

        Parameters
        ----------
        machine : str
            Whose engine.
        port : int
            The port.

        Examples
        --------
        >>> from dockernet_sim.world.world import World
        >>> world = World(engine="20.10")
        >>> world.next_port("vm", 40000)
        >>> world.engine().controller.host_ports.next()
        40000
        """
        engine = self.engine(machine)
        with self.call("next port", machine, str(port)):
            engine.controller.host_ports.begin_at(port)

    def set_address(self, machine: str, address: str) -> None:
        """Tell under which address a machine is known to the others; its devices are left as they are."""
        found = self.machines[machine]
        with self.call("address", machine, address):
            found.address = ip_text(ip_int(address))

    def make_anonymous(self, machine: str, name: str) -> None:
        """Let a container's name count as made up by the engine: name servers do not know it by that name."""
        engine = self.engine(machine)
        with self.call("anonymous", machine, name):
            engine.containers.get(name).network_settings.anonymous = True


def _pools(engine: Engine, network: str, addresses: Sequence[str]) -> Iterator[tuple[Any, int]]:
    pools = [data.pool for data in engine.networks.get(network).ipam]
    for address in map(ip_int, addresses):
        for pool in pools:
            if address in pool:
                yield pool, address
