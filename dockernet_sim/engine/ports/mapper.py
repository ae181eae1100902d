"""Port mappings of one network: a host port, the rules that lead from it to a container, and a proxy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.ports.allocator import PortAllocator
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.engine.ports.proxy import Stop, hold_port, start_proxy
from dockernet_sim.wire.address import parse_ip

if TYPE_CHECKING:
    from dockernet_sim.engine.firewall.base import NetworkRules
    from dockernet_sim.engine.refusals import Refusals
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.programs.task import Place

ATTEMPTS = 10
PROTOCOLS = ("tcp", "udp", "sctp")


def _nothing() -> None:
    """Nothing runs for this port."""


def groups(wanted: Sequence[PortBinding]) -> Iterator[list[PortBinding]]:
    """Bindings that differ in the host's address alone get one port; explicit ports come before chosen ones.

    The order of releases from 28 on: by container port, protocol, host port, and the host's address.

    >>> [[str(each) for each in group] for group in groups([PortBinding(80, "tcp", "::"), PortBinding(80, "tcp", "0.0.0.0")])]
    [['0.0.0.0:0->80/tcp', ':::0->80/tcp']]
    """  # noqa: E501

    def asked(each: PortBinding) -> tuple[bool, int, int, int, int]:
        end = each.host_port_end or each.host_port
        return (
            not each.host_port or each.host_port != end,
            each.port,
            PROTOCOLS.index(each.proto),
            each.host_port,
            end,
        )

    ordered = sorted(wanted, key=lambda each: (*asked(each), each.ipv6, parse_ip(each.host_ip)))
    for _, group in groupby(ordered, asked):
        yield list(group)


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
    def publish(
        self, bindings: Sequence[PortBinding], ip: int, default_ip: str, routed: bool = False
    ) -> Sequence[Mapping]:
        """Publish all ports of the container at `ip`, or none; `routed`: those alone that take no port of the host's.

        Raises
        ------
        ServerError
            With Docker's text for the first port that cannot be had.
        """
        if not bindings:
            return ()
        done: list[Mapping] = []
        wanted = [each for binding in bindings for each in self._by_family(binding, default_ip)]
        wanted = [each for each in wanted if not routed or not each.ipv6]
        try:
            for group in groups(wanted) if self.together else ([each] for each in wanted):
                done += self._publish_group(group, ip)
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

    def _publish_group(self, group: Sequence[PortBinding], ip: int) -> list[Mapping]:
        """An explicit port is tried once; a port that the engine may choose, up to ten times."""
        if self.routed and any(not each.ipv6 for each in group):
            opened = self._publish_group([each for each in group if each.ipv6], ip)
            return [*opened, *(self._route(each, ip) for each in group if not each.ipv6)]
        if not group:
            return []
        first = group[0]
        start, end = first.host_port, first.host_port_end or first.host_port
        chosen = not start or (self.together and start != end)
        for _ in range(ATTEMPTS - 1 if chosen else 0):
            port = self.allocator.request([each.host_ip for each in group], first.proto, start, end)
            with suppress(ServerError):
                return self._open_group(group, port, ip)
        port = self.allocator.request([each.host_ip for each in group], first.proto, start, end)
        return self._open_group(group, port, ip)

    def withdraw(self, mappings: Sequence[Mapping]) -> None:
        """Take mappings back: proxy, rules, port."""
        for mapping in mappings:
            mapping.stop()
            binding = mapping.binding
            with suppress(ServerError):  # dockerd only logs what it cannot delete
                self._close(binding, mapping.ip)
            self.allocator.release(binding.host_ip, binding.proto, binding.host_port)

    # -- one port ----------------------------------------------------------------
    def _route(self, wanted: PortBinding, ip: int) -> Mapping:
        if self.rules is not None:
            self.rules.add_port(wanted, ip)
        return Mapping(wanted, ip, _nothing)

    def _open_group(self, group: Sequence[PortBinding], port: int, ip: int) -> list[Mapping]:
        """Rules and proxies of bindings that share a port; none of them when one fails."""
        done: list[Mapping] = []
        bindings = [each._replace(host_port=port, host_port_end=port) for each in group]
        try:
            for binding in bindings:
                if self.rules is not None:
                    self.rules.add_port(binding, ip)
                done.append(Mapping(binding, ip, self._start(binding, ip)))
        except ServerError:
            self.withdraw(done)
            for binding in bindings[len(done) :]:
                self.allocator.release(binding.host_ip, binding.proto, port)
            raise
        return done

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
