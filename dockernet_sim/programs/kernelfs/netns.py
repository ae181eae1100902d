"""/run/netns and /run/docker/netns: the files by which network namespaces can be entered (ip-netns(8))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs.node import FOLDER, READ_ONLY, Node

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.programs.task import Task

NAMED = "/run/netns/"


def tidy_run(path: str) -> str:
    """/var/run is a link to /run."""
    return path.removeprefix("/var") if path.startswith("/var/run/") else path


def bind_netns(host: Host, path: str, ns: NetNs) -> None:
    """Let a namespace be entered by a path (``nsenter --net=PATH``); under /run/netns, `ip netns` knows its name, too."""
    host.netns_files[tidy_run(path)] = ns


def netns_file(host: Host, path: str) -> NetNs | None:
    """The namespace behind a path, or None; symbolic links are followed."""
    path = host.files.resolve(tidy_run(path))
    found = host.netns_files.get(path) or host.netns_finder(path)
    if found is None and (pid := path.removeprefix("/proc/").removesuffix("/ns/net")).isdigit():
        if pid == "1":
            return host.root
        process = host.processes.get(int(pid))
        return process.ns if process is not None else None
    return found


def netns_paths(host: Host) -> list[str]:
    """The paths of all files by which namespaces can be entered, /proc apart; links to them come last."""
    return [*host.netns_files, *host.netns_lister(), *(path for path in host.files.links() if "/netns/" in path)]


def named_netns(host: Host) -> dict[str, NetNs]:
    """The namespaces that `ip netns` knows:
    the files and links in /run/netns, by name, in the order of their making."""
    folder = host.files.resolve(NAMED) + "/"
    names = [path[len(folder) :] for path in netns_paths(host) if path.startswith(folder)]
    found = {name: netns_file(host, folder + name) for name in names}
    return {name: ns for name, ns in found.items() if ns is not None}


def _no_text() -> str:
    raise NetError("EINVAL")


def find(task: Task, parts: list[str]) -> Node | None:
    """``netns/NAME`` or ``docker/netns/NAME``; only a machine's own files hold them, not a container's."""
    if task.files is not task.host.files:
        return None
    folder = NAMED if parts[0] == "netns" else "/run/docker/netns/"
    rest = parts[1:] if parts[0] == "netns" else parts[2:]
    names = [path[len(folder) :] for path in netns_paths(task.host) if path.startswith(folder)]
    own = task.files.list(folder) if task.files.is_folder(folder) else []
    if not rest:
        return Node(names=lambda: sorted({*names, *own}), mode=FOLDER) if names or own else None
    if len(rest) == 1 and rest[0] in names:
        return Node(text=_no_text, mode=READ_ONLY)
    return None
