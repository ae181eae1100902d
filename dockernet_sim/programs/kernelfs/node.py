"""One entry of a kernel's file system: a file whose text is made when it is read, a folder, or a symbolic link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dockernet_sim.linux.errors import NetError
from dockernet_sim.sim.errors import NotModelled

READ_ONLY, WRITABLE, FOLDER, LINK = "-r--r--r--", "-rw-r--r--", "dr-xr-xr-x", "lrwxrwxrwx"
DEVICE = "crw-rw-rw-"


@dataclass(slots=True, eq=False)
class Node:
    """What a path of /proc, /sys or /dev leads to.

    Attributes
    ----------
    text : callable, optional
        Makes the text that `cat` shows; NetError for what the kernel refuses, NotModelled for what the model does not
        know.
    names : callable, optional
        The names in a folder.
    target : str
        Where a symbolic link points to.
    put : callable, optional
        Takes what is written.
    mode : str
        As `ls -l` prints it.
    size : int
        Bytes, as `ls -l` prints them.
    device : str
        Major and minor number of a device, which `ls -l` prints instead of the size.
    """

    text: Callable[[], str] | None = None
    names: Callable[[], Iterable[str]] | None = None
    target: str = ""
    put: Callable[[str], object] | None = None
    mode: str = READ_ONLY
    size: int = 0
    device: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether there are names in it."""
        return self.names is not None

    def read(self) -> str:
        """The text; NetError EISDIR for a folder, EACCES for what can only be written."""
        if self.text is None:
            raise NetError("EISDIR" if self.is_folder else "EACCES")
        return self.text()

    def write(self, text: str) -> None:
        """Write a text; NetError EACCES where that is not allowed."""
        if self.put is None:
            raise NetError("EISDIR" if self.is_folder else "EACCES")
        self.put(text)


def file(text: str | Callable[[], str]) -> Node:
    """A read-only file."""
    return Node(text=(lambda: text) if isinstance(text, str) else text)


def folder(names: Iterable[str] | Callable[[], Iterable[str]]) -> Node:
    """A folder."""
    return Node(names=names if callable(names) else (lambda: names), mode=FOLDER)


def link(target: str, size: int | None = None) -> Node:
    """A symbolic link that reads as what it points to is not known here: a magic link, or one that is only shown."""
    return Node(target=target, mode=LINK, size=len(target) if size is None else size)


def refused(path: str) -> Node:
    """A file that a real machine has and the model has not: it exists, and reading it says so."""

    def refuse() -> str:
        raise NotModelled(f"{path} is not modelled")

    return Node(text=refuse, put=lambda text: refuse())


def refused_folder(path: str) -> Node:
    """A folder that a real machine has and the model does not know from inside."""

    def refuse() -> Iterable[str]:
        raise NotModelled(f"the folder {path} is not modelled")

    return Node(names=refuse, mode=FOLDER)
