"""The netfilter of one namespace: five tables at five hooks, connection tracking and NAT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.hooks import INPUT, NAMES, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.chain import HOOKS, Chain, Table
from dockernet_sim.linux.netfilter.conntrack import Conntrack
from dockernet_sim.linux.netfilter.nat import Nat
from dockernet_sim.linux.netfilter.steps import Confirm, Translate
from dockernet_sim.linux.netfilter.walk import Step
from dockernet_sim.wire.address import UNSPECIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netfilter.sets import IpSet
    from dockernet_sim.linux.netfilter.xtables import Devices
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.sim.clock import Clock
    from dockernet_sim.wire.ethernet import Frame
    from dockernet_sim.wire.packet import Packet


class Hook:
    """The steps at a hook, by priority: raw table, connection tracking, the other tables, confirmation.

    NAT and confirmation concern flows that are new or translated; the packets of others meet the remaining steps alone.
    """

    __slots__ = ("_settled", "_steps", "conntrack", "raw", "steps")

    def __init__(self, raw: Step | None, conntrack: Conntrack | None, steps: list[Step]) -> None:
        self.raw = raw
        self.conntrack = conntrack
        self.steps = steps  # those behind connection tracking
        self._steps = [step.run for step in steps]
        self._settled = [step.run for step in steps if not step.once]

    @property
    def idle(self) -> bool:
        """Whether packets of flows that are neither new nor translated meet nothing here."""
        return self.raw is None and self.conntrack is None and not self._settled

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """The packet, or what NAT made of it; None when it was dropped (nf_hook_slow)."""
        if self.raw is not None:
            passed = self.raw.run(packet, devices)
            if passed is None:
                return None
            packet = passed
        if self.conntrack is not None:
            self.conntrack.nf_conntrack_in(packet, devices[0])
        direction = packet.ct
        for run in self._steps if direction is None or not direction.flow.settled else self._settled:
            passed = run(packet, devices)
            if passed is None:
                return None
            packet = passed
        return packet


class Unready:
    """The hooks between a change of the rules and the next look at them: the look works them out."""

    __slots__ = ("nf",)

    def __init__(self, nf: Netfilter) -> None:
        self.nf = nf

    def __getitem__(self, hook: int) -> Hook | None:
        return self.nf.work_out()[hook]

    def __iter__(self) -> Iterator[Hook | None]:
        return iter(self.nf.work_out())


Hooks = list["Hook | None"] | Unready


class Netfilter:
    """Rules and flows of one namespace.

    ``hooks`` is what runs at each of the five hooks, None where nothing does; ``settled`` is the same for packets of
    flows that are neither new nor translated, which NAT and confirmation let pass. While a rule ``looks`` at more than
    packets, ``frame`` is the frame that is being received (``needs_frame``: some match's answer hangs on it), and
    ``bridged`` are the port and the frame by which the packet now underway came to a bridge. ``defrag`` says that whole
    packets are wanted.
    """

    used = False  # whether packets may have been counted
    six = False  # whether IPv6 has rules, which are not modelled

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.clock: Clock = ns.clock
        self.trace = ns.trace
        self.tables = {name: Table(name) for name in HOOKS}
        self.sets: dict[str, IpSet] = {}  # those of ipset, by name
        self.hooks: Hooks = [None] * 5
        self.settled: Hooks = [None] * 5
        self.conntrack: Conntrack = Conntrack(ns)
        self.nat = Nat(self.conntrack, ns.host.identity.stream(f"nat-ports/{ns.name}"))
        self.version = 0  # every change of the tables bumps it
        self.frame: Frame | None = None
        self.bridged: tuple[Device, Frame] | None = None
        self.rewritten: Any = None  # what a target is given, and makes, of the packet that is in its chain
        self.needs_frame = self.looks = self.defrag = False

    def device_gone(self, device: Device, address: int = UNSPECIFIED) -> None:
        """A device went down, or lost an address: flows that were masqueraded with it are forgotten."""
        if self.conntrack.directions:
            self.conntrack.delete(
                lambda flow: flow.masqueraded is device and (not address or flow.reply.tuple[1] == address)
            )

    # -- looked at and changed from above ------------------------------------------
    def table(self, name: str) -> Table:
        """The table of that name, with all that was counted."""
        if self.used:
            self.ns.host.flush()
        return self.tables[name]

    def chains(self, table: str) -> dict[str, Chain]:
        """All chains of a table by name, in the order in which they are listed."""
        return {chain.name: chain for chain in self.table(table).listed()}

    def rules(self, table: str, chain: str) -> list[Rule]:
        """The rules of a chain."""
        return list(self.table(table).chains[chain].rules)

    def touched(self, table: str) -> None:
        """Rules or chains of a table were changed."""
        self.tables[table].exists = True
        self.changed()

    def changed(self) -> None:
        """Invalidate the hooks; the next packet rebuilds them."""
        self.version += 1
        self.ns.host.generation += 1
        if not isinstance(self.hooks, Unready):
            self.hooks = self.settled = Unready(self)

    def work_out(self) -> list[Hook | None]:
        """Find out what runs at each hook.

        Who looked at the hooks may look at ``defrag`` and ``looks`` then.
        """
        self.used = True
        tables = [table for table in self.tables.values() if table.exists]
        rules = [rule for table in tables for chain in table.chains.values() for rule in chain.rules]
        tracking = any(rule.needs_conntrack for rule in rules)
        self.defrag = tracking
        self.needs_frame = any(match.needs_frame for rule in rules for match in rule.matches)
        self.looks = self.needs_frame or any(rule.target is not None and rule.target.needs_bridged for rule in rules)
        if not self.looks:
            self.frame = None
        self.hooks = found = [self._hook(hook, tracking) for hook in range(5)]
        self.settled = [None if hook is None or hook.idle else hook for hook in found]
        return found

    def _hook(self, hook: int, tracking: bool) -> Hook | None:
        raw = self._table_step(hook, self.tables["raw"], tracking)
        conntrack = self.conntrack if tracking and hook in (PREROUTING, OUTPUT) else None
        last = hook in (INPUT, POSTROUTING)
        names = ("mangle", "filter", "security", "nat") if last else ("mangle", "nat", "filter", "security")
        steps = [step for name in names if (step := self._table_step(hook, self.tables[name], tracking)) is not None]
        if last and tracking:
            steps.append(Confirm(self, hook))
        return Hook(raw, conntrack, steps) if raw or conntrack or steps else None

    def _table_step(self, hook: int, table: Table, tracking: bool) -> Step | None:
        chain = table.chains.get(NAMES[hook]) if table.exists else None
        if chain is None:
            return None
        if table.name == "nat":
            return Translate(self, hook, chain) if tracking else None
        return self.ns.host.table_step(self, hook, chain) if chain.used else None
