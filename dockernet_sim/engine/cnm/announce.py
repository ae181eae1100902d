"""Unsolicited ARP: a new address is told to the neighbours, three times in two seconds (libnetwork osl,
releases from 28 on)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.arp import tell

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

TIMES, INTERVAL = 3, 1.0
LATE = 0.08  # seconds by which the second follows later, counted from when the client is answered (recorded)


def announce(device: Device, ip: int) -> None:
    """Now, and twice more at intervals, for as long as the device stays where it is and keeps its MAC."""
    if ip and device.carrier:
        _send(device, ip, device.ns, device.mac, TIMES)


def _send(device: Device, ip: int, ns: NetNs, mac: int, left: int) -> None:
    if device.ns is not ns or device.mac != mac or not device.up:
        return
    tell(device, ip)
    if left > 1:
        clock = ns.clock
        clock.at(clock.now + INTERVAL + (LATE if left == TIMES else 0.0), _again, (device, ip, ns, mac, left - 1))


def _again(what: tuple[Device, int, NetNs, int, int]) -> None:
    _send(*what)
