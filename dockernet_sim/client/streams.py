"""What goes on to come from the engine: read as simulated time brings it."""

from __future__ import annotations

import json
import socket
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from dockernet_sim.api.framing import HEADER
from dockernet_sim.api.streams import Following
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.api.conversation import Conversation
    from dockernet_sim.api.core import Api

STDOUT = 1
Frame = tuple[int, bytes]
T = TypeVar("T", covariant=True)
Apart = tuple[bytes | None, bytes | None]


class Reader:
    """The bytes of an answer that goes on.

    Parameters
    ----------
    served : Api
        Lets simulated time go on.
    conversation : Conversation
        What is read.
    """

    def __init__(self, served: Api, conversation: Conversation) -> None:
        self.conversation = conversation
        self._served = served
        if isinstance(conversation, Following):  # nothing is told to a stream that was forgotten
            weakref.finalize(self, conversation.end)

    def more(self) -> bytes:
        """The next bytes; none at its end, and where nothing will come for now."""
        conversation = self.conversation
        while True:
            data = conversation.take()
            if data or conversation.ended:
                return data
            if not self._served.turn():
                return conversation.take()

    def rest(self) -> bytes:
        """All bytes up to its end, or up to where nothing comes for now."""
        pieces = []
        while True:
            data = self.more()
            pieces.append(data)
            if not data:
                return b"".join(pieces)

    def close(self) -> None:
        """The client goes away."""
        self.conversation.hang_up()
        self.conversation.take()


class CancellableStream(Iterator[T], Generic[T]):
    """docker-py's stream: goes through what comes, until it ends or is closed.

    Where a real client would wait for ever it ends for now, and can be gone through again after ``lab.run`` or other
    calls.
    """

    def __init__(self, reader: Reader, split: Callable[[bytes], list[T]]) -> None:
        self._reader = reader
        self._split = split
        self._kept: deque[T] = deque()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        while not self._kept:
            data = self._reader.more()
            if not data:
                raise StopIteration
            self._kept.extend(self._split(data))
        return self._kept.popleft()

    def next(self) -> T:
        """The next piece, by an older name."""
        return next(self)

    def close(self) -> None:
        """Hear no more."""
        self._reader.close()
        self._kept.clear()


class Socket:
    """The connection behind ``attach_socket`` and ``exec_start(socket=True)``: bytes both ways, in frames without a
    terminal.

    It has what programs use of a socket. Where a real one would wait for ever, ``recv`` raises TimeoutError.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left = b""
        self._sock = self  # docker-py's users write to this one
        self.closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def recv(self, size: int = 4096, flags: int = 0) -> bytes:
        """At most so many bytes; none at the end.

        Raises
        ------
        TimeoutError
            When nothing comes as long as nothing is sent.
        """
        if not self._left:
            self._left = self._reader.more()
            if not self._left and not self._reader.conversation.ended:
                raise TimeoutError("nothing comes: the program waits for input, or for something else")
        data, self._left = self._left[:size], self._left[size:]
        return data

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, or all up to the end."""
        if size >= 0:
            return self.recv(size)
        data, self._left = self._left + self._reader.rest(), b""
        return data

    def sendall(self, data: bytes) -> None:
        """Type something."""
        self._reader.conversation.hear(bytes(data))

    def send(self, data: bytes) -> int:
        """Type something; how many bytes were taken: all."""
        self.sendall(data)
        return len(data)

    write = send

    def flush(self) -> None:
        """Nothing is held back."""

    def shutdown(self, how: int) -> None:
        """End the program's input (``SHUT_WR``), or the connection."""
        if how == socket.SHUT_WR:
            self._reader.conversation.half_close()
        else:
            self.close()

    def settimeout(self, seconds: float | None) -> None:
        """Nothing to set: no wait is for ever."""

    def close(self) -> None:
        """Go away; the program goes on."""
        self.closed = True
        self._reader.close()

    def fileno(self) -> int:
        """Refused by name: there is no file behind it."""
        raise NotModelled("a file number of this socket is not modelled: no real socket is behind it")


# -- pieces of output --------------------------------------------------------------
def frames(data: bytes) -> list[Frame]:
    r"""The frames of multiplexed output: a stream's number and bytes.

    >>> frames(b"\x02\0\0\0\0\0\0\x02hi")
    [(2, b'hi')]
    """
    found, at = [], 0
    while at < len(data):
        stream, length = HEADER.unpack_from(data, at)
        at += HEADER.size
        found.append((stream, data[at : at + length]))
        at += length
    return found


def unframed(tty: bool) -> Callable[[bytes], list[Frame]]:
    """What reads output with or without a terminal."""
    return (lambda data: [(STDOUT, data)]) if tty else frames


def pieces(tty: bool) -> Callable[[bytes], list[bytes]]:
    """Output in pieces."""
    split = unframed(tty)
    return lambda data: [each for _, each in split(data)]


def pairs(tty: bool) -> Callable[[bytes], list[Apart]]:
    """The same in pairs with standard output and standard error."""
    split = unframed(tty)
    return lambda data: [_pair(*each) for each in split(data)]


def joined(data: bytes, tty: bool) -> bytes:
    """All output."""
    return b"".join(each for _, each in unframed(tty)(data)) if data else b""


def apart(data: bytes, tty: bool) -> Apart:
    """All output in a pair; None for a stream on which nothing was written."""
    found = unframed(tty)(data) if data else []
    out = [each for stream, each in found if stream == STDOUT]
    err = [each for stream, each in found if stream != STDOUT]
    return (b"".join(out) if out else None, b"".join(err) if err else None)


def _pair(stream: int, data: bytes) -> Apart:
    return (data, None) if stream == STDOUT else (None, data)


def lines(data: bytes) -> list[bytes]:
    """Messages of JSON, each on its line."""
    return data.splitlines(keepends=True)


def messages(data: bytes) -> list[Any]:
    """What such messages say."""
    return [json.loads(each) for each in lines(data)]


def single(data: bytes) -> list[bytes]:
    """Byte by byte, as docker-py streams the log of a container with a terminal."""
    return [data[at : at + 1] for at in range(len(data))]
