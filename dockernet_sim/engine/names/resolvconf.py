"""A container's /etc/resolv.conf, made from the host's (libnetwork resolvconf)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

FALLBACK = ("8.8.8.8", "8.8.4.4")
_COMMENT = re.compile(r"#.*$", re.MULTILINE)
_NAMESERVER = re.compile(r"^\s*nameserver\s*(\S+)\s*$", re.MULTILINE)
_SEARCH = re.compile(r"^\s*search\s*(([^\s]+\s*)*)$")
_OPTIONS = re.compile(r"^\s*options\s*(([^\s]+\s*)*)$")
_LOCAL = re.compile(r"^nameserver\s+(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)[^\S\n]*\n*", re.MULTILINE)
_SIX = re.compile(r"^nameserver\s+[0-9a-fA-F:.]*:[0-9a-fA-F:.%\w]*[^\S\n]*\n*", re.MULTILINE)


class Upstream(NamedTuple):
    """A server to ask; `host` says whether dockerd asks it from the host's namespace (a loopback server there)."""

    ip: int
    host: bool = False


def nameservers(text: str) -> list[str]:
    """The nameservers' addresses, in order.

    >>> nameservers("# mine\\nnameserver 10.0.0.1\\nnameserver ::1\\n")
    ['10.0.0.1', '::1']
    """
    return _NAMESERVER.findall(_COMMENT.sub("", text))


def nameservers_ipv4(text: str) -> list[str]:
    """Those that are IPv4."""
    return [each for each in nameservers(text) if ":" not in each]


def _last(pattern: re.Pattern[str], text: str) -> list[str]:
    words: list[str] = []
    for line in _COMMENT.sub("", text).splitlines():
        found = pattern.match(line)
        if found:
            words = found[1].split()
    return words


def search_domains(text: str) -> list[str]:
    """The search list; the last one in the file holds."""
    return _last(_SEARCH, text)


def options(text: str) -> list[str]:
    """The options; the last line of them holds."""
    return _last(_OPTIONS, text)


def build(servers: Sequence[str], search: Sequence[str], opts: Sequence[str]) -> str:
    """A file of these: search, nameservers, options. A search list of ``.`` alone is none.

    >>> build(["127.0.0.11"], [], ["ndots:0"])
    'nameserver 127.0.0.11\\noptions ndots:0\\n'
    """
    text = ""
    if search and " ".join(search).strip(" ") != ".":
        text += f"search {' '.join(search)}\n"
    text += "".join(f"nameserver {server}\n" for server in servers)
    if opts and " ".join(opts).strip(" "):
        text += f"options {' '.join(opts)}\n"
    return text


@lru_cache
def filtered(text: str) -> str:
    """The host's file without servers that a container cannot reach: loopback and IPv6 ones;
    Google's if none is left."""
    kept = _SIX.sub("", _LOCAL.sub("", text))
    if not nameservers(kept):
        kept += "\n" + "\n".join(f"nameserver {server}" for server in FALLBACK)
    return kept


def ndots_given(opts: Sequence[str]) -> bool:
    """Whether the user or the host sets ndots to a number that makes sense."""
    for option in opts:
        if "ndots" in option:
            _, colon, number = option.partition(":")
            return bool(colon) and number.lstrip("+").isdigit()
    return False
