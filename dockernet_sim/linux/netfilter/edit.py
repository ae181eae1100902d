"""Editing the tables: what ``iptables -A``, ``-I``, ``-D``, ``-C``, ``-R``, ``-N``, ``-X``, ``-F``, ``-E``,
``-P`` and ``-Z`` do."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.chain import Chain, Table
from dockernet_sim.linux.netfilter.errors import (
    NO_CHAIN,
    NO_RULE,
    PROGRAM,
    IptablesError,
    Unfit,
    failed,
    misused,
    refused,
)
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.spec import NAME_LENGTH, parse
from dockernet_sim.linux.netfilter.targets import VERDICTS, target_named

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

Spec = str | list[str] | list[Rule]


class Editor:
    """The calls that change or look at the tables of one namespace.

    Specifications are what a person would type behind the chain's name, as one text or as words. Every refusal is an
    :class:`~dockernet_sim.linux.netfilter.errors.IptablesError` with iptables' own text and exit code.
    """

    ns: NetNs
    tables: dict[str, Table]
    used = False  # whether packets may have been counted

    def changed(self) -> None:
        """Invalidate the hooks; the next packet rebuilds them."""
        raise NotImplementedError

    # -- looking ---------------------------------------------------------------
    def table(self, name: str) -> Table:
        """The table of that name, with all that was counted."""
        if self.used:
            self.ns.host.flush()
        found = self.tables.get(name)
        if found is None:
            text = f"table '{name}' does not exist\nPerhaps iptables or your kernel needs to be upgraded."
            raise IptablesError(f"{PROGRAM}: {text}", 3)
        return found

    def chain(self, table: str, name: str) -> Chain:
        """The chain of that name."""
        found = self.table(table).chains.get(name)
        if found is None:
            raise refused(NO_CHAIN)
        return found

    def chains(self, table: str) -> dict[str, Chain]:
        """All chains of a table by name, in the order in which iptables lists them."""
        return {chain.name: chain for chain in self.table(table).listed()}

    def rules(self, table: str, chain: str) -> list[Rule]:
        """The rules of a chain."""
        return list(self.chain(table, chain).rules)

    def has(self, table: str, chain: str, spec: Spec) -> bool:
        """Whether the chain holds such a rule (``-C``)."""
        try:
            rules = self.parsed(table, spec)
        except Unfit:
            return False
        return chain in self.table(table).chains and all(self._find(table, chain, rule) is not None for rule in rules)

    def _find(self, table: str, chain: str, wanted: Rule) -> int | None:
        found = self.tables[table].chains[chain]
        return found.place_of(str(wanted)) if found.rules else None

    def parsed(self, table: str, spec: Spec) -> list[Rule]:
        """The rules that a specification stands for; they can be given in its place, to be put in once."""
        if isinstance(spec, list) and spec and isinstance(spec[0], Rule):
            return spec
        words = spec if isinstance(spec, str) else [str(word) for word in spec]
        return parse(self.ns, self.table(table), words)

    def _these(self, table: str, chain: str | None) -> list[Chain]:
        return [self.chain(table, chain)] if chain is not None else self.table(table).listed()

    # -- rules -----------------------------------------------------------------
    def append(self, table: str, chain: str, spec: Spec) -> None:
        """``-A``: put a rule at the end."""
        rules = self._fitting(table, chain, spec, "RULE_APPEND")
        into = self.chain(table, chain)
        for rule in rules:
            into.put(len(into.rules), rule)
        self._touched(table)

    def insert(self, table: str, chain: str, spec: Spec, position: int = 1) -> None:
        """``-I``: put a rule before the one at `position`, which counts from 1."""
        rules = self._fitting(table, chain, spec, "RULE_INSERT")
        into = self.chain(table, chain)
        if position > len(into.rules) + 1:
            raise refused("Index of insertion too big")
        for rule in rules:
            into.put(position - 1, rule)
        self._touched(table)

    def put(self, table: str, chain: str, rule: Rule) -> None:
        """Put a rule that is known to fit on top of a chain."""
        self.chain(table, chain).put(0, rule)
        self._touched(table)

    def put_last(self, chain: Chain, rule: Rule) -> None:
        """Put one at its end."""
        chain.put(len(chain.rules), rule)
        self._touched(chain.table)

    def replace(self, table: str, chain: str, position: int, spec: Spec) -> None:
        """``-R``: put a rule in another one's place."""
        rules = self._fitting(table, chain, spec, "RULE_REPLACE")
        if len(rules) > 1:
            raise misused("Replacement rule does not specify a unique address")
        into = self.chain(table, chain)
        if not 1 <= position <= len(into.rules):
            raise refused(NO_CHAIN if not into.rules else "Index of replacement too big")
        into.take(position - 1)
        into.put(position - 1, rules[0])
        self._touched(table)

    def delete(self, table: str, chain: str, spec: Spec | int) -> None:
        """``-D``: take out the rule of this number, or the first one that looks like this."""
        if isinstance(spec, int):
            count = len(self.chain(table, chain).rules)
            if spec > count:
                raise refused("Index of deletion too big" if count else NO_CHAIN)
            self.chain(table, chain).take(spec - 1)
        else:
            try:
                rules = self.parsed(table, spec)
            except Unfit:
                raise refused(NO_RULE) from None
            for rule in rules:
                known = chain in self.table(table).chains
                place = self._find(table, chain, rule) if known else None
                if place is None:
                    raise refused(NO_RULE)
                self.chain(table, chain).take(place)
        self._touched(table)

    def _fitting(self, table: str, chain: str, spec: Spec, operation: str) -> list[Rule]:
        """The rules of a specification, if they may stand in this chain."""
        into = self.table(table).chains.get(chain)
        try:
            rules = self.parsed(table, spec)
            if into is None:
                raise refused(NO_CHAIN)
            for rule in rules:
                self._check_place(self.tables[table], into, rule)
        except Unfit as unfit:
            raise failed(operation, unfit.text, f"rule in chain {chain}") from None
        return rules

    def _check_place(self, table: Table, chain: Chain, rule: Rule) -> None:
        target = rule.target
        if not rule.extended and rule.jump is None:
            return  # fits anywhere
        hooks = table.reaching(chain)
        self._check_hooks(rule, hooks)
        if target is not None:
            if table.name not in target.tables or hooks - set(target.hooks):
                raise Unfit
        elif rule.jump is not None and hooks:
            known = table.reaching(rule.jump)  # from these hooks, what is below was checked before
            below = table.below(rule.jump)
            if chain in below or (not known and table.has_loop(rule.jump)):
                raise Unfit("Too many links")
            for each in (r for c in below if c.extended for r in c.rules) if hooks - known else ():
                self._check_hooks(each, hooks)

    @staticmethod
    def _check_hooks(rule: Rule, hooks: set[int]) -> None:
        for part in (*rule.matches, *([rule.target] if rule.target is not None else [])):
            if hooks - set(part.hooks):
                raise Unfit
            part.at(hooks)

    def _touched(self, table: str) -> None:
        self.tables[table].exists = True
        self.changed()

    # -- chains ----------------------------------------------------------------
    def new_chain(self, table: str, name: str) -> None:
        """``-N``."""
        check_chain_name(name, self.ns.host.targets)
        chains = self.table(table).chains
        if name in chains:
            raise refused("Chain already exists")
        chains[name] = Chain(table, name)
        self._touched(table)

    def delete_chain(self, table: str, name: str | None = None) -> None:
        """``-X``: a chain that is empty and that no rule jumps to; without a name, all that are not built in."""
        holder = self.table(table)
        names = [name] if name is not None else [c.name for c in holder.listed() if not c.builtin]
        for each in names:
            chain = holder.chains.get(each)
            if chain is None:
                raise refused(NO_CHAIN)
            if chain.builtin:
                raise refused("Directory not empty")
            if chain.rules or holder.references(chain):
                raise failed("CHAIN_DEL", "Device or resource busy", f"chain {each}")
            del holder.chains[each]
        self.changed()

    def rename_chain(self, table: str, name: str, new: str) -> None:
        """``-E``."""
        check_chain_name(new, self.ns.host.targets)
        chain = self.chain(table, name)
        chains = self.tables[table].chains
        if chain.builtin:
            raise refused(NO_CHAIN)
        if new in chains:
            raise refused("File exists")
        del chains[name]
        chains[new] = chain
        chain.name = new
        for other in chains.values():
            for rule in other.rules:
                if rule.jump is chain:
                    rule.rename_target(new)
            other.changed()

    def flush(self, table: str, chain: str | None = None) -> None:
        """``-F``: take out the rules of one chain, or of all."""
        for each in self._these(table, chain):
            each.have([])
        self.changed()

    def policy(self, table: str, chain: str, verdict: str) -> None:
        """``-P``: what happens to packets that no rule decides about."""
        found = self.table(table).chains.get(chain)
        if found is None or not found.builtin:
            raise refused("Bad built-in chain name")
        if verdict not in ("ACCEPT", "DROP"):
            raise IptablesError("iptables: Bad policy name. Run `dmesg' for more information.", 1)
        found.set_policy(VERDICTS[verdict])
        self._touched(table)

    def zero(self, table: str, chain: str | None = None, number: int | None = None) -> None:
        """``-Z``: set counters to 0."""
        for each in self._these(table, chain):
            if number is None:
                each.zero()
            elif 1 <= number <= len(each.rules):
                each.rules[number - 1].packets = each.rules[number - 1].bytes = 0


def check_chain_name(name: str, targets: Collection[str] = ()) -> None:
    """Refuse names that iptables refuses."""
    if len(name) > NAME_LENGTH:
        raise misused(f"chain name `{name}' too long (must be under {NAME_LENGTH + 1} chars)")
    if name[:1] in ("-", "!"):
        raise misused(f"chain name not allowed to start with `{name[0]}'")
    if name in VERDICTS or target_named(name) is not None or name in targets:
        raise misused("chain name may not clash with target name")
    if name and name.split() != [name]:
        raise misused("Invalid chain name")
