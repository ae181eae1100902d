"""``docker ps --filter publish=`` and ``expose=``: ports, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.sim.quote import quote

if TYPE_CHECKING:
    from dockernet_sim.engine.refusals import Refusals
    from dockernet_sim.engine.rules import Rules


def wanted_ports(key: str, value: str, refuse: Refusals, rules: Rules) -> Iterator[str]:
    """The ports that a value names, as ``80/tcp``; on 29 the protocol is all that follows, in any case.

    Raises
    ------
    ServerError
        For what is no port or range.
    """
    if ":" in value:
        raise ServerError(f"filter for '{key}' should not contain ':': {value}")
    text, _, proto = value.partition("/")
    if not (value if rules.ports_typed else text):
        raise refuse("port-filter-empty", key=key, value=value)
    first, dash, last = text.partition("-")
    bounds = [_number(key, value, "start", first, refuse, rules.ports_typed)]
    if dash:
        bounds.append(_number(key, value, "end", last, refuse, rules.ports_typed))
    if bounds[-1] < bounds[0]:
        raise refuse("port-filter-range", key=key, value=value)
    proto = proto.lower() if rules.ports_typed else proto.partition("/")[0]
    return (f"{port}/{proto or 'tcp'}" for port in range(bounds[0], bounds[-1] + 1))


def _number(key: str, value: str, end: str, text: str, refuse: Refusals, typed: bool) -> int:
    """One end of a range, as Go's ParseUint reads it."""
    digits = re.fullmatch("0*([0-9]+)", text)
    if digits is not None and len(digits[1]) < 6 and int(digits[1]) < 1 << 16:
        return int(digits[1])
    why = "value out of range" if digits else "value is empty" if typed and not text else "invalid syntax"
    raise refuse("port-filter-number", key=key, value=value, end=end, text=text, quoted=quote(text), why=why)


def has_port(ports: Mapping[str, Any], published: set[str], exposed: set[str]) -> bool:
    """Whether one of a container's ports is asked for; on the host, one that is not published has the number 0."""
    for port, bindings in ports.items():
        proto = port.partition("/")[2]
        numbers = [binding["HostPort"] for binding in bindings or ()] or ["0"]
        if port in exposed or any(f"{number}/{proto}" in published for number in numbers):
            return True
    return False
