"""Editing the tables: what ``iptables -A``, ``-I``, ``-D``, ``-C``, ``-R``, ``-N``, ``-X``, ``-F``, ``-E``,
``-P`` and ``-Z`` do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.iptables.errors import (
    NO_CHAIN,
    NO_RULE,
    PROGRAM,
    IptablesError,
    failed,
    misused,
    refused,
)
from dockernet_sim.iptables.rule import Rule, rules_of
from dockernet_sim.iptables.spec import NAME_LENGTH, parse
from dockernet_sim.iptables.targets import VERDICTS, target_named
from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.chain import Chain, Table

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.netfilter.netfilter import Netfilter

Spec = str | list[str] | list[Rule]


class Editor:
    """The calls that change or look at the tables of one namespace.

    Specifications are what a person would type behind the chain's name, as one text or as words. Every refusal is an
    :class:`~dockernet_sim.iptables.errors.IptablesError` with iptables' own text and exit code.
    """

    def __init__(self, nf: Netfilter) -> None:
        self.nf = nf

    # -- looking ---------------------------------------------------------------
    def table(self, name: str) -> Table:
        """The table of that name, with all that was counted."""
        if name not in self.nf.tables:
            text = f"table '{name}' does not exist\nPerhaps iptables or your kernel needs to be upgraded."
            raise IptablesError(f"{PROGRAM}: {text}", 3)
        return self.nf.table(name)

    def chain(self, table: str, name: str) -> Chain:
        """The chain of that name."""
        found = self.table(table).chains.get(name)
        if found is None:
            raise refused(NO_CHAIN)
        return found

    def has(self, table: str, chain: str, spec: Spec) -> bool:
        """Whether the chain holds such a rule (``-C``)."""
        try:
            rules = self.parsed(table, spec)
        except Unfit:
            return False
        return chain in self.table(table).chains and all(self._find(table, chain, rule) is not None for rule in rules)

    def _find(self, table: str, chain: str, wanted: Rule) -> int | None:
        found = self.nf.tables[table].chains[chain]
        return found.place_of(str(wanted)) if found.rules else None

    def parsed(self, table: str, spec: Spec) -> list[Rule]:
        """The rules that a specification stands for; they can be given in its place, to be put in once."""
        if isinstance(spec, list) and spec and isinstance(spec[0], Rule):
            return spec
        words = spec if isinstance(spec, str) else [str(word) for word in spec]
        return parse(self.nf.ns, self.table(table), words)

    def _these(self, table: str, chain: str | None) -> list[Chain]:
        return [self.chain(table, chain)] if chain is not None else self.table(table).listed()

    # -- rules -----------------------------------------------------------------
    def append(self, table: str, chain: str, spec: Spec) -> None:
        """``-A``: put a rule at the end."""
        rules = self._fitting(table, chain, spec, "RULE_APPEND")
        into = self.chain(table, chain)
        for rule in rules:
            into.put(len(into.rules), rule)
        self.nf.touched(table)

    def insert(self, table: str, chain: str, spec: Spec, position: int = 1) -> None:
        """``-I``: put a rule before the one at `position`, which counts from 1."""
        rules = self._fitting(table, chain, spec, "RULE_INSERT")
        into = self.chain(table, chain)
        if position > len(into.rules) + 1:
            raise refused("Index of insertion too big")
        for rule in rules:
            into.put(position - 1, rule)
        self.nf.touched(table)

    def put(self, table: str, chain: str, rule: Rule) -> None:
        """Put a rule that is known to fit on top of a chain."""
        self.chain(table, chain).put(0, rule)
        self.nf.touched(table)

    def put_last(self, chain: Chain, rule: Rule) -> None:
        """Put one at its end."""
        chain.put(len(chain.rules), rule)
        self.nf.touched(chain.table)

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
        self.nf.touched(table)

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
        self.nf.touched(table)

    def _fitting(self, table: str, chain: str, spec: Spec, operation: str) -> list[Rule]:
        """The rules of a specification, if they may stand in this chain."""
        into = self.table(table).chains.get(chain)
        try:
            rules = self.parsed(table, spec)
            if into is None:
                raise refused(NO_CHAIN)
            for rule in rules:
                self.nf.tables[table].check(into, rule)
        except Unfit as unfit:
            raise failed(operation, unfit.text, f"rule in chain {chain}") from None
        return rules

    # -- chains ----------------------------------------------------------------
    def new_chain(self, table: str, name: str) -> None:
        """``-N``."""
        check_chain_name(name, self.nf.ns.host)
        chains = self.table(table).chains
        if name in chains:
            raise refused("Chain already exists")
        chains[name] = Chain(table, name)
        self.nf.touched(table)

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
        self.nf.changed()

    def rename_chain(self, table: str, name: str, new: str) -> None:
        """``-E``."""
        check_chain_name(new, self.nf.ns.host)
        chain = self.chain(table, name)
        chains = self.nf.tables[table].chains
        if chain.builtin:
            raise refused(NO_CHAIN)
        if new in chains:
            raise refused("File exists")
        del chains[name]
        chains[new] = chain
        chain.name = new
        for other in chains.values():
            for rule in rules_of(other):
                if rule.jump is chain:
                    rule.rename_target(new)
            other.changed()

    def flush(self, table: str, chain: str | None = None) -> None:
        """``-F``: take out the rules of one chain, or of all."""
        for each in self._these(table, chain):
            each.have([])
        self.nf.changed()

    def policy(self, table: str, chain: str, verdict: str) -> None:
        """``-P``: what happens to packets that no rule decides about."""
        found = self.table(table).chains.get(chain)
        if found is None or not found.builtin:
            raise refused("Bad built-in chain name")
        if verdict not in ("ACCEPT", "DROP"):
            raise IptablesError("iptables: Bad policy name. Run `dmesg' for more information.", 1)
        found.set_policy(VERDICTS[verdict])
        self.nf.touched(table)

    def zero(self, table: str, chain: str | None = None, number: int | None = None) -> None:
        """``-Z``: set counters to 0."""
        for each in self._these(table, chain):
            if number is None:
                each.zero()
            elif 1 <= number <= len(each.rules):
                each.rules[number - 1].packets = each.rules[number - 1].bytes = 0


def check_chain_name(name: str, host: Host) -> None:
    """Refuse names that iptables refuses."""
    if len(name) > NAME_LENGTH:
        raise misused(f"chain name `{name}' too long (must be under {NAME_LENGTH + 1} chars)")
    if name[:1] in ("-", "!"):
        raise misused(f"chain name not allowed to start with `{name[0]}'")
    if name in VERDICTS or target_named(name, host) is not None:
        raise misused("chain name may not clash with target name")
    if name and name.split() != [name]:
        raise misused("Invalid chain name")
