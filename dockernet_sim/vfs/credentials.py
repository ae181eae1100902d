"""As which user a program runs (credentials(7))."""

from __future__ import annotations

from typing import NamedTuple

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
