"""busybox httpd: serves files (busybox 1.35's networking/httpd.c)."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.buffer import LONG, Ascii
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.servers.http import Exchange, Request, http_date
from dockernet_sim.programs.servers.server import Forever, for_ever, listen
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import unix
from dockernet_sim.wire.address import ip_int

BACKLOG = 9
REASONS = {
    200: "OK", 206: "Partial Content", 302: "Found", 304: "Not Modified", 400: "Bad Request", 404: "Not Found",
    501: "Not Implemented",
}  # fmt: skip
_INFOS = {
    400: "Unsupported method",
    404: "The requested URL was not found",
    501: "The requested method is not recognized",
}
_TYPES = {
    ".txt": "text/plain", ".h": "text/plain", ".c": "text/plain", ".cc": "text/plain", ".cpp": "text/plain",
    ".htm": "text/html", ".html": "text/html", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".png": "image/png", ".svg": "image/svg+xml", ".css": "text/css", ".js": "application/javascript",
    ".wav": "audio/wav", ".avi": "video/x-msvideo", ".qt": "video/quicktime", ".mov": "video/quicktime",
    ".mpe": "video/mpeg", ".mpeg": "video/mpeg", ".mid": "audio/midi", ".midi": "audio/midi", ".mp3": "audio/mpeg",
}  # fmt: skip


@applet("httpd")
@program("httpd")
def httpd(task: Task) -> Forever | int:
    """``httpd [-f] [-p [IP:]PORT] [-h HOME]``: each request gets a file below HOME."""
    found, operands = options(task.args, "fvp:h:")
    if operands:
        raise NotModelled(f"httpd {operands[0]} is not modelled")
    ip, port = _address(found.get("p", "80"))
    files = FileServer(task, found.get("h", task.cwd))
    family = "inet" if ip else "dual"
    try:
        listen(task, ip, port, lambda c: Exchange(task, c, files.respond), "busybox", backlog=BACKLOG, family=family)
    except NetError as error:
        task.err(f"httpd: bind: {error.text}\n")
        return 1
    return for_ever(task)


def _address(text: str) -> tuple[int, int]:
    host, colon, port = text.rpartition(":")
    if not port.isdigit():
        raise NotModelled(f"httpd -p {text} is not modelled")
    return (ip_int(host) if colon and host else 0), int(port)


class FileServer:
    """Responses out of a place's files."""

    def __init__(self, task: Task, home: str) -> None:
        self.task = task
        self.home = task.path(home).rstrip("/")

    def respond(self, request: Request) -> list[bytes]:
        """The response's pieces, as the server writes them: header and body apart."""
        target = request.target.partition("?")[0]
        if not target.startswith("/") or not request.version.startswith("HTTP/"):
            return self._error(400)
        if request.method not in ("GET", "HEAD"):
            return self._error(501)
        path = _canonical(unquote_to_bytes(target).decode("utf-8", "replace"))
        if path is None:
            return self._error(400)
        return self._file(path, request)

    def _file(self, path: str, request: Request) -> list[bytes]:
        files = self.task.files
        if not path.endswith("/") and files.is_folder(self.home + path):
            return [self._head(302, [f"Location: {path}/"])]
        real = self.home + path + ("index.html" if path.endswith("/") else "")
        try:
            text = files.read(real)
        except NetError:
            return self._error(404)
        content: bytes = Ascii.of(text) if len(text) >= LONG and text.isascii() else text.encode()
        tag = f'"{unix(0):x}-{len(content):x}"'
        if request.headers.get("if-none-match") == tag:
            return [self._head(304)]
        part = _range(request.headers.get("range", ""), len(content))
        extra = [] if part is None else [f"Content-Range: bytes {part[0]}-{part[1]}/{len(content)}"]
        if part is not None:
            content = content[part[0] : part[1] + 1]
        extra += [
            "Accept-Ranges: bytes",
            f"Last-Modified: {http_date(0)}",
            f"ETag: {tag}",
            f"Content-Length: {len(content)}",
        ]
        head = self._head(200 if part is None else 206, extra, _TYPES.get(_suffix(real), ""))
        return [head, content] if content else [head]

    def _head(self, status: int, extra: list[str] | None = None, type: str = "text/html") -> bytes:
        lines = [f"HTTP/1.1 {status} {REASONS[status]}", f"Date: {http_date(self.task.clock.now)}", "Connection: close"]
        if type:
            lines.append(f"Content-type: {type}")
        return "\r\n".join([*lines, *(extra or []), "", ""]).encode()

    def _error(self, status: int) -> list[bytes]:
        title = f"{status} {REASONS[status]}"
        body = f"<HTML><HEAD><TITLE>{title}</TITLE></HEAD>\n<BODY><H1>{title}</H1>\n{_INFOS[status]}\n</BODY></HTML>\n"
        return [self._head(status) + body.encode()]


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    return "." + name.rpartition(".")[2] if "." in name else ""


def _canonical(path: str) -> str | None:
    """The path without ``.`` and ``..``; None when it leads out of the home folder."""
    parts: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    folder = path.rpartition("/")[2] in ("", ".", "..")
    return "/" + "/".join(parts) + ("/" if folder and parts else "")


def _range(text: str, size: int) -> tuple[int, int] | None:
    """First and last byte of ``bytes=FIRST-[LAST]``; None for the whole."""
    first, dash, last = text.removeprefix("bytes=").partition("-")
    if not (text.startswith("bytes=") and dash and first.isdigit() and (not last or last.isdigit())):
        return None
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end else None
