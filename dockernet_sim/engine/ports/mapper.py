"""Port mappings of one network: a host port, the rules that lead from it to a container, and a proxy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.iptables import APPEND, DELETE, Iptables
from dockernet_sim.engine.ports.allocator import PortAllocator
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.engine.ports.proxy import Stop, hold_port, start_proxy
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.programs.task import Place

ATTEMPTS = 10


@dataclass
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
    iptables : Iptables or None
        None with ``--iptables=false``: then docker-proxy does all the work.
    bridge : str
        The bridge device.
    owner : Owner
        dockerd, which holds the ports itself where docker-proxy does not.
    proxy : bool
        Whether docker-proxy is used; without it the rules also serve the host itself and the containers on the bridge.
    """

    def __init__(
        self, place: Place, allocator: PortAllocator, iptables: Iptables | None, bridge: str, owner: Owner, proxy: bool
    ) -> None:
        self.place = place
        self.allocator = allocator
        self.iptables = iptables
        self.bridge = bridge
        self.owner = owner
        self.proxy = proxy

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
                for binding in self._by_family(wanted, default_ip):
                    done.append(self._publish_one(binding, ip))
        except ServerError:
            self.withdraw(done)
            raise
        return done

    def _by_family(self, wanted: PortBinding, default_ip: str) -> list[PortBinding]:
        """A binding without an address is one of IPv4 and, with docker-proxy, one of IPv6."""
        found = []
        if not wanted.ipv6:
            found.append(replace(wanted, host_ip=wanted.host_ip or default_ip))
        if self.proxy and (wanted.ipv6 or (not wanted.host_ip and default_ip == "0.0.0.0")):
            found.append(replace(wanted, host_ip=wanted.host_ip or "::"))
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
                self._rules(DELETE, binding, mapping.ip)
            self.allocator.release(binding.host_ip, binding.proto, binding.host_port)

    # -- one port ----------------------------------------------------------------
    def _map(self, wanted: PortBinding, ip: int) -> Mapping:
        end = wanted.host_port_end or wanted.host_port
        port = self.allocator.request(wanted.host_ip, wanted.proto, wanted.host_port, end)
        binding = replace(wanted, host_port=port, host_port_end=port)
        try:
            self._rules(APPEND, binding, ip)
            return Mapping(binding, ip, self._start(binding, ip))
        except ServerError:
            self.allocator.release(binding.host_ip, binding.proto, port)
            raise

    def _start(self, binding: PortBinding, ip: int) -> Stop:
        try:
            if self.proxy:
                return start_proxy(self.place, binding.proto, binding.host_ip, binding.host_port, ip, binding.port)
            return hold_port(self.place.ns, binding.proto, binding.host_ip, binding.host_port, self.owner)
        except ServerError:
            self._rules(DELETE, binding, ip)
            raise

    def _rules(self, action: str, binding: PortBinding, ip: int) -> None:
        """DNAT to the container, a way through the filter, and masquerading of a container that calls itself."""
        if self.iptables is None or binding.ipv6:
            return
        for table, chain, spec in port_rules(binding, ip, self.bridge, self.proxy):
            self.iptables.program(table, action, chain, spec)


def port_rules(binding: PortBinding, ip: int, bridge: str, proxy: bool) -> Iterator[tuple[str, str, str]]:
    """Table, chain and specification of each rule of a published port."""
    proto, to = binding.proto, ip_text(ip)
    listening = "0/0" if binding.host_ip == "0.0.0.0" else binding.host_ip
    there = f"-d {to} --dport {binding.port}"
    dnat = f"-p {proto} -d {listening} --dport {binding.host_port} -j DNAT --to-destination {to}:{binding.port}"
    yield "nat", "DOCKER", f"{dnat} ! -i {bridge}" if proxy else dnat
    yield "filter", "DOCKER", f"! -i {bridge} -o {bridge} -p {proto} {there} -j ACCEPT"
    yield "nat", "POSTROUTING", f"-p {proto} -s {to} {there} -j MASQUERADE"
    if proto == "sctp":
        yield "mangle", "POSTROUTING", f"-p sctp --sport {binding.port} -j CHECKSUM --checksum-fill"
