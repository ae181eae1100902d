"""/proc/sys: the kernel's settings as files (proc_sys(5)); outside net, only the names of the machine are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs.node import FOLDER, Node, refused, refused_folder
from dockernet_sim.programs.kernelfs.sysctls import KNOWN

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

ROOT = "/proc/sys/"
_TOP = """
abi debug dev fs kernel net sunrpc user vm
"""
TOP = _TOP.split()
PER_DEVICE = ("net/ipv4/conf/", "net/ipv4/neigh/", "net/ipv6/conf/", "net/ipv6/neigh/")


def setting_path(name: str) -> str:
    """The path below /proc/sys of a setting.

    >>> setting_path("net.ipv4.conf.eth0/5.forwarding")
    'net/ipv4/conf/eth0.5/forwarding'
    """
    return name.replace("/", "\0").replace(".", "/").replace("\0", ".")


def setting_name(path: str) -> str:
    """The setting behind a path under /proc/sys.

    >>> setting_name("/proc/sys/net/ipv4/ip_forward")
    'net.ipv4.ip_forward'
    """
    return path[len(ROOT) :].replace(".", "\0").replace("/", ".").replace("\0", "/")


def find(task: Task, parts: list[str]) -> Node | None:
    """``/proc/sys/...``."""
    path = "/".join(parts)
    name = setting_name(ROOT + path)
    if name in task.ns.sysctl:
        return Node(text=lambda: f"{task.ns.sysctl[name]}\n", put=_writer(task, name), mode="-rw-r--r--")
    if parts and parts[0] == "kernel" and len(parts) == 2:
        return _kernel(task, parts[1])
    if parts and parts[0] != "net":
        return (refused_folder if len(parts) == 1 else refused)(ROOT + path) if parts[0] in TOP else None
    inside = f"{path}/" if path else ""
    names = {each[len(inside) :].split("/")[0] for each in _paths(task) if each.startswith(inside)}
    if names:
        return Node(names=lambda: sorted({*names, *(() if path else TOP)}), mode=FOLDER)
    return refused(ROOT + path) if path in set(_paths(task)) else None


def _writer(task: Task, name: str) -> Callable[[str], object]:
    def put(text: str) -> None:
        if not task.place.proc_sys_writable:
            raise NetError("EROFS", name)
        task.ns.sysctl[name] = text.strip()

    return put


def _paths(task: Task) -> list[str]:
    """All settings under net that the kernel has here, modelled or not, as paths."""
    paths = {setting_path(name) for name in task.ns.sysctl}
    devices = ["all", "default", *task.ns.devices]
    for path in KNOWN:
        before, per_device, after = path.partition("/DEV/")
        if not per_device:
            paths.add(path)
        else:
            paths.update(f"{before}/{device}/{after}" for device in devices if device != "all" or "/conf" in before)
    return sorted(paths)


def _kernel(task: Task, name: str) -> Node:
    values = {
        "domainname": task.place.domainname, "hostname": task.place.hostname or task.host.hostname, "ostype": "Linux",
    }  # fmt: skip
    return Node(text=lambda: f"{values[name]}\n") if name in values else refused(f"/proc/sys/kernel/{name}")
