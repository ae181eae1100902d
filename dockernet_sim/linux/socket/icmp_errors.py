"""What an ICMP error means to a socket (icmp_err_convert in net/ipv4/icmp.c)."""

from __future__ import annotations

from dockernet_sim.wire.icmp import TIME_EXCEEDED, UNREACHABLE, Icmp

_CODES = {
    0: ("ENETUNREACH", False),
    1: ("EHOSTUNREACH", False),
    2: ("ENOPROTOOPT", True),
    3: ("ECONNREFUSED", True),
    4: ("EMSGSIZE", False),
    5: ("EOPNOTSUPP", False),
    6: ("ENETUNREACH", True),
    9: ("ENETUNREACH", True),
    10: ("EHOSTUNREACH", True),
    11: ("ENETUNREACH", False),
    12: ("EHOSTUNREACH", False),
    13: ("EHOSTUNREACH", True),
    14: ("EHOSTUNREACH", True),
    15: ("EHOSTUNREACH", True),
}


def errno_of(message: Icmp) -> tuple[str, bool]:
    """The errno's name ("" for none), and whether it is a hard error, which a connected socket cannot ignore."""
    if message.type == TIME_EXCEEDED:
        return "EHOSTUNREACH", False
    if message.type != UNREACHABLE:
        return "", False
    return _CODES.get(message.code, ("EHOSTUNREACH", False))
