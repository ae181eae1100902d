"""``docker volume``."""

from __future__ import annotations

from dockernet_sim.engine.errors import ApiError, NotFound
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.container_config import key_values
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.prompt import agreed, filters, prune_filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.networks import natural
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.shell.formats.units import human_size
from dockernet_sim.shell.formats.volumes import volume_rows

PLUGIN_PATIENCE = 15.0  # seconds that dockerd looks for a driver that is not there
ALL_WARNING = "WARNING! This will remove all local volumes not used by at least one container."


def create(call: Call) -> Steps:
    """``docker volume create``"""
    name = call["name"]
    if call.words and name:
        raise cli_error("volume-twice")
    yield call.wait("volume_create")
    body = {
        "Name": call.words[0] if call.words else name,
        "Driver": call["driver"],
        "DriverOpts": call["opt"],
        "Labels": key_values(call["label"]),
    }
    try:
        call.out(call.engine.volumes.create(body)["Name"])
    except ApiError as problem:
        if isinstance(problem, NotFound):
            yield call.task.sleep(PLUGIN_PATIENCE)
        raise CliError(daemon_text(problem)) from None
    return 0


def listing(call: Call) -> Steps:
    """``docker volume ls``"""
    yield call.wait("volume_list")
    try:
        found = call.engine.volumes.list(filters(call["filter"]))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    found = sorted(found, key=lambda volume: natural(volume["Name"]))
    call.task.out(write_table(volume_rows(found), call.shape, call["quiet"]))
    return 0


def remove(call: Call) -> Steps:
    """``docker volume rm``"""
    problems = []
    for name in call.words:
        yield call.wait("volume_remove")
        try:
            call.engine.volumes.remove(call.named(name, "volume"), force=call["force"])
            call.out(name)
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "volume", name)))
    if problems:
        raise CliError("\n".join(problems))
    return 0


def prune(call: Call) -> Steps:
    """``docker volume prune``"""
    wanted, everything = prune_filters(call), call.parsed.values.get("all")
    if everything and "all" in wanted:
        raise CliError("conflicting options: cannot specify both --all and --filter all=1")
    if not (yield from agreed(call, ALL_WARNING if everything else call.client.say("prune-volumes"))):
        return 0
    if everything:
        wanted["all"] = ["true"]
    yield call.wait("volume_prune")
    try:
        answer = call.engine.volumes.prune(wanted)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    if answer["VolumesDeleted"]:
        call.out("Deleted Volumes:")
        for name in answer["VolumesDeleted"]:
            call.out(name)
        call.out()
    call.out(f"Total reclaimed space: {human_size(answer['SpaceReclaimed'])}")
    return 0
