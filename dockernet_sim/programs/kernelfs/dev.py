"""/dev: the devices that a shell line reads from or writes to (null(4), zero(4), full(4), random(4))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs.node import DEVICE, FOLDER, LINK, Node
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

DEVICES = {
    "full": "1,   7",
    "null": "1,   3",
    "random": "1,   8",
    "tty": "5,   0",
    "urandom": "1,   9",
    "zero": "1,   5",
}
LINKS = {"fd": "/proc/self/fd", "ptmx": "pts/ptmx", "stderr": "/proc/self/fd/2", "stdin": "/proc/self/fd/0",
         "stdout": "/proc/self/fd/1"}  # fmt: skip
FOLDERS = ("mqueue", "pts", "shm")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"
MOST = 64 * 1024 * 1024  # bytes of /dev/zero that one read may ask for


def find(task: Task, parts: list[str]) -> Node | None:
    """``/dev/NAME``."""
    if not parts:
        return Node(names=lambda: sorted([*DEVICES, *LINKS, *FOLDERS]), mode="drwxr-xr-x")
    name = parts[0]
    if name == "fd" and len(parts) == 2 and parts[1] in ("0", "1", "2"):
        name = {"0": "stdin", "1": "stdout", "2": "stderr"}[parts[1]]
    elif name == "fd" and len(parts) == 1:
        return Node(names=lambda: ["0", "1", "2"], mode=FOLDER)
    elif len(parts) > 1:
        return None
    if name in FOLDERS and not task.files.is_folder(f"/dev/{name}"):
        return Node(names=list, mode="drwxrwxrwt")
    if name in LINKS:
        return _stream(task, name)
    return _device(name) if name in DEVICES else None


def _device(name: str) -> Node:
    def endless() -> str:
        raise NotModelled(f"reading /dev/{name} to an end that never comes is not modelled: head -c N /dev/{name} is")

    def full(text: str) -> None:
        if text:
            raise NetError("ENOSPC", "/dev/full")

    text = endless if name in ("zero", "full", "random", "urandom") else lambda: ""
    return Node(text=text, put=full if name == "full" else lambda text: None, mode=DEVICE, device=DEVICES[name])


def _stream(task: Task, name: str) -> Node:
    if name == "stdin":
        return Node(text=lambda: str(task.stdin), target=LINKS[name], mode=LINK, size=len(LINKS[name]))
    put = {"stdout": task.out, "stderr": task.err}.get(name)
    return Node(text=lambda: "", put=put, target=LINKS[name], mode=LINK, size=len(LINKS[name]))


def some_of(task: Task, path: str, count: int) -> str | None:
    """The first `count` bytes of a device that has no end; None for any other path.

    What /dev/urandom gives is seeded, and made of letters: the model's files are text.
    """
    name = path.removeprefix("/dev/")
    if not path.startswith("/dev/") or name not in ("zero", "full", "random", "urandom"):
        return None
    if count > MOST:
        raise NotModelled(f"more than {MOST} bytes out of {path} are not modelled")
    if name in ("zero", "full"):
        return "\0" * count
    random = task.host.identity.stream("urandom")
    return "".join(LETTERS[random.randrange(64)] for _ in range(count))
