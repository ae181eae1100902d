"""Targets that change a packet's header or a flow's mark: TTL, DSCP, TOS, TCPMSS, CONNMARK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.hooks import FORWARD, OUTPUT, POSTROUTING
from dockernet_sim.linux.netfilter.targets.note import MarkTarget
from dockernet_sim.linux.netfilter.xtables import CONTINUE, Devices, Target
from dockernet_sim.wire.ipv4 import HEADER as IP_HEADER
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_TCP, Packet
from dockernet_sim.wire.tcp import HEADER as TCP_HEADER
from dockernet_sim.wire.tcp import option_of

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

HEADERS = IP_HEADER + TCP_HEADER
DEFAULT_MSS = 536  # what a SYN without the option is given at most


class HeaderTarget(Target):
    """What the targets that change the packet have in common: the hook goes on with the packet that they make."""

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """Change a copy: the packet itself is what others have seen."""
        nf = self.ns.nf
        nf.rewritten = self.changed(nf.rewritten)
        return CONTINUE

    def changed(self, packet: Packet) -> Packet:
        """The packet as it is to be."""
        raise NotImplementedError


class TtlTarget(HeaderTarget):
    """``-j TTL --ttl-set|--ttl-inc|--ttl-dec N``."""

    tables = ("mangle",)
    form, value = "", 0

    def changed(self, packet: Packet) -> Packet:
        ttl = {
            "--ttl-set": self.value,
            "--ttl-inc": min(255, packet.ttl + self.value),
            "--ttl-dec": max(0, packet.ttl - self.value),
        }[self.form]
        return packet.with_ttl(ttl)


class DscpTarget(HeaderTarget):
    """``-j DSCP --set-dscp N`` or ``--set-dscp-class CLASS``."""

    tables = ("mangle",)
    value: int | None = None

    def changed(self, packet: Packet) -> Packet:
        return _with_tos(packet, (self.value or 0) << 2 | packet.tos & 3)


class TosTarget(HeaderTarget):
    """``-j TOS --set-tos VALUE[/MASK]``: tos = (tos & ~MASK) ^ VALUE."""

    tables = ("mangle",)
    value: int | None = None
    mask = 0xFF

    def changed(self, packet: Packet) -> Packet:
        return _with_tos(packet, packet.tos & ~self.mask & 0xFF ^ (self.value or 0))


def _with_tos(packet: Packet, tos: int) -> Packet:
    new = packet.with_ttl(packet.ttl)
    new.tos = tos
    return new


class TcpmssTarget(HeaderTarget):
    """``-j TCPMSS --set-mss N`` or ``--clamp-mss-to-pmtu``: lowers the MSS of a SYN, never raises it (xt_TCPMSS.c)."""

    mss: int | None = None
    clamp = False

    def check(self, rule: Rule) -> None:
        if rule.proto != PROTO_TCP or rule.proto_not:
            raise Unfit

    def at(self, hooks: set[int]) -> None:
        """A path's MTU is known once the packet is routed."""
        if self.clamp and hooks - {FORWARD, OUTPUT, POSTROUTING}:
            raise Unfit

    def changed(self, packet: Packet) -> Packet:
        """With a lower MSS, where it is a SYN that offers more."""
        segment = packet.payload
        if "S" not in getattr(segment, "flags", ""):
            return packet
        wanted = self.ns.inet.path_mtu(packet) - HEADERS if self.clamp else self.mss or 0
        offered = option_of(segment.options, "mss")
        if wanted <= 0 or (offered and offered <= wanted):
            return packet
        if not offered:
            options = f"mss {min(wanted, DEFAULT_MSS)}" + (f",{segment.options}" if segment.options else "")
        else:
            options = segment.options.replace(f"mss {offered}", f"mss {wanted}", 1)
        return packet.with_addresses(packet.src, packet.dst, segment.with_options(options))


class ConnmarkTarget(MarkTarget):
    """``-j CONNMARK``: sets the mark of the flow, saves the packet's there, or restores the packet's from it."""

    needs_conntrack = True
    nfmask = ctmask = U32

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """What is not tracked is left alone."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return CONTINUE
        flow = direction.flow
        if self.form == "--save-mark":
            flow.mark = flow.mark & ~self.ctmask & U32 ^ packet.mark & self.nfmask
        elif self.form == "--restore-mark":
            packet.mark = packet.mark & ~self.nfmask & U32 ^ flow.mark & self.ctmask
        else:
            flow.mark = flow.mark & ~self.mask & U32 ^ (self.value or 0)
        return CONTINUE
