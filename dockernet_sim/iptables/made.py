"""Rules put together from their parts, for those who put the same ones into thousands of namespaces:
no text is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.iptables.matches.ports import PortMatch, TcpMatch, UdpMatch
from dockernet_sim.iptables.rule import Rule
from dockernet_sim.iptables.targets.nat import DnatTarget, NatTarget, SnatTarget
from dockernet_sim.wire.address import WIDTH, ip_text, mask

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netns import NetNs

WHOLE = mask(WIDTH)
PORTED: dict[str, type[PortMatch]] = {"tcp": TcpMatch, "udp": UdpMatch}


def jump_for(ip: int, chain: Chain) -> Rule:
    """``-d IP -j CHAIN``."""
    rule = Rule()
    rule.dst, rule.dst_mask = ip, WHOLE
    rule.target_name, rule.jump = chain.name, chain
    rule.compile(goto=False)
    return rule


def destination_rule(ns: NetNs, proto: str, ip: int, port: int, to_port: int) -> Rule:
    """``-d IP -p PROTO --dport PORT -j DNAT --to-destination IP:TO_PORT``."""
    rule, match = _about(ns, proto)
    rule.dst, rule.dst_mask = ip, WHOLE
    match.dport = (port, port)
    return _translated(rule, "DNAT", DnatTarget(ns), ip, to_port)


def source_rule(ns: NetNs, proto: str, ip: int, port: int, to_port: int) -> Rule:
    """``-s IP -p PROTO --sport PORT -j SNAT --to-source :TO_PORT``."""
    rule, match = _about(ns, proto)
    rule.src, rule.src_mask = ip, WHOLE
    match.sport = (port, port)
    return _translated(rule, "SNAT", SnatTarget(ns), 0, to_port)


def _about(ns: NetNs, proto: str) -> tuple[Rule, PortMatch]:
    rule, match = Rule(), PORTED[proto](ns)
    rule.proto = match.proto
    rule.matches = [match]
    return rule, match


def _translated(rule: Rule, name: str, target: NatTarget, ip: int, port: int) -> Rule:
    target.low = target.high = ip
    target.ports = (port, port)
    target.text = f"{ip_text(ip) if ip else ''}:{port}"
    rule.target_name, rule.target = name, target
    rule.compile(goto=False)
    return rule
