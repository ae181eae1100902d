"""A bridge's forwarding database: which MAC was last seen behind which port."""

from __future__ import annotations

from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.address import mac_text

AGEING = 300.0


class FdbEntry:
    """One MAC, the port it is behind, and when it was last seen there. ``local`` entries are the ports' own MACs."""

    __slots__ = ("local", "mac", "port", "updated")

    def __init__(self, mac: int, port: Device, updated: float, local: bool = False) -> None:
        self.mac = mac
        self.port = port
        self.updated = updated
        self.local = local

    def __str__(self) -> str:
        return f"{mac_text(self.mac)} dev {self.port.name}"


class Fdb:
    """MAC to port, with ageing: an entry is judged when it is used, no timer runs."""

    __slots__ = ("ageing", "entries")

    def __init__(self, ageing: float = AGEING) -> None:
        self.entries: dict[int, FdbEntry] = {}
        self.ageing = ageing

    def learn(self, mac: int, port: Device, now: float) -> bool:
        """Note that `mac` was seen behind `port`; True when that is news."""
        entry = self.entries.get(mac)
        if entry is None:
            self.entries[mac] = FdbEntry(mac, port, now)
            return True
        if entry.local:
            return False
        moved = entry.port is not port
        entry.port = port
        entry.updated = now
        return moved

    def lookup(self, mac: int, now: float) -> FdbEntry | None:
        """The entry for `mac`, unless it has aged out."""
        entry = self.entries.get(mac)
        if entry is not None and not entry.local and now - entry.updated > self.ageing:
            del self.entries[mac]
            return None
        return entry

    def live(self, now: float) -> list[FdbEntry]:
        """All entries that have not aged out."""
        return [e for e in self.entries.values() if e.local or now - e.updated <= self.ageing]

    def add_local(self, mac: int, port: Device) -> None:
        """A port's own MAC."""
        self.entries[mac] = FdbEntry(mac, port, 0.0, local=True)

    def forget_port(self, port: Device, keep_local: bool = False) -> None:
        """Drop all that was learnt behind a port."""
        for mac in [m for m, e in self.entries.items() if e.port is port and not (keep_local and e.local)]:
            del self.entries[mac]
