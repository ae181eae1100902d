"""Matches: what a rule asks of a packet beside addresses, devices and protocol (x_tables.h)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from dockernet_sim.linux.netfilter.part import Part

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet


class Match(Part):
    """A match. ``per_flow`` when its answer is the same for all packets of a flow that take the same way."""

    per_flow: ClassVar[bool] = True
    always: ClassVar[bool] = False  # whether it means every packet, as a comment does
    needs_frame: ClassVar[bool] = False

    @property
    def only_states(self) -> int:
        """States of a flow, if it asks for one of these and for nothing else; else 0."""
        return 0

    def fellows(self) -> Iterator[Self]:
        """The matches of its kind in all rules of the namespace."""
        for table in self.ns.nf.tables.values():
            for chain in table.chains.values():
                yield from (each for rule in chain.rules for each in rule.matches if isinstance(each, type(self)))

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the packet is meant."""
        raise NotImplementedError


class Single(Match):
    """A match of one value, which is compared with one thing of a packet; ``negated`` turns the answer round."""

    per_flow: ClassVar[bool] = False
    value: Any = None
    negated = False

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """Whether the packet has the value; None where there is nothing to compare: then the answer is always no."""
        raise NotImplementedError

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the packet has the value, or has another one where it is negated."""
        hit = self.hit(packet, indev)
        return hit is not None and hit is not self.negated
