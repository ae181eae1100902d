"""What stat(2) says of a path: for ls, find, stat and du."""

from __future__ import annotations

from dataclasses import dataclass
from stat import filemode

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs import Node
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.when import date

FOLDER_SIZE = 4096
BLOCK = 4096  # bytes that a file's text takes at least, if it has any


@dataclass(frozen=True)
class Entry:
    """One path.

    Attributes
    ----------
    path : str
        As it was given.
    mode : str
        As `ls -l` prints it.
    links, size, blocks : int
        Hard links, bytes, and KiB on the disk.
    changed : float
        Simulated seconds.
    target : str
        Where a symbolic link points to.
    device : str
        Major and minor number of a device.
    owner : pair of int
        User and group.
    """

    path: str
    mode: str
    links: int = 1
    size: int = 0
    blocks: int = 0
    changed: float = 0.0
    target: str = ""
    device: str = ""
    owner: tuple[int, int] = (0, 0)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder itself, not a link to one."""
        return self.mode[0] == "d"

    @property
    def date(self) -> str:
        """As `ls -l` prints it: ``Jan  1 00:00``."""
        return f"{date(self.changed):%b %e %H:%M}"


def entry(task: Task, path: str) -> Entry:
    """The entry itself (lstat(2)); NetError ENOENT; NotModelled for a path that a real place of this kind has."""
    full = task.resolve(path, follow=False)
    node = task.kernel_file(full)
    if node is not None:
        return _of_kernel(task, path, node)
    target = task.files.link_target(full)
    if target:
        return Entry(path, "lrwxrwxrwx", size=len(target), target=target, changed=0.0)
    if task.files.is_folder(full):
        inside = [name for name in task.names(full) if task.files.is_folder(f"{full.rstrip('/')}/{name}")]
        folder = task.files.folder(full)
        mode = filemode(0o040000 | folder.mode)
        return Entry(path, mode, 2 + len(inside), FOLDER_SIZE, FOLDER_SIZE // 1024, owner=folder.owner)
    task.exists(full)
    found = task.files.file(full)
    size = len(found.text.encode())
    return Entry(
        path,
        filemode(0o100000 | found.mode),
        1,
        size,
        -(-size // BLOCK) * BLOCK // 1024,
        found.changed,
        owner=found.owner,
    )


def _of_kernel(task: Task, path: str, node: Node) -> Entry:
    links = 2 if node.is_folder and not node.target else 1
    return Entry(path, node.mode, links, node.size, 0, task.clock.now, node.target, node.device)


def followed(task: Task, path: str) -> Entry:
    """The entry behind symbolic links (stat(2)); NetError ENOENT, ELOOP."""
    found = entry(task, path)
    if not found.target:
        return found
    if not task.exists(path):
        raise NetError("ENOENT", path)
    node = task.kernel_file(task.resolve(path))
    if node is not None:
        mode = "drwxr-xr-x" if node.is_folder else "-r--r--r--"
        return Entry(path, mode, 2 if node.is_folder else 1, node.size, 0, task.clock.now, "", node.device)
    return entry(task, task.resolve(path))


def children(task: Task, folder: str) -> list[str]:
    """The paths of what is in a folder, as `find` prints them."""
    return [f"{folder.rstrip('/')}/{name}" if folder != "/" else f"/{name}" for name in task.names(folder)]
