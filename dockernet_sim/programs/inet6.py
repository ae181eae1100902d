"""IPv6 addresses as programs show them: those that dockerd gave bridges; IPv6 itself is not modelled."""

from __future__ import annotations

from typing import NamedTuple

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.address import ip_text, is_link_local

LINK_SCOPE, PERMANENT, NODAD, TENTATIVE = 0x20, 0x80, 0x02, 0x40


class SixAddress(NamedTuple):
    """One IPv6 address of a device; ``flag`` is ``nodad``, ``tentative`` or nothing."""

    ip: int
    plen: int
    scope: str
    flag: str

    @property
    def text(self) -> str:
        """Address and prefix length."""
        return f"{ip_text(self.ip)}/{self.plen}"

    @property
    def scope_id(self) -> int:
        """The kernel's number of its scope (net/ipv6.h)."""
        return LINK_SCOPE if self.scope == "link" else 0

    @property
    def flags(self) -> int:
        """IFA_F of linux/if_addr.h."""
        return PERMANENT | {"nodad": NODAD, "tentative": TENTATIVE}.get(self.flag, 0)


def six_addresses(device: Device) -> list[SixAddress]:
    """A device's IPv6 addresses; without a neighbour they stay tentative."""
    if not isinstance(device, Bridge):
        return []
    flag = "nodad" if device.nodad else "" if device.running else "tentative"
    return [SixAddress(ip, plen, "link" if is_link_local(ip) else "global", flag) for ip, plen in device.inet6]
