"""Two servers that keep keys, as far as a first lesson uses them:
redis and memcached (their protocols' public documentation)."""

from __future__ import annotations

OK = b"+OK\r\n"
MOST_KEYS = 10_000


class Redis:
    """redis: RESP arrays and inline commands.

    Parameters
    ----------
    values : dict
        The keys, which all connections of a server share.

    Examples
    --------
    >>> Redis({}).answer(b"PING\\r\\n"), Redis({}).answer(b"*2\\r\\n$4\\r\\nECHO\\r\\n$2\\r\\nhi\\r\\n")
    (b'+PONG\\r\\n', b'$2\\r\\nhi\\r\\n')
    """

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self._received = b""

    def answer(self, data: bytes) -> bytes | None:
        """The answers to all commands that are complete; None closes."""
        self._received += data
        said = b""
        while True:
            words = self._take()
            if words is None:
                return said
            if words and words[0].upper() == "QUIT":
                return None
            said += self._run(words[0].upper(), words[1:]) if words else b""

    def _take(self) -> list[str] | None:
        """The next whole command."""
        line, end, rest = self._received.partition(b"\r\n" if self._received[:1] == b"*" else b"\n")
        if not end:
            return None
        if line[:1] != b"*":
            self._received = rest
            return line.decode("utf-8", "replace").split()
        words = []
        for _ in range(int(line[1:]) if line[1:].isdigit() else 0):
            size, end, rest = rest.partition(b"\r\n")
            length = int(size[1:]) if size[1:].isdigit() else 0
            if not end or len(rest) < length + 2:
                return None
            words.append(rest[:length].decode("utf-8", "replace"))
            rest = rest[length + 2 :]
        self._received = rest
        return words

    def _run(self, name: str, words: list[str]) -> bytes:
        values = self._values
        if name == "PING":
            return _bulk(words[0]) if words else b"+PONG\r\n"
        if name == "ECHO" and len(words) == 1:
            return _bulk(words[0])
        if name == "SET" and len(words) == 2 and len(values) < MOST_KEYS:
            values[words[0]] = words[1]
            return OK
        if name == "GET" and len(words) == 1:
            return _bulk(values.get(words[0]))
        if name == "INCR" and len(words) == 1:
            return self._increment(words[0])
        if name in ("DEL", "EXISTS"):
            found = [word for word in words if word in values]
            for word in found if name == "DEL" else ():
                values.pop(word, None)
            return b":%d\r\n" % len(found)
        if name == "DBSIZE":
            return b":%d\r\n" % len(values)
        return f"-ERR {name} {' '.join(words)} is not modelled by dockernet_sim\r\n".encode()

    def _increment(self, key: str) -> bytes:
        value = self._values.get(key, "0")
        if not value.lstrip("-").isdigit():
            return b"-ERR value is not an integer or out of range\r\n"
        self._values[key] = str(int(value) + 1)
        return b":%d\r\n" % (int(value) + 1)


def _bulk(text: str | None) -> bytes:
    if text is None:
        return b"$-1\r\n"
    data = text.encode()
    return b"$%d\r\n%b\r\n" % (len(data), data)


class Memcached:
    """memcached's text protocol: version, get, set, stats, quit.

    Parameters
    ----------
    values : dict
        The keys, which all connections of a server share.

    Examples
    --------
    >>> server = Memcached({})
    >>> server.answer(b"set a 0 0 1"), server.answer(b"x"), server.answer(b"get a")
    (b'', b'STORED\\r\\n', b'VALUE a 0 1\\r\\nx\\r\\nEND\\r\\n')
    """

    def __init__(self, values: dict[str, bytes]) -> None:
        self._values = values
        self._setting = ""

    def answer(self, line: bytes) -> bytes | None:
        """The answer to one line."""
        if self._setting:
            self._values[self._setting] = line.rstrip(b"\r")
            self._setting = ""
            return b"STORED\r\n"
        words = line.decode("utf-8", "replace").split()
        name = words[0] if words else ""
        if name == "version":
            return b"VERSION 1.6.23\r\n"
        if name == "get" and len(words) > 1:
            found = [(key, self._values[key]) for key in words[1:] if key in self._values]
            return b"".join(b"VALUE %b 0 %d\r\n%b\r\n" % (k.encode(), len(v), v) for k, v in found) + b"END\r\n"
        if name == "set" and len(words) == 5 and len(self._values) < MOST_KEYS:
            self._setting = words[1]
            return b""
        if name == "stats":
            return b"STAT curr_items %d\r\nEND\r\n" % len(self._values)
        return None if name == "quit" else b"ERROR\r\n"
