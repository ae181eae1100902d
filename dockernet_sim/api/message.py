"""Requests and answers of the API, whatever carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from dockernet_sim.api import goquery
from dockernet_sim.engine.errors import ApiError, BadRequest, ServerError
from dockernet_sim.sim.errors import DockernetError, NotModelled

JSON = "application/json"
NOT_MODELLED = 501
OURS = "dockernet-sim: "  # begins what is answered to a call that is not modelled
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """One request.

    Parameters
    ----------
    method : str
        ``GET``, ``HEAD``, ``POST``, ``PUT``, ``DELETE``.
    path : str
        Without the query, decoded.
    query : mapping
        The first value of each parameter.
    every : mapping
        All its values.
    fault : str
        What Go complains of, where the query cannot be read.
    headers : mapping
        By their names in small letters.
    body : bytes
        All of it.

    Examples
    --------
    >>> request = Request.of("GET", "/v1.41/containers/json?all=1")
    >>> request.path, request.query["all"]
    ('/v1.41/containers/json', '1')
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    every: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fault: str = ""

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Request:
        """The request for a target as it stands in HTTP's first line."""
        path, _, text = target.partition("?")
        query = goquery.read(text)
        return cls(method, unquote(path), query.first, dict(headers or {}), body, query.every, query.fault)

    @property
    def wants_upgrade(self) -> bool:
        """Whether the client asks for the bare connection behind the answer's head."""
        return "upgrade" in self.headers and "upgrade" in self.headers.get("connection", "").lower()

    def check_kind(self, words: str = "Content-Type specified ({}) must be 'application/json'") -> None:
        """Refuse a body that is not said to be JSON; `words` are the release's."""
        kind = self.headers.get("content-type", "")
        if self.body.strip() and kind.partition(";")[0].strip().lower() != JSON:
            raise BadRequest(words.format(kind))


@dataclass(frozen=True)
class Response:
    """A whole answer."""

    status: int
    body: bytes = b""
    headers: Headers = ()


def answer(data: Any, status: int = 200) -> Response:
    """An answer of JSON."""
    return Response(status, encoded(data), (("Content-Type", JSON),))


def encoded(data: Any) -> bytes:
    """JSON as Go writes it to a connection: without blanks, one line."""
    return ENCODER.encode(data).encode() + b"\n"


def problem(status: int, text: str) -> Response:
    """An answer that refuses."""
    return answer({"message": text}, status)


def refusal(error: DockernetError) -> Response:
    """What an error of the model is on the wire; 501 with its name for what is not modelled."""
    if isinstance(error, NotModelled):
        return problem(NOT_MODELLED, f"{OURS}{error}")
    if isinstance(error, ApiError):
        return problem(error.status, error.text)
    return problem(ServerError.status, f"{type(error).__name__}: {error}")
