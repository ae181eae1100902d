"""Flows as conntrack(8) prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import tuple_text

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.flow import Flow

NAME = "conntrack v1.4.7 (conntrack-tools)"
PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17}


def flow_text(flow: Flow, now: float, extended: bool = False) -> str:
    """A flow as ``conntrack -L`` prints it."""
    layer = "ipv4     2 " if extended else ""
    return f"{layer}{_head(flow)} {int(flow.expires - now)} {_rest(flow)} mark={flow.mark} use=1"


def event_text(kind: str, flow: Flow, now: float, extended: bool = False) -> str:
    """An event as ``conntrack -E`` prints it: NEW, UPDATE or DESTROY."""
    left = int(flow.expires - now + 0.001)
    seconds = f"{left} " if left > 0 else ""
    mark = f" mark={flow.mark}" if flow.mark else ""
    layer = "ipv4     2 " if extended else ""
    portid = flow.table.portid if flow.table is not None else 0
    by = f" [USERSPACE] portid={portid}" if portid else ""
    return f"{f'[{kind}]':>9} {layer}{_head(flow)} {seconds}{_rest(flow)}{mark}{by}"


def _head(flow: Flow) -> str:
    name = next((name for name, number in PROTOCOLS.items() if number == flow.proto), "unknown")
    return f"{name:<8} {flow.proto}"


def _rest(flow: Flow) -> str:
    state = f"{flow.state} " if flow.state else ""
    unreplied = "" if flow.seen_reply else "[UNREPLIED] "
    assured = " [ASSURED]" if flow.assured else ""
    return f"{state}{tuple_text(flow.original.tuple)} {unreplied}{tuple_text(flow.reply.tuple)}{assured}"
