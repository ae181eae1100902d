"""Targets that note something, or nothing, and let the packet go on: MARK, LOG, NOTRACK, CT, CHECKSUM, NFLOG."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.packet import quoted, value_and_mask
from dockernet_sim.iptables.targets.base import Target, target
from dockernet_sim.linux.netfilter.targets import note as kernel
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs

PREFIX_LENGTH = 29  # the kernel cuts the rest off
LEVELS = ("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug")
_LISTED_LEVELS = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug")


@target("MARK")
class MarkTarget(Target, kernel.MarkTarget):
    """``-j MARK --set-xmark VALUE/MASK`` and its short forms: mark = (mark & ~MASK) ^ VALUE."""

    options: ClassVar[dict[str, Option]] = {
        name: Option() for name in ("--set-mark", "--set-xmark", "--or-mark", "--and-mark", "--xor-mark")
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one of five forms; all come down to one."""
        value, mask = value_and_mask(words[0], self.name, option)
        forms = {
            "--set-xmark": (value, mask),
            "--set-mark": (value, value | mask),
            "--or-mark": (value, value),
            "--and-mark": (0, ~value & U32),
            "--xor-mark": (value, 0),
        }
        if self.form:
            raise self.bad(f'option "{self.form}" cannot be used together with "{option}".')
        self.form = option
        self.value, self.mask = forms[option]

    def finish(self, rule: Rule) -> None:
        """A form must be given."""
        if self.value is None:
            raise misused("MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--set-xmark 0x{self.value:x}/0x{self.mask:x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        value, mask = self.value or 0, self.mask
        if value == 0:
            return f"MARK and 0x{~mask & U32:x}"
        if value == mask:
            return f"MARK or 0x{value:x}"
        if mask == 0:
            return f"MARK xor 0x{value:x}"
        if mask == U32:
            return f"MARK set 0x{value:x}"
        return f"MARK xset 0x{value:x}/0x{mask:x}"


@target("LOG")
class LogTarget(Target, kernel.LogTarget):
    """``-j LOG``: a line in the kernel's log, and a record in the trace."""

    options: ClassVar[dict[str, Option]] = {
        "--log-level": Option(), "--log-prefix": Option(), "--log-tcp-sequence": Option(0),
        "--log-tcp-options": Option(0), "--log-ip-options": Option(0), "--log-uid": Option(0),
        "--log-macdecode": Option(0),
    }  # fmt: skip
    _FLAGS: ClassVar[dict[str, int]] = {
        "--log-tcp-sequence": 1, "--log-tcp-options": 2, "--log-ip-options": 4, "--log-uid": 8, "--log-macdecode": 32,
    }  # fmt: skip

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take level, prefix or a flag."""
        if option == "--log-level":
            self.level = _level(words[0])
        elif option == "--log-prefix":
            self.prefix = words[0][:PREFIX_LENGTH]
        else:
            self.flags |= self._FLAGS[option]

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"--log-prefix {quoted(self.prefix)}"] if self.prefix else []
        words += [f"--log-level {self.level}"] if self.level != 4 else []
        words += [option for option, bit in self._FLAGS.items() if self.flags & bit]
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        if numeric:
            head = f"LOG flags {self.flags} level {self.level}"
        else:
            names = {1: "tcp-sequence", 2: "tcp-options", 4: "ip-options", 8: "uid", 32: "macdecode"}
            flags = "".join(f" {name}" for bit, name in names.items() if self.flags & bit)
            head = f"LOG level {_LISTED_LEVELS[self.level]}{flags}"
        return f'{head} prefix "{self.prefix}"' if self.prefix else head


def _level(text: str) -> int:
    if text.isdigit() and int(text) < 8:
        return int(text)
    aliases = {"warn": "warning", "err": "error", "panic": "emerg"}
    name = aliases.get(text, text)
    if name not in LEVELS:
        raise misused(f'log level "{text}" unknown\n')
    return LEVELS.index(name)


@target("CT")
class CtTarget(Target, kernel.CtTarget):
    """``-j CT --notrack``."""

    options: ClassVar[dict[str, Option]] = {
        "--notrack": Option(0),
        "--helper": Option(),
        "--ctevents": Option(),
        "--zone": Option(),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Only --notrack is known here."""
        if option != "--notrack":
            raise NotModelled(f"CT option {option} is not modelled")
        self.notrack = True

    def save(self) -> str:
        """As ``-S`` prints it."""
        return "--notrack" if self.notrack else ""

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return "CT notrack" if self.notrack else "CT"


@target("NOTRACK")
class NotrackTarget(Target, kernel.CtTarget):
    """``-j NOTRACK``: the older form."""

    notrack = True

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it, under the target CT."""
        return "NOTRACK"


@target("CHECKSUM")
class ChecksumTarget(Target, kernel.IdleTarget):
    """``-j CHECKSUM --checksum-fill``."""

    tables = ("mangle",)
    options: ClassVar[dict[str, Option]] = {"--checksum-fill": Option(0)}
    fill = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take its one option."""
        self.fill = True

    def finish(self, rule: Rule) -> None:
        """It must be given."""
        if not self.fill:
            self.require("--checksum-fill", None)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return "--checksum-fill"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return "CHECKSUM fill"


@target("NFLOG")
class NflogTarget(Target, kernel.IdleTarget):
    """``-j NFLOG``: to programs that listen on netlink."""

    options: ClassVar[dict[str, Option]] = {
        name: Option() for name in ("--nflog-prefix", "--nflog-group", "--nflog-size", "--nflog-threshold")
    }

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.given: dict[str, str] = {}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a prefix or a number."""
        self.given[option] = (
            quoted(words[0]) if option == "--nflog-prefix" else str(self.number(option, words[0], 0, 65535))
        )

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(f"{name} {self.given[name]}" for name in self.options if name in self.given)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return self.save().replace("--nflog", "nflog")
