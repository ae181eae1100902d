"""traceroute's command line."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.programs.traceroute.help import HELP
from dockernet_sim.sim.errors import NotModelled

VERSION = """Modern traceroute for Linux, version 2.1.2
Copyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later
"""
_ARGUMENTS = {
    "f": ("first", "first_ttl"), "g": ("gateway", "gate,..."), "i": ("interface", "device"), "m": ("max-hops",
        "max_ttl"),
    "N": ("sim-queries", "squeries"), "p": ("port", "port"), "t": ("tos", "tos"), "l": ("flowlabel", "flow_label"),
    "w": ("wait", "MAX,HERE,NEAR"), "q": ("queries", "nqueries"), "s": ("source", "src_addr"), "z": ("sendwait",
        "sendwait"),
    "M": ("module", "name"), "O": ("options", "OPTS,..."), "P": ("protocol", "prot"),
}  # fmt: skip
_FLAGS = {
    "4": "", "6": "", "d": "debug", "F": "dont-fragment", "I": "icmp", "T": "tcp", "n": "", "r": "", "e": "extensions",
    "A": "as-path-lookups", "U": "udp", "D": "dccp", "V": "version",
}  # fmt: skip
_LONG_ONLY = ("mtu", "back", "sport", "fwmark")
_MODELLED = "fimNpwqsz4dFITneUV"
_LONG = {long: letter for letter, (long, _) in _ARGUMENTS.items()} | {
    long: letter for letter, long in _FLAGS.items() if long
}
HEADERS = {"udp": 28, "icmp": 28, "tcp": 20}


class Refused(Exception):
    """The command line cannot be used; the text goes to stderr."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.text, self.code = text, code


@dataclass
class Options:
    """What the command line asks for."""

    host: str = ""
    host_at: int = 0
    first: int = 1
    max_hops: int = 30
    queries: int = 3
    together: int = 16
    wait: tuple[float, float, float] = (5.0, 3.0, 10.0)
    send_wait: float = 0.0
    port: int = 0
    packet: int = 60
    method: str = "default"
    device: str = ""
    source: str = ""
    numeric: bool = False
    whole: bool = False

    @property
    def data(self) -> int:
        """Bytes of data in each probe."""
        return max(0, self.packet - 28)


def parse(args: list[str]) -> Options:
    """Read the words behind the program's name."""
    if not args or "--help" in args:
        raise Refused(HELP, 0)
    options = Options()
    operands: list[tuple[str, int]] = []
    at = 0
    while at < len(args):
        word, place = args[at], at + 1
        at += 1
        if word == "--":
            operands += [(rest, at + n + 1) for n, rest in enumerate(args[at:])]
            break
        if not word.startswith("-") or word == "-":
            operands.append((word, place))
            continue
        letter, value, used = _option(word, place, args[at] if at < len(args) else None)
        at += used
        _take(options, letter, value, word, place + used)
    _operands(options, operands)
    _check(options)
    return options


def _option(word: str, place: int, following: str | None) -> tuple[str, str, int]:
    """The letter, its argument, and how many further words it took."""
    name, _, value = word.lstrip("-").partition("=")
    if word.startswith("--"):
        letter = _LONG.get(name, name)
        if letter in _LONG_ONLY:
            raise NotModelled(f"option --{letter} is not modelled")
        if name not in _LONG:
            raise Refused(f"Bad option `{word.partition('=')[0]}' (argc {place})\n")
        if letter in _ARGUMENTS and not value:
            raise Refused(
                f"Option `--{name}' (argc {place}) requires an argument: `--{name}={_ARGUMENTS[letter][1]}'\n"
            )
        return letter, value, 0
    letter, rest = word[1], word[2:]
    if letter in _ARGUMENTS:
        if rest:
            return letter, rest, 0
        if following is None:
            raise Refused(
                f"Option `-{letter}' (argc {place}) requires an argument: `-{letter} {_ARGUMENTS[letter][1]}'\n"
            )
        return letter, following, 1
    if any(one not in _FLAGS for one in word[1:]):
        raise Refused(f"Bad option `{word}' (argc {place})\n")
    return word[1:], "", 0


def _take(options: Options, letters: str, value: str, word: str, place: int) -> None:
    try:
        for letter in letters:
            if letter not in _MODELLED:
                raise NotModelled(f"option -{letter} is not modelled")
            _set(options, letter, value)
    except ValueError:
        raise Refused(f"Cannot handle `{word[:2]}' option with arg `{value}' (argc {place})\n") from None


def _set(options: Options, letter: str, value: str) -> None:
    numbers = {"f": "first", "m": "max_hops", "q": "queries", "N": "together", "p": "port"}
    words = {"i": "device", "s": "source"}
    if letter in numbers:
        setattr(options, numbers[letter], int(value))
    elif letter in words:
        setattr(options, words[letter], value)
    elif letter == "w":
        given = [float(part) for part in value.split(",")]
        options.wait = (given + list(options.wait[len(given) :]))[0:3]  # type: ignore[assignment]
    elif letter == "z":
        seconds = float(value)
        options.send_wait = seconds / 1000 if seconds > 10 else seconds
    elif letter in "ITU":
        options.method = {"I": "icmp", "T": "tcp", "U": "udp"}[letter]
    elif letter == "V":
        raise Refused(VERSION, 0)
    elif letter == "n":
        options.numeric = True
    elif letter == "F":
        options.whole = True


def _operands(options: Options, operands: list[tuple[str, int]]) -> None:
    if len(operands) > 2:
        word, place = operands[2]
        raise Refused(f"Extra arg `{word}' (position 3, argc {place})\n")
    if len(operands) > 1:
        word, place = operands[1]
        if not word.isdigit():
            raise Refused(f'Cannot handle "packetlen" cmdline arg `{word}\' on position 2 (argc {place})\n')
        options.packet = int(word)
    if operands:
        options.host, options.host_at = operands[0]


def _check(options: Options) -> None:
    if not options.host:
        raise Refused('Specify "host" missing argument.\n')
    if options.max_hops > 255:
        raise Refused("max hops cannot be more than 255\n")
    if not 1 <= options.first <= options.max_hops:
        raise Refused("first hop out of range\n")
    if not 1 <= options.queries <= 10:
        raise Refused("no more than 10 probes per hop\n")
    if options.packet > 65000:
        raise Refused(f"too big packetlen {options.packet} specified\n")
    options.packet = max(options.packet, 28)
    options.together = options.together or options.max_hops * options.queries
