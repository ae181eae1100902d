"""Chains and tables (iptables(8))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.hooks import FORWARD, INPUT, NAMES, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.xtables import ACCEPT
from dockernet_sim.sim.later import later

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

HOOKS = {
    "mangle": (PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING),
    "security": (INPUT, FORWARD, OUTPUT),
    "raw": (PREROUTING, OUTPUT),
    "filter": (INPUT, FORWARD, OUTPUT),
    "nat": (PREROUTING, INPUT, OUTPUT, POSTROUTING),
}
"""The tables and the hooks at which they have built-in chains, in the order in which iptables-save prints them."""


MOST_PAIRS = 256  # of devices that a chain remembers
NOT_ASKED: dict[
    tuple[str, str], list[Rule]
] = {}  # of a chain that no packet met since it was changed; never written to
Snapshot = tuple[bool, "dict[str, tuple[Chain, int, bool, int, int, list[Rule]]]"]


class Chain:
    """A list of rules. A built-in chain hangs on a hook and has a policy.

    What falls off its end is counted once the policy was set (``counts``): nf_tables gives a chain no counters before.
    """

    __slots__ = (
        "_between", "_jumps", "_texts", "bytes", "counts", "extended", "hook", "name", "packets", "policy", "rules",
        "table", "version",
    )  # fmt: skip

    def __init__(self, table: str, name: str, hook: int | None = None) -> None:
        self.table = table
        self.name = name
        self.hook = hook
        self.policy = ACCEPT
        self.extended = 0  # how many of its rules have matches, or a target of their own
        self.rules: list[Rule] = []  # in order; changed by put, take and have
        self._between = NOT_ASKED
        self._jumps: dict[Chain, int] | None = None
        self._texts: dict[str, list[Rule]] | None = None
        self.version = 0  # bumped when rules get other numbers
        self.counts = False
        self.packets = self.bytes = 0

    def have(self, rules: list[Rule]) -> None:
        """Have these rules, and no others."""
        self.rules = rules
        self.extended = sum(rule.extended for rule in rules)
        self.changed()

    def changed(self) -> None:
        """Forget what follows from the rules: they, or their texts, were changed otherwise than one by one."""
        self._jumps = self._texts = None
        self._renumber()

    def _renumber(self) -> None:
        """The rules are others, or stand elsewhere."""
        self.version += 1
        self._between = NOT_ASKED

    def between(self, inname: str, outname: str) -> list[Rule]:
        """Its rules that packets between devices of these names (``""``: none) can meet, in order."""
        found = self._between.get((inname, outname))
        if found is None:
            if self._between is NOT_ASKED or len(self._between) >= MOST_PAIRS:
                self._between = {}
            found = self._between[inname, outname] = [rule for rule in self.rules if rule.fits(inname, outname)]
        return found

    @property
    def jumps(self) -> dict[Chain, int]:
        """The chains that its rules jump to, and how many do."""
        if self._jumps is None:
            self._jumps = {}
            for rule in self.rules:
                if rule.jump is not None:
                    self._jumps[rule.jump] = self._jumps.get(rule.jump, 0) + 1
        return self._jumps

    def place_of(self, text: str) -> int | None:
        """Where (from 0) the first rule of this text stands, or None."""
        if self._texts is None:
            self._texts = {}
            for rule in self.rules:
                self._texts.setdefault(str(rule), []).append(rule)
        found = self._texts.get(text)
        return min(map(self.rules.index, found)) if found else None

    @property
    def used(self) -> bool:
        """Whether a packet that comes by its hook must be shown to it."""
        return bool(self.rules) or self.policy != ACCEPT or self.counts

    @property
    def builtin(self) -> bool:
        """Whether it hangs on a hook."""
        return self.hook is not None

    @property
    def counters(self) -> tuple[int, int]:
        """Packets and bytes that met the policy, as iptables shows them."""
        return (self.packets, self.bytes) if self.counts else (0, 0)

    def set_policy(self, verdict: int, packets: int = 0, size: int = 0) -> None:
        """Set the policy; counting begins anew."""
        self.policy, self.counts = verdict, True
        self.packets, self.bytes = packets, size

    def put(self, position: int, rule: Rule) -> None:
        """Insert before the rule at `position` (from 0)."""
        rule.chain = self
        self.rules.insert(position, rule)
        self.extended += rule.extended
        self._renumber()
        if self._texts is not None:
            self._texts.setdefault(str(rule), []).append(rule)
        if self._jumps is not None and rule.jump is not None:
            self._jumps[rule.jump] = self._jumps.get(rule.jump, 0) + 1

    def take(self, position: int) -> Rule:
        """Take out the rule at `position` (from 0)."""
        rule = self.rules.pop(position)
        self.extended -= rule.extended
        self._renumber()
        if self._texts is not None:
            self._texts[str(rule)].remove(rule)
        if self._jumps is not None and rule.jump is not None:
            self._jumps[rule.jump] -= 1
            if not self._jumps[rule.jump]:
                del self._jumps[rule.jump]
        return rule

    def zero(self) -> None:
        """Set all counters to 0."""
        self.packets = self.bytes = 0
        for rule in self.rules:
            rule.packets = rule.bytes = 0


class Table:
    """One of the five tables. It exists from its first chain or rule on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.exists = False

    @later
    def chains(self) -> dict[str, Chain]:
        """Its chains by name."""
        return {NAMES[hook]: Chain(self.name, NAMES[hook], hook) for hook in HOOKS[self.name]}

    def snapshot(self) -> Snapshot:
        """All that can be changed, to come back to."""
        chains = {name: (c, c.policy, c.counts, c.packets, c.bytes, list(c.rules)) for name, c in self.chains.items()}
        return self.exists, chains

    def come_back(self, to: Snapshot) -> None:
        """Be again as when the snapshot was taken."""
        self.exists, kept = to
        self.chains = {name: chain for name, (chain, *_) in kept.items()}
        for chain, policy, counts, packets, size, rules in kept.values():
            chain.policy, chain.counts, chain.packets, chain.bytes = policy, counts, packets, size
            chain.have(rules)

    def references(self, chain: Chain) -> int:
        """How many rules jump to the chain."""
        return sum(other.jumps.get(chain, 0) for other in self.chains.values())

    def listed(self) -> list[Chain]:
        """All chains as iptables lists them: the built-in ones by hook, then the others by name."""
        builtin = [chain for chain in self.chains.values() if chain.builtin]
        return builtin + sorted((c for c in self.chains.values() if not c.builtin), key=lambda chain: chain.name)

    def reaching(self, chain: Chain) -> set[int]:
        """The hooks from which packets can come into the chain."""
        found: set[int] = set()
        seen: set[str] = set()
        waiting = [chain]
        while waiting:
            current = waiting.pop()
            if current.hook is not None:
                found.add(current.hook)
            if current.name not in seen:
                seen.add(current.name)
                waiting += [other for other in self.chains.values() if current in other.jumps]
        return found

    def below(self, chain: Chain) -> list[Chain]:
        """The chain and all that can be reached from it."""
        found = [chain]
        for current in found:
            found += [jump for jump in current.jumps if jump not in found]
        return found

    def has_loop(self, chain: Chain) -> bool:
        """Whether a chain that can be reached from this one can be reached from itself."""
        below = self.below(chain)
        return any(each in self.below(jump) for each in below for jump in each.jumps)

    def check(self, chain: Chain, rule: Rule) -> None:
        """Unfit where the rule may not stand in this chain (nft_chain_validate)."""
        target = rule.target
        if not rule.extended and rule.jump is None:
            return  # fits anywhere
        hooks = self.reaching(chain)
        _check_hooks(rule, hooks)
        if target is not None:
            if self.name not in target.tables or hooks - set(target.hooks):
                raise Unfit
        elif rule.jump is not None and hooks:
            known = self.reaching(rule.jump)  # from these hooks, what is below was checked before
            below = self.below(rule.jump)
            if chain in below or (not known and self.has_loop(rule.jump)):
                raise Unfit("Too many links")
            for each in (r for c in below if c.extended for r in c.rules) if hooks - known else ():
                _check_hooks(each, hooks)


def _check_hooks(rule: Rule, hooks: set[int]) -> None:
    for part in rule.parts:
        if hooks - set(part.hooks):
            raise Unfit
        part.at(hooks)
