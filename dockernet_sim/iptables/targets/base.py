"""Targets as iptables reads and prints them, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dockernet_sim.iptables.extension import Extension, registered
from dockernet_sim.linux.netfilter import xtables as kernel


class Target(Extension, kernel.Target):
    """A target that can be read and printed."""


Kind = TypeVar("Kind", bound=type[Target])
TARGETS: dict[str, type[Target]] = {}


def target(name: str) -> Callable[[Kind], Kind]:
    """Register a class as ``-j NAME``."""
    return registered(TARGETS, name)
