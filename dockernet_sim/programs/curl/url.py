"""URLs, as far as curl's HTTP needs them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from dockernet_sim.programs.curl.errors import UNSUPPORTED, URL_MALFORMAT, CurlError

PORTS = {
    "http": 80,
    "https": 443,
    "ftp": 21,
    "telnet": 23,
    "dict": 2628,
    "gopher": 70,
    "smtp": 25,
    "pop3": 110,
    "imap": 143,
}
_BAD = "URL using bad/illegal format or missing URL"


@dataclass(frozen=True)
class Url:
    """The parts of a URL."""

    scheme: str
    host: str
    port: int
    path: str
    user: str = ""

    @property
    def text(self) -> str:
        """The URL in full."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host, and the port unless it goes without saying: what the Host field carries."""
        return self.host if PORTS[self.scheme] == self.port else f"{self.host}:{self.port}"

    def join(self, location: str) -> str:
        """The URL that a redirect leads to."""
        return urljoin(self.text, location)


def parse(text: str, as_is: bool = False) -> Url:
    """Take a URL apart; http when it names no scheme.

    >>> parse("web:8080/a?b#c").text
    'http://web:8080/a?b'
    """
    scheme, found, rest = text.partition("://")
    if not found:
        scheme, rest = "http", text
    scheme = scheme.lower()
    if scheme not in PORTS:
        raise CurlError(UNSUPPORTED, f'Protocol "{scheme}" not supported or disabled in libcurl')
    end = min((i for i in (rest.find(c) for c in "/?#") if i >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:].partition("#")[0]
    user, _, where = authority.rpartition("@")
    host, colon, port = where.partition(":")
    if (
        not host
        or any(c in host for c in " \t[]")
        or (port and not (port.isascii() and port.isdigit() and int(port) < 65536))
    ):
        raise CurlError(URL_MALFORMAT, _BAD)
    if " " in path:
        raise CurlError(URL_MALFORMAT, _BAD)
    if not path.startswith("/"):
        path = f"/{path}"
    number = int(port) if colon and port else PORTS[scheme]
    return Url(scheme, host, number, path if as_is else _without_dots(path), user)


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4."""
    path, question, query = path.partition("?")
    parts: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    if path.rpartition("/")[2] in (".", ".."):
        parts.append("")
    return "/" + "/".join(parts) + question + query
