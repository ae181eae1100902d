"""A rule with its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dockernet_sim.iptables.extension import no
from dockernet_sim.iptables.names import protocol_name
from dockernet_sim.linux.netfilter import rule as kernel
from dockernet_sim.linux.netfilter.xtables import GOTO
from dockernet_sim.wire.address import WIDTH, ip_text, mask

if TYPE_CHECKING:
    from dockernet_sim.iptables.matches.base import Match
    from dockernet_sim.iptables.targets.base import Target
    from dockernet_sim.linux.netfilter.chain import Chain

PARTS = kernel.Rule.__slots__
_PLENS = {mask(plen): plen for plen in range(WIDTH + 1)}


class Rule(kernel.Rule):
    """A rule that iptables made. ``str()`` of it is what ``iptables -S`` prints after the chain's name."""

    matches: list[Match]
    target: Target | None
    __slots__ = ("saved",)

    def __init__(self) -> None:
        super().__init__()
        self.matches = []
        self.saved: str | None = None  # the text, once it was asked for

    def copy(self) -> Rule:
        """Another one with the same parts."""
        new = Rule()
        for slot in PARTS:
            setattr(new, slot, getattr(self, slot))
        new.matches = list(self.matches)
        return new

    def rename_target(self, name: str) -> None:
        """The chain that it goes to is called otherwise now."""
        self.target_name = name
        self.saved = None

    def text(self, counters: str = "") -> str:
        """As ``iptables -S`` prints it, with `counters` (``-c 1 84``) before the target."""
        words: list[str] = []
        for letter, address, bits, negated in (
            ("s", self.src, self.src_mask, self.src_not),
            ("d", self.dst, self.dst_mask, self.dst_not),
        ):
            if bits or negated:
                words.append(f"{no(negated)}-{letter} {prefix_text(address, bits)}")
        for letter, name, negated in (("i", self.in_name, self.in_not), ("o", self.out_name, self.out_not)):
            if name and (name != "+" or negated):
                words.append(f"{no(negated)}-{letter} {name}")
        if self.proto:
            words.append(f"{no(self.proto_not)}-p {protocol_name(self.proto)}")
        if self.fragment is not None:
            words.append(f"{no(not self.fragment)}-f")
        words += [f"-m {match.name} {match.save()}".rstrip() for match in self.matches]
        if counters:
            words.append(counters)
        if self.target_name:
            options = self.target.save() if self.target is not None else ""
            words.append(f"{'-g' if self.verdict == GOTO else '-j'} {self.target_name} {options}".rstrip())
        return " ".join(words)

    def __str__(self) -> str:
        if self.saved is None:
            self.saved = self.text()
        return self.saved


def rules_of(chain: Chain) -> list[Rule]:
    """The rules of a chain, which are all iptables'."""
    return cast("list[Rule]", chain.rules)


def prefix_text(address: int, bits: int) -> str:
    """``172.17.0.0/16``; a mask with holes is printed whole."""
    plen = _PLENS.get(bits)
    return f"{ip_text(address)}/{ip_text(bits) if plen is None else plen}"
