"""The layouts from release 28 on: FORWARD leads to DOCKER-FORWARD, which has a chain for each question about a packet.

DOCKER-CT lets answers through, DOCKER-INTERNAL (29) or the isolation chains (28) keep networks apart, DOCKER-BRIDGE
leads to the published ports, and a DROP for each bridge closes all other ports. Rules of later networks come behind
those of earlier ones. Table raw drops what comes to a container's own address by any other way than its bridge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.firewall.base import (
    INTERNAL_IN,
    INTERNAL_OUT,
    ISOLATION,
    NO_ICC,
    UNPUBLISHED,
    Exposed,
    Meaning,
)
from dockernet_sim.engine.firewall.isolation import DOCKER, NOT_LOOPBACK, STAGE_1, STAGE_2, TO_LOCAL, USER
from dockernet_sim.engine.firewall.links import link_rules
from dockernet_sim.engine.iptables import APPEND, DELETE, INSERT, Iptables
from dockernet_sim.sim.later import later
from dockernet_sim.wire.address import ip_text, is_loopback_text

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
    from dockernet_sim.engine.ports.binding import PortBinding
    from dockernet_sim.iptables.spec import Towards

FORWARD, CT, BRIDGE, INTERNAL = "DOCKER-FORWARD", "DOCKER-CT", "DOCKER-BRIDGE", "DOCKER-INTERNAL"
Rule = tuple[str, str, str, str]
"""(table, action, chain, specification)"""
MEANINGS: tuple[tuple[str, str, re.Pattern[str], str], ...] = tuple(
    (table, chain, re.compile(rule), purpose)
    for table, chain, rule, purpose in (
        ("raw", "PREROUTING", r"-d \S+ ! -i (?P<bridge>\S+) -j DROP", UNPUBLISHED),
        ("filter", DOCKER, r"! -i (?P<bridge>\S+) -o (?P=bridge) -j DROP", UNPUBLISHED),
        ("filter", FORWARD, r"-i (?P<bridge>\S+) -o (?P=bridge) -j DROP", NO_ICC),
        ("filter", f"{INTERNAL}|{STAGE_1}", r"! -d \S+ -i (?P<bridge>\S+) -j DROP", INTERNAL_OUT),
        ("filter", f"{INTERNAL}|{STAGE_1}", r"! -s \S+ -o (?P<bridge>\S+) -j DROP", INTERNAL_IN),
        ("filter", STAGE_2, r"-o (?P<bridge>\S+) -j DROP", ISOLATION),
    )
)


class ForwardFirewall:
    """The chains of one host.

    Parameters
    ----------
    iptables : Iptables
        The host's.
    """

    stages: tuple[str, ...] = ()  # chains between bridges that this layout has beside DOCKER-INTERNAL
    closing = INTERNAL  # the chain of what internal networks drop
    skips_own = False  # whether nat DOCKER returns at once for packets from a masqueraded network

    def __init__(self, iptables: Iptables) -> None:
        self.iptables = iptables

    def start(self, proxy: bool) -> None:
        """Remove leftovers of an earlier run, make the chains and the jumps to them."""
        iptables = self.iptables
        iptables.nf.six = True
        for chain, spec in (("PREROUTING", TO_LOCAL), ("OUTPUT", NOT_LOOPBACK), ("OUTPUT", TO_LOCAL)):
            iptables.program("nat", DELETE, chain, spec)
        iptables.remove_chain("nat", DOCKER)
        own = (FORWARD, BRIDGE, DOCKER, CT, *(self.stages or (INTERNAL,)))
        for chain in own:
            iptables.remove_chain("filter", chain)
        iptables.new_chain("nat", DOCKER)
        for chain in own:
            iptables.new_chain("filter", chain)
        iptables.program("nat", APPEND, "PREROUTING", TO_LOCAL)
        iptables.program("nat", APPEND, "OUTPUT", NOT_LOOPBACK if proxy else TO_LOCAL)
        iptables.jump_first("FORWARD", FORWARD)
        for chain in (BRIDGE, self.closing, CT):
            iptables.jump_first(FORWARD, chain)

    def forwarding(self) -> bool:
        """Where dockerd has to switch forwarding on, it also shuts FORWARD by default."""
        self.iptables.editor.policy("filter", "FORWARD", "DROP")
        return True

    def user_chain(self) -> None:
        """DOCKER-USER, where the user's own rules go, comes first in FORWARD; it is empty."""
        self.iptables.new_chain("filter", USER)
        self.iptables.jump_first("FORWARD", USER)

    def meaning(self, table: str, chain: str, rule: str) -> Meaning | None:
        """Each chain has one kind of DROP."""
        for where, chains, pattern, purpose in MEANINGS:
            if table == where and re.fullmatch(chains, chain) and (found := pattern.fullmatch(rule)):
                return Meaning(purpose, found["bridge"])
        return None

    def network(self, config: BridgeConfig, proxy: bool) -> ForwardRules:
        """The rules of one network."""
        return ForwardRules(self, config, proxy)


class StagedFirewall(ForwardFirewall):
    """Release 28: bridges are still kept apart by the isolation chains."""

    stages = (STAGE_1, STAGE_2)
    closing = STAGE_1
    skips_own = True


class ForwardRules:
    """The rules of one network.

    Parameters
    ----------
    layout : ForwardFirewall
        The host's.
    config : BridgeConfig
        The network's.
    proxy : bool
        Whether docker-proxy is used.
    """

    def __init__(self, layout: ForwardFirewall, config: BridgeConfig, proxy: bool) -> None:
        self.layout = layout
        self.config = config
        self.proxy = proxy

    # -- the network -------------------------------------------------------------
    def insert(self) -> None:
        """Put them in.

        Raises
        ------
        ServerError
            When iptables refuses one.
        """
        try:
            for table, action, chain, spec in self._rules():
                self._program(table, action, chain, spec)
        except ServerError as refused:
            raise ServerError(f"Failed to Setup IP tables: Unable to enable a rule: {refused.text}") from None

    def remove(self) -> None:
        """Take them out again; what is not there is passed over."""
        for table, _, chain, spec in self._rules():
            self._program(table, DELETE, chain, spec)

    def _program(self, table: str, action: str, chain: str, spec: str) -> None:
        self.layout.iptables.program(table, action, chain, spec)

    def _rules(self) -> Iterator[Rule]:
        config, bridge, subnet = self.config, self.config.bridge, str(self.config.plan)
        between = f"-i {bridge} -o {bridge} -j {'ACCEPT' if config.icc else 'DROP'}"
        if config.internal:
            yield "filter", INSERT, self.layout.closing, f"-i {bridge} ! -d {subnet} -j DROP"
            yield "filter", INSERT, self.layout.closing, f"-o {bridge} ! -s {subnet} -j DROP"
            yield "filter", APPEND, FORWARD, between
            return
        if config.accept_mark:
            yield "filter", INSERT, FORWARD, f"-m mark --mark {config.accept_mark} -j ACCEPT"
        yield from self._translation(subnet)
        if not config.icc:
            yield "filter", APPEND, FORWARD, between
        if config.routed:
            yield "filter", APPEND, DOCKER, f"-o {bridge} -p icmp -j ACCEPT"
        yield (
            "filter",
            APPEND,
            FORWARD,
            f"-i {bridge} -j ACCEPT" if config.icc else f"-i {bridge} ! -o {bridge} -j ACCEPT",
        )
        if self.layout.stages:
            yield "filter", APPEND, STAGE_1, f"-i {bridge} ! -o {bridge} -j {STAGE_2}"
            yield "filter", INSERT, STAGE_2, f"-o {bridge} -j DROP"
        yield "filter", APPEND, DOCKER, f"! -i {bridge} -o {bridge} -j {'ACCEPT' if config.unprotected else 'DROP'}"
        yield "filter", APPEND, CT, f"-o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
        yield "filter", APPEND, BRIDGE, f"-o {bridge} -j {DOCKER}"

    def _translation(self, subnet: str) -> Iterator[Rule]:
        config, bridge = self.config, self.config.bridge
        source = f"SNAT --to-source {config.host_ipv4}" if config.host_ipv4 else "MASQUERADE"
        if config.masquerade and not config.routed:
            yield "nat", INSERT, "POSTROUTING", f"-s {subnet} ! -o {bridge} -j {source}"
            if self.layout.skips_own and self.proxy:
                yield "nat", INSERT, DOCKER, f"-i {bridge} -j RETURN"
        if not self.proxy:
            yield "nat", INSERT, "POSTROUTING", f"-m addrtype --src-type LOCAL -o {bridge} -j {source}"

    # -- containers --------------------------------------------------------------
    def add_endpoint(self, ip: int) -> None:
        """Nothing comes to the container's own address but by its bridge, or by an interface that is trusted."""
        self._direct(APPEND, ip)

    def remove_endpoint(self, ip: int) -> None:
        """Undo :meth:`add_endpoint`."""
        self._direct(DELETE, ip)

    def _direct(self, action: str, ip: int) -> None:
        for rules in self._guard:
            self.layout.iptables.program_rule("raw", action, "PREROUTING", rules.rule(ip))

    @later
    def _guard(self) -> tuple[Towards, ...]:
        """What a container's own address has in table raw."""
        config = self.config
        if config.internal or config.unprotected or config.routed or config.direct_routing:
            return ()
        ways = (*(f"-i {name} -j ACCEPT" for name in config.trusted), f"! -i {config.bridge} -j DROP")
        return tuple(self.layout.iptables.towards("raw", way) for way in ways)

    def add_port(self, binding: PortBinding, ip: int) -> None:
        """DNAT to the container, and an ACCEPT in front of what closes the other ports."""
        self._port(binding, ip, APPEND, INSERT)

    def remove_port(self, binding: PortBinding, ip: int) -> None:
        """Undo :meth:`add_port`."""
        self._port(binding, ip, DELETE, DELETE)

    def _port(self, binding: PortBinding, ip: int, append: str, insert: str) -> None:
        if binding.ipv6 or self.config.internal:
            return
        proto, to, bridge = binding.proto, ip_text(ip), self.config.bridge
        there = f"-p {proto} -d {to} --dport {binding.port}"
        if binding.host_port:
            if is_loopback_text(binding.host_ip):
                head = f"-p {proto} -d {binding.host_ip} --dport {binding.host_port}"
                self._program("raw", append, "PREROUTING", f"{head} ! -i lo -j DROP")
            listening = "0/0" if binding.host_ip == "0.0.0.0" else binding.host_ip
            dnat = f"-p {proto} -d {listening} --dport {binding.host_port} -j DNAT --to-destination {to}:{binding.port}"
            self._program("nat", append, DOCKER, f"{dnat} ! -i {bridge}" if self.proxy else dnat)
            if not self.proxy:
                self._program("nat", append, "POSTROUTING", f"{there} -s {to} -j MASQUERADE")
        if not self.config.unprotected:
            self._program("filter", insert, DOCKER, f"! -i {bridge} -o {bridge} {there} -j ACCEPT")

    # -- links -------------------------------------------------------------------
    def add_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """Let the parent reach the child's exposed ports."""
        self._links(APPEND, parent, child, exposed)

    def remove_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """Undo :meth:`add_link`."""
        self._links(DELETE, parent, child, exposed)

    def _links(self, action: str, parent: int, child: int, exposed: Exposed) -> None:
        for spec in link_rules(parent, child, exposed, self.config.bridge):
            self._program("filter", action, DOCKER, spec)
