"""Flows as conntrack(8) prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import tuple_text

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.flow import Entry

NAME = "conntrack v1.4.7 (conntrack-tools)"
PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17}


def flow_text(entry: Entry, now: float, extended: bool = False) -> str:
    """A flow as ``conntrack -L`` prints it."""
    layer = "ipv4     2 " if extended else ""
    return f"{layer}{_head(entry)} {int(entry.expires - now)} {_rest(entry)} mark={entry.mark} use=1"


def event_text(kind: str, entry: Entry, now: float, extended: bool = False) -> str:
    """An event as ``conntrack -E`` prints it: NEW, UPDATE or DESTROY."""
    left = int(entry.expires - now + 0.001)
    seconds = f"{left} " if left > 0 else ""
    mark = f" mark={entry.mark}" if entry.mark else ""
    layer = "ipv4     2 " if extended else ""
    portid = entry.table.portid if entry.table is not None else 0
    by = f" [USERSPACE] portid={portid}" if portid else ""
    return f"{f'[{kind}]':>9} {layer}{_head(entry)} {seconds}{_rest(entry)}{mark}{by}"


def _head(entry: Entry) -> str:
    name = next((name for name, number in PROTOCOLS.items() if number == entry.proto), "unknown")
    return f"{name:<8} {entry.proto}"


def _rest(entry: Entry) -> str:
    state = f"{entry.state} " if entry.state else ""
    unreplied = "" if entry.seen_reply else "[UNREPLIED] "
    assured = " [ASSURED]" if entry.assured else ""
    return f"{state}{tuple_text(entry.original.tuple)} {unreplied}{tuple_text(entry.reply.tuple)}{assured}"
