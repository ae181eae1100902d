"""dig's command line: words in any order, ``+options`` that may be cut short, several look-ups."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace

from dockernet_sim.programs.dig.ask import How, reversed_name
from dockernet_sim.programs.dig.text import Sections
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.sim.errors import NotModelled

VERSION = "9.18.49-1~deb12u3-Debian"
TYPES = (
    "A", "AAAA", "ANY", "AXFR", "CAA", "CNAME", "DNSKEY", "DS", "HINFO", "HTTPS", "IXFR", "MX", "NAPTR", "NS", "NSEC",
    "PTR", "RRSIG",
    "SOA", "SRV", "SVCB", "TXT",
)  # fmt: skip
CLASSES = ("IN", "CH", "HS", "CHAOS")
_MODELLED_TYPES = ("A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
USAGE = """Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
"""


class Usage(Exception):
    """The command line cannot be read: what goes to stderr (and stdout), and the exit code."""

    def __init__(self, err: str, code: int = 1, out: str = "") -> None:
        super().__init__(err)
        self.err, self.code, self.out = err, code, out


@dataclass
class Lookup:
    """One question and how it is put and shown."""

    name: str = ""
    type: str = "A"
    cls: str = "IN"
    how: How = field(default_factory=lambda: How(tcp=None))
    show: Sections = field(default_factory=Sections)
    short: bool = False
    identify: bool = False
    sending: bool = False
    search: bool = False
    ndots: int = -1
    server: str = ""
    typed: bool = False  # a type was given


@dataclass
class Line:
    """A command line, read."""

    lookups: list[Lookup] = field(default_factory=list)
    banner: bool = True
    warnings: str = ""


_PLAIN = ("comments", "question", "answer", "authority", "additional", "stats")
_HOW = {
    "tcp": "tcp",
    "vc": "tcp",
    "recurse": "recurse",
    "rdflag": "recurse",
    "adflag": "ad",
    "cdflag": "cd",
    "dnssec": "do",
    "ignore": "ignore_tc",
}
_SHOW = {"ttlid": "ttl", "class": "cls"}
_LOOKUP = {"short": "short", "identify": "identify", "qr": "sending", "search": "search", "defname": "search"}
_IGNORED = (
    "aaonly",
    "aaflag",
    "besteffort",
    "fail",
    "keepopen",
    "mapped",
    "rrcomments",
    "idnin",
    "idnout",
    "badcookie",
)
_NUMBERS = ("time", "tries", "retry", "bufsize", "ndots", "timeout")
_NOT_MODELLED = (
    "crypto", "dns64prefix", "dscp", "domain", "ednsflags", "ednsnegotiation", "ednsopt", "expandaaaa", "expire",
    "header-only",
    "http-plain", "https", "multiline", "nsid", "nssearch", "onesoa", "opcode", "padding", "proxy", "raflag", "split",
    "subnet", "tcflag",
    "tls", "topdown", "trace", "ttlunits", "unknownformat", "yaml", "zflag",
)  # fmt: skip
_SYNONYMS = {"ad": "adflag", "cd": "cdflag", "aa": "aaflag", "do": "dnssec"}
_KNOWN = (*_PLAIN, *_HOW, *_SHOW, *_LOOKUP, *_IGNORED, *_NUMBERS, *_NOT_MODELLED, "all", "cmd", "cookie", "edns")


def parse(args: list[str]) -> Line:
    """Read the words."""
    return _Reader(args).run()


class _Reader:
    def __init__(self, args: list[str]) -> None:
        self.rest = list(args)
        self.line = Line()
        self.default = Lookup()
        self.current = self.default
        self.open = True  # the look-up that is being described has no name yet

    def run(self) -> Line:
        while self.rest:
            word = self.rest.pop(0)
            if word.startswith("@"):
                self.current.server = word[1:]
            elif word.startswith("+"):
                self._plus(word)
            elif word.startswith("-") and len(word) > 1:
                self._dash(word)
            else:
                self._word(word)
        if not self.line.lookups:
            self.line.lookups.append(deepcopy(self.default))
            if not self.default.typed:
                self.line.lookups[0].type = "NS"
            self.line.lookups[0].name = "."
        return self.line

    def _word(self, word: str) -> None:
        upper = word.upper()
        current = self.current
        if upper in TYPES:
            if current.typed:
                self.line.warnings += ";; Warning, extra type option\n"
            current.type, current.typed = modelled_type(upper), True
        elif upper in CLASSES:
            current.cls = upper[:2]
        else:
            self._name(word)

    def _name(self, name: str) -> Lookup:
        found = deepcopy(self.default)
        found.name = name
        self.line.lookups.append(found)
        self.current = found
        return found

    # -- -x and friends -------------------------------------------------------
    def _dash(self, word: str) -> None:
        letter, value = word[1], word[2:]
        if letter in "46" and not value:
            if letter == "6":
                raise NotModelled("IPv6 is not modelled")
            return
        if letter in "hv":
            raise NotModelled("option -h is not modelled") if letter == "h" else Usage(f"DiG {VERSION}\n", 0)
        if letter not in "bcfkpqtuxyr":
            raise Usage(f"Invalid option: {word}\n{USAGE}")
        if letter in "ru":
            return
        value = value or (self.rest.pop(0) if self.rest else "")
        if not value:
            raise Usage(f"Invalid option: {word}\n{USAGE}")
        self._valued(letter, value)

    def _valued(self, letter: str, value: str) -> None:
        current = self.current
        if letter == "x":
            self._reverse(value)
        elif letter == "t":
            if value.upper() in TYPES:
                current.type, current.typed = modelled_type(value.upper()), True
            else:
                self.line.warnings += f";; Warning, ignoring invalid type {value}\n"
        elif letter == "c":
            current.cls = value.upper()[:2] if value.upper() in CLASSES else current.cls
        elif letter == "q":
            self._name(value)
        elif letter == "p":
            if not value.isdigit():
                out = f"invalid port number '{value}': not a valid number\n"
                raise Usage("dig: Couldn't parse port number\n", 1, out)
            current.how = replace(current.how, port=int(value))
        elif letter == "b":
            current.how = replace(current.how, source=aton(value.partition("#")[0]) or 0)
        else:
            raise NotModelled(f"option -{letter} is not modelled")

    def _reverse(self, value: str) -> None:
        if ":" in value:
            raise NotModelled(f"-x {value} is not modelled: IPv6")
        found = self._name(reversed_name(value))
        found.type, found.typed, found.cls = "PTR", True, "IN"

    # -- +options -------------------------------------------------------------
    def _plus(self, word: str) -> None:
        text, _, value = word[1:].partition("=")
        on = not text.startswith("no")
        key = _full_key(text if on else text[2:]) or (_full_key(text) if not on else "")
        if not key:
            raise Usage(f"Invalid option: {word}\n{USAGE}")
        if key in _NOT_MODELLED:
            raise NotModelled(f"option +{key} is not modelled")
        self._set(self.current, key, on, value, word)

    def _set(self, lookup: Lookup, key: str, on: bool, value: str, word: str) -> None:
        if key == "all":
            lookup.show.all(on)
            self.line.banner = on
        elif key == "cmd":
            self.line.banner = on
        elif key in _PLAIN or key in _SHOW:
            setattr(lookup.show, _SHOW.get(key, key), on)
        elif key in _HOW:
            lookup.how = replace(lookup.how, **{_HOW[key]: on})
        elif key in _LOOKUP:
            setattr(lookup, _LOOKUP[key], on)
            if key == "short":
                self.line.banner = self.line.banner and not on
        elif key == "cookie":
            lookup.how = replace(lookup.how, cookie=on)
        elif key == "edns":
            lookup.how = replace(lookup.how, edns=1232 if on else None)
        elif key in _NUMBERS:
            self._number(lookup, key, value, word)

    def _number(self, lookup: Lookup, key: str, value: str, word: str) -> None:
        if not value.isdigit():
            raise Usage(f"Invalid option: {word}\n{USAGE}")
        number = int(value)
        changes: dict[str, Callable[[], How]] = {
            "time": lambda: replace(lookup.how, patience=max(1, number)),
            "timeout": lambda: replace(lookup.how, patience=max(1, number)),
            "tries": lambda: replace(lookup.how, tries=max(1, number)),
            "retry": lambda: replace(lookup.how, tries=number + 1),
            "bufsize": lambda: replace(lookup.how, edns=number),
        }
        if key == "ndots":
            lookup.ndots = number
        else:
            lookup.how = changes[key]()


def modelled_type(name: str) -> str:
    """The type, if DNS messages of the model can carry it."""
    if name not in _MODELLED_TYPES:
        raise NotModelled(f"type {name} is not modelled")
    return name


def _full_key(start: str) -> str:
    """The option that a beginning means."""
    start = _SYNONYMS.get(start, start)
    if start in _KNOWN:
        return start
    return next((key for key in _KNOWN if start and key.startswith(start)), "")
