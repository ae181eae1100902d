"""ICMP types: ``-m icmp``."""

from __future__ import annotations

from typing import ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.base import Single, match
from dockernet_sim.linux.netfilter.matches import ports as kernel

ANY_CODE = (0, 255)
TYPES: dict[str, tuple[int, int, int]] = {
    "any": (255, 0, 255),
    "echo-reply": (0, 0, 255),
    "destination-unreachable": (3, 0, 255),
    "network-unreachable": (3, 0, 0),
    "host-unreachable": (3, 1, 1),
    "protocol-unreachable": (3, 2, 2),
    "port-unreachable": (3, 3, 3),
    "fragmentation-needed": (3, 4, 4),
    "source-route-failed": (3, 5, 5),
    "network-unknown": (3, 6, 6),
    "host-unknown": (3, 7, 7),
    "network-prohibited": (3, 9, 9),
    "host-prohibited": (3, 10, 10),
    "TOS-network-unreachable": (3, 11, 11),
    "TOS-host-unreachable": (3, 12, 12),
    "communication-prohibited": (3, 13, 13),
    "host-precedence-violation": (3, 14, 14),
    "precedence-cutoff": (3, 15, 15),
    "source-quench": (4, 0, 255),
    "redirect": (5, 0, 255),
    "network-redirect": (5, 0, 0),
    "host-redirect": (5, 1, 1),
    "TOS-network-redirect": (5, 2, 2),
    "TOS-host-redirect": (5, 3, 3),
    "echo-request": (8, 0, 255),
    "router-advertisement": (9, 0, 255),
    "router-solicitation": (10, 0, 255),
    "time-exceeded": (11, 0, 255),
    "ttl-zero-during-transit": (11, 0, 0),
    "ttl-zero-during-reassembly": (11, 1, 1),
    "parameter-problem": (12, 0, 255),
    "ip-header-bad": (12, 0, 0),
    "required-option-missing": (12, 1, 1),
    "timestamp-request": (13, 0, 255),
    "timestamp-reply": (14, 0, 255),
    "address-mask-request": (17, 0, 255),
    "address-mask-reply": (18, 0, 255),
}
_ALIASES = {"ping": "echo-request", "pong": "echo-reply", "ttl-exceeded": "time-exceeded"}


@match("icmp")
class IcmpMatch(Single, kernel.IcmpMatch):
    """``-m icmp --icmp-type TYPE[/CODE] | NAME``."""

    options: ClassVar[dict[str, Option]] = {"--icmp-type": Option(negatable=True)}

    def read(self, option: str, text: str) -> tuple[int, int, int]:
        """A type by number or name."""
        return _kind(text)

    def text(self) -> str:
        """The number, with the code if there is one."""
        number, low, high = self.value
        return "any" if number == 255 else str(number) if (low, high) == ANY_CODE else f"{number}/{low}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        bang = "!" if self.negated else ""
        if not numeric:
            name = next((name for name, kind in TYPES.items() if kind == self.value), "")
            if name:
                return f"icmp {bang}{name}"
        number, low, high = self.value
        code = "" if (low, high) == ANY_CODE else f" code {low}"
        return f"{'icmptype' if numeric else 'icmp type'} {bang}{number}{code}"


def _kind(text: str) -> tuple[int, int, int]:
    name = _ALIASES.get(text.lower(), text.lower())
    found = [kind for known, kind in TYPES.items() if known.lower() == name]
    found = found or [kind for known, kind in TYPES.items() if known.lower().startswith(name)]
    if len(found) == 1:
        return found[0]
    number, slash, code = text.partition("/")
    if not number.isdigit() or int(number) > 255 or (slash and not (code.isdigit() and int(code) <= 255)):
        if found:
            first, second = [known for known in TYPES if known.lower().startswith(name)][:2]
            raise misused(f"Ambiguous ICMP type `{text}': `{first}' or `{second}'?")
        raise misused(f"Unknown ICMP type `{text}'")
    return (int(number), int(code), int(code)) if slash else (int(number), *ANY_CODE)
