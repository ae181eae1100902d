"""What a shell adds to the environment, and the order in which its table keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dockernet_sim.programs.sh.dialect import Dialect
from dockernet_sim.wire.numbers import U32


def level(env: Mapping[str, str]) -> str:
    """SHLVL: how many shells deep."""
    depth = env.get("SHLVL", "0")
    return str(int(depth) + 1) if depth.isdigit() else "1"


def bucket(name: str, dialect: Dialect) -> int:
    """Where a shell's hash table keeps a variable: this decides the order that `env` shows."""
    return _hash(name, dialect.name == "bash") % dialect.buckets


@lru_cache(maxsize=1024)
def _hash(name: str, bash: bool) -> int:
    if not bash:
        return (ord(name[0]) << 4) + sum(name.encode())
    value = 2166136261
    for byte in name.encode():
        value = value * 16777619 & U32 ^ byte
    return value
