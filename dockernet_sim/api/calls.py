"""The engine's calls, as requests make them: how each is answered on the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.api import gojson, goquery, shapes
from dockernet_sim.api.conversation import Awaited, Conversation, lines_of
from dockernet_sim.api.framing import MULTIPLEXED, RAW, shown
from dockernet_sim.api.message import JSON, Request, Response, answer, encoded, refusal
from dockernet_sim.api.streams import Log, Talk, Told, end_with
from dockernet_sim.api.usage import TYPES, disk_usage, stats
from dockernet_sim.api.versions import V23, V29, Version, number
from dockernet_sim.engine.container.detachkeys import sequence
from dockernet_sim.engine.container.log import joined, tail
from dockernet_sim.engine.daemon.routes import BY_CALL, Route, filters, truth
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, ServerError
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.sim.gonumbers import NoNumber, atoi
from dockernet_sim.sim.quote import quote
from dockernet_sim.sim.when import EPOCH_SECONDS, rfc3339
from dockernet_sim.world.lines import attach_line, exec_line

if TYPE_CHECKING:
    from dockernet_sim.api.core import Api

CREATED = {"container_create", "network_create", "exec_create", "image_tag", "container_commit", "volume_create"}
ANSWERED_WITH_NOTHING = {"network_connect", "network_disconnect", "swarm_join", "swarm_leave"}
MULTIPLEXED_SINCE = (1, 42)
NO_STREAM = "must specify at least one of 'stdout' or 'stderr'"  # since 29
UNSUPPORTED = "unsupported Content-Type header ({}): must be 'application/json'"  # since 29
CHUNKED = (("Content-Type", JSON),)
NDJSON, NDJSON_SINCE = "application/x-ndjson", (1, 52)  # of events, which have no fields of old since then
OUTPUT = ("stdout", "stderr")
CONDITIONS = ("not-running", "next-exit", "removed")
FORMLESS = (
    "exec_inspect",
    "info",
    "version",
    "swarm_init",
    "swarm_join",
    "swarm_inspect",
    "swarm_unlock_key",
    "swarm_node",
)
"""Calls for which dockerd does not read the query"""
TYPED = (1, 42)  # since then the usage of single kinds can be asked for
DAY = 86_400.0  # a moment later than that is one of the client's clock: --since 10m
DATED = {"container_list", "image_list", "image_history"}  # lists whose dates clients show as so long ago


@dataclass(frozen=True)
class Asked:
    """One request to one engine; `path` is without the version in front, `version` is the one asked for."""

    api: Api
    request: Request
    path: str
    version: str

    def call(self, name: str, /, *arguments: Any, **options: Any) -> Any:
        """Make a call of the engine; it takes its time and stands in the log."""
        return self.api.world.engine_call(self.api.machine, name, arguments, options)

    def truth(self, key: str) -> bool:
        """A boolean of the query."""
        return truth(self.request.query.get(key, ""))

    def body(self, call: str) -> dict[str, Any]:
        """The request's JSON, as the release reads it for a call."""
        if self.newest >= V29:
            self.request.check_kind(UNSUPPORTED)
        self.request.check_kind()
        return gojson.read_body(self.request, call, self.newest)

    @property
    def newest(self) -> Version:
        """The newest version that the release speaks: which release answers."""
        return number(self.api.most)

    def moment(self, key: str, named: str) -> float | None:
        """A moment of the query (seconds since 1970) as simulated time; `named` is how 29 writes its name."""
        text = self.request.query.get(key, "")
        seconds = goquery.moment(text, named, self.newest)
        if seconds is None:
            return None
        moment = seconds - EPOCH_SECONDS
        if moment < self.api.now + DAY:
            return moment
        last = 1.0 if key == "until" and text.isdecimal() else 0.0  # a whole second ends with its end
        return moment + last - self.api.ahead

    @property
    def streams(self) -> tuple[str, ...]:
        """Which outputs the query asks for."""
        return tuple(name for name in OUTPUT if self.truth(name))

    def output_type(self, tty: bool) -> str:
        """The content type of output; older versions do not tell the two apart."""
        major, _, minor = self.version.partition(".")
        return MULTIPLEXED if not tty and (int(major), int(minor)) >= MULTIPLEXED_SINCE else RAW


Handler = Callable[[Asked, tuple[str, ...]], "Response | Conversation"]


def answer_call(asked: Asked, route: Route, names: tuple[str, ...]) -> Response | Conversation:
    """Make a route's call, and answer as the daemon does."""
    if asked.request.fault and route.call not in FORMLESS:
        raise BadRequest(asked.request.fault)
    asked = with_filters(asked, route)
    handler = SPECIAL.get(route.call)
    if handler is not None:
        return handler(asked, names)
    asked_version, most = number(asked.version), asked.newest
    body = None
    if route.body:
        body = shapes.heard(route.call, asked.body(route.call), asked_version, most)
    try:
        arguments, options = route.read(names, asked.request.query, body)
    except NoNumber as wrong:
        raise goquery.refused(wrong, most) from None
    except (ValueError, AttributeError, TypeError, RecursionError) as wrong:
        raise BadRequest(f"{asked.path}: a request that cannot be read: {wrong}") from None
    result = asked.call(route.call, *arguments, **options)
    if isinstance(result, simpy.Event):
        return ended(asked, result)
    result = shapes.shown(route.call, result, asked_version, most)
    return plain(route.call, dated(asked, result) if route.call in DATED else result)


def with_filters(asked: Asked, route: Route) -> Asked:
    """The same request, its filters held against their type and written as lists."""
    text = asked.request.query.get("filters", "")
    if not text:
        return asked
    try:
        read = gojson.read_filters(text, asked.newest)
    except ApiError as wrong:
        if route.call != "volume_list":
            raise
        raise BadRequest(f"error reading volume filters: {wrong.text}") from None
    return replace(asked, request=replace(asked.request, query={**asked.request.query, "filters": json.dumps(read)}))


def dated(asked: Asked, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Dates by the client's clock: it shows `3 minutes ago` by its own time, which is not the simulated one."""
    return [{**each, "Created": int(each["Created"] + asked.api.ahead)} for each in listed]


def plain(call: str, result: Any) -> Response:
    """A call's result: JSON, or nothing with 204."""
    if result is not None:
        return answer(result, 201 if call in CREATED else 200)
    if call in CREATED:
        return Response(201)
    return Response(200 if call in ANSWERED_WITH_NOTHING else 204)


# -- containers ----------------------------------------------------------------
def start(asked: Asked, names: tuple[str, ...]) -> Response:
    """304 for one that runs."""
    container = asked.api.engine.containers.get(names[0])
    running = container.running and not (container.state.restarting or container.state.paused)
    asked.call("container_start", names[0])
    return Response(304 if running else 204)


def stop(asked: Asked, names: tuple[str, ...]) -> Response | Conversation:
    """When it has stopped; 304 for one that did not run."""
    patience = goquery.whole(asked.request.query.get("t", ""), asked.newest)
    if not asked.api.engine.containers.get(names[0]).running:
        asked.call("container_stop", names[0])
        return Response(304)
    return _ending(asked, "container_stop", names[0], patience)


def restart(asked: Asked, names: tuple[str, ...]) -> Conversation:
    """When it runs again."""
    text = asked.request.query.get("t", "")
    try:
        return _ending(asked, "container_restart", names[0], atoi(text) if text else None)
    except NoNumber as wrong:
        raise ServerError(str(wrong)) from None  # of all releases


def _ending(asked: Asked, call: str, ref: str, patience: int | None) -> Conversation:
    return ended(asked, asked.call(call, ref, patience))


def ended(asked: Asked, event: simpy.Event) -> Conversation:
    """204 when it has come; or what it failed with."""

    def respond(value: Any) -> Response:
        return refusal(value) if isinstance(value, DockernetError) else Response(204)

    return Awaited(asked.api.now, event, respond)


def wait(asked: Asked, names: tuple[str, ...]) -> Conversation:
    """The head at once: clients start the container when they have it."""
    condition = asked.request.query.get("condition") or CONDITIONS[0]
    if condition not in CONDITIONS:
        if asked.newest >= V23:
            raise BadRequest(f"invalid condition: {quote(condition)}")
        condition = CONDITIONS[0]
    event = asked.call("container_wait", names[0], condition=condition)
    conversation = Awaited(asked.api.now, event, answer, CHUNKED)
    conversation.task = asked.api.engine.containers.get(names[0]).main if not conversation.ended else None
    return conversation


def logs(asked: Asked, names: tuple[str, ...]) -> Response | Conversation:
    """What was written, and with ``follow`` what will be."""
    engine, streams = asked.api.engine, asked.streams
    if not streams:
        raise BadRequest(NO_STREAM if asked.newest >= V29 else "Bad parameters: you must choose at least one stream")
    if asked.newest < V29:
        engine.containers.get(names[0])  # older releases look for the container first
    since, until = asked.moment("since", '"since"'), asked.moment("until", '"until"')
    if asked.request.query.get("until") == "0":
        until = None
    entries = asked.call("container_logs", names[0])
    container = engine.containers.get(names[0])
    tty, stamps = bool(container.config["Tty"]), asked.truth("timestamps")
    lines = joined([(entry.time, entry.stream, entry.text) for entry in entries])
    lines = [line for line in lines if (since is None or line[0] >= since) and (until is None or line[0] <= until)]
    lines = [line for line in tail(lines, asked.request.query.get("tail") or "all") if line[1] in streams]
    data = b"".join(shown(stream, f"{rfc3339(time)} {text}" if stamps else text, tty) for time, stream, text in lines)
    headers = (("Content-Type", asked.output_type(tty)),)
    if not asked.truth("follow") or not container.running:
        return Response(200, data, headers)
    conversation = Log(asked.api.world.clock, container, headers, streams, stamps)
    conversation.send(data)
    return conversation


def attach(asked: Asked, names: tuple[str, ...]) -> Conversation:
    """A talk with the main process, until it ends."""
    api, request = asked.api, asked.request
    container = api.engine.containers.get(names[0])
    if container.state.paused:
        raise Conflict(f"container {names[0]} is paused, unpause the container before attach")
    keys = request.query.get("detachKeys", "")
    if keys and sequence(keys) is None:
        raise BadRequest(f"Invalid detach keys ({keys}) provided")
    tty = bool(container.config["Tty"])
    talk = Talk(api.now, request.wants_upgrade, tty, asked.streams)
    _open(talk, asked.output_type(tty))
    if asked.truth("logs"):
        for entry in api.engine.containers.logs(names[0]):
            talk.said(entry.stream, entry.text)
    if not asked.truth("stream"):
        talk.end()
        return talk
    talk.with_line(attach_line(api.world, api.machine, names[0], asked.truth("stdin"), talk.said), keys)
    talk.stop = end_with(container, talk)
    if talk.task is None:
        talk.until = api.now  # nothing runs yet: the request that starts it waits for its end
        container_started(talk, container)
    return talk


def container_started(talk: Talk, container: Any) -> None:
    """Let the talk wait for the main process that will be started."""
    limit = talk.limit

    def limited() -> float:
        if talk.task is None and container.main is not None:
            talk.task = container.main
        return limit()

    talk.limit = limited  # type: ignore[method-assign]


def _open(talk: Talk, kind: str) -> None:
    upgrade = (("Connection", "Upgrade"), ("Upgrade", "tcp")) if talk.upgraded else ()
    talk.begin(101 if talk.upgraded else 200, (("Content-Type", kind), *upgrade))


# -- programs in containers ------------------------------------------------------
def exec_start(asked: Asked, names: tuple[str, ...]) -> Response | Conversation:
    """Detached, or a talk with the program until it ends.

    The program has a terminal as the exec was created; whether frames are sent is said by the start.
    """
    api, body = asked.api, asked.body("exec_start")
    made = api.engine.execs.get(names[0])
    bare = bool(body.get("Tty"))
    tty = bare or (made is not None and made.tty)
    if body.get("Detach"):
        asked.call("exec_start", names[0], tty=tty)
        return Response(200)
    attached = made.attached if made is not None else ()
    wanted = tuple(name for name in OUTPUT if name in attached)
    talk = Talk(api.now, asked.request.wants_upgrade, tty, wanted, framed=not bare)
    line = exec_line(api.world, api.machine, names[0], "stdin" in attached, tty, talk.said)
    _open(talk, asked.output_type(bare))
    talk.with_line(line, made.detach_keys if made is not None else "")
    process = line.task.process if line.task is not None else None
    if process is None or process.callbacks is None:
        talk.end()
    else:
        process.callbacks.append(lambda event: talk.end())
    return talk


# -- images, events, usage ---------------------------------------------------------
def pull(asked: Asked, names: tuple[str, ...]) -> Conversation:
    """Progress, message by message."""
    if "fromSrc" in asked.request.query:
        raise NotModelled("docker import is not modelled")
    reference = asked.request.query.get("fromImage", "")
    tag = asked.request.query.get("tag", "")
    if not tag and "@" not in reference and ":" not in reference.rpartition("/")[2]:
        raise NotModelled(f"pulling all tags of {reference} (a request without a tag) is not modelled")
    messages = asked.call("image_pull", f"{reference}{'@' if ':' in tag else ':'}{tag}" if tag else reference)
    progress = Conversation(asked.api.now)
    progress.begin(200, CHUNKED)
    progress.send(lines_of(messages))
    progress.end()
    return progress


def commit(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker commit``: changes of the container's config are refused, not passed over."""
    if asked.body("container_commit") or asked.request.query.get("changes"):
        raise NotModelled("commit with changes or with a config of its own is not modelled")
    arguments, options = BY_CALL["container_commit"].read(names, asked.request.query)
    return answer(asked.call("container_commit", *arguments, **options), 201)


def events(asked: Asked, names: tuple[str, ...]) -> Conversation:
    """Past ones, and those that come."""
    api = asked.api
    try:
        wanted = filters(asked.request.query.get("filters", ""))
    except (ValueError, AttributeError, TypeError):
        raise BadRequest("invalid filter") from None
    since, until = asked.moment("since", "'since'"), asked.moment("until", "'until'")
    if until is not None and since is not None and until < since:
        query = asked.request.query
        raise BadRequest(f"`since` time ({query['since']}) cannot be after `until` time ({query['until']})")
    newer = number(asked.version) >= NDJSON_SINCE
    told = Told(api.now, (("Content-Type", NDJSON),) if newer else CHUNKED, until, legacy=not newer)
    for event in api.engine.events.since(since, until, wanted):
        told.tell(event)
    if until is not None and until <= api.now:
        told.end()
    else:
        told.stop = api.engine.events.listen(told.tell, wanted)
    return told


def usage(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker system df``."""
    versions = number(asked.version), asked.newest
    kinds = asked.request.every.get("type", ()) if versions[0] >= TYPED else ()
    unknown = next((kind for kind in kinds if kind not in TYPES), None)
    if unknown is not None:
        raise BadRequest(f"unknown object type: {unknown}")
    asked.call("version")  # the time of a look
    found = disk_usage(asked.api.engine, lambda listed: dated(asked, listed), *versions, asked.truth("verbose"))
    if not kinds:
        return answer(found)
    own = tuple(TYPES[kind] for kind in kinds) + (("LayersSize",) if "image" in kinds else ())
    return answer({key: value for key, value in found.items() if key.startswith(own)})


def one_shot(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker stats --no-stream``."""
    if truth(asked.request.query.get("stream", "1")):
        raise NotModelled("stats as a stream (docker stats without --no-stream) are not modelled")
    found = asked.call("container_stats", names[0])
    return Response(200, encoded(stats(found, asked.api.engine.containers.get(names[0]), asked.api.now)), CHUNKED)


def top(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker top``."""
    return answer(asked.call("container_top", names[0], ps_args=asked.request.query.get("ps_args", "")))


def networks(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker network ls``: until 1.28 with the containers on them."""
    arguments, options = BY_CALL["network_list"].read(names, asked.request.query)
    found = asked.call("network_list", *arguments, **options)
    if number(asked.version) < (1, 28):
        found = [asked.api.engine.networks.inspect(each["Id"]) for each in found]
    return answer(found)


def volumes(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker volume ls``: the list stands under a name of its own."""
    wanted = filters(asked.request.query.get("filters", ""))
    return answer({"Volumes": asked.call("volume_list", wanted), "Warnings": None})


def archive(asked: Asked, names: tuple[str, ...]) -> Response:
    """``docker cp``."""
    raise NotModelled("archives of a container's files (docker cp over the API) are not modelled")


SPECIAL: dict[str, Handler] = {
    "network_list": networks,
    "container_start": start,
    "container_stop": stop,
    "container_restart": restart,
    "container_wait": wait,
    "container_logs": logs,
    "container_attach": attach,
    "container_commit": commit,
    "container_stats": one_shot,
    "container_top": top,
    "container_files": archive,
    "exec_start": exec_start,
    "image_pull": pull,
    "events_listen": events,
    "disk_usage": usage,
    "volume_list": volumes,
}
