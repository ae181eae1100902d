"""The main programs of images: servers with their ports, wrappers that start them, interpreters,
and programs that print and end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.registry import Program, Started
from dockernet_sim.programs.servers.http import Exchange, Request
from dockernet_sim.programs.servers.httpd import FileServer
from dockernet_sim.programs.servers.pages import Page
from dockernet_sim.programs.servers.server import for_ever, listen
from dockernet_sim.programs.servers.spoken import Talk, speaker
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.terminal import Terminal
from dockernet_sim.programs.text.processes import find
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

Spoken = Page | str  # a page over HTTP, or the name of another protocol
ABOUT_PORTS = re.compile(r"-.*(port|listen|addr|bind)", re.IGNORECASE)
INTERACTIVE = ("-a", "-i", "-de0")  # they ask an interpreter for a prompt, which ends with its empty input
VERSION_WORDS = ("--version", "-v", "-V", "version")
ABOUT_ITSELF = ("--version", "-V", "version", "--help", "help")  # no server starts with these


@dataclass(frozen=True)
class Options:
    """The words by which a server is told another port or address than its usual one; ``""`` for none."""

    port: str = ""
    bind: str = ""


def service(ports: Mapping[int, Spoken], options: Options = Options(), version: str = "") -> Program:
    """A server that answers at each of these ports until a signal ends it.

    Other options than those about ports and addresses are accepted: they do not show on the network.
    """

    def run(task: Task) -> Started:
        if version and task.args[:1] and task.args[0] in VERSION_WORDS:
            task.out(f"{version}\n")
            return 0
        if task.args[:1] and task.args[0] in ABOUT_ITSELF:
            raise NotModelled(f"{task.argv[0].rpartition('/')[2]} {task.args[0]} is not modelled")
        port, ip = _told(task, options)
        found = {port: next(iter(ports.values())), **dict(list(ports.items())[1:])} if port else ports
        try:
            for number, spoken in found.items():
                _open(task, ip, number, spoken)
        except NetError as error:
            task.err(f"{task.argv[0]}: bind() to 0.0.0.0:{number} failed ({error.text})\n")
            return 1
        return for_ever(task)

    return run


def _told(task: Task, options: Options) -> tuple[int, int]:
    """The port and the address that the command line asks for, 0 for the usual ones."""
    port = ip = 0
    words = list(task.args)
    while words:
        name, equals, value = words.pop(0).partition("=")
        if name and name in (options.port, options.bind):
            value = value if equals else (words.pop(0) if words else "")
            if name == options.port:
                port = _number(task, name, value)
            else:
                ip = _address(task, name, value)
        elif ABOUT_PORTS.match(name):
            raise NotModelled(f"option {name} is not modelled")
    return port, ip


def _number(task: Task, name: str, value: str) -> int:
    text = value.rpartition(":")[2]
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise NotModelled(f"option {name} {value} is not modelled")
    return int(text)


def _address(task: Task, name: str, value: str) -> int:
    text = value.replace("localhost", "127.0.0.1")
    try:
        return 0 if text in ("*", "") else ip_int(text)
    except ValueError:
        raise NotModelled(f"option {name} {value} is not modelled") from None


def _open(task: Task, ip: int, port: int, spoken: Spoken) -> None:
    name, family = task.argv[0].rpartition("/")[2], "inet" if ip else "dual"
    if isinstance(spoken, Page):
        page = spoken
        listen(
            task, ip, port, lambda c: Exchange(task, c, lambda asked: page.respond(task, c, asked)), name, family=family
        )
        return
    speak = speaker(spoken)
    listen(task, ip, port, lambda connection: Talk(task, connection, speak()), name, family=family)


def limited(serving: Program, only: Sequence[str], refuses: Sequence[str]) -> Program:
    """A server whose other subcommands, and whose options that begin like these, are refused by name."""
    if not only and not refuses:
        return serving

    def run(task: Task) -> Started:
        name = task.argv[0].rpartition("/")[2]
        word = next((word for word in task.args if not word.startswith("-")), "")
        if only and word not in (*only, ""):
            raise NotModelled(f"{name} {word} is not modelled, only {name} {only[0]}")
        option = next((word for word in task.args if word.lower().startswith(tuple(refuses))), "") if refuses else ""
        if option:
            raise NotModelled(f"{name} {option} is not modelled: it has no routes and asks no provider")
        return serving(task)

    return run


def entrypoint(server: str, needs: Sequence[str] = (), complaint: str = "", prefix: bool = False) -> Program:
    """A ``docker-entrypoint.sh``: runs its arguments, or the server with them when they are options only.

    Parameters
    ----------
    server : str
        The server's name.
    needs : sequence of str
        Variables of which one must be set before the server starts.
    complaint : str
        What is said when none is; the exit code is 1.
    prefix : bool
        Whether the server is also run with words that are no program.
    """

    def run(task: Task) -> Started:
        words = [word for word in task.args if word != "--"] if task.args[:1] == ["--"] else task.args
        if not words or words[0].startswith("-") or (prefix and find(task, words[0]) is None):
            words = [server, *words]
        if needs and words[0].rpartition("/")[2] == server and not any(task.env.get(name) for name in needs):
            task.err(complaint)
            return 1
        found = find(task, words[0])
        if found is None:
            task.err(f"{task.argv[0]}: exec: {words[0]}: not found\n")
            return 127
        task.become(words)
        return found(task)

    return run


def printer(text: str) -> Program:
    """A program that prints a text and ends."""

    def run(task: Task) -> int:
        task.out(text)
        return 0

    return run


def complainer(text: str, code: int = 1) -> Program:
    """A program that cannot start as it is configured: says so and ends."""

    def run(task: Task) -> int:
        task.err(text)
        return code

    return run


def interpreter(language: str) -> Program:
    """An interpreter: it reads an empty input to its end; programs in its language are not modelled."""

    def run(task: Task) -> Started:
        if language.startswith("python") and task.args[:2] == ["-m", "http.server"]:
            return file_server(task)
        empty = not isinstance(task.source, Terminal) and not task.stdin
        if empty and all(word in INTERACTIVE for word in task.args):
            return 0
        raise NotModelled(f"{language} programs are not modelled")

    return run


class Listing(FileServer):
    """Files below a folder, and the list of a folder that has no index.html."""

    def respond(self, request: Request) -> list[bytes]:
        """The response's pieces."""
        folder = f"{self.home}{request.target}".rstrip("/") or "/"
        if not self.task.is_folder(folder) or self.task.exists(f"{folder}/index.html"):
            return super().respond(request)
        title = f"Directory listing for {request.target}"
        names = [f"{name}/" if self.task.is_folder(f"{folder}/{name}") else name for name in self.task.names(folder)]
        items = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>\n' for name in names)
        body = (
            f"<!DOCTYPE HTML>\n<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<hr>\n<ul>\n"
            f"{items}</ul>\n"
        )
        page = f"{body}<hr>\n</body>\n</html>\n".encode()
        head = (
            "HTTP/1.0 200 OK\r\nServer: SimpleHTTP/0.6\r\nContent-type: text/html; charset=utf-8\r\nContent-Length: "
            f"{len(page)}\r\n\r\n"
        )
        return [head.encode() + page]


def file_server(task: Task) -> Started:
    """``python -m http.server [-b ADDRESS] [PORT]``: the files of its folder."""
    words = list(task.args[2:])
    ip, port = 0, 8000
    while words:
        word = words.pop(0)
        if word in ("-b", "--bind", "-d", "--directory") and words:
            value = words.pop(0)
            ip = _address(task, word, value) if word in ("-b", "--bind") else ip
            task.cwd = task.cwd if word in ("-b", "--bind") else task.path(value)
        elif word.isdigit():
            port = _number(task, "PORT", word)
        else:
            raise NotModelled(f"option {word} is not modelled")
    files = Listing(task, task.cwd)
    try:
        listen(task, ip, port, lambda c: Exchange(task, c, files.respond), "python3", backlog=5, family="inet")
    except NetError as error:
        task.err(f"OSError: [Errno 98] {error.text}\n")
        return 1
    shown = ip_text(ip)
    task.out(f"Serving HTTP on {shown} port {port} (http://{shown}:{port}/) ...\n")
    return for_ever(task)


def absent(name: str) -> Program:
    """A program that the image has and the model has not."""

    def run(task: Task) -> int:
        raise NotModelled(f"{name} is not modelled")

    return run
