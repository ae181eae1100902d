"""Pages of images: fixed ones, and those that tell the client about its own connection (whoami, nginxdemos/hello,
httpbin)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.servers.http import Request, http_date
from dockernet_sim.programs.servers.httpd import FileServer
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import ip_text

Shown = Callable[[Task, Connection, Request], str]


@dataclass(frozen=True)
class Page:
    """What is answered at one port.

    Parameters
    ----------
    body : str
        The text; ``{hostname}`` in it is the machine's name.
    status : int
        HTTP's number.
    type : str
        The content's type.
    location : str
        Where a redirection leads.
    shown : str
        The name of a page in PAGES, which is made for each request, instead of a body.
    root : str
        The folder whose files are served instead.
    """

    body: str = ""
    status: int = 200
    type: str = "text/html"
    location: str = ""
    shown: str = ""
    root: str = ""

    def respond(self, task: Task, connection: Connection, request: Request) -> list[bytes]:
        """The whole response."""
        if self.root:
            return FileServer(task, self.root).respond(request)
        body = PAGES[self.shown](task, connection, request) if self.shown else self._body(task)
        content = body.encode()
        head = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            f"Date: {http_date(task.clock.now)}",
            "Connection: close",
            f"Content-Type: {self.type}",
            f"Content-Length: {len(content)}",
            *([f"Location: {self.location}"] if self.location else []),
        ]
        whole = "\r\n".join([*head, "", ""]).encode()
        return [whole if request.method == "HEAD" else whole + content]

    def _body(self, task: Task) -> str:
        return self.body.replace("{hostname}", task.place.hostname)


def _addresses(task: Task) -> list[str]:
    return [ip_text(address.ip) for address in task.ns.ip.addresses]


def _whoami(task: Task, connection: Connection, request: Request) -> str:
    """traefik/whoami: who answers, who asks, and the request as it came."""
    headers = dict(request.headers)
    host = headers.pop("host", "")
    lines = [
        f"Hostname: {task.place.hostname}",
        *(f"IP: {address}" for address in _addresses(task)),
        f"RemoteAddr: {ip_text(connection.remote_ip)}:{connection.remote_port}",
        f"{request.method} {request.target} {request.version}",
        f"Host: {host}",
        *(f"{name.title()}: {value}" for name, value in sorted(headers.items())),
    ]
    return "\n".join(lines) + "\n\n"


def _nginx_hello(task: Task, connection: Connection, request: Request) -> str:
    """nginxdemos/hello:plain-text."""
    return (
        f"Server address: {ip_text(connection.ip)}:{connection.port}\nServer name: {task.place.hostname}\n"
        f"Date: {http_date(task.clock.now)}\nURI: {request.target}\n"
    )


def _httpbin(task: Task, connection: Connection, request: Request) -> str:
    """httpbin: what it was asked, as JSON."""
    origin = ip_text(connection.remote_ip)
    if request.target == "/ip":
        return json.dumps({"origin": origin}, indent=2) + "\n"
    headers = {name.title(): value for name, value in request.headers.items()}
    if request.target == "/headers":
        return json.dumps({"headers": headers}, indent=2) + "\n"
    url = f"http://{request.headers.get('host', '')}{request.target}"
    return json.dumps({"args": {}, "headers": headers, "origin": origin, "url": url}, indent=2) + "\n"


def _echo(task: Task, connection: Connection, request: Request) -> str:
    """The request, as JSON (mendhak/http-https-echo)."""
    found = {
        "path": request.target,
        "headers": request.headers,
        "method": request.method,
        "ip": f"::ffff:{ip_text(connection.remote_ip)}",
        "os": {"hostname": task.place.hostname},
    }
    return json.dumps(found, indent=2) + "\n"


def _text(task: Task, connection: Connection, request: Request) -> str:
    """hashicorp/http-echo: the text of its command line (-text=TEXT)."""
    given = [word.partition("=")[2] for word in task.argv if word.lstrip("-").startswith("text=")]
    return f"{given[-1] if given else task.env.get('ECHO_TEXT', 'hello-world')}\n"


PAGES: Mapping[str, Shown] = {
    "whoami": _whoami,
    "hello": _nginx_hello,
    "httpbin": _httpbin,
    "echo": _echo,
    "text": _text,
}
