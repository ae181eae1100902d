"""``-m connmark``: the mark of the packet's flow."""

from __future__ import annotations

from dockernet_sim.iptables.matches.base import match
from dockernet_sim.iptables.matches.packet import MarkMatch
from dockernet_sim.linux.netfilter.matches import connmark as kernel


@match("connmark")
class ConnmarkMatch(MarkMatch, kernel.ConnmarkMatch):
    """``-m connmark --mark VALUE[/MASK]``."""

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"connmark match {'!' if self.negated else ''} {self.text()}"
