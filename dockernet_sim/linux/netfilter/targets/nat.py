"""Targets of the nat table: DNAT, SNAT, MASQUERADE, REDIRECT.

They decide for a flow; every packet of it then follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.flow import DNAT, SNAT
from dockernet_sim.linux.netfilter.nat import Range
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, DROP, Target
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class NatTarget(Target):
    """What the four have in common."""

    tables = ("nat",)
    needs_conntrack = True
    end = DNAT
    __slots__ = ("flags", "high", "low", "ports", "text")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.low = self.high = 0
        self.ports: tuple[int, int] | None = None
        self.text: str | None = None
        self.flags: list[str] = []

    @property
    def range(self) -> Range:
        """Where the flow may be sent."""
        return Range(self.low, self.high, self.ports, "--random" in self.flags or "--random-fully" in self.flags)

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Decide for the packet's flow."""
        direction = packet.ct
        if direction is not None and direction.flow.table is not None:
            self.ns.nf.nat.decide(direction.flow, self.end, self.range)
        return ACCEPT


class DnatTarget(NatTarget):
    """``-j DNAT --to-destination [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (PREROUTING, OUTPUT)
    __slots__ = ()


class SnatTarget(NatTarget):
    """``-j SNAT --to-source [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (POSTROUTING, INPUT)
    end = SNAT
    __slots__ = ()


class MasqueradeTarget(NatTarget):
    """``-j MASQUERADE``: the source becomes the address that the way out has."""

    hooks = (POSTROUTING,)
    end = SNAT
    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Take the address of the device towards the next hop; none, no way."""
        direction = packet.ct
        if direction is None or direction.flow.table is None or packet.src == UNSPECIFIED or outdev is None:
            return ACCEPT
        inet = self.ns.inet
        route = inet.lookup(packet.dst, outdev)
        towards = route.gateway if route is not None and route.gateway else packet.dst
        address = inet.address_towards(outdev, towards)
        if not address:
            self.ns.nf.drop(packet, outdev, drops.FILTER, f"{rule.label}: {outdev.name} has no address")
            return DROP
        direction.flow.masqueraded = outdev
        wanted = self.range
        self.ns.nf.nat.decide(direction.flow, SNAT, Range(address, address, wanted.ports, wanted.randomly))
        return ACCEPT


class RedirectTarget(NatTarget):
    """``-j REDIRECT``: to this machine itself."""

    hooks = (PREROUTING, OUTPUT)
    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """127.0.0.1 for what is made here, else the address of the device it came in by."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return ACCEPT
        if hook == OUTPUT:
            address = LOOPBACK
        else:
            own = self.ns.inet.addresses_of(indev) if indev is not None else []
            if not own:
                self.ns.nf.drop(packet, indev, drops.FILTER, f"{rule.label}: the device has no address")
                return DROP
            address = own[0]
        wanted = self.range
        self.ns.nf.nat.decide(direction.flow, DNAT, Range(address, address, wanted.ports, wanted.randomly))
        return ACCEPT
