"""Targets of the nat table: DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP.

They decide for a flow; every packet of it then follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.nat import Range, manipulated
from dockernet_sim.linux.netfilter.xtables import ACCEPT, DROP, Devices, Target
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED, wildcard

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class NatTarget(Target):
    """What they have in common."""

    tables = ("nat",)
    needs_conntrack = True

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.low = self.high = 0
        self.ports: tuple[int, int] | None = None
        self.text: str | None = None
        self.flags: list[str] = []

    @property
    def range(self) -> Range:
        """Where the flow may be sent."""
        randomly = "--random" in self.flags or "--random-fully" in self.flags
        return Range(self.low, self.high, self.ports, randomly, "--persistent" in self.flags)

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """Lead the flow to the range; DROP for want of an address."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return ACCEPT
        indev, outdev, _, _ = devices
        wanted = self.range_for(hook, packet, indev, outdev)
        if wanted is None:
            device = indev or outdev
            cause = f"{rule.label}: {outdev.name if outdev is not None else 'the device'} has no address"
            self.ns.drop(packet, device, drops.FILTER, cause)
            return DROP
        self.ns.nf.nat.decide(direction.flow, manipulated(hook), wanted)
        return ACCEPT

    def range_for(self, hook: int, packet: Packet, indev: Device | None, outdev: Device | None) -> Range | None:
        """Where this packet's flow may be sent; None where that has no address."""
        return self.range


class DnatTarget(NatTarget):
    """``-j DNAT --to-destination [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (PREROUTING, OUTPUT)


class SnatTarget(NatTarget):
    """``-j SNAT --to-source [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (POSTROUTING, INPUT)


class MasqueradeTarget(NatTarget):
    """``-j MASQUERADE``: the source becomes the address that the way out has."""

    hooks = (POSTROUTING,)

    def range_for(self, hook: int, packet: Packet, indev: Device | None, outdev: Device | None) -> Range | None:
        """The address of the device towards the next hop."""
        if packet.src == UNSPECIFIED or outdev is None:
            return Range()  # as it is
        route = self.ns.inet.lookup(packet.dst, outdev)
        towards = route.gateway if route is not None and route.gateway else packet.dst
        address = self.ns.inet.address_towards(outdev, towards)
        if not address:
            return None
        packet.ct.flow.masqueraded = outdev
        return self.range._replace(low=address, high=address)


class RedirectTarget(NatTarget):
    """``-j REDIRECT``: to this machine itself."""

    hooks = (PREROUTING, OUTPUT)

    def range_for(self, hook: int, packet: Packet, indev: Device | None, outdev: Device | None) -> Range | None:
        """127.0.0.1 for what is made here, else the address of the device it came in by."""
        own = [LOOPBACK] if hook == OUTPUT else self.ns.inet.addresses_of(indev) if indev is not None else []
        return self.range._replace(low=own[0], high=own[0]) if own else None


class NetmapTarget(NatTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it (xt_NETMAP.c)."""

    hooks = (PREROUTING, OUTPUT, POSTROUTING, INPUT)
    bits = 0

    def range_for(self, hook: int, packet: Packet, indev: Device | None, outdev: Device | None) -> Range:
        """The same place in the other prefix."""
        own = packet.src if hook in (POSTROUTING, INPUT) else packet.dst
        address = self.low | own & wildcard(self.bits)
        return Range(address, address)
