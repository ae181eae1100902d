"""The names of one network: which addresses a name has, and which name an address has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Records:
    """A network's names. They are the same in capitals; an address answers with the name it was given first.

    Examples
    --------
    >>> records = Records()
    >>> records.add("e1", "Web", ["www"], 0x0A000002)
    >>> records.addresses("WWW") == [0x0A000002], records.name(0x0A000002)
    (True, 'Web')
    """

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[int, str]]] = {}
        self._by_address: dict[int, list[tuple[str, str]]] = {}
        self._known: dict[str, list[tuple[str, int]]] = {}  # by endpoint: its names and addresses

    def add(self, endpoint_id: str, name: str, aliases: Sequence[str], ip: int) -> None:
        """An endpoint's names. Without a name of its own (an automatic one does not count) its first alias stands in."""
        main = name or next(iter(aliases), "")
        if main:
            known = self._known.setdefault(endpoint_id, [])
            self._by_address.setdefault(ip, []).append((main, endpoint_id))
        for each in dict.fromkeys([main, *aliases]):
            if each:
                known.append((each.lower(), ip))
                self._by_name.setdefault(each.lower(), []).append((ip, endpoint_id))

    def remove(self, endpoint_id: str) -> None:
        """The endpoint's names go."""
        for name, ip in self._known.pop(endpoint_id, ()):
            _forget(self._by_name, name, endpoint_id)
            _forget(self._by_address, ip, endpoint_id)

    def addresses(self, name: str) -> list[int]:
        """The addresses of a name, each once; none when it is not known."""
        found = self._by_name.get(name.lower(), ())
        return [found[0][0]] if len(found) == 1 else list(dict.fromkeys(ip for ip, _ in found))

    def name(self, ip: int) -> str:
        """The name of an address, or ``""``."""
        found = self._by_address.get(ip)
        return found[0][0] if found else ""

    def names(self) -> list[str]:
        """All names, in small letters."""
        return list(self._by_name)


def _forget(table: dict[Any, list[tuple[Any, str]]], key: Any, endpoint_id: str) -> None:
    """Take an endpoint's entries off one of the lists, and the list out of the table when it is empty."""
    kept = [entry for entry in table.get(key, ()) if entry[1] != endpoint_id]
    if kept:
        table[key] = kept
    else:
        table.pop(key, None)
