"""Port mappings of one network: a host port, the rules that lead from it to a container, and a proxy."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.ports.allocator import PortAllocator
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.engine.ports.proxy import Stop, hold_port, start_proxy

if TYPE_CHECKING:
    from dockernet_sim.engine.firewall.base import NetworkRules
    from dockernet_sim.engine.refusals import Refusals
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.programs.task import Place

ATTEMPTS = 10


def _nothing() -> None:
    """Nothing runs for this port."""


@dataclass(eq=False)
class Mapping:
    """A mapping in force."""

    binding: PortBinding
    ip: int
    stop: Stop


class PortMapper:
    """Publishes ports of the containers on one bridge.

    Parameters
    ----------
    place : Place
        The host's root shell: docker-proxy runs there.
    allocator : PortAllocator
        The host's ports; all networks share it.
    rules : NetworkRules or None
        The network's; None with ``--iptables=false``: then docker-proxy does all the work.
    owner : Owner
        dockerd, which holds the ports itself where docker-proxy does not.
    refuse : Refusals
        Words for what cannot be had.
    proxy : bool
        Whether docker-proxy is used; without it the rules also serve the host itself and the containers on the bridge.
    routed : bool
        Whether packets are routed to the containers: then no port of the host's is taken for IPv4.
    together : bool
        Whether a port that the engine chooses is the same one for IPv4 and IPv6.
    """

    def __init__(
        self,
        place: Place,
        allocator: PortAllocator,
        rules: NetworkRules | None,
        owner: Owner,
        refuse: Refusals,
        proxy: bool,
        routed: bool = False,
        together: bool = False,
    ) -> None:
        self.place = place
        self.allocator = allocator
        self.rules = rules
        self.owner = owner
        self.refuse = refuse
        self.proxy = proxy
        self.routed = routed
        self.together = together

    # -- all ports of a container ----------------------------------------------
    def publish(self, bindings: Sequence[PortBinding], ip: int, default_ip: str) -> Sequence[Mapping]:
        """Publish all ports of the container at `ip`, or none.

        Raises
        ------
        ServerError
            With Docker's text for the first port that cannot be had.
        """
        if not bindings:
            return ()
        done: list[Mapping] = []
        try:
            for wanted in bindings:
                first = len(done)
                for binding in self._by_family(wanted, default_ip):
                    before = done[first].binding.host_port if self.together and len(done) > first else 0
                    same = binding._replace(host_port=before, host_port_end=before) if before else binding
                    done.append(self._publish_one(same, ip))
        except ServerError:
            self.withdraw(done)
            raise
        return done

    def _by_family(self, wanted: PortBinding, default_ip: str) -> list[PortBinding]:
        """A binding without an address is one of IPv4 and, with docker-proxy, one of IPv6."""
        found = []
        if not wanted.ipv6 and self.routed:
            found.append(wanted._replace(host_ip="0.0.0.0", host_port=0, host_port_end=0))
        elif not wanted.ipv6:
            found.append(wanted._replace(host_ip=wanted.host_ip or default_ip))
        if self.proxy and (wanted.ipv6 or (not wanted.host_ip and default_ip == "0.0.0.0")):
            found.append(wanted._replace(host_ip=wanted.host_ip or "::"))
        return found

    def _publish_one(self, binding: PortBinding, ip: int) -> Mapping:
        """An explicit port is tried once; a port that the engine may choose, up to ten times."""
        attempts = 1 if binding.host_port else ATTEMPTS
        for attempt in range(attempts):
            try:
                return self._map(binding, ip)
            except ServerError:
                if attempt == attempts - 1:
                    raise
        raise AssertionError("unreachable")

    def withdraw(self, mappings: Sequence[Mapping]) -> None:
        """Take mappings back: proxy, rules, port."""
        for mapping in mappings:
            mapping.stop()
            binding = mapping.binding
            with suppress(ServerError):  # dockerd only logs what it cannot delete
                self._close(binding, mapping.ip)
            self.allocator.release(binding.host_ip, binding.proto, binding.host_port)

    # -- one port ----------------------------------------------------------------
    def _map(self, wanted: PortBinding, ip: int) -> Mapping:
        if self.routed and not wanted.ipv6:
            if self.rules is not None:
                self.rules.add_port(wanted, ip)
            return Mapping(wanted, ip, _nothing)
        end = wanted.host_port_end or wanted.host_port
        port = self.allocator.request(wanted.host_ip, wanted.proto, wanted.host_port, end)
        binding = wanted._replace(host_port=port, host_port_end=port)
        try:
            if self.rules is not None:
                self.rules.add_port(binding, ip)
            return Mapping(binding, ip, self._start(binding, ip))
        except ServerError:
            self.allocator.release(binding.host_ip, binding.proto, port)
            raise

    def _start(self, binding: PortBinding, ip: int) -> Stop:
        proto, host_ip, host_port = binding.proto, binding.host_ip, binding.host_port
        try:
            if self.proxy:
                return start_proxy(self.place, self.refuse, proto, host_ip, host_port, ip, binding.port)
            return hold_port(self.place.ns, self.refuse, proto, host_ip, host_port, self.owner)
        except ServerError:
            self._close(binding, ip)
            raise

    def _close(self, binding: PortBinding, ip: int) -> None:
        if self.rules is not None:
            self.rules.remove_port(binding, ip)
