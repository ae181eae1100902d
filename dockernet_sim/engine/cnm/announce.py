"""Unsolicited ARP: a new address is told to the neighbours, three times in two seconds (libnetwork osl,
releases from 28 on)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.wire.address import BROADCAST_MAC
from dockernet_sim.wire.arp import REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, Frame

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device

TIMES, INTERVAL = 3, 1.0
LATE = 0.08  # seconds by which the second follows later, counted from when the client is answered (recorded)


def announce(device: Device, ip: int) -> None:
    """Now, and twice more at intervals, for as long as the device stays where it is and keeps its MAC."""
    ns, mac = device.ns, device.mac

    def send(left: int) -> None:
        if device.ns is not ns or device.mac != mac or not device.up:
            return
        device.transmit(Frame(BROADCAST_MAC, mac, ETHERTYPE_ARP, Arp(REQUEST, mac, ip, 0, ip)))
        if left > 1:
            ns.clock.call_later(INTERVAL + (LATE if left == TIMES else 0.0), send, left - 1)

    if ip and device.carrier:
        send(TIMES)
