"""ARP: asking for a MAC, and answering (RFC 826, net/ipv4/arp.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.ip import neighbour
from dockernet_sim.wire.address import BROADCAST_MAC, is_loopback, network
from dockernet_sim.wire.arp import REPLY, REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, Frame
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.device import Device


class ArpProtocol:
    """The ARP of one namespace."""

    __slots__ = ("ip", "ns")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns

    def solicit(self, dev: Device, target: int, mac: int, packet: Packet | None) -> None:
        """Ask who has `target`: all stations, or (a probe) just the station that had it last."""
        ip = self.ip
        own = packet is not None and (packet.src in ip.fib.local or ip.is_local(packet.src))
        sender = packet.src if packet is not None and own else ip.address_towards(dev, target)
        question = Arp(REQUEST, dev.mac, sender, 0, target)
        dev.transmit(Frame(mac or BROADCAST_MAC, dev.mac, ETHERTYPE_ARP, question))

    def receive(self, dev: Device, frame: Frame, prerouted: bool = False) -> None:
        """Answer questions about our addresses, and learn from each sender (arp_process)."""
        message = frame.payload
        assert isinstance(message, Arp)
        if "NOARP" in dev.modes:
            return
        table, own = self.ip.neigh, message.tpa in self.ip.fib.local
        if own and is_loopback(message.tpa) and not self.ns.sysctl.device(dev.name, "route_localnet"):
            return
        if not own:
            known = table.entries.get((dev.ifindex, message.spa))
            if known is None or (
                message.op == REQUEST and known.mac == message.sha and known.state in neighbour.RESOLVED
            ):
                return  # no news: what most stations make of a broadcast
        elif message.op == REQUEST and message.spa and (wrong := self.ip.input.martian(message.spa, message.tpa, dev)):
            self.ns.drop(frame, dev, drops.MARTIAN, wrong)
        elif message.op == REQUEST:
            if not self.ns.arp_ignore or self._answers(dev, message):
                if message.spa:
                    table.update(dev, message.spa, message.sha, neighbour.STALE, create=True)
                answer = Arp(REPLY, dev.mac, message.tpa, message.sha, message.spa)
                dev.transmit(Frame(message.sha, dev.mac, ETHERTYPE_ARP, answer))
            return
        solicited = message.op == REPLY and frame.dst == dev.mac
        state = neighbour.REACHABLE if solicited else neighbour.STALE
        table.update(dev, message.spa, message.sha, state, create=False, own=message.spa == message.tpa)

    def _answers(self, dev: Device, question: Arp) -> bool:
        """Whether we speak for an address of ours on this device (arp_ignore).

        The setting is 1: if the device has it; 2: in a subnet with the address that asks; 3: if others can reach it;
        8: never.
        """
        mode = self.ns.sysctl.device(dev.name, "arp_ignore")
        if mode not in (1, 2, 3):
            return mode != 8
        ours = [a for a in self.ip.addresses if a.ip == question.tpa and (mode == 3 or a.dev is dev)]
        if mode == 3:
            return any(a.scope != "host" for a in ours)
        return any(mode == 1 or not question.spa or network(question.spa, a.plen) == a.net for a in ours)


def tell(dev: Device, ip: int) -> None:
    """Tell all stations, unasked, which MAC an address has: an ARP announcement (RFC 5227 3)."""
    fast = dev.ns.host.fast
    if fast is None or not fast.telling(dev, ip):
        dev.transmit(Frame(BROADCAST_MAC, dev.mac, ETHERTYPE_ARP, Arp(REQUEST, dev.mac, ip, 0, ip)))
