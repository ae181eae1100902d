"""What a user's answer may be: text, bytes, a :class:`Response`, or a generator that waits and returns one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from dockernet_sim.programs.servers.http import Request, http_date
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified
from dockernet_sim.sim.errors import BadArgument

Body = str | bytes
STATUS = must.count(100, 999)


def _fields(value: object) -> Mapping[str, str]:
    """A mapping of texts."""
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError("a mapping of texts, of a field's name to its value")
    return value


@dataclass(frozen=True)
class Response:
    """An answer with a status, header fields and a delay.

    Parameters
    ----------
    status : int
        The status code.
    body : str or bytes
        What follows the header.
    headers : mapping
        Further header fields, or others instead of those that are sent anyway.
    delay : float
        Seconds before the answer begins.

    Examples
    --------
    >>> Response(503, "busy\\n").head(0.0, "text/plain").split("\\r\\n")[0]
    'HTTP/1.1 503 Service Unavailable'
    """

    status: int = 200
    body: Body = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def __post_init__(self) -> None:
        verified("Response", "status", self.status, STATUS)
        verified("Response", "body", self.body, must.kind(str, bytes, what="text or bytes"))
        verified("Response", "delay", self.delay, must.seconds)
        for name, value in verified("Response", "headers", self.headers, _fields).items():
            if not name or any(sign in f"{name}{value}" for sign in "\r\n\0"):
                raise BadArgument(f"Response: headers: {must.shown(f'{name}: {value}')} is no header field")

    @property
    def data(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else self.body.encode()

    def head(self, now: float, kind: str) -> str:
        """The status line and header fields, up to the empty line."""
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = ""
        fields = {"Date": http_date(now), "Connection": "close", "Content-Type": kind}
        fields |= {"Content-Length": str(len(self.data)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} {phrase}".rstrip(), *(f"{name}: {value}" for name, value in fields.items())]
        return "\r\n".join([*lines, "", ""])

    def whole(self, now: float, method: str = "GET") -> bytes:
        """The bytes that are sent; without the body for HEAD."""
        kind = "text/plain" if isinstance(self.body, str) else "application/octet-stream"
        head = self.head(now, kind).encode("latin-1", "replace")
        return head if method == "HEAD" else head + self.data


Told = Body | Response
Answer = str | Callable[[Request], Told | Generator[Any, Any, Told]]


def response(told: Told) -> Response:
    """Any answer as a Response; TypeError for what is none."""
    if isinstance(told, Response):
        return told
    if not isinstance(told, (str, bytes)):
        raise TypeError(f"an answer is text, bytes or a Response, not {type(told).__name__}")
    return Response(body=told)
