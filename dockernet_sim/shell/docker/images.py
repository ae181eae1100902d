"""Images: there is no registry in the lab, so what is not there cannot be fetched."""

from __future__ import annotations

from dockernet_sim.engine.errors import ApiError, BadRequest
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.formats.images import image_rows
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
    rows = image_rows(images, call["no-trunc"], call["digests"], call.unix_time)
    call.task.out(write_table(rows, call["format"], call["quiet"]))
    return 0


def pull(call: Call) -> Steps:
    """``docker pull``: the daemon looks for the registry, and the lab has none."""
    name = call.words[0]
    yield call.wait()
    if ":" not in name.rpartition("/")[2] and "@" not in name and not call["quiet"]:
        call.out("Using default tag: latest")
    pull_image(call, name)
    return 0


def pull_image(call: Call, name: str) -> None:
    """Have the daemon fetch an image; CliError with what stands in the way."""
    try:
        call.engine.image_pull(name)
    except BadRequest as problem:
        raise CliError(problem.text) from None
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None


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
