"""What a program wrote to a connection and the peer has not acknowledged yet:
long writes are kept as they are, not copied."""

from __future__ import annotations

from collections import deque

LONG = 1 << 16  # bytes of a write that is not copied


class Ascii(bytes):
    """The bytes of a text of ASCII characters, made slice by slice: a download of 100 MB needs no second copy of its
    file.

    Examples
    --------
    >>> data = Ascii.of("hello")
    >>> len(data), data[1:3]
    (5, b'el')
    """

    _text: str

    @classmethod
    def of(cls, text: str) -> Ascii:
        """Those of this text, which is kept as it is."""
        made = cls()
        made._text = text
        return made

    def __len__(self) -> int:
        return len(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __getitem__(self, key: slice) -> bytes:  # type: ignore[override]
        return self._text[key].encode()


class SendBuffer:
    """Bytes in order, read anywhere and dropped from the front."""

    __slots__ = ("_chunks", "_dropped", "length")

    def __init__(self) -> None:
        self._chunks: deque[bytes | bytearray] = deque()
        self._dropped = 0  # of the first chunk
        self.length = 0

    def write(self, data: bytes) -> None:
        """Put bytes at the end."""
        self.length += len(data)
        if len(data) >= LONG:
            self._chunks.append(data)
            return
        last = self._chunks[-1] if self._chunks else None
        if isinstance(last, bytearray) and len(last) < LONG:
            last += data[:]  # Ascii makes its bytes when it is sliced
        else:
            self._chunks.append(bytearray(data[:]))

    def read(self, start: int, size: int) -> bytes:
        """So many bytes from a place on."""
        start += self._dropped
        first = self._chunks[0][start : start + size] if self._chunks else b""
        if len(first) == size:  # mostly
            return bytes(first)
        found = b""
        for chunk in self._chunks:
            if start < len(chunk):
                found += chunk[start : start + size - len(found)]
                if len(found) >= size:
                    break
                start = len(chunk)
            start -= len(chunk)
        return found

    def drop(self, count: int) -> None:
        """Forget so many bytes at the front."""
        count = min(count, self.length)
        self.length -= count
        self._dropped += count
        while self._chunks and self._dropped >= len(self._chunks[0]):
            self._dropped -= len(self._chunks.popleft())
