"""One transfer: resolve, connect, ask, read."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.curl import errors
from dockernet_sim.programs.curl.errors import CurlError
from dockernet_sim.programs.curl.meter import Meter
from dockernet_sim.programs.curl.options import Options
from dockernet_sim.programs.curl.request import build
from dockernet_sim.programs.curl.response import Response
from dockernet_sim.programs.curl.sink import Sink
from dockernet_sim.programs.curl.url import Url, parse
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

Steps = Generator[Any, Any, Any]

THINK = 40e-6  # seconds between a system call's end and the next one
CLOSE = 140e-6  # seconds from the last byte read to close(2)
DEFAULT_CONNECT_TIMEOUT = 300.0
MAX_REDIRECTS = 50


class Transfer:
    """One URL fetched, redirects included."""

    def __init__(self, task: Task, options: Options, given: str, meter: Meter, output: str | None) -> None:
        self.task = task
        self.options = options
        self.given = given
        self.meter = meter
        self.clock = task.clock
        self.began = task.clock.now
        self.connection: Connection | None = None
        self.times: dict[str, float] = {}
        self.effective = given
        self.redirect_url = ""
        self.status = self.received = self.header_size = self.request_size = self.uploaded = 0
        self.connects = self.redirects = 0
        self.redirected = 0.0
        self.headers: dict[str, str] = {}
        self.started = False
        self.number = 0
        self.filename = output or ""
        self.sink = Sink(task, self.filename, warn="silent" not in options)
        self._by_name = output == ""

    # -- the whole ------------------------------------------------------------
    def run(self) -> Steps:
        """Fetch; CurlError when something fails."""
        url = parse(self.given, "path-as-is" in self.options)
        self.effective = url.text
        if self._by_name:
            self._name_file(url)
        self.started = True
        self.meter.start()
        if url.scheme not in ("http", "https"):
            yield from self._only_connect(url)
        method = self.options.method
        while True:
            response = yield from self._exchange(url, method)
            target = self._redirect(url, response)
            if target is None:
                return
            if response.status in (301, 302, 303) and method == "POST":
                method = "GET"
            url = target
            self.effective = url.text

    def _redirect(self, url: Url, response: Response) -> Url | None:
        location = response.headers.get("location", "")
        if not location or response.status not in (301, 302, 303, 307, 308):
            return None
        self.redirect_url = url.join(location)
        if "location" not in self.options:
            return None
        limit = int(self.options.values.get("max-redirs", MAX_REDIRECTS))
        if 0 <= limit <= self.redirects:
            raise CurlError(errors.REDIRECTS, f"Maximum ({limit}) redirects followed")
        self.redirects += 1
        self.say(f"Closing connection {self.number}")
        self.number += 1
        self.redirected = self.clock.now - self.began
        self.say(f"Issue another request to this URL: '{self.redirect_url}'")
        target = parse(self.redirect_url)
        self.redirect_url = ""
        return target

    def _exchange(self, url: Url, method: str) -> Steps:
        addresses = yield from self._resolve(url)
        connection = yield from self._connect(url, addresses)
        if url.scheme == "https":
            raise NotModelled("TLS is not modelled")
        response = Response(self, method)
        try:
            yield from self._ask(connection, url, method)
            yield from self._read(connection, response)
        finally:
            connection.close()
        return response

    def _only_connect(self, url: Url) -> Steps:
        """Another protocol: as far as the connection it is TCP like any other."""
        addresses = yield from self._resolve(url)
        connection = yield from self._connect(url, addresses)
        connection.close()
        raise NotModelled(f"{url.scheme} is not modelled")

    def _name_file(self, url: Url) -> None:
        """-O: the file is called as the URL's last part is."""
        self.filename = url.path.partition("?")[0].rpartition("/")[2]
        if not self.filename:
            self.task.err("curl: Remote file name has no length!\n")
            raise CurlError(errors.WRITE, "Failed writing received data to disk/application")
        self.sink = Sink(self.task, self.filename, warn="silent" not in self.options)

    # -- names ----------------------------------------------------------------
    def _resolve(self, url: Url) -> Steps:
        fixed = self._fixed(url)
        if fixed:
            return fixed
        try:
            return [ip_int(url.host)]
        except ValueError:
            pass
        asking = self.clock.spawn(lookup(self.task, url.host))
        asking.defused = True
        yield from self._until(asking, self._limit(connecting=True), "Resolving timed out", 0.0)
        answer: Any = asking.value
        if not answer.addresses:
            raise CurlError(errors.RESOLVE, f"Could not resolve host: {url.host}", final=False)
        self.times["namelookup"] = self.clock.now
        return list(answer.addresses)

    def _fixed(self, url: Url) -> list[int]:
        """Addresses given with --resolve."""
        for entry in self.options.resolve:
            words = entry.lstrip("+").split(":", 2)
            if len(words) != 3 or not words[1].isdigit():
                raise CurlError(49, f"Couldn't parse CURLOPT_RESOLVE entry '{entry}'")
            if words[0].lower() in (url.host.lower(), "*") and int(words[1]) == url.port:
                try:
                    return [ip_int(text) for text in words[2].split(",")]
                except ValueError:
                    raise NotModelled(f"--resolve {entry} is not modelled") from None
        return []

    # -- connecting -----------------------------------------------------------
    def _connect(self, url: Url, addresses: list[int]) -> Steps:
        self.times.setdefault("namelookup", self.clock.now)
        source = self._source()
        limit = self._limit(connecting=True)
        for address in addresses:
            self.say(f"  Trying {ip_text(address)}:{url.port}...")
            try:
                connection = self._open(address, url.port, source)
                yield from self._until(connection.connected, limit, "Connection timed out", 0.001)
            except NetError as error:
                self.say(_failed(error, address, url.port))
                continue
            self._connected(url, connection)
            yield self.task.sleep(THINK)
            return connection
        spent = int((self.clock.now - self.began) * 1000)
        text = f"Failed to connect to {url.host} port {url.port} after {spent} ms: Couldn't connect to server"
        self.say(text)
        raise CurlError(errors.CONNECT, text)

    def _open(self, address: int, port: int, source: int) -> Connection:
        connection = self.task.ns.sockets.connect(
            address, port, Owner("curl", self.task.pid, 5), source=source,
            source_port=int(self.options.values.get("local-port", 0))
        )  # fmt: skip
        self.task.at_exit.append(connection.close)
        self.connection = connection
        return connection

    def _connected(self, url: Url, connection: Connection) -> None:
        self.connects += 1
        self.times["connect"] = self.times["pretransfer"] = self.clock.now
        where = f"({ip_text(connection.remote_ip)}) port {url.port} (#{self.number})"
        self.say(f"Connected to {url.host} {where}")

    def _source(self) -> int:
        """The address that --interface names."""
        name = self.options.values.get("interface", "")
        if not name:
            return 0
        for address in self.task.ns.ip.addresses:
            if name in (address.dev.name, f"if!{address.dev.name}", ip_text(address.ip), f"host!{ip_text(address.ip)}"):
                return address.ip
        raise CurlError(errors.INTERFACE, f"Couldn't bind to '{name}'")

    # -- asking and reading ---------------------------------------------------
    def _ask(self, connection: Connection, url: Url, method: str) -> Steps:
        request, body = build(self.options, url, method)
        self.show(">", request)
        whole = request.encode() + body
        self.request_size += len(request.encode())
        self.uploaded += len(body)
        self.meter.sent += len(body)
        if body:
            self.show("}", f"[{len(body)} bytes data]")
        try:
            connection.send(whole)
        except NetError as error:
            raise CurlError(errors.SEND, f"Send failure: {error.text}") from error
        yield self.task.sleep(THINK)

    def _read(self, connection: Connection, response: Response) -> Steps:
        limit = self._limit(connecting=False)
        while not response.complete:
            received = connection.recv()
            try:
                yield from self._until(received, limit, "", 0.001, response)
            except NetError as error:
                raise CurlError(errors.RECV, f"Recv failure: {error.text}") from error
            self.times.setdefault("starttransfer", self.clock.now)
            response.feed(bytes(received.value or b""))
        yield self.task.sleep(CLOSE)

    # -- waiting --------------------------------------------------------------
    def _limit(self, connecting: bool) -> float:
        """The moment when patience ends; 0 for never."""
        options = self.options
        limits = [self.began + options.max_time] if options.max_time else []
        if connecting:
            limits.append(self.began + (options.connect_timeout or DEFAULT_CONNECT_TIMEOUT))
        return min(limits, default=0.0)

    def _until(
        self, event: simpy.Event, limit: float, text: str, late: float, response: Response | None = None
    ) -> Steps:
        """Wait for an event, and draw the meter meanwhile; CurlError when time is up."""
        clock, meter = self.clock, self.meter
        while not event.processed:
            moments = [meter.next] if meter.shown else []
            if limit:
                moments.append(limit + late)
            if not moments:
                yield event
                break
            yield event | clock.timeout(max(0.0, min(moments) - clock.now))
            if event.triggered:
                if not event.processed:
                    yield event
                break
            if limit and clock.now >= limit + late - 1e-9:
                raise CurlError(errors.TIMEOUT, self._late(text, response))
            meter.tick()
        if isinstance(event.value, Exception):
            raise event.value

    def _late(self, text: str, response: Response | None) -> str:
        spent = round((self.clock.now - self.began) * 1000)
        if response is None:
            return f"{text} after {spent} milliseconds"
        if response.expected is not None:
            return (
                f"Operation timed out after {spent} milliseconds with {self.received} out of {response.expected} "
                "bytes received"
            )
        return f"Operation timed out after {spent} milliseconds with {self.received} bytes received"

    # -- what comes ------------------------------------------------------------
    def body(self, data: bytes) -> None:
        """Some bytes of the body."""
        self.received += len(data)
        self.meter.received = self.received
        self.show("{", f"[{len(data)} bytes data]")
        self.sink.write(data)

    # -- talking --------------------------------------------------------------
    def say(self, text: str) -> None:
        """A line of --verbose."""
        if "verbose" in self.options:
            self.task.err(f"* {text}\n")

    def closed(self) -> None:
        """The last thing that --verbose tells."""
        if self.connection is not None:
            self.say(f"Closing connection {self.number}")

    def show(self, mark: str, text: str) -> None:
        """What goes over the wire, with --verbose."""
        if "verbose" in self.options:
            lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
            self.task.err("".join(f"{mark} {line}\n" for line in lines))


def _failed(error: NetError, address: int, port: int) -> str:
    if error.name in ("ENETUNREACH", "EADDRNOTAVAIL"):
        return f"Immediate connect fail for {ip_text(address)}: {error.text}"
    return f"connect to {ip_text(address)} port {port} failed: {error.text}"
