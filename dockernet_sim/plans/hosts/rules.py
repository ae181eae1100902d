"""iptables-save made fit for the model: rules that it cannot ask in full end a packet with a mark,
so that no answer rests on them unsaid."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from dockernet_sim.iptables.edit import Editor
from dockernet_sim.iptables.errors import IptablesError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.iptables.command import Command
from dockernet_sim.sim.errors import NotModelled

MARK = "not modelled: "
BASIC = {"-s": 1, "-d": 1, "-i": 1, "-o": 1, "-p": 1, "-f": 0}
NO_END = frozenset(
    (
        "LOG",
        "NFLOG",
        "ULOG",
        "TRACE",
        "AUDIT",
        "SET",
        "CHECKSUM",
        "IDLETIMER",
        "RATEEST",
        "SECMARK",
        "CONNSECMARK",
        "CLASSIFY",
        "HMARK",
    )
)
"""Targets after which the next rule goes on, and which change nothing that the model knows."""


@dataclass
class Checked:
    """A ruleset to load.

    Attributes
    ----------
    text : str
        For ``iptables-restore``.
    marked : list of str
        Rules that were replaced by a marked DROP.
    left_out : list of str
        Rules without effect on a packet's way that were left out.
    """

    text: str = ""
    marked: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def tables(text: str) -> dict[str, list[str]]:
    """The lines of each table, without comments; a table that comes twice counts as one."""
    found: dict[str, list[str]] = {}
    table: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("*"):
            table = found.setdefault(line[1:], [])
        elif line and line != "COMMIT" and not line.startswith("#"):
            table.append(line)
    return found


def frame(text: str) -> str:
    """Only the chains and policies, for a first restore: rules may jump to chains that stand below."""
    lines = []
    for name, table in tables(text).items():
        lines += [f"*{name}", *(line for line in table if line.startswith(":")), "COMMIT"]
    return "\n".join(lines) + "\n"


def checked(text: str, ns: NetNs) -> Checked:
    """The ruleset, with what `ns`, in which its chains and sets exist, cannot take replaced.

    Parameters
    ----------
    text : str
        ``iptables-save``, with or without counters.
    ns : NetNs
        The namespace that will load it.

    Returns
    -------
    Checked
    """
    found = Checked()
    lines = []
    for name, table in tables(text).items():
        lines.append(f"*{name}")
        for line in table:
            lines += [line] if line.startswith(":") else _rule(name, line, ns, found)
        lines.append("COMMIT")
    found.text = "\n".join(lines) + "\n"
    return found


def _rule(table: str, line: str, ns: NetNs, found: Checked) -> Iterator[str]:
    words = shlex.split(line.partition("] ")[2] if line.startswith("[") else line)
    if _takes(table, words, ns):
        yield shlex.join(words)
        return
    head, parts, target = words[:2], list(_parts(words[2:])), _target(words)
    if target in NO_END:
        found.left_out.append(line)
        return
    kept = [
        part
        for part in parts
        if part[0] not in ("-j", "-g") and _takes(table, [*head, *_with_protocol(parts, part)], ns)
    ]
    found.marked.append(line)
    known = [word for part in kept for word in part]
    yield shlex.join([*head, *known, "-m", "comment", "--comment", (MARK + shlex.join(words[2:]))[:255], "-j", "DROP"])


def _with_protocol(parts: list[list[str]], part: list[str]) -> list[str]:
    """A part by itself, with the protocol that its options may need."""
    protocol = next((each for each in parts if "-p" in each[:2]), [])
    return part if part is protocol else [*protocol, *part]


def _parts(words: list[str]) -> Iterator[list[str]]:
    """Basic options, each match with its options, and the target with its own."""
    part: list[str] = []
    for number, word in enumerate(words):
        begins = word in BASIC or word in ("-m", "-j", "-g")
        negated = word == "!" and number + 1 < len(words) and words[number + 1] in BASIC
        if (begins or negated) and part and part != ["!"]:
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _target(words: list[str]) -> str:
    for flag in ("-j", "-g"):
        if flag in words[:-1]:
            return words[words.index(flag) + 1]
    return ""


def _takes(table: str, words: list[str], ns: NetNs) -> bool:
    try:
        Command(ns, Editor(ns.nf).table, ["-t", table, *words], {})
    except (NotModelled, IptablesError):
        return False
    return True
