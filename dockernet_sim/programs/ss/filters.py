"""What of the sockets is wanted: states, and ports or addresses."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.programs.ss.rows import Row
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.wire.address import ip_text, network, parse_cidr

STATES = {
    "established": "ESTAB", "syn-sent": "SYN-SENT", "syn-recv": "SYN-RECV", "fin-wait-1": "FIN-WAIT-1",
    "fin-wait-2": "FIN-WAIT-2", "time-wait": "TIME-WAIT", "closed": "UNCONN", "close-wait": "CLOSE-WAIT",
    "last-ack": "LAST-ACK", "listening": "LISTEN", "closing": "CLOSING", "unconnected": "UNCONN", "listen": "LISTEN",
}  # fmt: skip
ALL = frozenset(STATES.values())
CONNECTED = ALL - {"LISTEN", "UNCONN"}
_SETS = {
    "all": ALL, "connected": CONNECTED, "synchronized": CONNECTED - {"SYN-SENT"}, "bucket": frozenset(("SYN-RECV",
        "TIME-WAIT")),
    "big": ALL - {"SYN-RECV", "TIME-WAIT"},
}  # fmt: skip
DEFAULT = CONNECTED - {"TIME-WAIT", "SYN-RECV"}

Test = Callable[[Row], bool]


class FilterError(DockernetError):
    """The filter cannot be understood."""


def states(name: str) -> frozenset[str]:
    """The states that a name of ``state NAME`` means."""
    if name in _SETS:
        return frozenset(_SETS[name])
    if name in STATES:
        return frozenset((STATES[name],))
    raise FilterError(f"ss: wrong state name: {name}")


def expression(words: list[str]) -> Test:
    """``sport = :80``, ``dst 172.17.0.0/16``, joined with ``and`` or nothing."""
    tests: list[Test] = []
    rest = [part for word in words for part in word.replace("(", " ").replace(")", " ").split()]
    while rest:
        word = rest.pop(0)
        if word in ("and", "&", "&&"):
            continue
        if word in ("sport", "dport") and len(rest) >= 2:
            tests.append(_port(word, rest.pop(0), rest.pop(0)))
        elif word in ("src", "dst") and rest:
            operand = rest.pop(0)
            if operand in ("=", "==", "eq") and rest:
                operand = rest.pop(0)
            tests.append(_address(word, operand))
        else:
            raise NotModelled(f"the filter {' '.join(words)} is not modelled")
    return lambda row: all(test(row) for test in tests)


def _port(which: str, operator: str, operand: str) -> Test:
    digits = operand.removeprefix(":")
    if operator not in ("=", "==", "eq", "!=", "ne", "neq") or not digits.isdigit():
        raise NotModelled(f"the filter {which} {operator} {operand} is not modelled")
    wanted, same = int(digits), operator in ("=", "==", "eq")
    return lambda row: ((row.port if which == "sport" else row.remote_port) == wanted) == same


def _address(which: str, operand: str) -> Test:
    text, _, port = operand.partition(":")
    try:
        ip, plen = parse_cidr(text)
    except ValueError:
        raise NotModelled(f"the filter {which} {operand} is not modelled") from None

    def matches(row: Row) -> bool:
        own, number = (row.ip, row.port) if which == "src" else (row.remote_ip, row.remote_port)
        return network(own, plen) == network(ip, plen) and (not port or str(number) == port)

    return matches


__all__ = ["ALL", "CONNECTED", "DEFAULT", "FilterError", "expression", "ip_text", "states"]
