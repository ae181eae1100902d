"""Images of one's own: which ports they listen on, and what they answer there."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from dockernet_sim.engine.images import Image
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Task

FOLDER = "/www"
SERVE = "serve"


def web_image(name: str, ports: Mapping[int, str]) -> Image:
    """An image whose containers answer HTTP on each port with a text of its own; without ports they just stay.

    Examples
    --------
    >>> web_image("shop", {8080: "open"}).expose
    ('8080',)
    """
    files = {
        f"{FOLDER}/{port}/index.html": text if text.endswith("\n") else f"{text}\n" for port, text in ports.items()
    }
    return Image(
        name,
        expose=tuple(str(port) for port in ports),
        cmd=(SERVE, *(str(port) for port in ports)),
        files=files,
        programs={SERVE: serve},
    )


def serve(task: Task) -> Generator[Any, Any, int]:
    """The main program of such an image: a web server for each port that it is given, until it is told to stop."""
    httpd = PROGRAMS["httpd"]
    servers = [Task(task.place, ["httpd", "-f", "-p", p, "-h", f"{FOLDER}/{p}"], program=httpd) for p in task.args]

    def stop() -> None:
        for server in servers:
            server.signal("TERM")

    task.at_exit.append(stop)
    for server in servers:
        server.start()
    yield task.clock.event()
    return 0
