"""Whose a socket is, as `ss -p` shows it."""

from typing import NamedTuple


class Owner(NamedTuple):
    """The program that opened a socket: its short name, its process id on the machine, the file descriptor,
    and its user."""

    name: str
    pid: int
    fd: int = 3
    uid: int = 0

    def __str__(self) -> str:
        return f"{self.name} ({self.pid})"
