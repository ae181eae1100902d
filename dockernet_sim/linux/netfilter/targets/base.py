"""Targets: what a rule does with a packet (x_tables.h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.part import Part

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet

ACCEPT, DROP, RETURN, CONTINUE, JUMP, GOTO, CALL = range(7)
VERDICTS = {"ACCEPT": ACCEPT, "DROP": DROP, "RETURN": RETURN}


class Target(Part):
    """A target with a mind of its own. ``tables`` and ``hooks`` say where it may stand."""

    tables: ClassVar[tuple[str, ...]] = ("raw", "mangle", "nat", "filter", "security")
    needs_bridged: ClassVar[bool] = False  # whether it wants to know how packets came to a bridge

    def apply(
        self,
        rule: Rule,
        hook: int,
        packet: Packet,
        indev: Device | None,
        outdev: Device | None,
        physin: Device | None,
        physout: Device | None,
    ) -> int:
        """Do it; ACCEPT, DROP or CONTINUE."""
        raise NotImplementedError
