"""What a name means, or why that is not known."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.programs.resolver.names import AGAIN, FAIL, NO_DATA, NOT_FOUND

GLIBC_TEXTS = {
    NOT_FOUND: "Name or service not known",
    NO_DATA: "No address associated with hostname",
    AGAIN: "Temporary failure in name resolution",
    FAIL: "Non-recoverable failure in name resolution",
    "ADDRFAMILY": "Address family for hostname not supported",
}
MUSL_TEXTS = {
    NOT_FOUND: "Name does not resolve",
    NO_DATA: "Name has no usable address",
    AGAIN: "Try again",
    FAIL: "Non-recoverable error",
    "ADDRFAMILY": "Name does not resolve",
}


@dataclass
class Answer:
    """What a name means.

    ``name`` is the canonical name, ``aliases`` further ones; ``addresses`` are IPv4 addresses in getaddrinfo's order.
    ``error`` is ``""`` or one of NONAME, NODATA, AGAIN, FAIL, ADDRFAMILY; ``text`` says it as gai_strerror(3) of glibc,
    or of ``musl``, does.
    """

    name: str
    aliases: list[str] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    error: str = ""
    musl: bool = False

    @property
    def text(self) -> str:
        """The error in words."""
        return (MUSL_TEXTS if self.musl else GLIBC_TEXTS).get(self.error, "")
