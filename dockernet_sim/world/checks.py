"""Checks of what a lab's methods are given."""

from __future__ import annotations

import re
from typing import Any

from dockernet_sim.sim import arguments as must

LARGEST_PING = 65507
BUDGET = 20_000_000  # events that loading a file may take
ANSWERS = must.mapping(must.port, must.either(must.text, must.function), "port numbers, each with a text or a function")
PORTS = must.sequence(must.either(must.port, must.text), "a list of ports")
TEXTS_BY_PORT = must.mapping(must.port, must.text, "port numbers, each with a text")
FUNCTIONS = must.mapping(must.name, must.function, "names, each with a function")
MACHINE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


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
