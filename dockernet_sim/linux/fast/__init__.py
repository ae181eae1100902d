"""Everything in linux/ that exists for speed alone. Without it (``World(cache=False)``) each packet is walked, with
equal results.

- ``path``: the flow cache: later packets of a flow take a *cached path* through a machine in one step;
- ``dryrun``: makes each forwarding decision for one packet, without side effects: a cached path is what it found;
- ``template``: the trace records of a cached path, expanded when they are read;
- ``loopback``: the fast path for UDP to 127.0.0.0/8, mostly queries to 127.0.0.11, and what NAT makes of such flows;
- ``flood``: ARP requests that a bridge floods;
- ``answers``: what chains say to all packets between two devices whose flows have the same state.

The rest of linux/ knows :func:`install`, called by the host, and what :class:`Fast` returns. Each shortcut is loaded
when a machine first asks for one of its kind.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dockernet_sim.linux.fast.answers import RememberedWalk
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.wire.ethernet import ETHERTYPE_IP

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.fast.path import FlowCache
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.link.bridge import Flooding
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.ethernet import Frame
    from dockernet_sim.wire.packet import Packet


class Fast:
    """The shortcuts of one machine: each returned function says whether it took what it was given;
    if not, nothing happened."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.sent: dict[NetNs, FlowCache] = {}
        self.arrived: dict[Device, FlowCache] = {}

    def sending(self, ns: NetNs) -> Callable[[Packet], bool]:
        """For packets that a namespace sends."""
        from dockernet_sim.linux.fast.dryrun import plan_sending
        from dockernet_sim.linux.fast.loopback import LoopbackPath
        from dockernet_sim.linux.fast.path import FlowCache

        cache = self.sent[ns] = FlowCache(self.host, partial(plan_sending, ns), LoopbackPath(ns))
        return cache.take

    def arriving(self, device: Veth) -> Callable[[Frame], bool]:
        """For frames that come off a line at a device."""
        take = self.cache_at(device).take

        def shortcut(frame: Frame) -> bool:
            return frame.ethertype == ETHERTYPE_IP and frame.dst == device.mac and take(frame.payload, frame.src)

        return shortcut

    def cache_at(self, device: Device) -> FlowCache:
        """The cached paths that begin at a device."""
        found = self.arrived.get(device)
        if found is None:
            from dockernet_sim.linux.fast.dryrun import plan_arrival
            from dockernet_sim.linux.fast.path import FlowCache

            found = self.arrived[device] = FlowCache(self.host, partial(plan_arrival, device))
        return found

    def flooding(self, bridge: Bridge) -> Flooding:
        """For frames that a bridge is about to flood, with the port that they came from."""
        from dockernet_sim.linux.fast.flood import ArpFlood

        return ArpFlood(bridge)

    def telling(self, device: Device, ip: int) -> bool:
        """For a device that tells all stations its address."""
        bridge = device.peer.master if isinstance(device, Veth) else None
        if not isinstance(bridge, Bridge):
            return False
        if bridge.shortcut is None:
            bridge.shortcut = self.flooding(bridge)
        return bridge.shortcut.tell(device, ip)


def install(host: Host) -> Fast:
    """Let a machine use it all."""
    host.table_step = RememberedWalk
    return Fast(host)
