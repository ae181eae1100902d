"""Which users and groups a tree of files knows (passwd(5), group(5)), as the C library reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dockernet_sim.vfs.files import Files


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
