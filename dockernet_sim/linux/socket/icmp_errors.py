"""What an ICMP error means to a socket (icmp_err_convert in net/ipv4/icmp.c).

To a socket that discovers the path's MTU, as all here do, a packet that did not fit is a hard error (__udp4_lib_err).
"""

from __future__ import annotations

from dockernet_sim.wire.icmp import TIME_EXCEEDED, UNREACHABLE, Icmp

SOFT = {
    0: "ENETUNREACH", 1: "EHOSTUNREACH", 5: "EOPNOTSUPP", 11: "ENETUNREACH", 12: "EHOSTUNREACH",
}  # fmt: skip
HARD = {
    2: "ENOPROTOOPT", 3: "ECONNREFUSED", 4: "EMSGSIZE", 6: "ENETUNREACH", 9: "ENETUNREACH", 10: "EHOSTUNREACH",
    13: "EHOSTUNREACH", 14: "EHOSTUNREACH", 15: "EHOSTUNREACH",
}  # fmt: skip


def errno_of(message: Icmp) -> tuple[str, bool]:
    """The errno's name ("" for none), and whether it is a hard error, which a connected socket cannot ignore."""
    if message.type == TIME_EXCEEDED:
        return "EHOSTUNREACH", False
    if message.type != UNREACHABLE:
        return "", False
    hard = message.code in HARD
    return (HARD if hard else SOFT).get(message.code, "EHOSTUNREACH"), hard
