"""REJECT: drop, and tell the sender."""

from __future__ import annotations

from typing import ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.targets.base import Target, target
from dockernet_sim.linux.netfilter.targets import reject as kernel
from dockernet_sim.wire import icmp

KINDS = {
    "icmp-net-unreachable": ("net-unreach", icmp.NET_UNREACHABLE),
    "icmp-host-unreachable": ("host-unreach", icmp.HOST_UNREACHABLE),
    "icmp-proto-unreachable": ("proto-unreach", icmp.PROTO_UNREACHABLE),
    "icmp-port-unreachable": ("port-unreach", icmp.PORT_UNREACHABLE),
    "icmp-net-prohibited": ("net-prohib", icmp.NET_PROHIBITED),
    "icmp-host-prohibited": ("host-prohib", icmp.HOST_PROHIBITED),
    "tcp-reset": ("tcp-rst", kernel.RESET),
    "icmp-admin-prohibited": ("admin-prohib", icmp.ADMIN_PROHIBITED),
}


@target("REJECT")
class RejectTarget(Target, kernel.RejectTarget):
    """``-j REJECT --reject-with TYPE``."""

    options: ClassVar[dict[str, Option]] = {"--reject-with": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a type by one of its two names, or by the beginning of one."""
        for name, (alias, code) in KINDS.items():
            if words[0] and (name.startswith(words[0].lower()) or alias.startswith(words[0].lower())):
                self.code = code
                return
        raise misused(f'unknown reject type "{words[0]}"')

    @property
    def kind(self) -> str:
        """The type's longer name."""
        return next(name for name, (_, code) in KINDS.items() if code == self.code)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--reject-with {self.kind}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"reject-with {self.kind}"
