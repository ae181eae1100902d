"""Targets that note something and let the packet go on: MARK, LOG, NOTRACK, CT, CHECKSUM."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.flow import UNTRACKED_CT
from dockernet_sim.linux.netfilter.targets.base import CONTINUE, Target
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class MarkTarget(Target):
    """``-j MARK --set-xmark VALUE/MASK`` and its short forms: mark = (mark & ~MASK) ^ VALUE."""

    __slots__ = ("form", "mask", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.form = ""
        self.value: int | None = None
        self.mask = U32

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Note the mark."""
        packet.mark = packet.mark & ~self.mask & U32 ^ (self.value or 0)
        return CONTINUE


class LogTarget(Target):
    """``-j LOG``: a line in the kernel's log, and a record in the trace."""

    _FLAGS: ClassVar[dict[str, int]] = {
        "--log-tcp-sequence": 1, "--log-tcp-options": 2, "--log-ip-options": 4, "--log-uid": 8, "--log-macdecode": 32,
    }  # fmt: skip
    __slots__ = ("flags", "level", "prefix")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.level, self.prefix, self.flags = 4, "", 0

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Write the line."""
        ns = self.ns
        devices = f"IN={indev.name if indev else ''} OUT={outdev.name if outdev else ''}"
        ns.host.log(f"{self.prefix}{devices} {packet}")
        if ns.trace.on:
            device = (outdev or indev or ns.lo).name
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, device, "rule", packet, "log", rule.label)
        return CONTINUE


class NotrackTarget(Target):
    """``-j NOTRACK``: connection tracking leaves the packet alone."""

    tables = ("raw",)
    needs_conntrack = True
    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Note it on the packet."""
        packet.ct = UNTRACKED_CT
        return CONTINUE


class CtTarget(NotrackTarget):
    """``-j CT --notrack``."""

    __slots__ = ("notrack",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.notrack = False

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Without --notrack, nothing."""
        if self.notrack:
            packet.ct = UNTRACKED_CT
        return CONTINUE


class ChecksumTarget(Target):
    """``-j CHECKSUM --checksum-fill``: checksums are always right here, so it does nothing."""

    tables = ("mangle",)
    __slots__ = ("fill",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.fill = False

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Nothing."""
        return CONTINUE
