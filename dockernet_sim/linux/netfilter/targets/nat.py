"""Targets of the nat table: DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP.

They decide for a flow; every packet of it then follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.flow import DNAT, SNAT
from dockernet_sim.linux.netfilter.nat import Range, manipulated
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, DROP, Target
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED, wildcard

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.flow import Flow
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class NatTarget(Target):
    """What they have in common."""

    tables = ("nat",)
    needs_conntrack = True
    end = DNAT

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
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return ACCEPT
        return self.lead(direction.flow, rule, hook, packet, indev, outdev)

    def lead(
        self, flow: Flow, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None
    ) -> int:
        """Lead a flow to the range; ACCEPT, or DROP where it cannot be led anywhere."""
        return self.lead_to(flow, self.range)

    def lead_to(self, flow: Flow, range: Range) -> int:
        """Lead a flow to another range."""
        self.ns.nf.nat.decide(flow, self.end, range)
        return ACCEPT

    def lead_home(self, flow: Flow, address: int) -> int:
        """Lead a flow to an address of this namespace."""
        return self.lead_to(flow, self.range._replace(low=address, high=address))

    def lacks_address(self, rule: Rule, packet: Packet, device: Device | None, name: str) -> int:
        """Drop a packet for want of an address."""
        self.ns.drop(packet, device, drops.FILTER, f"{rule.label}: {name} has no address")
        return DROP


class DnatTarget(NatTarget):
    """``-j DNAT --to-destination [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (PREROUTING, OUTPUT)


class SnatTarget(NatTarget):
    """``-j SNAT --to-source [ADDR[-ADDR]][:PORT[-PORT]]``."""

    hooks = (POSTROUTING, INPUT)
    end = SNAT


class MasqueradeTarget(NatTarget):
    """``-j MASQUERADE``: the source becomes the address that the way out has."""

    hooks = (POSTROUTING,)
    end = SNAT

    def lead(
        self, flow: Flow, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None
    ) -> int:
        """To the address of the device towards the next hop; none, no way."""
        if packet.src == UNSPECIFIED or outdev is None:
            return ACCEPT
        route = self.ns.inet.lookup(packet.dst, outdev)
        towards = route.gateway if route is not None and route.gateway else packet.dst
        address = self.ns.inet.address_towards(outdev, towards)
        if not address:
            return self.lacks_address(rule, packet, outdev, outdev.name)
        flow.masqueraded = outdev
        return self.lead_home(flow, address)


class RedirectTarget(NatTarget):
    """``-j REDIRECT``: to this machine itself."""

    hooks = (PREROUTING, OUTPUT)

    def lead(
        self, flow: Flow, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None
    ) -> int:
        """To 127.0.0.1 what is made here, else to the address of the device it came in by."""
        if hook == OUTPUT:
            return self.lead_home(flow, LOOPBACK)
        own = self.ns.inet.addresses_of(indev) if indev is not None else []
        return self.lead_home(flow, own[0]) if own else self.lacks_address(rule, packet, indev, "the device")


class NetmapTarget(NatTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it (xt_NETMAP.c)."""

    hooks = (PREROUTING, OUTPUT, POSTROUTING, INPUT)
    bits = 0

    def lead(
        self, flow: Flow, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None
    ) -> int:
        own = packet.src if hook in (POSTROUTING, INPUT) else packet.dst
        address = self.low | own & wildcard(self.bits)
        self.ns.nf.nat.decide(flow, manipulated(hook), Range(address, address))
        return ACCEPT
