"""Checks of what a lab's methods are given."""

from __future__ import annotations

import re
from typing import Any

from dockernet_sim.sim import arguments as must

LARGEST_PING = 65507
BUDGET = 20_000_000  # events that loading a file may take
ANSWERS = must.mapping(must.port, must.either(must.text, must.function), "port numbers, each with a text or a function")
EXPOSED = re.compile(r"([0-9]{1,5})(/(tcp|udp|sctp))?")


def exposed(value: Any) -> str:
    """A port as an image exposes it: ``"8080"``, ``"53/udp"``."""
    found = EXPOSED.fullmatch(must.text(value))
    if found is None or not 0 < int(found[1]) < 1 << 16:
        raise ValueError("a port as '8080' or '53/udp'")
    return str(value)


PORTS = must.sequence(must.either(must.port, exposed), "a list of ports")
TEXTS_BY_PORT = must.mapping(must.port, must.text, "port numbers, each with a text")
FUNCTIONS = must.mapping(must.name, must.function, "names, each with a function")
MACHINE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
MOST = 1 << 40  # bits/s, packets and bytes
_RATE, _SHARE, _LENGTH = must.number(1e-3, MOST), must.number(0, 1), must.count(0, MOST)
LINK: dict[str, must.Check] = {
    "delay": must.seconds, "jitter": must.seconds, "rate": _RATE, "queue": _LENGTH, "queue_bytes": _LENGTH,
    "loss": _SHARE, "duplicate": _SHARE, "corrupt": _SHARE, "reorder": _SHARE,
}  # fmt: skip
"""What can be said of a link."""
DIRECTION = must.choice("both", "out", "in")


def link_values(value: Any) -> dict[str, float]:
    """What is said of a link, out of a file."""
    if not isinstance(value, dict) or not set(value) <= set(LINK):
        raise ValueError("what a link is like")
    return {name: LINK[name](each) for name, each in value.items()}


def machine_name(value: Any) -> str:
    """The name of a machine, as a host name is."""
    if not MACHINE_NAME.fullmatch(must.text(value)):
        raise ValueError("the name of a machine: letters, digits and hyphens, at most 63")
    return str(value)


def a_fault(value: Any) -> Any:
    """A fault as a value."""
    from dockernet_sim.world.faults import Fault

    if not isinstance(value, Fault):
        raise ValueError("a Fault")
    return value
