"""Files with other files mounted over folders (mount(8)): volumes, binds and tmpfs of a container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dockernet_sim.sim.errno import NetError
from dockernet_sim.vfs.files import NOTHING, File, Files, Folder, tidy


class Mount(NamedTuple):
    """What is mounted: another tree of files, from a folder of it on."""

    target: str
    files: Files
    source: str = "/"
    read_only: bool = False

    def inside(self, path: str) -> str:
        """A path below the target as the other tree calls it."""
        return f"{self.source.rstrip('/')}{path[len(self.target.rstrip('/')) :]}" or "/"


class MountedFiles(Files):
    """A tree with mounts; all methods of :class:`Files` see through them.

    Parameters
    ----------
    texts, folders
        As for :class:`Files`.
    read_only : bool
        Whether everything outside of the mounts refuses to be written (EROFS).

    Examples
    --------
    >>> volume, files = Files(folders=frozenset(("/",))), MountedFiles()
    >>> files.mount("/data", volume)
    >>> files.write("/data/f", "hello\\n")
    >>> volume.read("/f"), files.list("/data")
    ('hello\\n', ['f'])
    """

    __slots__ = ("_mounts", "read_only")

    def __init__(
        self,
        texts: Mapping[str, str] = NOTHING,
        folders: frozenset[str] = frozenset(("/tmp", "/root")),
        read_only: bool = False,
    ) -> None:
        super().__init__(texts, folders)
        self.read_only = read_only
        self._mounts: tuple[Mount, ...] = ()

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """What is mounted, in the order in which it was."""
        return self._mounts

    def mount(self, target: str, files: Files, source: str = "/", read_only: bool = False) -> None:
        """``mount --bind``: below `target`, or what it links to, show `files` from the folder `source` on."""
        super().make_folder(target)
        self._mounts = (*self._mounts, Mount(self.resolve(target), files, tidy(source), read_only))

    def unmount_all(self) -> None:
        """Take all mounts away; the folders under them stay."""
        self._mounts = ()

    def _at(self, path: str) -> Mount | None:
        """The mount that a path is in: the deepest one, of several the last."""
        found = None
        for each in self._mounts:
            if (path == each.target or path.startswith(f"{each.target.rstrip('/')}/")) and (
                found is None or len(each.target) >= len(found.target)
            ):
                found = each
        return found

    def _writable(self, path: str) -> tuple[Mount | None, str]:
        path = self.resolve(path)
        mount = self._at(path)
        if self.read_only if mount is None else mount.read_only:
            raise NetError("EROFS", path)
        return mount, path if mount is None else mount.inside(path)

    # -- reading ----------------------------------------------------------------
    def file(self, path: str) -> File:
        """The file itself; NetError ENOENT or EISDIR."""
        path = self.resolve(path)
        mount = self._at(path)
        return super().file(path) if mount is None else mount.files.file(mount.inside(path))

    def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        path = self.resolve(path)
        mount = self._at(path)
        return super().exists(path) if mount is None else mount.files.exists(mount.inside(path))

    def is_folder(self, path: str) -> bool:
        """Whether paths pass through it."""
        path = self.resolve(path)
        mount = self._at(path)
        return super().is_folder(path) if mount is None else mount.files.is_folder(mount.inside(path))

    def list(self, folder: str) -> list[str]:
        """The names in a folder, sorted; NetError ENOENT or ENOTDIR."""
        path = self.resolve(folder)
        mount = self._at(path)
        return super().list(path) if mount is None else mount.files.list(mount.inside(path))

    def folder(self, path: str) -> Folder:
        """Mode and owner of a folder."""
        path = self.resolve(path)
        mount = self._at(path)
        return super().folder(path) if mount is None else mount.files.folder(mount.inside(path))

    def set_folder(self, path: str, folder: Folder) -> None:
        """``chmod`` and ``chown`` of a folder; NetError EROFS."""
        mount, inner = self._writable(path)
        if mount is None:
            super().set_folder(inner, folder)
        else:
            mount.files.set_folder(inner, folder)

    # -- writing ----------------------------------------------------------------
    def write(self, path: str, text: str, append: bool = False) -> None:
        """Make or overwrite a file, or add to its end; NetError ENOENT, EISDIR, EROFS."""
        mount, inner = self._writable(path)
        if mount is None:
            super().write(inner, text, append)
        else:
            mount.files.write(inner, text, append)

    def remove(self, path: str) -> None:
        """``rm``; NetError ENOENT, EROFS."""
        mount, inner = self._writable(path)
        if mount is None:
            super().remove(inner)
        else:
            mount.files.remove(inner)

    def make_folder(self, path: str) -> None:
        """``mkdir``; NetError EROFS."""
        mount, inner = self._writable(path)
        if mount is None:
            super().make_folder(inner)
        else:
            mount.files.make_folder(inner)

    def remove_folder(self, path: str) -> None:
        """``rmdir``, of an empty folder; NetError EROFS."""
        mount, inner = self._writable(path)
        if mount is None:
            super().remove_folder(inner)
        else:
            mount.files.remove_folder(inner)
