"""The names of one network: which addresses a name has, and which name an address has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, Union

Key = TypeVar("Key", str, int)


class Entry:
    """What an endpoint is called; ``names`` in small letters, ``main`` as it was given."""

    __slots__ = ("endpoint_id", "ip", "main", "names")

    def __init__(self, endpoint_id: str, main: str, names: tuple[str, ...], ip: int) -> None:
        self.endpoint_id = endpoint_id
        self.main = main
        self.names = names
        self.ip = ip


Found = Union[Entry, "tuple[Entry, ...]"]  # nearly all names are of one endpoint


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
        self._by_name: dict[str, Found] = {}
        self._by_address: dict[int, Found] = {}
        self._known: dict[str, Entry] = {}  # by endpoint

    def add(self, endpoint_id: str, name: str, aliases: Sequence[str], ip: int) -> None:
        """An endpoint's names.

        Without a name of its own (an automatic one does not count) its first alias stands in.
        """
        main = name or (aliases[0] if aliases else "")
        if not main:
            return
        names = tuple(dict.fromkeys([each if each.islower() else each.lower() for each in (main, *aliases) if each]))
        entry = self._known[endpoint_id] = Entry(endpoint_id, main, names, ip)
        _put(self._by_address, ip, entry)
        for each in names:
            _put(self._by_name, each, entry)

    def stands_alone(self, endpoint_id: str) -> bool:
        """Whether an endpoint has names, and no other endpoint has its address or one of them."""
        entry = self._known.get(endpoint_id)
        if entry is None or self._by_address.get(entry.ip) is not entry:
            return False
        return not [name for name in entry.names if self._by_name.get(name) is not entry]

    def remove(self, endpoint_id: str) -> None:
        """The endpoint's names go."""
        entry = self._known.pop(endpoint_id, None)
        if entry is not None:
            _forget(self._by_address, entry.ip, entry)
            for name in entry.names:
                _forget(self._by_name, name, entry)

    def addresses(self, name: str) -> list[int]:
        """The addresses of a name, each once; none when it is not known."""
        found = self._by_name.get(name.lower())
        if isinstance(found, Entry):
            return [found.ip]
        return list(dict.fromkeys(entry.ip for entry in _all(found)))

    def name(self, ip: int) -> str:
        """The name of an address, or ``""``."""
        found = _all(self._by_address.get(ip))
        return found[0].main if found else ""

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def names(self) -> list[str]:
        """All names, in small letters."""
        return list(self._by_name)


def _all(found: Found | None) -> tuple[Entry, ...]:
    return () if found is None else (found,) if isinstance(found, Entry) else found


def _put(table: dict[Key, Found], key: Key, entry: Entry) -> None:
    found: Found | None = table.get(key)
    table[key] = entry if found is None else (*_all(found), entry)


def _forget(table: dict[Key, Found], key: Key, entry: Entry) -> None:
    """Take an entry out, and the key with the last one."""
    kept = [each for each in _all(table.get(key)) if each is not entry]
    if kept:
        table[key] = kept[0] if len(kept) == 1 else tuple(kept)
    else:
        del table[key]
