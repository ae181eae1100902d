"""The options before the object: ``ip -br -4 addr``."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.programs.ip.words import IpFault, spelled
from dockernet_sim.sim.errors import NotModelled

VERSION = "ip utility, iproute2-6.1.0, libbpf 1.1.2"
NAMES = (
    "loops", "family", "4", "6", "0", "M", "B", "human-readable", "iec", "statistics", "stats", "details", "resolve",
    "oneline",
    "timestamp", "tshort", "Version", "force", "batch", "brief", "json", "pretty", "rcvbuf", "color", "help", "netns",
    "Numeric", "all",
)  # fmt: skip
IGNORED = ("resolve", "Numeric", "force", "color")  # no colours where the output is no terminal


@dataclass
class Options:
    """How to print, and where to look."""

    family: str = ""
    brief: bool = False
    details: bool = False
    statistics: bool = False
    oneline: bool = False
    netns: str = ""
    everywhere: bool = False
    json: bool = False
    pretty: bool = False

    @property
    def newline(self) -> str:
        """What ends a line inside a record."""
        return "\\" if self.oneline else "\n"


def options(words: list[str], program: str = "ip") -> tuple[Options, list[str]]:
    """The options, and the words behind them."""
    found, rest = Options(), list(words)
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word == "--":
            break
        bare = word[2:] if word.startswith("--") else word[1:]
        bare = "color" if bare in ("c", "co", "color=always", "color=auto", "color=never") else bare
        name = spelled(bare, *NAMES)
        if name not in NAMES:
            raise IpFault(f'Option "{word}" is unknown, try "{program} -help".', 255)
        if name in ("family", "netns") and not rest:
            raise IpFault('Command line is not complete. Try option "help"', 255)
        _note(found, name, rest)
    return found, rest


def _note(found: Options, name: str, rest: list[str]) -> None:
    families = {"4": "inet", "6": "inet6", "0": "link", "B": "bridge", "M": "mpls"}
    if name in families:
        found.family = families[name]
    elif name == "family":
        found.family = rest.pop(0)
    elif name == "netns":
        found.netns = rest.pop(0)
    elif name in ("statistics", "stats"):
        found.statistics = True
    elif name in ("brief", "details", "oneline", "json", "pretty"):
        setattr(found, name, True)
    elif name == "all":
        found.everywhere = True
    elif name not in IGNORED:
        raise NotModelled(f"option -{name} is not modelled")
