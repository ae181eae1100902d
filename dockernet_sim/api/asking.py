"""Asking a served lab, as ``dockernet-sim why --host unix://...`` does."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any

from dockernet_sim.api.errors import NotServed

SECONDS = 60.0  # real seconds until an answer must be there
LARGEST = 50_000_000  # bytes of an answer


class _Unix(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def connection(host: str) -> http.client.HTTPConnection:
    """A connection to ``unix://PATH`` or ``tcp://127.0.0.1:PORT``.

    Raises
    ------
    NotServed
        For any other host.
    """
    kind, _, where = host.partition("://")
    if kind == "unix" and where:
        return _Unix(where)
    name, _, port = where.rpartition(":")
    if kind == "tcp" and name in ("127.0.0.1", "localhost") and port.isdecimal():
        return http.client.HTTPConnection(name, int(port), timeout=SECONDS)
    raise NotServed(f"{host}: a served lab is at unix://PATH or tcp://127.0.0.1:PORT")


def fetch(host: str, path: str = "/dockernet-sim/lab") -> Any:
    """The lab that is served at a host, as plain data.

    Raises
    ------
    NotServed
        When no lab answers there.
    """
    asked = connection(host)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        text = answer.read(LARGEST)
    except (OSError, http.client.HTTPException) as error:
        raise NotServed(f"{host}: no lab is served there ({error})") from error
    finally:
        asked.close()
    try:
        data = json.loads(text)
    except ValueError:
        data = {}
    if answer.status != 200:
        raise NotServed(f"{host}: {data.get('message') or answer.reason}")
    return data


def is_answered(path: str) -> bool:
    """Whether something listens at a unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        try:
            asked.connect(path)
        except OSError:
            return False
        return True
