"""The files of one place: what `cat` finds there, with single files bound over them (mount --bind)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dockernet_sim.sim.errno import NetError

NOTHING: Mapping[str, str] = {}
MOST_LINKS = 40  # that one path may follow (path_resolution(7))


class File:
    """One file's text; two places that bind the same File see the same text."""

    __slots__ = ("changed", "mode", "owner", "text")

    def __init__(self, text: str = "", mode: int = 0o644) -> None:
        self.text = text
        self.mode = mode
        self.changed = 0.0  # simulated seconds
        self.owner = (0, 0)  # user and group


class Folder(NamedTuple):
    """What stat(2) says of a folder."""

    mode: int = 0o755
    owner: tuple[int, int] = (0, 0)


STICKY = 0o1000  # in such a folder only a file's owner removes it
PLAIN = Folder()
SHARED = Folder(0o1777)  # as /tmp is
TEMPORARY: Mapping[str, Folder] = {"/tmp": SHARED, "/var/tmp": SHARED}
NO_FOLDERS: Mapping[str, Folder] = {}
NOTHING_OVER: dict[str, File | None] = {}  # never written to
MOST_KNOWN = 64  # paths whose ends a tree remembers


class Links(dict[str, str]):
    """Symbolic links, path to target, and where paths were found to lead; never changed, only replaced."""

    __slots__ = ("ends",)

    def __init__(self, links: Mapping[str, str] = NOTHING) -> None:
        super().__init__(links)
        self.ends: dict[str, str] = {}


NO_LINKS = Links()


class Files:
    """A flat tree: paths to files; folders are what paths pass through.

    Examples
    --------
    >>> files = Files({"/etc/hostname": "web\\n"})
    >>> files.read("/etc/hostname")
    'web\\n'
    >>> files.list("/etc")
    ['hostname']
    """

    __slots__ = ("_bound", "_folders", "_links", "_lower", "_paths_bound", "_special", "_upper")

    def __init__(
        self, texts: Mapping[str, str] = NOTHING, folders: frozenset[str] = frozenset(("/tmp", "/root"))
    ) -> None:
        self._lower = texts  # as an image's, which containers share and never write to
        self._bound: tuple[File, ...] = ()  # files that are not its own, and, as many share these, where they are
        self._paths_bound: tuple[str, ...] = ()
        self._upper = NOTHING_OVER  # what lies over all; None for what was removed
        self._folders = folders
        self._links = NO_LINKS
        self._special = NO_FOLDERS  # folders that are not root's, or have another mode

    def read(self, path: str) -> str:
        """The file's text; NetError ENOENT or EISDIR."""
        return self.file(path).text

    def file(self, path: str) -> File:
        """The file itself, to bind it elsewhere."""
        path = self.resolve(path)
        found = self._find(path)
        if found is None:
            raise NetError("EISDIR" if self.is_folder(path) else "ENOENT", path)
        return found

    def _find(self, path: str) -> File | None:
        """What is there; copy-up: a lower-layer file is copied on first access for writing."""
        if path in self._upper:
            return self._upper[path]
        if path in self._paths_bound:
            return self._bound[self._paths_bound.index(path)]
        return self._put(path, File(self._lower[path])) if path in self._lower else None

    def _put(self, path: str, file: File | None) -> File | None:
        if self._upper is NOTHING_OVER:
            self._upper = {}
        self._upper[path] = file
        return file

    def _paths(self) -> set[str]:
        paths = {*self._lower, *self._paths_bound, *self._upper, *self._links}
        return {path for path in paths if path not in self._upper or self._upper[path] is not None}

    def write(self, path: str, text: str, append: bool = False) -> None:
        """Make or overwrite a file, or add to its end; NetError ENOENT when its folder is not there."""
        path = self.resolve(path)
        if self.is_folder(path):
            raise NetError("EISDIR", path)
        found = self._find(path)
        if found is None:
            if not self.is_folder(path.rpartition("/")[0] or "/"):
                raise NetError("ENOENT", path)
            self._put(path, File(text))
        else:
            found.text = found.text + text if append else text

    def bind(self, path: str, file: File) -> None:
        """``mount --bind``: the file appears at `path`, whatever was there."""
        self._put(tidy(path), file)

    def bind_all(self, paths: tuple[str, ...], files: tuple[File, ...]) -> None:
        """Bind these files, instead of those that were bound like this before."""
        self._paths_bound, self._bound = paths, files
        if self._upper:
            self._upper = {path: file for path, file in self._upper.items() if path not in paths}

    @property
    def written(self) -> int:
        """Bytes of the files that were written over the lower layer: the size of an overlay's upper folder."""
        upper = self._upper.items()
        return sum(len(file.text.encode()) for path, file in upper if file and file.text != self._lower.get(path))

    # -- symbolic links --------------------------------------------------------
    def link(self, path: str, target: str) -> None:
        """``ln -s TARGET PATH``; NetError EEXIST, or ENOENT when the folder is not there."""
        path = self.resolve(path, follow=False)
        if self.exists(path) or path in self._links:
            raise NetError("EEXIST", path)
        if not self.is_folder(path.rpartition("/")[0] or "/"):
            raise NetError("ENOENT", path)
        self._links = Links({**self._links, path: target})

    def link_target(self, path: str) -> str:
        """What a symbolic link points to (readlink(2)); empty for anything else."""
        return self._links.get(self.resolve(path, follow=False), "") if self._links else ""

    def resolve(self, path: str, follow: bool = True) -> str:
        """The path behind symbolic links, tidied; without `follow` a link at the path's end stays. NetError ELOOP."""
        if not self._links:
            return tidy(path)
        ends = self._links.ends
        if follow and path in ends:
            return ends[path]
        end = self._followed(tidy(path), follow)
        if follow and len(ends) < MOST_KNOWN:
            ends[path] = end
        return end

    def _followed(self, path: str, follow: bool) -> str:
        for _ in range(MOST_LINKS):
            for link, target in self._links.items():
                if path.startswith(f"{link}/") or (follow and path == link):
                    folder = "" if target.startswith("/") else link.rpartition("/")[0]
                    path = tidy(f"{folder}/{target}{path[len(link) :]}")
                    break
            else:
                return path
        raise NetError("ELOOP", path)

    def links(self) -> Mapping[str, str]:
        """All symbolic links: path and target."""
        return self._links

    def remove(self, path: str) -> None:
        """``rm`` of a file or a symbolic link; NetError ENOENT."""
        path = self.resolve(path, follow=False)
        if path in self._links:
            self._links = Links({link: target for link, target in self._links.items() if link != path})
            return
        self.file(path)
        self._put(path, None)

    def make_folder(self, path: str) -> None:
        """``mkdir``."""
        self._folders |= {self.resolve(path)}

    def remove_folder(self, path: str) -> None:
        """``rmdir``, of an empty folder."""
        self._folders -= {self.resolve(path)}

    def folder(self, path: str) -> Folder:
        """Mode and owner of a folder."""
        return self._special.get(self.resolve(path), PLAIN)

    def set_folders(self, folders: Mapping[str, Folder]) -> None:
        """Modes and owners of several folders at once: a mapping that trees of files can share."""
        self._special = folders

    def set_folder(self, path: str, folder: Folder) -> None:
        """``chmod`` and ``chown`` of a folder."""
        self._special = {**self._special, self.resolve(path): folder}

    def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        path = self.resolve(path)
        there = path in self._paths_bound or path in self._lower
        if path in self._upper:
            there = self._upper[path] is not None
        return there or self.is_folder(path)

    def is_folder(self, path: str) -> bool:
        """Whether paths pass through it."""
        path = self.resolve(path)
        inside = path.rstrip("/") + "/"
        return (
            path == "/" or path in self._folders or any(p.startswith(inside) for p in (*self._paths(), *self._folders))
        )

    def texts(self) -> dict[str, str]:
        """All files: path and text, in the order of their paths; a symbolic link's text is ``-> TARGET``."""
        links = self._links
        return {path: f"-> {links[path]}" if path in links else self.read(path) for path in sorted(self._paths())}

    def list(self, folder: str) -> list[str]:
        """The names in a folder, sorted; NetError ENOENT or ENOTDIR."""
        inside = self.resolve(folder).rstrip("/") + "/"
        names = {p[len(inside) :].split("/")[0] for p in (*self._paths(), *self._folders) if p.startswith(inside)} - {
            ""
        }
        if not names and not self.is_folder(folder):
            raise NetError("ENOTDIR" if self.exists(folder) else "ENOENT", folder)
        return sorted(names)


def tidy(path: str) -> str:
    """An absolute path without ``.``, ``..`` and doubled slashes."""
    if path[:1] == "/" and path[-1:] != "/" and "//" not in path and "/." not in path:
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
