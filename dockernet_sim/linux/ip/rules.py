"""Policy routing: rules that choose the table a route is looked up in (ip-rule(8), net/core/fib_rules.c)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.fib import Fib, Route
from dockernet_sim.wire.address import network

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device

MAIN, DEFAULT = 32766, 32767
ACTIONS = ("blackhole", "unreachable", "prohibit")


@dataclass(frozen=True)
class PolicyRule:
    """One rule: what it asks for, and the table that it leads to; ``action`` in place of a table ends the look-up."""

    priority: int
    table: str = ""
    src: tuple[int, int] = (0, 0)
    dst: tuple[int, int] = (0, 0)
    mark: int = 0
    mask: int = 0
    iif: str = ""
    oif: str = ""
    negated: bool = False
    suppress: int = -1  # routes with prefixes of at most this length do not count
    action: str = ""

    def fits(self, src: int, dst: int, mark: int, iif: str, oif: str) -> bool:
        """Whether a packet meets all conditions."""
        found = (
            network(src, self.src[1]) == self.src[0]
            and network(dst, self.dst[1]) == self.dst[0]
            and mark & self.mask == self.mark
            and self.iif in ("", iif)
            and self.oif in ("", oif)
        )
        return found is not self.negated


@dataclass
class Policy:
    """The rules of a namespace besides the three that all have, and their tables.

    Without a rule ``Fib.policy`` is None, and look-ups go straight to the main table.
    """

    fib: Fib
    rules: list[PolicyRule] = field(default_factory=list)
    tables: dict[str, Fib] = field(default_factory=dict)

    def add(self, rule: PolicyRule) -> None:
        """``ip rule add``."""
        self.rules = sorted([*self.rules, rule], key=lambda each: each.priority)

    def table(self, name: str) -> Fib:
        """The routes of a table."""
        return self.fib if name in ("main", "254") else self.tables.setdefault(name, Fib())

    def find(self, dst: int, oif: Device | None = None, src: int = 0, mark: int = 0, iif: str = "lo") -> Route | None:
        """The route that the first rule with one leads to; the local table comes before all."""
        own = self.fib.own(dst, oif)
        if own is not None:
            return own
        for rule in [*self.rules, PolicyRule(MAIN, "main")]:
            if not rule.fits(src, dst, mark, iif, oif.name if oif is not None else ""):
                continue
            if rule.action:
                return Route(0, 0, None, type=rule.action)
            found = self.table(rule.table).longest(dst, oif)
            if found is not None and found.plen > rule.suppress:
                return found
        return None
