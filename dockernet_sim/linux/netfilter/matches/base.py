"""Matches: what a rule asks of a packet beside addresses, devices and protocol (iptables-extensions(8))."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from dockernet_sim.linux.netfilter.extension import Extension

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet


class Match(Extension):
    """A match. ``per_flow`` when its answer is the same for all packets of a flow that take the same way."""

    per_flow: ClassVar[bool] = True
    needs_frame: ClassVar[bool] = False
    __slots__ = ()

    @property
    def only_states(self) -> int:
        """States of a flow, if it asks for one of these and for nothing else; else 0."""
        return 0

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the packet is meant."""
        raise NotImplementedError


Kind = TypeVar("Kind", bound=type[Match])
MATCHES: dict[str, type[Match]] = {}


def match(name: str) -> Callable[[Kind], Kind]:
    """Register a class as ``-m NAME``."""

    def register(kind: Kind) -> Kind:
        kind.name = name
        MATCHES[name] = kind
        return kind

    return register
