"""The targets that the model knows, by name; each is loaded by the first rule that has it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from dockernet_sim.iptables.targets.base import TARGETS, Target
from dockernet_sim.linux.netfilter.xtables import VERDICTS

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host

MODULES = {
    "CHECKSUM": "note", "CONNMARK": "mangle", "CT": "note", "DNAT": "nat", "DSCP": "mangle", "LOG": "note",
    "MARK": "note", "MASQUERADE": "nat", "NETMAP": "nat", "NFLOG": "note", "NOTRACK": "note", "REDIRECT": "nat",
    "REJECT": "reject", "SNAT": "nat", "TCPMSS": "mangle", "TOS": "mangle", "TTL": "mangle",
}  # fmt: skip

__all__ = ["MODULES", "TARGETS", "VERDICTS", "Target", "target_named"]


def target_named(name: str, host: Host | None = None) -> type[Target] | None:
    """The target that ``-j NAME`` loads, on a machine that may have an extension's; None if there is none."""
    if name not in TARGETS and name in MODULES:
        import_module(f"{__name__}.{MODULES[name]}")
    if host is not None and name in host.targets:
        return cast("type[Target]", host.targets[name])
    return TARGETS.get(name)
