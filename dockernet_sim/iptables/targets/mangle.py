"""Targets that change a packet's header or a flow's mark: TTL, DSCP, TOS, TCPMSS, CONNMARK."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.tos import dscp_of, tos_of
from dockernet_sim.iptables.targets.base import Target, target
from dockernet_sim.iptables.targets.note import MarkTarget
from dockernet_sim.linux.netfilter.targets import mangle as kernel
from dockernet_sim.wire.ipv4 import HEADER as IP_HEADER
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


@target("TTL")
class TtlTarget(Target, kernel.TtlTarget):
    """``-j TTL --ttl-set|--ttl-inc|--ttl-dec N``."""

    options: ClassVar[dict[str, Option]] = {name: Option() for name in ("--ttl-set", "--ttl-dec", "--ttl-inc")}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one of the three."""
        if self.form:
            raise self.bad(f'option "{self.form}" cannot be used together with "{option}".')
        self.form, self.value = option, self.number(option, words[0], int(option != "--ttl-set"), 255)

    def finish(self, rule: Rule) -> None:
        """One must be given."""
        if not self.form:
            raise misused("TTL: You must specify an action")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{self.form} {self.value}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = {"--ttl-set": "set to", "--ttl-inc": "increment by", "--ttl-dec": "decrement by"}
        return f"TTL {words[self.form]} {self.value}"


@target("DSCP")
class DscpTarget(Target, kernel.DscpTarget):
    """``-j DSCP --set-dscp N`` or ``--set-dscp-class CLASS``."""

    options: ClassVar[dict[str, Option]] = {"--set-dscp": Option(), "--set-dscp-class": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a number or a class."""
        self.value = dscp_of(self, option, words[0])

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("DSCP target: Parameter --set-dscp is required")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--set-dscp 0x{self.value or 0:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"DSCP set 0x{self.value or 0:02x}"


@target("TOS")
class TosTarget(Target, kernel.TosTarget):
    """``-j TOS --set-tos VALUE[/MASK]``: tos = (tos & ~MASK) ^ VALUE."""

    options: ClassVar[dict[str, Option]] = {"--set-tos": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a value and a mask, or a name."""
        self.value, self.mask = tos_of(words[0])

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("TOS: An action is required")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--set-tos 0x{self.value or 0:02x}/0x{self.mask:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"TOS set 0x{self.value or 0:02x}/0x{self.mask:02x}"


@target("TCPMSS")
class TcpmssTarget(Target, kernel.TcpmssTarget):
    """``-j TCPMSS --set-mss N`` or ``--clamp-mss-to-pmtu``: lowers the MSS of a SYN, never raises it (xt_TCPMSS.c)."""

    options: ClassVar[dict[str, Option]] = {"--set-mss": Option(), "--clamp-mss-to-pmtu": Option(0)}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the size, or the wish to follow the path's MTU."""
        if words:
            self.mss = self.number(option, words[0], 0, 65535 - IP_HEADER)
        else:
            self.clamp = True

    def finish(self, rule: Rule) -> None:
        """One of the two must be given."""
        if self.mss is None and not self.clamp:
            raise misused("TCPMSS target: At least one parameter is required")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return "--clamp-mss-to-pmtu" if self.clamp else f"--set-mss {self.mss}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return "TCPMSS clamp to PMTU" if self.clamp else f"TCPMSS set {self.mss}"


@target("CONNMARK")
class ConnmarkTarget(MarkTarget, kernel.ConnmarkTarget):
    """``-j CONNMARK``: sets the mark of the flow, saves the packet's there, or restores the packet's from it."""

    options: ClassVar[dict[str, Option]] = {
        **MarkTarget.options,
        "--save-mark": Option(0), "--restore-mark": Option(0),
        "--mask": Option(), "--nfmask": Option(), "--ctmask": Option(),
    }  # fmt: skip

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
