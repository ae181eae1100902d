"""wget's command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dockernet_sim.sim.errors import NotModelled

PATIENCE = 900.0  # seconds without any news
USAGE = """BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
\t[--post-data STR | --post-file FILE] [-Y on/off]
\t[--no-check-certificate] [-P DIR] [-U AGENT] URL...

Retrieve files via HTTP or FTP

\t--spider\tOnly check URL existence: $? is 0 if exists
\t--header STR\tAdd STR (of form 'header: value') to headers
\t--post-data STR\tSend STR using POST method
\t--post-file FILE\tSend FILE using POST method
\t--no-check-certificate\tDon't validate the server's certificate
\t-c\t\tContinue retrieval of aborted transfer
\t-q\t\tQuiet
\t-P DIR\t\tSave to DIR (default .)
\t-S    \t\tShow server response
\t-O FILE\t\tSave to FILE ('-' for stdout)
\t-o LOGFILE\tLog messages to FILE
\t-U STR\t\tUse STR for User-Agent header
\t-Y on/off\tUse proxy
"""


@dataclass
class Options:
    """What was asked for."""

    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    quiet: bool = False
    show: bool = False
    spider: bool = False
    terse: bool = False
    output: str = ""
    folder: str = ""
    agent: str = "Wget"
    post: str | None = None
    patience: float = PATIENCE


def parse(args: list[str]) -> Options | str:
    """Understand a command line; a text is the complaint about it."""
    options, rest = Options(), list(args)

    def argument(value: str) -> str:
        return value or (rest.pop(0) if rest else "")

    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            if name == "spider":
                options.spider = True
            elif name == "header":
                options.headers.append(argument(value))
            elif name == "post-data":
                options.post = argument(value)
            elif name == "quiet":
                options.quiet = True
            elif name != "no-check-certificate":
                raise NotModelled(f"option --{name} is not modelled")
        elif word.startswith("-") and len(word) > 1:
            unknown = _letters(options, word[1:], argument)
            if unknown:
                return f"wget: invalid option -- '{unknown}'\n"
        else:
            options.urls.append(word)
    return options


def _letters(options: Options, cluster: str, argument: Callable[[str], str]) -> str:
    """One word of short options; the letter that is none, or ""."""
    while cluster:
        letter, cluster = cluster[0], cluster[1:]
        if letter in "qS":
            options.quiet |= letter == "q"
            options.show |= letter == "S"
        elif letter in "OPUTtY":
            value, cluster = argument(cluster), ""
            if letter == "T":
                options.patience = float(value) if value.isdigit() else PATIENCE
            elif letter in "OPU":
                setattr(options, {"O": "output", "P": "folder", "U": "agent"}[letter], value)
        elif letter in "co":
            raise NotModelled(f"option -{letter} is not modelled")
        else:
            return letter
    return ""
