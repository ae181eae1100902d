"""iptables' command line: one command, its options, and perhaps a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.iptables.errors import HINT, IptablesError, misused
from dockernet_sim.iptables.extension import Extension, Option
from dockernet_sim.iptables.spec import LONG, Builder, Found, scan
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.netfilter.chain import Table
    from dockernet_sim.linux.netns import NetNs

COMMANDS = {
    "-A": Option(1), "-C": Option(1), "-D": Option(1, more=1), "-I": Option(1, more=1), "-R": Option(1, more=1),
    "-L": Option(0, more=2), "-S": Option(0, more=2), "-F": Option(0, more=1), "-Z": Option(0, more=2),
    "-N": Option(1), "-X": Option(0, more=1), "-P": Option(1, more=1), "-E": Option(1, more=1),
}  # fmt: skip
OTHERS = {
    "-t": Option(1), "-n": Option(0), "-v": Option(0), "-x": Option(0), "-0": Option(0), "-w": Option(0, more=1),
    "-W": Option(1), "-4": Option(0), "-6": Option(0), "-V": Option(0), "-h": Option(0, more=1), "-M": Option(1),
}  # fmt: skip
NAMES = {
    "--append": "-A", "--check": "-C", "--delete": "-D", "--insert": "-I", "--replace": "-R", "--list": "-L",
    "--list-rules": "-S", "--flush": "-F", "--zero": "-Z", "--new-chain": "-N", "--new": "-N", "--delete-chain": "-X",
    "--policy": "-P", "--rename-chain": "-E", "--table": "-t", "--numeric": "-n", "--verbose": "-v", "--exact": "-x",
    "--line-numbers": "-0", "--wait": "-w", "--wait-interval": "-W", "--ipv4": "-4", "--ipv6": "-6", "--version": "-V",
    "--help": "-h", "--modprobe": "-M",
}  # fmt: skip
_OF_RULES = set("psdijgofcm")
_ALLOWED = {
    "-A": _OF_RULES, "-I": _OF_RULES, "-R": _OF_RULES, "-C": _OF_RULES - {"c"}, "-D": _OF_RULES - {"c"},
    "-L": {"n", "x", "0", "c"}, "-S": {"c"}, "-Z": {"n", "x", "0"},
}  # fmt: skip


class Command:
    """A command line, read but not yet carried out. ``letter`` is the command, ``words`` what followed it."""

    def __init__(
        self, ns: NetNs, table: Callable[[str], Table], words: list[str], names: dict[str, int] | None = None
    ) -> None:
        self.letter = ""
        self.words: list[str] = []
        self.given: set[str] = set()
        self.warnings = ""
        self._table = table
        self.table = _table_named(words)
        self.builder = Builder(ns, table(self.table), names)
        scan(words, self._find, self._take)
        self._check()

    def _find(self, name: str) -> Found | None:
        short = NAMES.get(name) or LONG.get(name) or name
        if short in COMMANDS or short in OTHERS:
            return None, short, COMMANDS.get(short) or OTHERS[short]
        if short == "-f" or name in LONG:
            return self.builder.find(short)
        return self.builder.find(name) or self._begun(name)

    def _begun(self, name: str) -> Found | None:
        """A long option of which only the beginning was typed."""
        begun = {short for full, short in (NAMES | LONG).items() if len(name) > 3 and full.startswith(name)}
        return self._find(begun.pop()) if len(begun) == 1 else None

    def _take(self, owner: Extension | None, name: str, form: Option, words: list[str], negated: bool) -> None:
        if owner is not None or (name not in COMMANDS and name not in OTHERS):
            self.given.add(name[1] if owner is None else "")
            self.builder.take(owner, name, form, words, negated)
            return
        if negated:
            raise misused(f"cannot have ! before {name}")
        if name in COMMANDS:
            if self.letter:
                raise misused(f"Cannot use {name} with {self.letter}")
            self.letter, self.words = name, words
        elif name == "-h":
            raise NotModelled("option -h is not modelled")
        elif name == "-W":
            self.warnings += "Ignoring deprecated --wait-interval option.\n"
        else:
            self.given.add(name[1])

    def _check(self) -> None:
        if "V" in self.given:
            return
        if "6" in self.given:
            raise IptablesError(HINT, 2)
        if not self.letter:
            raise misused("no command specified")
        missing = {
            "-R": "-R requires a rule number",
            "-P": "-P requires a chain and a policy",
            "-E": "-E requires old-chain-name and new-chain-name",
        }
        if self.letter in missing and len(self.words) < 2:
            raise misused(missing[self.letter])
        allowed = _ALLOWED.get(self.letter, set()) | set("tvw46V")
        for letter in "nspdjvx" + "iof0gcm":
            if letter in self.given and letter not in allowed:
                raise misused(f"Illegal option `-{letter}' with this command")
        self._check_devices()

    def _check_devices(self) -> None:
        """No packet has come in by a device where it is made, nor knows its way out before it is routed."""
        if self.letter not in ("-A", "-D", "-I", "-R", "-C"):
            return
        for letter, chains in (("o", ("PREROUTING", "INPUT")), ("i", ("POSTROUTING", "OUTPUT"))):
            if letter in self.given and self.chain in chains:
                raise misused(f"Can't use -{letter} with {self.chain}\n")

    @property
    def chain(self) -> str | None:
        """The chain that it is about; None for all."""
        return self.words[0] if self.words else None

    @property
    def number(self) -> int | None:
        """The rule's number, if one was given."""
        if len(self.words) < 2 or self.letter in ("-P", "-E"):
            return None
        text = self.words[1]
        if not text.isdigit() or int(text) < 1:
            raise misused(f"Invalid rule number `{text}'")
        return int(text)


def _table_named(words: list[str]) -> str:
    """The table must be known before a rule can be read."""
    for place, word in enumerate(words):
        if word.startswith("--table="):
            return word.partition("=")[2]
        if word in ("-t", "--table") and place + 1 < len(words):
            return words[place + 1]
    return "filter"
