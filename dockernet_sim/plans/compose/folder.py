"""Where compose files are read from: this machine's disk, or any other store of files."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Protocol

from dockernet_sim.plans.errors import Mark, PlanError, Problem

ENOFILES = 22  # EINVAL


class Store(Protocol):
    """Files by absolute path."""

    def read(self, path: str) -> str:
        """The text of a file; OSError or UnicodeDecodeError where there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a file at the path."""
        ...


class Disk:
    """The files of this machine."""

    def read(self, path: str) -> str:
        """The text of a file."""
        if Path(path).is_dir():
            raise IsADirectoryError(ENOFILES, "a folder without a compose file", path)
        if Path(path).exists() and not Path(path).is_file():  # a device or pipe could be read for ever
            raise OSError(ENOFILES, "not a regular file", path)
        return Path(path).read_text(encoding="utf-8")

    def exists(self, path: str) -> bool:
        """Whether there is a regular file at the path."""
        return Path(path).is_file()


class Piped(Disk):
    """The files of this machine, and one more whose text was piped in."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def read(self, path: str) -> str:
        """The text of a file."""
        return self.text if path == self.path else super().read(path)

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return path == self.path or super().exists(path)


class Folder:
    """The files that a project may read: those below its folder, and all others when ``outside`` says so."""

    def __init__(self, store: Store, root: str, outside: bool) -> None:
        self.store = store
        self.root = root
        self.outside = outside
        self.allowed: set[str] = set()

    def allow(self, path: str) -> None:
        """Let a file be read that was named by the caller."""
        self.allowed.add(path)

    def read(self, path: str, mark: Mark) -> str:
        """The text of a file.

        Raises
        ------
        PlanError
            When it is outside the project folder, not there, or no text; ``mark`` is where it was named.
        """
        if not self.inside(path):
            raise PlanError(
                [
                    Problem(
                        mark, f"{path} is outside the project folder {self.root}: not read (--allow-outside reads it)"
                    )
                ]
            )
        try:
            return self.store.read(path)
        except UnicodeDecodeError:
            raise PlanError([Problem(mark, f"{path} is no UTF-8 text")]) from None
        except OSError as error:
            why = (error.strerror or "no such file or directory").lower()
            raise PlanError([Problem(mark, f"open {path}: {why}")]) from None

    def inside(self, path: str) -> bool:
        """Whether the file may be read."""
        return self.outside or path in self.allowed or posixpath.commonpath([self.root, path]) == self.root

    def exists(self, path: str) -> bool:
        """Whether a file is there that may be read."""
        return self.inside(path) and self.store.exists(path)


def resolved(folder: str, path: str) -> str:
    """An absolute path; a relative one starts at the folder."""
    return posixpath.normpath(posixpath.join(folder, path))
