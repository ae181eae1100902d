"""``docker events``."""

from __future__ import annotations

from typing import Any

import simpy

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.moments import moment
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import PointerTo, StructType
from dockernet_sim.shell.templates.values import Pointer
from dockernet_sim.sim.when import EPOCH_SECONDS, rfc3339


def events(call: Call) -> Steps:
    """From ``--since`` on, until interrupted or ``--until``."""
    wanted = filters(call["filter"])
    kind = call.client.types["event"]
    template = _template(call.shape, kind)
    since, until = moment(call, "since", named=False), moment(call, "until", named=False)
    yield call.wait("events_listen")

    def show(event: dict[str, Any]) -> None:
        call.out(
            template.execute(Pointer(PointerTo(kind), kind.read(event))) if template is not None else event_line(event)
        )

    try:
        past = call.engine.events.since(since, until, wanted)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    for event in past:
        show(event)
    left = None if until is None else until - call.task.clock.now
    if left is not None and left <= 0:
        return 0
    call.task.at_exit.append(call.engine.events.listen(show, wanted))
    call.task.endless = left is None
    yield call.task.sleep(left) if left is not None else simpy.Event(call.task.clock)
    return 0


def _template(text: str, kind: StructType) -> Template | None:
    """The template, once it could be carried out for an empty event."""
    if not text:
        return None
    try:
        template = Template(text)
        template.execute(Pointer(PointerTo(kind), kind.read({})))
        return template
    except TemplateError as problem:
        raise CliError(f"Error parsing format: {problem}", 64) from None


def event_line(event: dict[str, Any]) -> str:
    """One event as a line."""
    actor = event["Actor"]
    attributes = ", ".join(f"{key}={value}" for key, value in sorted(actor["Attributes"].items()))
    stamp = padded(rfc3339(float(event["timeNano"] // 1000 / 10**6 - EPOCH_SECONDS)))
    return f"{stamp} {event['Type']} {event['Action']} {actor['ID']}{f' ({attributes})' if attributes else ''}"


def padded(stamp: str) -> str:
    """With all nine digits of the second's fraction."""
    whole, _, fraction = stamp.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<9}Z"
