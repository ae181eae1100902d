"""The neighbour table: which MAC an address has, with Linux's states and timers (arp(7), net/core/neighbour.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.wire.address import BROADCAST_MAC, LIMITED_BROADCAST, ip_text, is_multicast, mac_text, multicast_mac
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

BASE_REACHABLE = 30.0
DELAY_FIRST_PROBE = 5.0
RETRANSMIT = 1.024  # a second, as the timers of a kernel with 4 ms ticks round it up
MCAST_PROBES = 3
UCAST_PROBES = 3
QUEUE_LENGTH = 101
KEEP_YOUNG = 5.0  # seconds for which forced collection spares an entry
LOCKTIME = 1.0
MOST_ENTRIES = "net.ipv4.neigh.default.gc_thresh3"

INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, PERMANENT = (
    "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "PERMANENT",
)  # fmt: skip
RESOLVED = frozenset((REACHABLE, STALE, DELAY, PROBE, PERMANENT))


class Neighbour:
    """One address on one link, and what is known of its MAC."""

    __slots__ = ("confirmed", "dev", "due", "ip", "mac", "probes", "queue", "state", "updated", "used")

    def __init__(self, ip: int, dev: Device, now: float) -> None:
        self.ip = ip
        self.dev = dev
        self.mac = 0
        self.state = FAILED
        self.confirmed = self.updated = self.used = now
        self.probes = 0
        self.queue: Sequence[Packet] = ()
        self.due = 0.0  # when its timer goes off; others that are still on their way to it do nothing

    def __str__(self) -> str:
        lladdr = f" lladdr {mac_text(self.mac)}" if self.state in RESOLVED else ""
        return f"{ip_text(self.ip)} dev {self.dev.name}{lladdr} {self.state}"


class NeighbourTable:
    """The neighbours of one namespace. The kernel counts those of all its namespaces together against gc_thresh3."""

    __slots__ = ("_delay_over", "_solicit", "_unanswered", "clock", "entries", "failed", "ns", "reachable_time")

    def __init__(
        self,
        ns: NetNs,
        solicit: Callable[[Device, int, int, Packet | None], None],
        failed: Callable[[Packet], None],
        reachable_time: float,
    ) -> None:
        self.ns = ns
        self.clock = ns.clock
        self.entries: dict[tuple[int, int], Neighbour] = {}
        self._solicit = solicit
        self.failed = failed
        self.reachable_time = reachable_time
        self._unanswered, self._delay_over = self._when_unanswered, self._when_delayed  # one of each for all entries

    # -- sending -------------------------------------------------------------
    def send(self, dev: Device, nexthop: int, packet: Packet) -> None:
        """Put a packet on the link to `nexthop`, once its MAC is known (neigh_output)."""
        entry = self.entries.get((dev.ifindex, nexthop))
        now = self.clock.t
        if entry is not None:
            if now < entry.updated:  # asked and answered in a leg that began at this moment: this packet waited, too
                now = self.clock.t = entry.updated
            entry.used = now
            if entry.state == REACHABLE and now - entry.confirmed > self.reachable_time:
                entry.state = STALE
                self._changed()
            if entry.state in RESOLVED:
                if entry.state == STALE:
                    self._delay(entry)
                dev.transmit(Frame(entry.mac, dev.mac, ETHERTYPE_IP, packet))
                return
        elif (mac := self._fixed_mac(dev, nexthop)) is not None:
            dev.transmit(Frame(mac, dev.mac, ETHERTYPE_IP, packet))
            return
        else:
            entry = self._create(nexthop, dev)
            if entry is None:
                limit = self.ns.host.shared_sysctl[MOST_ENTRIES]
                cause = f"the kernel holds {limit} neighbours already ({MOST_ENTRIES})"
                self.ns.drop(packet, dev, drops.NEIGH_OVERFLOW, cause)
                return
        self._ask(entry, packet)

    def _fixed_mac(self, dev: Device, ip: int) -> int | None:
        """The MAC of an address that is never asked for: broadcasts, groups, links without ARP (arp_constructor)."""
        if ip == LIMITED_BROADCAST or self.ns.inet.is_broadcast(ip):
            return BROADCAST_MAC
        if is_multicast(ip):
            return multicast_mac(ip)
        return dev.mac if "NOARP" in dev.modes else None  # the kernel takes the device's own address for everybody's

    def ask(self, dev: Device, ip: int) -> bool:
        """Whether a neighbour's MAC is known; if not, it is asked for (neigh_event_send)."""
        entry = self.entries.get((dev.ifindex, ip)) or self._create(ip, dev)
        if entry is not None and entry.state == FAILED:
            entry.state, entry.probes, entry.queue = INCOMPLETE, 0, ()
            self._probe(entry)
        return entry is not None and entry.state in RESOLVED

    def _changed(self) -> None:
        """Bump the generation: cached paths rest on the entry, unless it is STALE or without a MAC."""
        self.ns.host.generation += 1

    def _ask(self, entry: Neighbour, packet: Packet) -> None:
        if entry.state == INCOMPLETE:
            if len(entry.queue) >= QUEUE_LENGTH:
                self.ns.drop(entry.queue[0], entry.dev, drops.NEIGH_FAILED, "too many packets wait for the answer")
                entry.queue = entry.queue[1:]
            entry.queue = (*entry.queue, packet)
            return
        entry.state = INCOMPLETE
        entry.probes = 0
        entry.queue = (packet,)
        self._probe(entry)

    def _probe(self, entry: Neighbour) -> None:
        entry.probes += 1
        target = entry.mac if entry.state == PROBE else 0
        self._set_timer(entry, RETRANSMIT, self._unanswered)
        self._solicit(entry.dev, entry.ip, target, entry.queue[0] if entry.queue else None)

    def _when_unanswered(self, entry: Neighbour) -> None:
        if entry.due != self.clock.now or entry.state not in (INCOMPLETE, PROBE):
            return
        entry.due = 0.0
        if entry.probes < (MCAST_PROBES if entry.state == INCOMPLETE else UCAST_PROBES):
            self._probe(entry)
            return
        entry.state = FAILED
        self.ns.host.unresolved.add(entry)
        self._changed()
        entry.updated = self.clock.t
        waiting, entry.queue = entry.queue, ()
        for packet in waiting:
            cause = f"no ARP answer for {ip_text(entry.ip)} on {entry.dev.name}"
            self.ns.drop(packet, entry.dev, drops.NEIGH_FAILED, cause)
            self.failed(packet)

    def _delay(self, entry: Neighbour) -> None:
        entry.state = DELAY
        entry.updated = self.clock.t
        self._set_timer(entry, DELAY_FIRST_PROBE, self._delay_over)

    def _when_delayed(self, entry: Neighbour) -> None:
        if entry.due != self.clock.now or entry.state != DELAY:
            return
        entry.due = 0.0
        self._changed()
        if self.clock.t <= entry.confirmed + DELAY_FIRST_PROBE:
            entry.state = REACHABLE
            entry.updated = self.clock.t
            return
        entry.state = PROBE
        entry.probes = 0
        self._probe(entry)

    def _set_timer(self, entry: Neighbour, delay: float, fn: Callable[[Neighbour], None]) -> None:
        clock = self.clock
        now = clock.now
        entry.due = now + (delay + (clock.t - now))
        clock.at(entry.due, fn, entry)

    # -- learning ------------------------------------------------------------
    def update(self, dev: Device, ip: int, mac: int, state: str, create: bool, own: bool = False) -> None:
        """An ARP message told the MAC of `ip`: REACHABLE for an answer to our question, STALE for hearsay.

        What a station says of its `own` address (gratuitous ARP) holds even where the entry was changed just now.
        """
        entry = self.entries.get((dev.ifindex, ip))
        if entry is None and create:
            entry = self._create(ip, dev)
        if entry is None or entry.state == PERMANENT:
            return
        now = self.clock.t
        if entry.state in RESOLVED and (
            state == STALE if entry.mac == mac else now - entry.updated < LOCKTIME and not own
        ):
            return
        self._resolve(entry, mac)
        entry.updated = now
        if state == REACHABLE:
            entry.confirmed = now
        if state != entry.state:
            entry.state, entry.due = state, 0.0
        if entry.queue:
            self._flush_queue(entry)

    def _resolve(self, entry: Neighbour, mac: int) -> None:
        """The MAC of an entry is known."""
        host = self.ns.host
        if entry.state in RESOLVED:
            self._changed()
        else:
            host.unresolved.discard(entry)
        if host.known_macs.setdefault(entry.ip, mac) != mac:
            host.known_macs[entry.ip] = 0
        entry.mac = mac

    def _flush_queue(self, entry: Neighbour) -> None:
        waiting, entry.queue = entry.queue, ()
        for packet in waiting:
            if entry.state == STALE:
                self._delay(entry)
            entry.used = self.clock.t
            entry.dev.transmit(Frame(entry.mac, entry.dev.mac, ETHERTYPE_IP, packet))

    def confirm(self, dev: Device, ip: int) -> None:
        """An upper layer saw progress: the way to `ip` works (MSG_CONFIRM)."""
        entry = self.entries.get((dev.ifindex, ip))
        if entry is not None and entry.state in RESOLVED:
            entry.confirmed = self.clock.t

    # -- the table -----------------------------------------------------------
    def add(self, dev: Device, ip: int, mac: int, state: str = PERMANENT) -> None:
        """``ip neigh add IP lladdr MAC dev DEV``."""
        self.clock.sync()
        entry = self.entries.get((dev.ifindex, ip)) or self._create(ip, dev)
        if entry is not None:
            self._resolve(entry, mac)
            entry.state = state
            entry.updated = entry.confirmed = self.clock.t
            self._flush_queue(entry)

    def _create(self, ip: int, dev: Device) -> Neighbour | None:
        host = self.ns.host
        if host.neigh_count >= int(host.shared_sysctl[MOST_ENTRIES]):
            for ns in list(host.netns.values()):
                if ns.ip.has_neighbours:
                    ns.ip.neigh.collect()
            if host.neigh_count >= int(host.shared_sysctl[MOST_ENTRIES]):
                host.log("neighbour: arp_cache: neighbor table overflow!")
                return None
        entry = self.entries[dev.ifindex, ip] = Neighbour(ip, dev, self.clock.t)
        host.neigh_count += 1
        host.unresolved.add(entry)
        return entry

    def collect(self) -> None:
        """Forced collection: what is neither permanent nor young goes."""
        now = self.clock.t
        for entry in list(self.entries.values()):
            if entry.state != PERMANENT and not entry.queue and now - entry.updated > KEEP_YOUNG:
                self.remove(entry)

    def remove(self, entry: Neighbour) -> None:
        """Take one entry out."""
        entry.due = 0.0
        self._changed()
        self.ns.host.unresolved.discard(entry)
        waiting, entry.queue = entry.queue, ()
        for packet in waiting:
            cause = f"the entry of {ip_text(entry.ip)} on {entry.dev.name} was removed"
            self.ns.drop(packet, entry.dev, drops.NEIGH_FAILED, cause)
        if self.entries.pop((entry.dev.ifindex, entry.ip), None) is not None:
            self.ns.host.neigh_count -= 1

    def forget_device(self, dev: Device, keep_permanent: bool = False) -> None:
        """The device went down or away: so do its neighbours."""
        for entry in [e for e in self.entries.values() if e.dev is dev]:
            if not (keep_permanent and entry.state == PERMANENT):
                self.remove(entry)

    def live(self) -> list[Neighbour]:
        """All entries, with REACHABLE ones that ran out shown as STALE."""
        self.clock.flush()
        now = self.clock.now
        for entry in self.entries.values():
            if entry.state == REACHABLE and now - entry.confirmed > self.reachable_time:
                entry.state = STALE
                self._changed()
        return list(self.entries.values())
