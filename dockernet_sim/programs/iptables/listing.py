"""``iptables -L`` and ``-S``: the tables as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.iptables.names import protocol_name
from dockernet_sim.iptables.rule import prefix_text, rules_of
from dockernet_sim.linux.netfilter.xtables import ACCEPT, GOTO
from dockernet_sim.wire.address import WIDTH, ip_text, mask

if TYPE_CHECKING:
    from dockernet_sim.iptables.rule import Rule
    from dockernet_sim.linux.netfilter.chain import Chain, Table

FULL_MASK = mask(WIDTH)


class Listing:
    """How ``-L`` shows a table.

    Parameters
    ----------
    numeric, verbose, exact, numbered : bool
        ``-n``, ``-v``, ``-x`` and ``--line-numbers``.
    names : dict
        Addresses that have a name, for listings that are not numeric.
    """

    def __init__(
        self, numeric: bool, verbose: bool, exact: bool, numbered: bool, names: dict[int, str] | None = None
    ) -> None:
        self.numeric = numeric
        self.verbose = verbose
        self.exact = exact
        self.numbered = numbered
        self.names = names or {}

    def chain(self, table: Table, chain: Chain) -> str:
        """One chain with its heading."""
        lines = [self._heading(table, chain), self._columns()]
        lines += [self.row(rule, place) for place, rule in enumerate(rules_of(chain), 1)]
        return "".join(f"{line}\n" for line in lines)

    def _heading(self, table: Table, chain: Chain) -> str:
        if not chain.builtin:
            return f"Chain {chain.name} ({table.references(chain)} references)"
        counters = ""
        if self.verbose:
            packets, size = (self._short(n).strip() for n in chain.counters)
            counters = f" {packets} packets, {size} bytes"
        return f"Chain {chain.name} (policy {policy_text(chain)}{counters})"

    def _columns(self) -> str:
        numbers = "num  " if self.numbered else ""
        counters = ("    pkts      bytes " if self.exact else " pkts bytes ") if self.verbose else ""
        devices = "in     out     " if self.verbose else ""
        return f"{numbers}{counters}target     prot opt {devices}source               destination         "

    def row(self, rule: Rule, place: int) -> str:
        """One rule."""
        text = f"{place:<4} " if self.numbered else ""
        if self.verbose:
            text += f"{self._count(rule.packets)} {self._count(rule.bytes)} "
        target = "CT" if rule.target_name == "NOTRACK" else rule.target_name  # the kernel has but one of the two
        text += f"{target:<9} {'!' if rule.proto_not else ' '}{self._proto(rule):<4} "
        text += {None: "--", True: "-f", False: "!f"}[rule.fragment] + " "
        if self.verbose:
            every = "*" if self.numeric else "any"
            text += f" {_device(rule.in_name, rule.in_not, every):<6} {_device(rule.out_name, rule.out_not, every):<6} "
        for address, bits, negated in (
            (rule.src, rule.src_mask, rule.src_not),
            (rule.dst, rule.dst_mask, rule.dst_not),
        ):
            text += f"{'!' if negated else ' '}{self._address(address, bits):<19} "
        return text + ("[goto] " if rule.verdict == GOTO else "") + extensions_text(rule, self.numeric)

    def _proto(self, rule: Rule) -> str:
        if self.numeric:
            return str(rule.proto)
        return protocol_name(rule.proto)

    def _address(self, address: int, bits: int) -> str:
        if not bits:
            return "0.0.0.0/0" if self.numeric else "anywhere"
        if bits == FULL_MASK:
            return ip_text(address) if self.numeric else self.names.get(address, ip_text(address))
        return prefix_text(address, bits)

    def _count(self, number: int) -> str:
        return f"{number:>8}" if self.exact else self._short(number)

    def _short(self, number: int) -> str:
        """Five columns: 99999 is the last number that is written out."""
        if self.exact or number <= 99999:
            return f"{number:>5}"
        for unit in "KMGT":
            number = (number + 500) // 1000
            if number <= 9999 or unit == "T":
                return f"{number:>4}{unit}"
        return ""


def extensions_text(rule: Rule, numeric: bool) -> str:
    """What matches and target have to say, each behind a blank."""
    texts = [match.listing(numeric) for match in rule.matches]
    if rule.target is not None:
        texts.append(rule.target.listing(numeric))
    return "".join(f" {text}" for text in texts if text)


def told(rule: Rule) -> str:
    """How ``-v`` tells of a rule that is added, deleted or checked."""
    flags = {None: "--", True: "-f", False: "!f"}[rule.fragment]
    proto = f"{'!' if rule.proto_not else ''}{protocol_name(rule.proto)}"
    devices = f"in {_device(rule.in_name, rule.in_not)} out {_device(rule.out_name, rule.out_not)}"
    ends = []
    for address, bits, negated in ((rule.src, rule.src_mask, rule.src_not), (rule.dst, rule.dst_mask, rule.dst_not)):
        text = "0.0.0.0/0" if not bits else ip_text(address) if bits == FULL_MASK else prefix_text(address, bits)
        ends.append(f"{'!' if negated else ''}{text}")
    head = f"{rule.target_name}  {proto} opt {flags} {devices}  {ends[0]}  -> {ends[1]}  "
    return head + ("[goto] " if rule.verdict == GOTO else "") + extensions_text(rule, True)


def _device(name: str, negated: bool, every: str = "*") -> str:
    return f"{'!' if negated else ''}{name or every}"


def policy_text(chain: Chain) -> str:
    """``ACCEPT`` or ``DROP``."""
    return "ACCEPT" if chain.policy == ACCEPT else "DROP"


def rule_lines(chains: list[Chain], verbose: bool, number: int | None = None) -> str:
    """``iptables -S``."""
    lines = []
    for chain in chains if number is None else []:
        if chain.builtin:
            counters = " -c {} {}".format(*chain.counters) if verbose else ""
            lines.append(f"-P {chain.name} {policy_text(chain)}{counters}")
        else:
            lines.append(f"-N {chain.name}")
    for chain in chains:
        for place, rule in enumerate(rules_of(chain), 1):
            if number in (None, place):
                counters = f"-c {rule.packets} {rule.bytes}" if verbose else ""
                lines.append(f"-A {chain.name} {rule.text(counters)}".rstrip())
    return "".join(f"{line}\n" for line in lines)
