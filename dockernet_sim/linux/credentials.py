"""As which user a program runs (credentials(7)), and which users and groups a tree of files knows (passwd(5),
group(5))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dockernet_sim.linux.files import Files

READ, WRITE, EXECUTE = 4, 2, 1


class Credentials(NamedTuple):
    """User, group and supplementary groups of a program.

    Examples
    --------
    >>> Credentials(1000, 100, (100, 5)).may(WRITE, 0o664, (0, 5))
    True
    """

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = (0,)

    def may(self, access: int, mode: int, owner: tuple[int, int]) -> bool:
        """Whether it may read, write or execute a file of that mode, user and group (inode_permission)."""
        if not self.uid:
            return True
        if self.uid == owner[0]:
            return bool(mode >> 6 & access)
        if owner[1] == self.gid or owner[1] in self.groups:
            return bool(mode >> 3 & access)
        return bool(mode & access)


ROOT = Credentials()


class Account(NamedTuple):
    """A line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    home: str


class Group(NamedTuple):
    """A line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...] = ()


def accounts(files: Files) -> Iterator[Account]:
    """The users of /etc/passwd, in its order; lines that cannot be read are passed over."""
    for parts in _lines(files, "/etc/passwd"):
        if len(parts) > 5 and parts[2].isdigit() and parts[3].isdigit():
            yield Account(parts[0], int(parts[2]), int(parts[3]), parts[5])


def groups(files: Files) -> Iterator[Group]:
    """The groups of /etc/group, in its order."""
    for parts in _lines(files, "/etc/group"):
        if len(parts) > 3 and parts[2].isdigit():
            yield Group(parts[0], int(parts[2]), tuple(name for name in parts[3].split(",") if name))


def _lines(files: Files, path: str) -> Iterator[list[str]]:
    if files.exists(path):
        for line in files.read(path).splitlines():
            yield line.split(":")


def user_name(files: Files, uid: int) -> str:
    """The name of a user (getpwuid(3)); empty when there is none."""
    return next((each.name for each in accounts(files) if each.uid == uid), "")


def group_name(files: Files, gid: int) -> str:
    """The name of a group (getgrgid(3)); empty when there is none."""
    return next((each.name for each in groups(files) if each.gid == gid), "")
