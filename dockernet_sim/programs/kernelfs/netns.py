"""/run/netns and /run/docker/netns: the files by which network namespaces can be entered (ip-netns(8))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs.node import FOLDER, READ_ONLY, Node

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task


def _no_text() -> str:
    raise NetError("EINVAL")


def find(task: Task, parts: list[str]) -> Node | None:
    """``netns/NAME`` or ``docker/netns/NAME``; only a machine's own files hold them, not a container's."""
    if task.files is not task.host.files:
        return None
    folder = "/run/netns/" if parts[0] == "netns" else "/run/docker/netns/"
    rest = parts[1:] if parts[0] == "netns" else parts[2:]
    names = [path[len(folder) :] for path in task.host.netns_paths() if path.startswith(folder)]
    own = task.files.list(folder) if task.files.is_folder(folder) else []
    if not rest:
        return Node(names=lambda: sorted({*names, *own}), mode=FOLDER) if names or own else None
    if len(rest) == 1 and rest[0] in names:
        return Node(text=_no_text, mode=READ_ONLY)
    return None
