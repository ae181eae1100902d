"""``docker version``, ``docker info``, ``docker events``."""

from __future__ import annotations

from typing import Any

import simpy

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.moments import moment
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.formats.system import client_version
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import raw
from dockernet_sim.sim.when import EPOCH_SECONDS, rfc3339


def templated(call: Call, data: Any, code: int = 64) -> str:
    """What ``--format`` makes of an answer."""
    try:
        template = Template(call["format"])
    except TemplateError as problem:
        raise CliError(f"template parsing error: {problem}", code) from None
    try:
        return template.execute(raw(data), missing_error=True) + "\n"
    except TemplateError as problem:
        raise CliError(f"template parsing error: {problem}") from None


def version(call: Call) -> Steps:
    """``docker version``"""
    yield call.wait()
    data = {"Client": client_version(call.engine.version(), call.client.commit), "Server": call.engine.version()}
    call.task.out(templated(call, data) if call["format"] else call.client.version_text(data))
    return 0


def info(call: Call) -> Steps:
    """``docker info``"""
    yield call.wait()
    data = call.engine.info()
    versions = {entry["Name"]: entry for entry in call.engine.version()["Components"]}
    call.task.out(templated(call, data) if call["format"] else call.client.info_text(data, versions))
    return 0


def events(call: Call) -> Steps:
    """``docker events``: from ``--since`` on, until interrupted or ``--until``."""
    wanted = filters(call["filter"])
    for key in wanted:
        if key not in ("type", "event", "container", "network", "image", "label", "scope", "daemon"):
            raise CliError(f"Error response from daemon: Invalid filter '{key}'")
    since, until = moment(call, "since"), moment(call, "until")
    yield call.wait()

    def show(event: dict[str, Any]) -> None:
        if matches(event, wanted):
            call.out(event_line(call, event))

    if since is not None:
        for event in call.engine.events:
            if since <= simulated(event) and (until is None or simulated(event) <= until):
                show(event)
    call.task.at_exit.append(call.engine.events.listen(show))
    left = None if until is None else until - call.task.clock.now
    call.task.endless = left is None
    yield call.task.sleep(max(left, 0.0)) if left is not None else simpy.Event(call.task.clock)
    return 0


def simulated(event: dict[str, Any]) -> float:
    """When an event happened, in simulated seconds."""
    return float(event["timeNano"] // 1000 / 10**6 - EPOCH_SECONDS)


def matches(event: dict[str, Any], wanted: dict[str, list[str]]) -> bool:
    """Whether an event passes the filters."""
    attributes = event["Actor"]["Attributes"]
    own = {
        "type": [event["Type"]],
        "event": [event["Action"], event["Action"].partition(":")[0]],
        "container": [event["Actor"]["ID"], attributes.get("name", "")] if event["Type"] == "container" else [],
        "network": [event["Actor"]["ID"], attributes.get("name", "")] if event["Type"] == "network" else [],
        "image": [attributes.get("image", "")],
        "label": [text for key, value in attributes.items() for text in (key, f"{key}={value}")],
        "scope": ["local"],
        "daemon": [],
    }
    return all(any(value in own[key] for value in values) for key, values in wanted.items())


def event_line(call: Call, event: dict[str, Any]) -> str:
    """One event as a line."""
    if call["format"]:
        return templated(call, event).removesuffix("\n")
    actor = event["Actor"]
    attributes = ", ".join(f"{key}={value}" for key, value in sorted(actor["Attributes"].items()))
    stamp = padded(rfc3339(simulated(event)))
    return f"{stamp} {event['Type']} {event['Action']} {actor['ID']} ({attributes})"


def padded(stamp: str) -> str:
    """With all nine digits of the second's fraction."""
    whole, _, fraction = stamp.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<9}Z"
