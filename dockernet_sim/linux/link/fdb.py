"""A bridge's forwarding database: which MAC was last seen behind which port."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.address import mac_text

AGEING = 300.0


@dataclass(slots=True, eq=False)
class FdbEntry:
    """One MAC, the port it is behind, and when it was last seen there. ``local`` entries are the ports' own MACs."""

    mac: int
    port: Device
    updated: float
    local: bool = False

    def __str__(self) -> str:
        return f"{mac_text(self.mac)} dev {self.port.name}"


class Fdb:
    """MAC to port, with ageing: an entry is judged when it is used, no timer runs."""

    __slots__ = ("_behind", "ageing", "entries")

    def __init__(self, ageing: float = AGEING) -> None:
        self.entries: dict[int, FdbEntry] = {}
        self._behind: dict[Device, list[int]] = {}  # the MACs that are or were behind each port
        self.ageing = ageing

    def learn(self, mac: int, port: Device, now: float) -> bool:
        """Note that `mac` was seen behind `port` (br_fdb_update); True when that is news."""
        entry = self.entries.get(mac)
        if entry is None:
            self.put(FdbEntry(mac, port, now))
            return True
        if entry.local:
            return False
        entry.updated = now
        if entry.port is port:
            return False
        self._note(mac, port)
        entry.port = port
        return True

    def put(self, entry: FdbEntry) -> None:
        """Have this entry, whatever was known of its MAC."""
        self.entries[entry.mac] = entry
        self._note(entry.mac, entry.port)

    def _note(self, mac: int, port: Device) -> None:
        behind = self._behind.setdefault(port, [])
        if mac not in behind:
            behind.append(mac)

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
        self.put(FdbEntry(mac, port, 0.0, local=True))

    def forget_port(self, port: Device, keep_local: bool = False) -> None:
        """Drop all that was learnt behind a port."""
        kept = []
        for mac in self._behind.pop(port, ()):
            entry = self.entries.get(mac)
            if entry is None or entry.port is not port:
                continue  # aged out, or seen elsewhere since
            if keep_local and entry.local:
                kept.append(mac)
            else:
                del self.entries[mac]
        if kept:
            self._behind[port] = kept
