"""Targets that note something, or nothing, and let the packet go on: MARK, LOG, CT, CHECKSUM, NFLOG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import UNTRACKED_CT
from dockernet_sim.linux.netfilter.xtables import CONTINUE, Devices, Target
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet


class MarkTarget(Target):
    """``-j MARK --set-xmark VALUE/MASK`` and its short forms: mark = (mark & ~MASK) ^ VALUE."""

    form = ""
    value: int | None = None
    mask = U32

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        packet.mark = packet.mark & ~self.mask & U32 ^ (self.value or 0)
        return CONTINUE


class LogTarget(Target):
    """``-j LOG``: a line in the kernel's log, and a record in the trace."""

    level, prefix, flags = 4, "", 0

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        ns, (indev, outdev, _, _) = self.ns, devices
        where = f"IN={indev.name if indev else ''} OUT={outdev.name if outdev else ''}"
        ns.host.log(f"{self.prefix}{where} {packet}")
        if ns.trace.on:
            ns.note(packet, outdev or indev, "rule", "log", rule.label)
        return CONTINUE


class CtTarget(Target):
    """``-j CT``: with ``notrack``, connection tracking leaves the packet alone; without it, nothing."""

    tables = ("raw",)
    needs_conntrack = True
    notrack = False

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        if self.notrack:
            packet.ct = UNTRACKED_CT
        return CONTINUE


class IdleTarget(Target):
    """What does nothing here: checksums are always right, and no program listens on netlink."""

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        return CONTINUE
