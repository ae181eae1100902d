"""What is asked beside the engine's calls: the ping, terminals' sizes, the endpoints of ours;
and what is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.api.message import Response, answer, problem
from dockernet_sim.api.versions import V28
from dockernet_sim.engine.errors import NO_SWARM, BadRequest
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.gonumbers import NoNumber, atoi, uint32
from dockernet_sim.sim.quote import quote

if TYPE_CHECKING:
    from dockernet_sim.api.calls import Asked

SWARM = re.compile(r"/(swarm|nodes|services|tasks|secrets|configs)(/.*)?")  # what only a manager answers
ABSENT = {  # the Engine API's paths that have no model, and what they are called
    r"/build(/.*)?": "docker build",
    r"/(session|grpc)": "BuildKit",
    r"/auth": "docker login",
    r"/distribution/.*": "the registry's manifests",
    r"/plugins(/.*)?": "docker plugin",
    r"/images/(search|get|load)": "docker search, save and load",
    r"/images/.*/(push|get)": "docker push and save",
    r"/containers/.*/(archive|export|changes)": (
        "archives of a container's files (docker cp, export and diff over the API)"
    ),
    r"/containers/.*/checkpoints(/.*)?": "docker checkpoint",
    r"/containers/.*/attach/ws": "attach over a websocket",
    r"/system/.*": "this call of the system",
}
Known = Callable[["Asked"], Response]


def ping(asked: Asked) -> Response:
    """Whether the engine answers; HEAD has no body."""
    headers = (
        ("Builder-Version", "1"),
        ("Cache-Control", "no-cache, no-store, must-revalidate"),
        ("Pragma", "no-cache"),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    return Response(200, b"OK" if asked.request.method == "GET" else b"", headers)


def resize(asked: Asked) -> Response:
    """A terminal's size, which no program asks for."""
    kind, ref = asked.path.split("/")[1:3]
    if asked.request.fault:
        raise BadRequest(asked.request.fault)
    for key, name in (("h", "height"), ("w", "width")):
        text = asked.request.query.get(key, "")
        try:
            uint32(text) if asked.newest >= V28 else atoi(text)
        except NoNumber as wrong:
            why = f"invalid resize {name} {quote(text)}: {wrong.why}"
            raise BadRequest(why if asked.newest >= V28 else str(wrong)) from None
    if kind == "exec":
        asked.api.engine.execs.inspect(ref)
    else:
        asked.api.engine.containers.get(ref)
    return Response(200)


def lab(asked: Asked) -> Response:
    """The lab as plain data: `dockernet-sim why --host` and others make it again and ask there."""
    from dockernet_sim.world import saved

    return answer(saved.to_data(asked.api.world))


def ports(asked: Asked) -> Response:
    """Which real port leads to which published one (`dockernet-sim serve --publish`)."""
    return answer(asked.api.published())


def no_plugins(asked: Asked) -> Response:
    """``docker plugin ls``: none is installed."""
    return answer([])


def no_plugin(asked: Asked) -> Response:
    """``docker inspect`` looks for plugins, too."""
    return problem(404, f'plugin "{asked.path.split("/", 2)[2].removesuffix("/json")}" not found')


def prune_build(asked: Asked) -> Response:
    """``docker system prune`` asks for it, too: nothing is built, so that there is nothing to remove."""
    return answer({"CachesDeleted": None, "SpaceReclaimed": 0})


ENDPOINTS: tuple[tuple[re.Pattern[str], Known], ...] = (
    (re.compile(r"(GET|HEAD) /_ping"), ping),
    (re.compile(r"POST /(exec|containers)/[^/]+/resize"), resize),
    (re.compile(r"GET /plugins/.+/json"), no_plugin),
    (re.compile(r"GET /plugins"), no_plugins),
    (re.compile(r"POST /build/prune"), prune_build),
    (re.compile(r"GET /dockernet-sim/lab"), lab),
    (re.compile(r"GET /dockernet-sim/ports"), ports),
)


def find(method: str, path: str) -> Known | None:
    """The endpoint of a path, or None."""
    line = f"{method} {path}"
    return next((known for pattern, known in ENDPOINTS if pattern.fullmatch(line)), None)


def missing(method: str, path: str, in_swarm: bool = False) -> Response:
    """404 for a path that the Engine API does not have; NotModelled for one that it has."""
    if SWARM.fullmatch(path):
        if not in_swarm:
            return problem(503, NO_SWARM)
        raise NotModelled(f"{path.split('/')[1]} of a swarm are not modelled ({method} {path})")
    for pattern, name in ABSENT.items():
        if re.fullmatch(pattern, path):
            raise NotModelled(f"{name} is not modelled ({method} {path})")
    return problem(404, "page not found")
