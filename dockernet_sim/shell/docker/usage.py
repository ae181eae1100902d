"""``docker system df``, ``docker system prune`` and ``docker stats``."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.images import tell_deleted
from dockernet_sim.shell.docker.prompt import agreed, filters
from dockernet_sim.shell.formats.networks import natural
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.shell.formats.units import human_size
from dockernet_sim.shell.formats.usage import df_rows, stats_rows
from dockernet_sim.sim.errors import NotModelled

CLEAR, REDRAWN = "\x1b[2J\x1b[H", 0.5  # what clears the screen, and how many seconds later it is drawn again


def disk_usage(call: Call) -> Steps:
    """``docker system df``"""
    if call["verbose"]:
        raise NotModelled("docker system df -v is not modelled")
    yield call.wait("disk_usage")
    call.task.out(write_table(df_rows(call.engine.system.disk_usage()), call.shape, False))
    return 0


def prune(call: Call) -> Steps:
    """``docker system prune``: containers, networks, with ``--volumes`` volumes, and images."""
    wanted = filters(call["filter"])
    if call["volumes"] and "until" in wanted:
        raise CliError('ERROR: The "until" filter is not supported with "--volumes"')
    if not (yield from agreed(call, "\n".join(_warning(call, wanted)), space=False)):
        return 0
    yield call.wait("container_prune")
    try:
        space = _prune_all(call, wanted)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    call.out(f"Total reclaimed space: {human_size(space)}")
    return 0


def _warning(call: Call, wanted: dict[str, list[str]]) -> list[str]:
    """What will be removed, and by which filters."""
    lines = ["all stopped containers", "all networks not used by at least one container"]
    lines += [call.client.say("prune-all-volumes")] if call["volumes"] else []
    lines += ["all images without at least one container associated to them" if call["all"] else "all dangling images"]
    lines += ["all build cache" if call["all"] else call.client.say("prune-cache")]
    shown = ["WARNING! This will remove:", *(f"  - {line}" for line in lines), ""]
    known = [f"{name}={value}" for name in ("label", "label!", "until") for value in wanted.get(name, ())]
    if wanted:
        shown += [
            "  Items to be pruned will be filtered with:",
            *(f"  - {each}" for each in sorted(known, key=natural)),
            "",
        ]
    return shown


def _prune_all(call: Call, wanted: dict[str, list[str]]) -> int:
    engine, space = call.engine, 0
    space += _told(call, "Containers", engine.containers.prune(wanted), "ContainersDeleted")
    _told(call, "Networks", engine.networks.prune(wanted), "NetworksDeleted")
    if call["volumes"]:
        space += _told(call, "Volumes", engine.volumes.prune(wanted), "VolumesDeleted")
    answer = engine.images.prune(all=call["all"], filters=wanted)
    tell_deleted(call, answer["ImagesDeleted"])
    return space + int(answer["SpaceReclaimed"])


def _told(call: Call, kind: str, answer: dict[str, Any], key: str) -> int:
    if answer[key]:
        call.out(f"Deleted {kind}:")
        for each in answer[key]:
            call.out(each)
        call.out()
    return int(answer.get("SpaceReclaimed") or 0)


def stats(call: Call) -> Steps:
    """``docker stats``: a look at each container, every half second until it is interrupted;
    one look with --no-stream."""
    problems = []
    for name in call.words:
        try:
            call.engine.containers.get(call.named(name))
        except ApiError as problem:
            problems.append(daemon_text(problem))
    if problems:
        raise CliError("\n".join(problems))
    if not call.answered:
        call.engine.containers.list()
    yield call.task.sleep(2.0)  # two readings, a second apart, and one to throw away
    if call["no-stream"]:
        call.task.out(_stats_table(call))
        return 0
    call.task.endless = True
    while True:
        call.task.out(CLEAR + _stats_table(call))
        yield call.task.sleep(REDRAWN)


def _stats_table(call: Call) -> str:
    names = call.words or [each["Id"] for each in call.engine.containers.list(all=call["all"])]
    found = []
    for name in names:
        with suppress(ApiError):  # it was removed meanwhile
            found.append(call.engine.containers.stats(name))
    return write_table(stats_rows(found, call["no-trunc"]), call.shape, False)
