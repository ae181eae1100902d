"""The file systems that a kernel makes up: /proc, /sys, /dev, and the namespaces under /run (proc(5), sysfs(5))."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from dockernet_sim.programs.kernelfs.node import Node

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

__all__ = ["ROOTS", "Node", "find"]

ROOTS = ("/proc", "/sys", "/dev", "/run/netns", "/run/docker/netns", "/bin", "/sbin", "/usr", "/lib")
Find = Callable[["Task", list[str]], "Node | None"]


def find(task: Task, path: str) -> Node | None:
    """The entry behind an absolute, tidy path; None when a real machine has none there, or when it is an ordinary file.

    Examples
    --------
    ``find(task, "/sys/class/net/eth0/mtu").read()`` is ``"1500\\n"``.
    """
    parts = path.split("/")[1:]
    if path.startswith(("/bin", "/sbin", "/usr", "/lib")):
        from dockernet_sim.programs.kernelfs import system  # few programs look there

        return system.find(task, path)
    if path.startswith("/run/"):
        home, rest = "netns", parts[1:]
    else:
        home, rest = {"proc": "proc", "sys": "sysfs", "dev": "dev"}.get(parts[0], ""), parts[1:]
    if not home:
        return None
    module = import_module(f"dockernet_sim.programs.kernelfs.{home}")  # few programs look there: loaded when one does
    found: Node | None = module.find(task, rest)
    return found
