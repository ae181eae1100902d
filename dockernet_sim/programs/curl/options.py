"""curl's command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.programs.curl.errors import UsageError
from dockernet_sim.sim.errors import NotModelled

FLAGS = {
    "s": "silent", "S": "show-error", "v": "verbose", "i": "include", "I": "head", "L": "location", "f": "fail",
    "k": "insecure", "4": "ipv4", "6": "ipv6", "N": "no-buffer", "O": "remote-name", "G": "get", "V": "version",
    "0": "http1.0", "#": "progress-bar", "q": "disable", "g": "globoff",
}  # fmt: skip
VALUES = {
    "o": "output", "w": "write-out", "m": "max-time", "X": "request", "d": "data", "H": "header", "A": "user-agent",
    "u": "user", "e": "referer", "b": "cookie", "Y": "speed-limit", "y": "speed-time", "r": "range",
}  # fmt: skip
LONG_FLAGS = frozenset(
    (
        *FLAGS.values(),
        "http1.1",
        "path-as-is",
        "no-progress-meter",
        "fail-with-body",
        "compressed",
        "no-keepalive",
        "tcp-nodelay",
        "retry-connrefused",
        "retry-all-errors",
    )
)
LONG_VALUES = frozenset(
    (*VALUES.values(), "connect-timeout", "resolve", "interface", "data-raw", "data-binary", "data-ascii", "url",
        "max-redirs",
     "local-port", "json", "retry", "retry-delay", "retry-max-time")
)  # fmt: skip
KNOWN_ELSEWHERE = frozenset(
    ("help", "manual", "cookie-jar", "form", "proxy", "upload-file", "parallel", "http2", "cacert", "cert",
     "digest", "dump-header", "config", "trace", "trace-ascii", "unix-socket", "dns-servers", "keepalive-time",
     "create-dirs",
     "data-urlencode", "limit-rate", "max-filesize", "netrc", "stderr", "socks5", "proxytunnel", "output-dir",
     "remote-header-name",
     "connect-to", "tlsv1.2", "http3", "haproxy-protocol", "styled-output",
     "remote-name-all", "append", "continue-at", "remote-time", "ntlm", "negotiate", "anyauth", "basic", "crlf",
     "list-only", "quote")
)  # fmt: skip
_SHORT_ELSEWHERE = frozenset("aBcCDEFhjJKlMnpPQRtTUxzZ")


@dataclass
class Options:
    """What was asked for."""

    urls: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)  # -o, in order; "" for -O
    flags: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    resolve: list[str] = field(default_factory=list)
    max_time: float = 0.0
    connect_timeout: float = 0.0

    def __contains__(self, flag: str) -> bool:
        return flag in self.flags

    @property
    def retries(self) -> int:
        """How often a transfer that failed for the moment is tried again."""
        return int(float(self.values.get("retry", "0")))

    def pause(self, attempt: int) -> float:
        """Seconds before the attempt after this one: 1, 2, 4 and so on, or ``--retry-delay``."""
        return float(self.values.get("retry-delay", "0")) or min(600.0, 2.0**attempt)

    @property
    def method(self) -> str:
        """The request's method."""
        if "request" in self.values:
            return self.values["request"]
        if "head" in self:
            return "HEAD"
        return "POST" if self.data and "get" not in self else "GET"


def parse(args: list[str]) -> Options:
    """Understand a command line.

    Raises
    ------
    UsageError
        With curl's own complaint.
    """
    options, rest = Options(), list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            options.urls += rest
            break
        if word.startswith("--"):
            _long(options, word, rest)
        elif word.startswith("-") and len(word) > 1:
            _short(options, word, rest)
        else:
            options.urls.append(word)
    return options


def _long(options: Options, word: str, rest: list[str]) -> None:
    name = word[2:]
    off = name.removeprefix("no-") if name not in LONG_FLAGS else name
    if off != name and off in LONG_FLAGS:
        options.flags.discard(off)
    elif name in LONG_FLAGS:
        _flag(options, name)
    elif name in LONG_VALUES:
        _value(options, name, _argument(word, rest), word)
    elif name in KNOWN_ELSEWHERE:
        raise NotModelled(f"option {word} is not modelled")
    else:
        matches = sorted(known for known in LONG_FLAGS | LONG_VALUES | KNOWN_ELSEWHERE if known.startswith(name))
        if len(matches) == 1 and name:
            _long(options, f"--{matches[0]}", rest)
            return
        raise UsageError(f"option {word}: is {'ambiguous' if matches and name else 'unknown'}")


def _short(options: Options, word: str, rest: list[str]) -> None:
    cluster = word[1:]
    while cluster:
        letter, cluster = cluster[0], cluster[1:]
        if letter in FLAGS:
            _flag(options, FLAGS[letter])
        elif letter in VALUES:
            _value(options, VALUES[letter], cluster or _argument(f"-{letter}", rest), f"-{letter}")
            return
        elif letter in _SHORT_ELSEWHERE:
            raise NotModelled(f"option -{letter} is not modelled")
        else:
            raise UsageError(f"option {word}: is unknown")


def _argument(word: str, rest: list[str]) -> str:
    if not rest:
        raise UsageError(f"option {word}: requires parameter")
    return rest.pop(0)


def _flag(options: Options, name: str) -> None:
    options.flags.add(name)
    if name == "remote-name":
        options.outputs.append("")


def _value(options: Options, name: str, value: str, word: str) -> None:
    if name == "output":
        options.outputs.append(value)
    elif name == "header":
        options.headers.append(value)
    elif name in ("data", "data-raw", "data-binary", "data-ascii", "json"):
        if value.startswith("@") and name != "data-raw":
            raise NotModelled("data out of a file is not modelled")
        options.data.append(value)
        if name == "json":
            options.headers += ["Content-Type: application/json", "Accept: application/json"]
    elif name == "resolve":
        options.resolve.append(value)
    elif name == "url":
        options.urls.append(value)
    elif name in ("max-time", "connect-timeout", "retry", "retry-delay", "retry-max-time"):
        seconds = _seconds(value, word)
        if name.startswith("retry"):
            options.values[name] = str(seconds)
        elif name == "max-time":
            options.max_time = seconds
        else:
            options.connect_timeout = seconds
    else:
        options.values[name] = value


def _seconds(text: str, word: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise UsageError(f"option {word}: expected a proper numerical parameter") from None
    if not 0 <= seconds < 1e9:
        raise UsageError(f"option {word}: expected a positive numerical parameter")
    return seconds
