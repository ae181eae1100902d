"""The layout up to release 27: all rules of a bridge in FORWARD, and DOCKER-ISOLATION-STAGE-1 and -2 between bridges.

Rules of later networks are inserted above those of earlier ones; the jumps to DOCKER-USER and DOCKER-ISOLATION-STAGE-1
are moved back to the top each time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.firewall.base import INTERNAL_IN, INTERNAL_OUT, ISOLATION, NO_ICC, Exposed, Meaning
from dockernet_sim.engine.firewall.links import link_rules
from dockernet_sim.engine.iptables import APPEND, DELETE, INSERT, Iptables, IptablesFailed
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
    from dockernet_sim.engine.ports.binding import PortBinding

DOCKER, USER = "DOCKER", "DOCKER-USER"
STAGE_1, STAGE_2 = "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2"
DEVICE = re.compile(r"(?<!! )-(?P<way>[io]) (?P<bridge>\S+)")
TO_LOCAL = "-m addrtype --dst-type LOCAL -j DOCKER"
NOT_LOOPBACK = f"{TO_LOCAL} ! --dst 127.0.0.0/8"


class IsolationFirewall:
    """The chains of one host.

    Parameters
    ----------
    iptables : Iptables
        The host's.
    """

    def __init__(self, iptables: Iptables) -> None:
        self.iptables = iptables

    def start(self, proxy: bool) -> None:
        """Remove leftovers of an earlier run, make the chains; the jumps to them come with the first network."""
        iptables = self.iptables
        for chain, spec in (("PREROUTING", TO_LOCAL), ("OUTPUT", NOT_LOOPBACK), ("OUTPUT", TO_LOCAL)):
            iptables.program("nat", DELETE, chain, spec)
        iptables.remove_chain("nat", DOCKER)
        for chain in (DOCKER, STAGE_1, STAGE_2):
            iptables.remove_chain("filter", chain)
        iptables.new_chain("nat", DOCKER)
        for chain in (DOCKER, STAGE_1, STAGE_2):
            iptables.new_chain("filter", chain)
        for chain in (STAGE_1, STAGE_2):
            iptables.returns(chain)

    def forwarding(self) -> bool:
        """Where dockerd has to switch forwarding on, it also shuts FORWARD by default."""
        self.iptables.editor.policy("filter", "FORWARD", "DROP")
        return True

    def user_chain(self) -> None:
        """DOCKER-USER, where the user's own rules go, comes first in FORWARD and ends in RETURN."""
        self.iptables.new_chain("filter", USER)
        self.iptables.returns(USER)
        self.iptables.jump_first("FORWARD", USER)

    def meaning(self, table: str, chain: str, rule: str) -> Meaning | None:
        """STAGE-2 keeps bridges apart, STAGE-1 closes internal networks, FORWARD has the DROP of ``--icc=false``."""
        ways = {found["way"]: found["bridge"] for found in DEVICE.finditer(rule)}
        if table != "filter" or not ways or not rule.endswith("-j DROP"):
            return None
        way, bridge = next(iter(ways.items()))
        if chain == STAGE_2:
            return Meaning(ISOLATION, bridge)
        if chain == STAGE_1:
            return Meaning(INTERNAL_OUT if way == "i" else INTERNAL_IN, bridge)
        if rule == f"-i {bridge} -o {bridge} -j DROP" and chain == "FORWARD":
            return Meaning(NO_ICC, bridge)
        return None

    def network(self, config: BridgeConfig, proxy: bool) -> IsolationRules:
        """The rules of one network."""
        return IsolationRules(self.iptables, config, proxy)


class IsolationRules:
    """The rules of one network.

    Parameters
    ----------
    iptables : Iptables
        The host's.
    config : BridgeConfig
        The network's.
    proxy : bool
        Whether docker-proxy is used.
    """

    def __init__(self, iptables: Iptables, config: BridgeConfig, proxy: bool) -> None:
        self.iptables = iptables
        self.config = config
        self.proxy = proxy

    def insert(self) -> None:
        """Put them in.

        Raises
        ------
        ServerError
            When iptables refuses one.
        """
        try:
            if self.config.internal:
                self._internal(INSERT)
            else:
                self._external(INSERT)
        except _Unable as unable:
            raise ServerError(f"Failed to Setup IP tables: {unable.text}") from None
        if not self.config.internal:
            self._ways_to_docker()
        self.iptables.jump_first("FORWARD", STAGE_1)
        if not self.config.internal:
            for chain, spec in self._isolation():
                self.iptables.program("filter", INSERT, chain, spec)

    def remove(self) -> None:
        """Take them out again, in the order in which they came; what is not there is passed over."""
        if self.config.internal:
            self._internal(DELETE)
            return
        self._external(DELETE)
        for spec in self._filter_ways():
            self.iptables.program("filter", DELETE, "FORWARD", spec)
        for chain, spec in self._isolation():
            self.iptables.program("filter", DELETE, chain, spec)

    # -- containers --------------------------------------------------------------
    def add_endpoint(self, ip: int) -> None:
        """No rules of its own."""

    def remove_endpoint(self, ip: int) -> None:
        """No rules of its own."""

    def add_port(self, binding: PortBinding, ip: int) -> None:
        """DNAT to the container, an ACCEPT in the filter, and MASQUERADE for a container that calls itself."""
        self._port(APPEND, binding, ip)

    def remove_port(self, binding: PortBinding, ip: int) -> None:
        """Undo :meth:`add_port`."""
        self._port(DELETE, binding, ip)

    def _port(self, action: str, binding: PortBinding, ip: int) -> None:
        if binding.ipv6:
            return
        proto, to, bridge = binding.proto, ip_text(ip), self.config.bridge
        listening = "0/0" if binding.host_ip == "0.0.0.0" else binding.host_ip
        there = f"-d {to} --dport {binding.port}"
        dnat = f"-p {proto} -d {listening} --dport {binding.host_port} -j DNAT --to-destination {to}:{binding.port}"
        if self.proxy:
            dnat += f" ! -i {bridge}"
        program = self.iptables.program
        program("nat", action, DOCKER, dnat)
        program("filter", action, DOCKER, f"! -i {bridge} -o {bridge} -p {proto} {there} -j ACCEPT")
        program("nat", action, "POSTROUTING", f"-p {proto} -s {to} {there} -j MASQUERADE")
        if proto == "sctp":
            checksum = f"-p sctp --sport {binding.port} -j CHECKSUM --checksum-fill"
            program("mangle", action, "POSTROUTING", checksum)

    def add_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """Let the parent reach the child's exposed ports."""
        for spec in link_rules(parent, child, exposed, self.config.bridge):
            self.iptables.program("filter", APPEND, DOCKER, spec)

    def remove_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """Undo :meth:`add_link`."""
        for spec in link_rules(parent, child, exposed, self.config.bridge):
            self.iptables.program("filter", DELETE, DOCKER, spec)

    # -- parts -------------------------------------------------------------------
    def _step(self, action: str, what: str, table: str, chain: str, spec: str) -> None:
        try:
            self.iptables.program(table, action, chain, spec)
        except ServerError as refused:
            if action == INSERT:
                raise _Unable(f"Unable to enable {what} rule: {refused.text}") from None

    def _external(self, action: str) -> None:
        config, bridge, subnet = self.config, self.config.bridge, str(self.config.plan)
        source = f"SNAT --to-source {config.host_ipv4}" if config.host_ipv4 else "MASQUERADE"
        if config.masquerade:
            self._step(action, "NAT", "nat", "POSTROUTING", f"-s {subnet} ! -o {bridge} -j {source}")
            if self.proxy:
                self._step(action, "SKIP DNAT", "nat", DOCKER, f"-i {bridge} -j RETURN")
        if not self.proxy:
            local = f"-m addrtype --src-type LOCAL -o {bridge} -j {source}"
            self._step(action, "MASQ LOCAL HOST", "nat", "POSTROUTING", local)
        self._icc(action)
        outgoing = f"-i {bridge} ! -o {bridge} -j ACCEPT"
        self._step(action, "ACCEPT NON_ICC OUTGOING", "filter", "FORWARD", outgoing)

    def _internal(self, action: str) -> None:
        bridge, subnet = self.config.bridge, str(self.config.plan)
        self._step(action, "DROP INCOMING", "filter", STAGE_1, f"-i {bridge} ! -d {subnet} -j DROP")
        self._step(action, "DROP OUTGOING", "filter", STAGE_1, f"-o {bridge} ! -s {subnet} -j DROP")
        self._icc(action)

    def _icc(self, action: str) -> None:
        """Between containers of this bridge: an ACCEPT on top, or a DROP at the very end, behind the ports of links."""
        between = f"-i {self.config.bridge} -o {self.config.bridge} -j"
        wanted, other = ("ACCEPT", "DROP") if self.config.icc else ("DROP", "ACCEPT")
        if action == INSERT:
            self.iptables.program("filter", DELETE, "FORWARD", f"{between} {other}")
            action = INSERT if self.config.icc else APPEND
        try:
            self.iptables.program("filter", action, "FORWARD", f"{between} {wanted}")
        except ServerError as refused:
            verb = "allow" if self.config.icc else "prevent"
            raise _Unable(f"Unable to {verb} intercontainer communication: {refused.text}") from None

    def _ways_to_docker(self) -> None:
        """The jumps into the chains of published ports."""
        output = NOT_LOOPBACK if self.proxy else TO_LOCAL
        for chain, spec in (("PREROUTING", TO_LOCAL), ("OUTPUT", output)):
            try:
                self.iptables.program("nat", APPEND, chain, spec)
            except IptablesFailed as refused:
                text = f"Failed to inject DOCKER in {chain} chain: {refused.bare}"
                raise ServerError(f"Failed to program NAT chain: {text}") from None
        for spec in self._filter_ways():
            try:
                self.iptables.program("filter", INSERT, "FORWARD", spec, bare=True)
            except IptablesFailed as refused:
                raise ServerError(f"Failed to program FILTER chain: {refused.bare}") from None

    def _filter_ways(self) -> tuple[str, str]:
        bridge = self.config.bridge
        return (f"-o {bridge} -j DOCKER", f"-o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")

    def _isolation(self) -> tuple[tuple[str, str], tuple[str, str]]:
        bridge = self.config.bridge
        return ((STAGE_1, f"-i {bridge} ! -o {bridge} -j {STAGE_2}"), (STAGE_2, f"-o {bridge} -j DROP"))


class _Unable(ServerError):
    """A rule of a network could not be set."""
