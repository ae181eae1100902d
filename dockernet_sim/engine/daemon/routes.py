"""The Engine API as one table: method and path, the engine's call, how a request is read for it, and how long it takes.

The client, the shell, plans and the server of the API share it: nothing else says which method of the engine a call
is, nor what it costs, so that a call costs the same time however it comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dockernet_sim.sim.gonumbers import atoi

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.engine import Engine

Query = Mapping[str, str]
Read = tuple[str, Callable[[str], Any]]
"""The keyword that a parameter of the query becomes, and what reads its text"""

Arguments = tuple[list[Any], dict[str, Any]]
Reader = Callable[[tuple[str, ...], Query, Any], Arguments]

PREFIX = re.compile(r"/v[0-9]+\.[0-9]+(?=/)")
LOOK = "inspect"  # a look at something takes as long as docker inspect
RESOURCES = ("containers", "networks", "images", "volumes", "execs", "events", "swarm")


def truth(text: str) -> bool:
    """As the daemon reads a boolean of the query: all but 0, no, false, none and nothing is true.

    >>> truth("1"), truth("False"), truth("")
    (True, False, False)
    """
    return text.strip().lower() not in ("", "0", "no", "false", "none")


def filters(text: str) -> dict[str, list[str]]:
    """``filters``: lists of values by key, or the older form with values as keys.

    >>> filters('{"name": {"web": true}, "label": ["a"]}')
    {'name': ['web'], 'label': ['a']}
    """
    read = json.loads(text) if text else {}
    return {key: [each for each, on in values.items() if on] if isinstance(values, dict) else list(values)
            for key, values in read.items()}  # fmt: skip


def pulled(names: tuple[str, ...], query: Query, body: Any) -> Arguments:
    """``fromImage`` and ``tag`` as one reference."""
    return [_reference(query.get("fromImage", ""), query.get("tag", ""))], {}


def tagged(names: tuple[str, ...], query: Query, body: Any) -> Arguments:
    """``repo`` and ``tag`` as one reference, behind the image's name."""
    return [*names, _reference(query.get("repo", ""), query.get("tag", ""))], {}


def renamed(names: tuple[str, ...], query: Query, body: Any) -> Arguments:
    """The container, and its new name; ``""`` without one."""
    return [*names, query.get("name", "")], {}


def committed(names: tuple[str, ...], query: Query, body: Any) -> Arguments:
    """The container, then ``repo`` and ``tag`` as one reference."""
    name = _reference(query.get("repo", ""), query.get("tag", ""))
    return [query.get("container", ""), name, query.get("comment", ""), query.get("author", "")], {}


def unused(names: tuple[str, ...], query: Query, body: Any) -> Arguments:
    """``filters`` with ``dangling`` 0 or false: also images that have a tag."""
    wanted = filters(query.get("filters", ""))
    return [], {"all": any(not truth(text) for text in wanted.get("dangling", [])), "filters": wanted}


def _reference(name: str, tag: str) -> str:
    return f"{name}{'@' if ':' in tag else ':'}{tag}" if tag else name


def limited(text: str) -> int:
    """``limit``: Go's Atoi; nothing is none."""
    return atoi(text) if text else 0


ALL: Mapping[str, Read] = MappingProxyType({"all": ("all", truth), "filters": ("filters", filters)})
FILTERS: Mapping[str, Read] = MappingProxyType({"filters": ("filters", filters)})


@dataclass(frozen=True, eq=False)
class Route:
    """One call.

    Parameters
    ----------
    method, path : str
        ``POST``, ``/containers/ID/start``; words in capitals stand for names and ids, which may hold slashes.
    call : str
        The call's name, as clients and saved labs know it: ``container_start`` is ``engine.containers.start``; what
        names no kind of resource is a method of ``engine.system``.
    work : str
        The docker command that keeps the engine busy for as long (a key of the release's costs).
    forced : str
        The same for a request with ``force``, where that is another one.
    query : mapping
        What parameters of the query become.
    body : bool
        Whether the request's JSON is handed on, behind the names of the path.
    stream : bool
        Whether the answer goes on for as long as something is written, on a connection of its own.
    reader : callable, optional
        Reads what cannot be said by `query` and `body`: given names, query and JSON, arguments and options.
    """

    method: str
    path: str
    call: str
    work: str = LOOK
    query: Mapping[str, Read] = field(default_factory=lambda: MappingProxyType({}))
    body: bool = False
    stream: bool = False
    reader: Reader | None = None
    forced: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches its paths."""
        return re.compile(re.sub(r"[A-Z]+", "(.+)", self.path))

    @cached_property
    def method_name(self) -> tuple[str, str]:
        """The engine's attribute, and its method: ``("containers", "start")``."""
        kind, _, verb = self.call.partition("_")
        found = next((each for each in RESOURCES if each.removesuffix("s") == kind.removesuffix("s")), "")
        return (found, verb) if found else ("system", self.call)

    def of(self, engine: Engine) -> Callable[..., Any]:
        """The method of an engine that answers it."""
        resource, verb = self.method_name
        method: Callable[..., Any] = getattr(getattr(engine, resource), verb)
        return method

    def read(self, names: tuple[str, ...], query: Query, body: Any = None) -> Arguments:
        """Arguments and options of the engine's call.

        Parameters
        ----------
        names : tuple of str
            What stood in the path for its words in capitals.
        query : mapping
            Parameters as texts; those that are not in the table are passed over, as the daemon does.
        body : dict, optional
            The request's JSON.
        """
        if self.reader is not None:
            return self.reader(names, query, body)
        options = {self.query[key][0]: self.query[key][1](text) for key, text in query.items() if key in self.query}
        return [*names, *([body if body is not None else {}] if self.body else [])], options


def _table() -> tuple[Route, ...]:
    ref: dict[str, Read] = {"name": ("name", str)}
    stop: dict[str, Read] = {"t": ("t", atoi)}
    remove: dict[str, Read] = {"force": ("force", truth), "v": ("volumes", truth), "link": ("link", truth)}
    scope: dict[str, Read] = {"scope": ("scope", str), "verbose": ("verbose", truth)}
    size: dict[str, Read] = {"size": ("size", truth)}
    listed: dict[str, Read] = {**ALL, **size, "limit": ("limit", limited)}
    return (
        # containers
        Route("GET", "/containers/json", "container_list", query=listed),
        Route("POST", "/containers/create", "container_create", query=ref, body=True),
        Route("POST", "/containers/prune", "container_prune", query=FILTERS),
        Route("GET", "/containers/ID/json", "container_inspect", query=size),
        Route("GET", "/containers/ID/top", "container_top", query={"ps_args": ("ps_args", str)}),
        Route("GET", "/containers/ID/stats", "container_stats", stream=True),
        Route("GET", "/containers/ID/logs", "container_logs", stream=True),
        Route("POST", "/containers/ID/attach", "container_attach", stream=True),
        Route("POST", "/containers/ID/start", "container_start", "start"),
        Route("POST", "/containers/ID/stop", "container_stop", "stop", stop),
        Route("POST", "/containers/ID/restart", "container_restart", "restart", stop),
        Route("POST", "/containers/ID/kill", "container_kill", "kill", query={"signal": ("signal", str)}),
        Route("POST", "/containers/ID/pause", "container_pause"),
        Route("POST", "/containers/ID/unpause", "container_unpause"),
        Route("POST", "/containers/ID/rename", "container_rename", reader=renamed),
        Route("POST", "/containers/ID/update", "container_update", body=True),
        Route("POST", "/containers/ID/wait", "container_wait", query={"condition": ("condition", str)}),
        Route("DELETE", "/containers/ID", "container_remove", query=remove, forced="rm -f"),
        Route("GET", "/containers/ID/archive", "container_files", "exec", stream=True),
        # programs in containers
        Route("POST", "/containers/ID/exec", "exec_create", body=True),
        Route("POST", "/exec/ID/start", "exec_start", "exec", stream=True),
        Route("GET", "/exec/ID/json", "exec_inspect"),
        # networks
        Route("GET", "/networks", "network_list", query=FILTERS),
        Route("POST", "/networks/create", "network_create", "network create", body=True),
        Route("POST", "/networks/prune", "network_prune", "network rm", FILTERS),
        Route("GET", "/networks/ID", "network_inspect", query=scope),
        Route("DELETE", "/networks/ID", "network_remove", "network rm"),
        Route("POST", "/networks/ID/connect", "network_connect", "network connect", body=True),
        Route("POST", "/networks/ID/disconnect", "network_disconnect", "network disconnect", body=True),
        # volumes
        Route("GET", "/volumes", "volume_list", query=FILTERS),
        Route("POST", "/volumes/create", "volume_create", body=True),
        Route("POST", "/volumes/prune", "volume_prune", query=FILTERS),
        Route("GET", "/volumes/NAME", "volume_inspect"),
        Route("DELETE", "/volumes/NAME", "volume_remove", query={"force": ("force", truth)}),
        # images
        Route("GET", "/images/json", "image_list", query=FILTERS),
        Route("POST", "/images/create", "image_pull", stream=True, reader=pulled),
        Route("POST", "/commit", "container_commit", reader=committed),
        Route("POST", "/images/prune", "image_prune", reader=unused),
        Route("POST", "/images/NAME/tag", "image_tag", reader=tagged),
        Route("GET", "/images/NAME/json", "image_inspect"),
        Route("GET", "/images/NAME/history", "image_history"),
        Route("DELETE", "/images/NAME", "image_remove", query={"force": ("force", truth)}),
        # the swarm
        Route("GET", "/swarm", "swarm_inspect"),
        Route("POST", "/swarm/init", "swarm_init", body=True),
        Route("POST", "/swarm/join", "swarm_join", body=True),
        Route("POST", "/swarm/leave", "swarm_leave", query={"force": ("force", truth)}),
        Route("GET", "/swarm/unlockkey", "swarm_unlock_key"),
        Route("GET", "/nodes", "swarm_nodes", query=FILTERS),
        Route("GET", "/nodes/ID", "swarm_node"),
        # the engine
        Route("GET", "/version", "version"),
        Route("GET", "/info", "info"),
        Route("GET", "/events", "events_listen", stream=True),
        Route("GET", "/system/df", "disk_usage"),
    )


ROUTES = _table()
BY_BEGINNING: dict[
    tuple[str, str], list[Route]
] = {}  # by method and first word of the path: at most 13 to look through
for _route in ROUTES:
    BY_BEGINNING.setdefault((_route.method, _route.path.split("/", 2)[1]), []).append(_route)
BY_CALL: Mapping[str, Route] = MappingProxyType({route.call: route for route in ROUTES})


def work_of(call: str, force: bool = False) -> str:
    """The docker command that takes as long as a call.

    Parameters
    ----------
    call : str
        Its name.
    force : bool
        Whether it is asked to use force.

    >>> work_of("network_create"), work_of("container_remove", force=True)
    ('network create', 'rm -f')
    """
    route = BY_CALL[call]
    return route.forced if force and route.forced else route.work


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """The route of a request, and the names in its path; the API version before it (``/v1.41``) is passed over.

    >>> route, names = find("POST", "/v1.41/containers/web/start")
    >>> route.call, names
    ('container_start', ('web',))
    """
    bare = PREFIX.sub("", path, count=1)
    for route in BY_BEGINNING.get((method, bare[1:].partition("/")[0]), ()):
        found = route.pattern.fullmatch(bare)
        if found:
            return route, found.groups()
    return None
