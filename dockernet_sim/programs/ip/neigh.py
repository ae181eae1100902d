"""``ip neighbour``: show, get, add, change, replace, delete, flush."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.neighbour import Neighbour
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps, neighbour_entry
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import IpFault, Words, address, find, mac, may_administer, prefix
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import network

KNOWN = ("add", "change", "chg", "replace", "delete", "get", "show", "lst", "list", "flush", "help")
STATES = ("permanent", "reachable", "stale", "delay", "probe", "incomplete", "failed", "noarp", "none", "all")


def neigh(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip neighbour COMMAND``."""
    command = words.command(*KNOWN) if words else "show"
    if command in ("show", "lst", "list"):
        return _show(task, ns, shown, words)
    if command == "flush":
        return _flush(task, ns, shown, words)
    if command == "get":
        return _get(task, ns, shown, words)
    if command in ("add", "change", "chg", "replace", "delete"):
        _modify(task, ns, command, words)
        return 0
    if command in KNOWN:
        raise NotModelled(f"ip neigh {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "ip neigh help".', 255)


# -- showing ------------------------------------------------------------------
@dataclass
class Chosen:
    """Which entries: ``dev``, ``to PREFIX``, ``nud STATE``."""

    dev: Device | None = None
    to: tuple[int, int] | None = None
    state: str = ""

    def read(self, ns: NetNs, words: Words) -> None:
        """Read all conditions."""
        while words:
            word = words.take()
            if word == "dev":
                self.dev = find(ns, words.take())
            elif word == "nud":
                self.state = _state(words.take())
            elif word in ("proxy", "vrf", "nomaster", "master", "unused"):
                raise NotModelled(f"ip neigh show {word} is not modelled")
            else:
                self.to = prefix(words.take() if word == "to" else word)

    def fits(self, entry: Neighbour) -> bool:
        """Whether an entry meets the conditions."""
        return (
            (self.dev is None or entry.dev is self.dev)
            and (self.to is None or network(entry.ip, self.to[1]) == network(*self.to))
            and (not self.state or self.state == "all" or entry.state.lower() == self.state)
        )


def _state(word: str) -> str:
    if word not in STATES:
        raise IpFault(f'Error: argument "{word}" is wrong: nud state is bad', 255)
    return word


def _text(task: Task, entry: Neighbour, chosen: Chosen, shown: Options) -> str:
    text = str(entry)
    if chosen.dev is not None:
        text = text.replace(f" dev {chosen.dev.name}", "", 1)
    if shown.statistics:
        now = task.clock.now
        ages = "/".join(str(int(now - moment)) for moment in (entry.used, entry.confirmed, entry.updated))
        head, _, state = text.rpartition(" ")
        text = f"{head}  used {ages}probes {entry.probes} {state}"
    return f"{text} \n"


def _show(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    chosen = Chosen()
    chosen.read(ns, words)
    found = [entry for entry in ns.ip.neigh.live() if chosen.fits(entry)]
    if shown.json:
        now, dev = task.clock.now, chosen.dev is None
        task.out(dumps([neighbour_entry(entry, shown, now, dev) for entry in found], shown.pretty) + "\n")
        return 0
    for entry in found:
        task.out(_text(task, entry, chosen, shown))
    return 0


def _get(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    ip, device = _which(ns, words, {})
    entry = ns.ip.neigh.entries.get((device.ifindex, ip))
    if entry is None:
        raise NetError("ENOENT", "Neighbour entry not found.")
    task.out(_text(task, entry, Chosen(), shown))
    return 0


# -- changes ------------------------------------------------------------------
def _which(ns: NetNs, words: Words, more: dict[str, str]) -> tuple[int, Device]:
    ip: int | None = None
    device: Device | None = None
    while words:
        word = words.take()
        if word == "dev":
            device = find(ns, words.take())
        elif word in ("lladdr", "nud"):
            more[word] = words.take()
        elif word in ("proxy", "router", "use", "managed", "extern_learn", "protocol", "vni"):
            raise NotModelled(f"ip neigh ... {word} is not modelled")
        else:
            ip = address(words.take() if word == "to" else word)
    if "lladdr" in more:
        mac(more["lladdr"])
    if "nud" in more:
        _state(more["nud"])
    if ip is None or device is None:
        raise IpFault("Device and destination are required arguments.", 255)
    return ip, device


def _modify(task: Task, ns: NetNs, command: str, words: Words) -> None:
    more: dict[str, str] = {}
    ip, device = _which(ns, words, more)
    may_administer(task)
    table = ns.ip.neigh
    entry = table.entries.get((device.ifindex, ip))
    if command == "delete":
        if entry is None:
            raise NetError("ENOENT")
        table.remove(entry)
        return
    if command == "add" and entry is not None:
        raise NetError("EEXIST")
    if command in ("change", "chg") and entry is None:
        raise NetError("ENOENT")
    state = more.get("nud", "permanent").upper()
    if "lladdr" not in more and entry is None:
        raise NetError("EINVAL", "No link layer address given.")
    if state not in ("PERMANENT", "REACHABLE", "STALE", "DELAY", "PROBE"):
        raise NotModelled(f"ip neigh {command} nud {state.lower()} is not modelled")
    known = entry.mac if entry is not None else 0
    table.add(device, ip, mac(more["lladdr"]) if "lladdr" in more else known, state)


def _flush(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    if not words:
        raise IpFault("Flush requires arguments.")
    chosen = Chosen()
    chosen.read(ns, words)
    found = [e for e in ns.ip.neigh.live() if chosen.fits(e)]
    gone = [e for e in found if chosen.state or e.state not in ("PERMANENT", "NOARP")]
    if gone:
        may_administer(task)
    for entry in gone:
        ns.ip.neigh.remove(entry)
    if shown.statistics:
        if gone:
            task.out(f"\n*** Round 1, deleting {len(gone)} entries ***\n*** Flush is complete after 1 round ***\n")
        else:
            task.out("Nothing to flush.\n")
    return 0
