"""The folders of a system's own files: programs are known by their names, the rest is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.programs.kernelfs.node import Node, refused, refused_folder

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

PROGRAMS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")


SHARED = tuple(f"/usr/{name}" for name in ["include", "lib", "lib64", "libexec", "local", "share", "src"])
FOLDERS = ("/usr", "/lib", "/lib64", *SHARED)


def find(task: Task, path: str) -> Node | None:
    """A program's file, a folder of programs, or a folder that holds more than is known; None for ordinary files."""
    if path in FOLDERS:
        return refused_folder(path)
    if path in PROGRAMS:
        return Node(names=lambda: sorted(task.place.programs), mode="drwxr-xr-x")
    folder, _, name = path.rpartition("/")
    if folder not in PROGRAMS or task.files.exists(path) or name not in task.place.programs:
        return None
    binary = refused(f"the binary {path}")
    return Node(text=binary.text, put=binary.put, mode="-rwxr-xr-x")
