"""How output is sent: a frame for each piece, with its stream; or bare, as a terminal writes it."""

from __future__ import annotations

from struct import Struct

HEADER = Struct(">BxxxL")
NUMBERS = {"stdin": 0, "stdout": 1, "stderr": 2}
RAW, MULTIPLEXED = "application/vnd.docker.raw-stream", "application/vnd.docker.multiplexed-stream"


def frame(stream: str, data: bytes) -> bytes:
    """One piece of a stream behind its header of eight bytes: the stream's number, and the length.

    >>> frame("stdout", b"hi")
    b'\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x02hi'
    """
    return HEADER.pack(NUMBERS[stream], len(data)) + data


def bare(text: str) -> bytes:
    """A piece as a terminal sends it: each newline with a carriage return (the line discipline's ONLCR).

    >>> bare("hi\\n")
    b'hi\\r\\n'
    """
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode(errors="replace")


def shown(stream: str, text: str, tty: bool, framed: bool | None = None) -> bytes:
    r"""A piece of output as it is sent, with or without a terminal; in frames unless there is one, or as `framed` says.

    >>> shown("stdout", "hi\n", tty=True, framed=True)
    b'\x01\x00\x00\x00\x00\x00\x00\x04hi\r\n'
    """
    data = bare(text) if tty else text.encode(errors="replace")
    return frame("stdout" if tty else stream, data) if (framed is None and not tty) or framed else data
