"""Images: listed, fetched, named, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.engine.errors import ApiError, BadRequest, Unlisted
from dockernet_sim.engine.references import parse_reference
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.formats.table import write_table


def listing(call: Call) -> Steps:
    """``docker images``"""
    yield call.wait()
    wanted = filters(call["filter"])
    if call.words:
        wanted["reference"] = [*wanted.get("reference", []), call.words[0]]
    try:
        images = call.engine.image_list(filters=wanted)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    rows = call.client.image_rows(images, call["no-trunc"], call["digests"], call.unix_time)
    call.task.out(write_table(rows, call["format"], call["quiet"]))
    return 0


def pull(call: Call) -> Steps:
    """``docker pull``"""
    name = call.words[0]
    yield call.wait()
    try:
        reference = parse_reference(name)
    except BadRequest as problem:
        raise CliError(problem.text) from None
    if ":" not in name.rpartition("/")[2] and "@" not in name and not call["quiet"]:
        call.out("Using default tag: latest")
    pull_image(call, name, None if call["quiet"] else call.out)
    call.out(f"{reference.full}{'@' if reference.digest else ':'}{reference.digest or reference.tag}")
    return 0


def pull_image(call: Call, name: str, say: Callable[[str], object] | None) -> None:
    """Have the daemon fetch an image, and tell its progress; CliError with what stands in the way."""
    try:
        messages = call.engine.image_pull(name)
    except BadRequest as problem:
        raise CliError(problem.text) from None
    except Unlisted as problem:
        raise CliError(daemon_text(problem), hint=problem.hint) from None
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    if say is not None:
        for line in shown_progress(messages):
            say(line)


def shown_progress(messages: list[dict[str, Any]]) -> list[str]:
    """Progress as it stands on a terminal at the end: of each layer the last state."""
    last = {message["id"]: message["status"] for message in messages if "id" in message}
    lines = [f"{id}: {status}" for id, status in last.items()]
    return [*lines, *(message["status"] for message in messages if "id" not in message)]


def remove(call: Call) -> Steps:
    """``docker rmi``"""
    problems = []
    for name in call.words:
        yield call.wait()
        try:
            for entry in call.engine.image_remove(name, force=call["force"]):
                for word, what in entry.items():
                    call.out(f"{word}: {what}")
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "image", name)))
    if problems:
        raise CliError("\n".join(problems))
    return 0
