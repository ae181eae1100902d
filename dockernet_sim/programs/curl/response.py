"""An HTTP response as it arrives: status line, fields, body (RFC 9112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.programs.curl import errors
from dockernet_sim.programs.curl.errors import CurlError

if TYPE_CHECKING:
    from dockernet_sim.programs.curl.transfer import Transfer


class Response:
    """Takes bytes, tells when it is complete, and hands header and body to the transfer."""

    def __init__(self, transfer: Transfer, method: str) -> None:
        self.transfer = transfer
        self.head_only = "head" in transfer.options
        self.method = method
        self.status = 0
        self.headers: dict[str, str] = {}
        self.expected: int | None = None
        self.received = 0
        self.complete = False
        self._chunked = False
        self._buffer = b""
        self._in_body = False
        self._seen = False

    def feed(self, data: bytes) -> None:
        """More bytes, or b"" for the end."""
        if not data:
            self._end()
            return
        self._seen = True
        self._buffer += data
        while not self._in_body:
            line, found, rest = self._buffer.partition(b"\n")
            if not self.status and not b"HTTP/".startswith(self._buffer[:5]):
                raise CurlError(errors.WEIRD_REPLY, "Received HTTP/0.9 when not allowed")
            if not found:
                return
            self._buffer = rest
            self._header(line + found)
        if not self.complete:
            self._body()

    def _header(self, line: bytes) -> None:
        text = line.decode("latin-1")
        transfer = self.transfer
        transfer.header_size += len(line)
        transfer.show("<", text)
        if "include" in transfer.options or self.head_only:
            transfer.sink.write(line)
        bare = text.rstrip("\r\n")
        if not self.status:
            words = bare.split(" ")
            self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            transfer.status = self.status
        elif bare:
            name, _, value = bare.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        else:
            self._headers_end()

    def _headers_end(self) -> None:
        transfer = self.transfer
        if 100 <= self.status < 200:
            self.status = 0
            return
        transfer.headers = self.headers
        self._in_body = True
        self._chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        length = self.headers.get("content-length", "")
        if length.isdigit() and not self._chunked:
            self.expected = int(length)
        if self.status >= 400 and "fail" in transfer.options:
            raise CurlError(errors.RETURNED_ERROR, f"The requested URL returned error: {self.status}")
        if self.head_only:
            transfer.meter.expected = self.expected
        if self.head_only or self.status in (204, 304) or self.expected == 0:
            self.complete = True
        elif not (self.status in range(301, 309) and "location" in self.headers and "location" in transfer.options):
            transfer.meter.expected = self.expected

    def _body(self) -> None:
        if self._chunked:
            self._chunks()
            return
        data, self._buffer = self._buffer, b""
        if self.expected is not None:
            data = data[: self.expected - self.received]
        self._take(data)
        if self.expected is not None and self.received >= self.expected:
            self.complete = True

    def _take(self, data: bytes) -> None:
        if not data:
            return
        self.received += len(data)
        following = self.status in (301, 302, 303, 307, 308) and "location" in self.headers
        if following and "location" in self.transfer.options:
            return  # the redirect's own text is not shown
        self.transfer.body(data)

    def _chunks(self) -> None:
        while True:
            size_line, found, rest = self._buffer.partition(b"\r\n")
            if not found:
                return
            try:
                size = int(size_line.split(b";")[0], 16)
            except ValueError:
                raise CurlError(errors.RECV, "Illegal or missing hexadecimal sequence in chunked-encoding") from None
            if len(rest) < size + 2:
                return
            self._take(rest[:size])
            self._buffer = rest[size + 2 :]
            if size == 0:
                self.complete = True
                return

    def _end(self) -> None:
        """The server sends no more."""
        if not self._seen:
            raise CurlError(errors.EMPTY, "Empty reply from server")
        if not self._in_body:
            raise CurlError(errors.PARTIAL, "transfer closed with outstanding read data remaining")
        if self._chunked:
            raise CurlError(errors.PARTIAL, "transfer closed with outstanding read data remaining")
        if self.expected is not None and self.received < self.expected:
            left = self.expected - self.received
            raise CurlError(errors.PARTIAL, f"transfer closed with {left} bytes remaining to read")
        self.complete = True
