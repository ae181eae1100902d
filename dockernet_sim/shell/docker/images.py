"""Images: listed, fetched, named, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.engine.errors import ApiError, BadRequest, Unlisted
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import TRUE
from dockernet_sim.shell.docker.prompt import agreed, filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.images import history_rows
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.shell.formats.units import human_size
from dockernet_sim.sim.quote import quote

IMAGE_COMMANDS = (
    "build", "history", "import", "inspect", "list", "load", "ls", "prune", "pull", "push", "rm", "save", "tag",
)  # fmt: skip
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
    if call.client.image_tree is not None:
        shown = call["all"] or any(text in TRUE for text in wanted.get("dangling", ()))
        images = images if shown else [image for image in images if image.get("RepoTags")]
        if not images and call.words and call.words[0] in IMAGE_COMMANDS:
            word = call.words[0]
            call.err(f'No images found matching {quote(word)}: did you mean "docker image {word}"?')
    if call.client.image_tree is not None and _as_tree(call):
        call.task.out(call.client.image_tree(images, call["tree"]))
        return 0
    rows = call.client.image_rows(images, call["no-trunc"], call["digests"], call.unix_time)
    call.task.out(write_table(rows, call.shape, call["quiet"]))
    return 0


def _as_tree(call: Call) -> bool:
    """Whether images are listed as later clients list them; options of the older table ask for that one."""
    for name, word in (("quiet", "quiet"), ("no-trunc", "no-trunc"), ("digests", "show-digest"), ("format", "format")):
        if call[name]:
            if call["tree"]:
                raise CliError(f"--{word} is not yet supported with --tree")
            return False
    return True


def pull(call: Call) -> Steps:
    """``docker pull``"""
    name = call.words[0]
    yield call.wait("image_pull")
    reference = call.reference(name)
    bare = ":" not in name.rpartition("/")[2] and "@" not in name
    if call["all-tags"] and not bare:
        raise CliError("tag can't be used with --all-tags/-a")
    if bare and not call["all-tags"] and not call["quiet"]:
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
    for name in (source, target):
        try:
            call.reference(name)
        except CliError as problem:
            raise cli_error("bad-reference", name=name, why=call.client.text(problem)) from None
    try:
        call.engine.images.tag(source, target)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    return 0


def commit(call: Call) -> Steps:
    """``docker commit``"""
    name = call.words[1] if len(call.words) > 1 else ""
    yield call.wait("container_commit")
    if name:
        call.reference(name)
    try:
        made = call.engine.containers.commit(
            call.named(call.words[0]), name, call["message"], call["author"], call["change"]
        )
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    call.out(made["Id"])
    return 0


def history(call: Call) -> Steps:
    """``docker history``"""
    yield call.wait("image_history")
    try:
        steps = call.engine.images.history(call.named(call.words[0], "image"))
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
    try:
        answer = call.engine.images.prune(all=call["all"], filters=filters(call["filter"]))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    tell_deleted(call, answer["ImagesDeleted"])
    call.out(f"Total reclaimed space: {human_size(answer['SpaceReclaimed'], 4)}")
    return 0


def tell_deleted(call: Call, deleted: list[dict[str, str]] | None) -> None:
    """Images that a prune removed."""
    if deleted:
        call.out("Deleted Images:")
        for entry in deleted:
            for word, what in entry.items():
                call.out(f"{word.lower()}: {what}")
        call.out()


def remove(call: Call) -> Steps:
    """``docker rmi``"""
    problems = []
    for name in call.words:
        yield call.wait("image_remove")
        try:
            for entry in call.engine.images.remove(call.named(name, "image"), force=call["force"]):
                for word, what in entry.items():
                    call.out(f"{word}: {what}")
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "image", name)))
    if problems:
        raise CliError("\n".join(problems))
    return 0
