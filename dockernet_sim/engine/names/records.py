"""The names of one network: which addresses a name has, and which name an address has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


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

    def add(self, endpoint_id: str, name: str, aliases: Sequence[str], ip: int) -> None:
        """An endpoint's names. Without a name of its own (an automatic one does not count) its first alias stands in."""
        main = name or next(iter(aliases), "")
        if main:
            self._by_address.setdefault(ip, []).append((main, endpoint_id))
        for each in dict.fromkeys([main, *aliases]):
            if each:
                self._by_name.setdefault(each.lower(), []).append((ip, endpoint_id))

    def remove(self, endpoint_id: str) -> None:
        """The endpoint's names go."""
        self._by_name = _without(self._by_name, endpoint_id)
        self._by_address = _without(self._by_address, endpoint_id)

    def addresses(self, name: str) -> list[int]:
        """The addresses of a name, each once; none when it is not known."""
        return list(dict.fromkeys(ip for ip, _ in self._by_name.get(name.lower(), [])))

    def name(self, ip: int) -> str:
        """The name of an address, or ``""``."""
        found = self._by_address.get(ip)
        return found[0][0] if found else ""

    def names(self) -> list[str]:
        """All names, in small letters."""
        return list(self._by_name)


def _without(table: dict[Key, list[tuple[Value, str]]], endpoint_id: str) -> dict[Key, list[tuple[Value, str]]]:
    kept = {key: [entry for entry in found if entry[1] != endpoint_id] for key, found in table.items()}
    return {key: found for key, found in kept.items() if found}
