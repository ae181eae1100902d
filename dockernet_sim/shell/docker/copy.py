"""``docker cp``."""

from __future__ import annotations

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.linux.errors import NetError
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError, Unasked
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import Files, tidy

KERNELS = ("/proc", "/sys", "/dev")


def copy(call: Call) -> Steps:
    """A file, or a folder with all that is in it, into a container or out of it."""
    source, target = call.words
    (giver, path), (taker, place) = split(source), split(target)
    for word, what in ((source, "source"), (target, "destination")):
        if not word:
            raise CliError(f"{what} can not be empty")
    if giver and taker:
        raise CliError("copying between containers is not supported")
    if not giver and not taker:
        raise CliError("must specify at least one container source")
    if "-" in (source, target):
        raise NotModelled("docker cp with - (an archive) is not modelled")
    if taker and not call.task.files.exists(call.task.path(path)):
        raise CliError(f"lstat {tidy(call.task.path(path))}: no such file or directory")
    yield call.wait("container_files")
    if giver:
        _copy(_inside(call, giver, path, "archive-path"), f"/{path}", call.task.files, call.task.path(place), giver, "")
    else:
        _copy(call.task.files, call.task.path(path), _inside(call, taker, "", "extract-to-dir"), f"/{place}", "", taker)
    return 0


def split(text: str) -> tuple[str, str]:
    """``CONTAINER:PATH``; a path of this machine has no container.

    >>> split("web:/etc/hosts"), split("/tmp/a:b"), split("./x")
    (('web', '/etc/hosts'), ('', '/tmp/a:b'), ('', './x'))
    """
    name, colon, path = text.partition(":")
    if not colon or text.startswith((".", "/")):
        return "", text
    return name, path


def _inside(call: Call, name: str, path: str, event: str) -> Files:
    """A container's files."""
    try:
        return call.engine.containers.files(name, event)
    except Unasked as problem:
        raise CliError(problem.text) from None
    except ApiError:
        raise CliError(f"Error: No such container:path: {name}:{path or '/'}") from None


def _copy(giver: Files, source: str, taker: Files, target: str, here: str, there: str) -> None:
    path, place = tidy(source), tidy(target)
    for each in (path, place):
        if f"{each}/".startswith(tuple(f"{kernel}/" for kernel in KERNELS)):
            raise NotModelled(f"docker cp of {each} is not modelled")
    if not giver.exists(path):
        raise CliError(
            f"Error: No such container:path: {here}:{source[1:] if source.startswith('//') else source}"
            if here
            else f"lstat {path}: no such file or directory"
        )
    parent = place.rpartition("/")[0] or "/"
    if taker.is_folder(place):
        if not source.endswith("/."):
            place = f"{place.rstrip('/')}/{path.rpartition('/')[2]}"
    elif not taker.is_folder(parent):
        raise CliError(
            f"Error: No such container:path: {there}:{parent}"
            if there
            else f'invalid output path: directory "{parent}" does not exist'
        )
    try:
        _write(giver, path, taker, place)
    except NetError as error:
        raise CliError(f"Error response from daemon: {error.text}") from None


def _write(giver: Files, path: str, taker: Files, place: str) -> None:
    if not giver.is_folder(path):
        taker.write(place, giver.read(path))
        return
    taker.make_folder(place)
    for name in giver.list(path):
        _write(giver, f"{path.rstrip('/')}/{name}", taker, f"{place.rstrip('/')}/{name}")
