"""Images: listed, fetched, named, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.engine.errors import ApiError, BadRequest, Unlisted
from dockernet_sim.engine.references import parse_reference
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.prompt import agreed, filters
from dockernet_sim.shell.formats.images import history_rows
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.shell.formats.units import human_size
from dockernet_sim.sim.errors import NotModelled

PRUNE_DANGLING = "WARNING! This will remove all dangling images."
PRUNE_ALL = "WARNING! This will remove all images without at least one container associated to them."


def listing(call: Call) -> Steps:
    """``docker images``"""
    yield call.wait("image_list")
    wanted = filters(call["filter"])
    if call.words:
        wanted["reference"] = [*wanted.get("reference", []), call.words[0]]
    try:
        images = call.engine.images.list(filters=wanted)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    rows = call.client.image_rows(images, call["no-trunc"], call["digests"], call.unix_time)
    call.task.out(write_table(rows, call.shape, call["quiet"]))
    return 0


def pull(call: Call) -> Steps:
    """``docker pull``"""
    name = call.words[0]
    yield call.wait("image_pull")
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
        messages = call.engine.images.pull(name)
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


def tag(call: Call) -> Steps:
    """``docker tag``"""
    source, target = call.words
    yield call.wait("image_tag")
    try:
        parse_reference(target)
    except BadRequest as problem:
        raise CliError(f'Error parsing reference: "{target}" is not a valid repository/tag: {problem.text}') from None
    try:
        call.engine.images.tag(source, target)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    return 0


def commit(call: Call) -> Steps:
    """``docker commit``"""
    name = call.words[1] if len(call.words) > 1 else ""
    yield call.wait("container_commit")
    try:
        if name:
            parse_reference(name)
    except BadRequest as problem:
        raise CliError(problem.text) from None
    try:
        made = call.engine.containers.commit(call.words[0], name, call["message"], call["author"], call["change"])
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    call.out(made["Id"])
    return 0


def history(call: Call) -> Steps:
    """``docker history``"""
    yield call.wait("image_history")
    try:
        steps = call.engine.images.history(call.words[0])
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    rows = history_rows(steps, call["no-trunc"], call["human"], call.unix_time)
    call.task.out(write_table(rows, call.shape, call["quiet"]))
    return 0


def prune(call: Call) -> Steps:
    """``docker image prune``"""
    if not (yield from agreed(call, PRUNE_ALL if call["all"] else PRUNE_DANGLING)):
        return 0
    yield call.wait("image_prune")
    if filters(call["filter"]):
        raise NotModelled("docker image prune --filter is not modelled")
    answer = call.engine.images.prune(all=call["all"])
    if answer["ImagesDeleted"]:
        call.out("Deleted Images:")
        for entry in answer["ImagesDeleted"]:
            for word, what in entry.items():
                call.out(f"{word.lower()}: {what}")
        call.out()
    call.out(f"Total reclaimed space: {human_size(answer['SpaceReclaimed'], 4)}")
    return 0


def remove(call: Call) -> Steps:
    """``docker rmi``"""
    problems = []
    for name in call.words:
        yield call.wait("image_remove")
        try:
            for entry in call.engine.images.remove(name, force=call["force"]):
                for word, what in entry.items():
                    call.out(f"{word}: {what}")
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "image", name)))
    if problems:
        raise CliError("\n".join(problems))
    return 0
