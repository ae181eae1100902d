"""A container's /etc/hosts, as dockerd writes it and changes it (libnetwork etchosts)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

DEFAULT = (
    ("127.0.0.1", "localhost"),
    ("::1", "localhost ip6-localhost ip6-loopback"),
    ("fe00::0", "ip6-localnet"),
    ("ff00::0", "ip6-mcastprefix"),
    ("ff02::1", "ip6-allnodes"),
    ("ff02::2", "ip6-allrouters"),
)
Line = tuple[str, str]
"""(address, names)"""


def build(extra: Sequence[Line] = ()) -> str:
    """A fresh file: the lines of every container, then the extra ones.

    >>> build([("10.0.0.5", "db")]).splitlines()[-1]
    '10.0.0.5\\tdb'
    """
    return add(_FRESH, extra) if extra else _FRESH


def add(text: str, lines: Iterable[Line]) -> str:
    """The text with lines added at its end."""
    for address, names in lines:
        text += f"{address}\t{names}\n"
    return text


_FRESH = add("", DEFAULT)
LATER = _FRESH.replace("00::0\t", "00::\t")
"""What releases from 28 on begin with."""


def own_names(hostname: str, domainname: str = "") -> str:
    """The names that a container has for itself: the full name first, then the short one.

    >>> own_names("box.example.org"), own_names("box", "example.org"), own_names("box")
    ('box.example.org box', 'box.example.org box', 'box')
    """
    full = f"{hostname}.{domainname}" if domainname else hostname
    return f"{full} {full.partition('.')[0]}" if "." in full else full


def last_names(line: str) -> str:
    """What stands behind a line's last tab."""
    return line.rpartition("\t")[2] if "\t" in line else ""


def delete(text: str, names: Container[str]) -> str:
    """The text without empty lines, and without those that end in one of these names.

    The address is not looked at: a container that leaves one network can lose its own lines of the others too, where
    its hostname is a name that the network knew.
    """
    kept = [line for line in text.splitlines() if line and (line.startswith("#") or last_names(line) not in names)]
    return "".join(f"{line}\n" for line in kept)


def update(text: str, address: str, name: str) -> str:
    """The text in which lines that begin with this name have a new address: the linked container was restarted.

    >>> update("172.17.0.2\\tdb 0123456789ab\\n", "172.17.0.5", "db")
    '172.17.0.5\\tdb 0123456789ab\\n'
    """
    return re.sub(rf"\S*(\t{re.escape(name)}[\s.])", lambda found: address + found[1], text)
