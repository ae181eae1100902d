"""curl's exit codes, with its own texts."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError

UNSUPPORTED = 1
INIT = 2
URL_MALFORMAT = 3
RESOLVE = 6
CONNECT = 7
PARTIAL = 18
RETURNED_ERROR = 22
WRITE = 23
TIMEOUT = 28
INTERFACE = 45
REDIRECTS = 47
EMPTY = 52
SEND = 55
RECV = 56
WEIRD_REPLY = 1


class CurlError(DockernetError):
    """A transfer failed; `code` is what curl exits with, `final` whether its meter still gets a last line."""

    def __init__(self, code: int, text: str, final: bool = True) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.final = final


class UsageError(DockernetError):
    """The command line cannot be understood."""
