"""An answer of the engine as its client keeps it: what an exception has as its ``response``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Response:
    """One whole answer.

    Parameters
    ----------
    status_code : int
        HTTP's.
    url : str
        What was asked for.
    content : bytes
        The body.
    headers : dict
        By name.

    Examples
    --------
    >>> answer = Response(404, "http+docker://localhost/v1.55/containers/web/json", b'{"message": "no"}')
    >>> answer.reason, answer.ok, answer.json()
    ('Not Found', False, {'message': 'no'})
    """

    status_code: int
    url: str
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """HTTP's words for the status."""
        return HTTPStatus(self.status_code).phrase

    @property
    def ok(self) -> bool:
        """Whether the call was not refused."""
        return self.status_code < HTTPStatus.BAD_REQUEST

    @property
    def text(self) -> str:
        """The body as a text."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The body's JSON; ValueError where it is none."""
        return json.loads(self.content)
