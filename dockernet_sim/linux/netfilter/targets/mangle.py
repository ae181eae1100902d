"""Targets that change a packet's header or a flow's mark: TTL, DSCP, TOS, TCPMSS, CONNMARK, NFLOG."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.hooks import FORWARD, OUTPUT, POSTROUTING
from dockernet_sim.linux.netfilter.errors import Unfit, misused
from dockernet_sim.linux.netfilter.extension import Option
from dockernet_sim.linux.netfilter.matches.packet import quoted
from dockernet_sim.linux.netfilter.matches.tos import dscp_of, tos_of
from dockernet_sim.linux.netfilter.targets.base import CONTINUE, Target, target
from dockernet_sim.linux.netfilter.targets.note import MarkTarget
from dockernet_sim.wire.ipv4 import HEADER as IP_HEADER
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_TCP, Packet
from dockernet_sim.wire.tcp import HEADER as TCP_HEADER
from dockernet_sim.wire.tcp import option_of

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs

HEADERS = IP_HEADER + TCP_HEADER
DEFAULT_MSS = 536  # what a SYN without the option is given at most


class HeaderTarget(Target):
    """What the targets that change the packet have in common: the hook goes on with the packet that they make."""

    __slots__ = ()

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Change a copy: the packet itself is what others have seen."""
        nf = self.ns.nf
        nf.rewritten = self.changed(nf.rewritten)
        return CONTINUE

    def changed(self, packet: Packet) -> Packet:
        """The packet as it is to be."""
        raise NotImplementedError


@target("TTL")
class TtlTarget(HeaderTarget):
    """``-j TTL --ttl-set|--ttl-inc|--ttl-dec N``."""

    tables = ("mangle",)
    options: ClassVar[dict[str, Option]] = {name: Option() for name in ("--ttl-set", "--ttl-dec", "--ttl-inc")}
    __slots__ = ("form", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.form, self.value = "", 0

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one of the three."""
        if self.form:
            raise self.bad(f'option "{self.form}" cannot be used together with "{option}".')
        self.form, self.value = option, self.number(option, words[0], int(option != "--ttl-set"), 255)

    def finish(self, rule: Rule) -> None:
        """One must be given."""
        if not self.form:
            raise misused("TTL: You must specify an action")

    def changed(self, packet: Packet) -> Packet:
        """With another TTL."""
        ttl = {
            "--ttl-set": self.value,
            "--ttl-inc": min(255, packet.ttl + self.value),
            "--ttl-dec": max(0, packet.ttl - self.value),
        }[self.form]
        return packet.with_ttl(ttl)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{self.form} {self.value}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = {"--ttl-set": "set to", "--ttl-inc": "increment by", "--ttl-dec": "decrement by"}
        return f"TTL {words[self.form]} {self.value}"


@target("DSCP")
class DscpTarget(HeaderTarget):
    """``-j DSCP --set-dscp N`` or ``--set-dscp-class CLASS``."""

    tables = ("mangle",)
    options: ClassVar[dict[str, Option]] = {"--set-dscp": Option(), "--set-dscp-class": Option()}
    __slots__ = ("value",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: int | None = None

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a number or a class."""
        self.value = dscp_of(self, option, words[0])

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("DSCP target: Parameter --set-dscp is required")

    def changed(self, packet: Packet) -> Packet:
        """With another code point."""
        new = packet.with_ttl(packet.ttl)
        new.tos = (self.value or 0) << 2 | packet.tos & 3
        return new

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--set-dscp 0x{self.value or 0:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"DSCP set 0x{self.value or 0:02x}"


@target("TOS")
class TosTarget(HeaderTarget):
    """``-j TOS --set-tos VALUE[/MASK]``: tos = (tos & ~MASK) ^ VALUE."""

    tables = ("mangle",)
    options: ClassVar[dict[str, Option]] = {"--set-tos": Option()}
    __slots__ = ("mask", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: int | None = None
        self.mask = 0xFF

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a value and a mask, or a name."""
        self.value, self.mask = tos_of(words[0])

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("TOS: An action is required")

    def changed(self, packet: Packet) -> Packet:
        """With another TOS."""
        new = packet.with_ttl(packet.ttl)
        new.tos = packet.tos & ~self.mask & 0xFF ^ (self.value or 0)
        return new

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--set-tos 0x{self.value or 0:02x}/0x{self.mask:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"TOS set 0x{self.value or 0:02x}/0x{self.mask:02x}"


@target("TCPMSS")
class TcpmssTarget(HeaderTarget):
    """``-j TCPMSS --set-mss N`` or ``--clamp-mss-to-pmtu``: lowers the MSS of a SYN, never raises it (xt_TCPMSS.c)."""

    options: ClassVar[dict[str, Option]] = {"--set-mss": Option(), "--clamp-mss-to-pmtu": Option(0)}
    __slots__ = ("clamp", "mss")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.mss: int | None = None
        self.clamp = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the size, or the wish to follow the path's MTU."""
        if words:
            self.mss = self.number(option, words[0], 0, 65535 - IP_HEADER)
        else:
            self.clamp = True

    def finish(self, rule: Rule) -> None:
        """One of the two must be given, for TCP only."""
        if self.mss is None and not self.clamp:
            raise misused("TCPMSS target: At least one parameter is required")
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

    def save(self) -> str:
        """As ``-S`` prints it."""
        return "--clamp-mss-to-pmtu" if self.clamp else f"--set-mss {self.mss}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return "TCPMSS clamp to PMTU" if self.clamp else f"TCPMSS set {self.mss}"


@target("CONNMARK")
class ConnmarkTarget(MarkTarget):
    """``-j CONNMARK``: sets the mark of the flow, saves the packet's there, or restores the packet's from it."""

    options: ClassVar[dict[str, Option]] = {
        **MarkTarget.options,
        "--save-mark": Option(0), "--restore-mark": Option(0),
        "--mask": Option(), "--nfmask": Option(), "--ctmask": Option(),
    }  # fmt: skip
    needs_conntrack = True
    __slots__ = ("ctmask", "nfmask")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.nfmask = self.ctmask = U32

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take what to do, or a mask."""
        if option in ("--mask", "--nfmask", "--ctmask"):
            value = self.number(option, words[0])
            self.nfmask = self.nfmask if option == "--ctmask" else value
            self.ctmask = self.ctmask if option == "--nfmask" else value
        elif words:
            super().parse(option, words, negated)
        elif self.form:
            raise self.bad(f'option "{self.form}" cannot be used together with "{option}".')
        else:
            self.form = option

    def finish(self, rule: Rule) -> None:
        """Something must be done."""
        if not self.form:
            raise misused("CONNMARK target: No operation specified")

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
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

    def save(self) -> str:
        """As ``-S`` prints it."""
        if self.value is not None:
            return super().save()
        return f"{self.form} --nfmask 0x{self.nfmask:x} --ctmask 0x{self.ctmask:x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        if self.value is not None:
            return super().listing(numeric).replace("MARK", "CONNMARK", 1)
        text = "CONNMARK save" if self.form == "--save-mark" else "CONNMARK restore"
        if self.nfmask == self.ctmask:
            return text if self.nfmask == U32 else f"{text} mask 0x{self.nfmask:x}"
        if self.form == "--save-mark":
            return f"{text} nfmask 0x{self.nfmask:x} ctmask ~0x{self.ctmask:x}"
        return f"{text} ctmask 0x{self.ctmask:x} nfmask ~0x{self.nfmask:x}"


@target("NFLOG")
class NflogTarget(Target):
    """``-j NFLOG``: to programs that listen on netlink, of which there are none."""

    options: ClassVar[dict[str, Option]] = {
        name: Option() for name in ("--nflog-prefix", "--nflog-group", "--nflog-size", "--nflog-threshold")
    }
    __slots__ = ("given",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.given: dict[str, str] = {}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a prefix or a number."""
        self.given[option] = (
            quoted(words[0]) if option == "--nflog-prefix" else str(self.number(option, words[0], 0, 65535))
        )

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """The packet goes on."""
        return CONTINUE

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(f"{name} {self.given[name]}" for name in self.options if name in self.given)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return self.save().replace("--nflog", "nflog")
