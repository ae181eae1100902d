"""The targets that the model knows, by name; those that few rules use are loaded by the first one that does."""

from importlib import import_module

from dockernet_sim.linux.netfilter.targets import nat, note, reject
from dockernet_sim.linux.netfilter.targets.base import TARGETS, VERDICTS, Target

RARE = {
    "CONNMARK": "mangle", "DSCP": "mangle", "NETMAP": "netmap", "NFLOG": "mangle", "TCPMSS": "mangle", "TOS": "mangle",
    "TTL": "mangle",
}  # fmt: skip

__all__ = ["RARE", "TARGETS", "VERDICTS", "Target", "nat", "note", "reject", "target_named"]


def target_named(name: str) -> type[Target] | None:
    """The target that ``-j NAME`` loads; None if the model has none of that name."""
    if name in RARE and name not in TARGETS:
        import_module(f"{__name__}.{RARE[name]}")
    return TARGETS.get(name)
