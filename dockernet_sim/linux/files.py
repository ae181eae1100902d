"""The files of one place: what `cat` finds there, with single files bound over them (mount --bind)."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError


class File:
    """One file's text; two places that bind the same File see the same text."""

    __slots__ = ("mode", "text")

    def __init__(self, text: str = "", mode: int = 0o644) -> None:
        self.text = text
        self.mode = mode


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

    def __init__(
        self, texts: dict[str, str] | None = None, folders: frozenset[str] = frozenset(("/tmp", "/root"))
    ) -> None:
        self._files = {path: File(text) for path, text in (texts or {}).items()}
        self._folders = folders

    def read(self, path: str) -> str:
        """The file's text; NetError ENOENT or EISDIR."""
        return self.file(path).text

    def file(self, path: str) -> File:
        """The file itself, to bind it elsewhere."""
        path = tidy(path)
        found = self._files.get(path)
        if found is None:
            raise NetError("EISDIR" if self.is_folder(path) else "ENOENT", path)
        return found

    def write(self, path: str, text: str, append: bool = False) -> None:
        """Make or overwrite a file, or add to its end; NetError ENOENT when its folder is not there."""
        path = tidy(path)
        if self.is_folder(path):
            raise NetError("EISDIR", path)
        found = self._files.get(path)
        if found is None:
            if not self.is_folder(path.rpartition("/")[0] or "/"):
                raise NetError("ENOENT", path)
            self._files[path] = File(text)
        else:
            found.text = found.text + text if append else text

    def bind(self, path: str, file: File) -> None:
        """``mount --bind``: the file appears at `path`, whatever was there."""
        self._files[tidy(path)] = file

    def remove(self, path: str) -> None:
        """``rm``; NetError ENOENT."""
        self.file(path)
        del self._files[tidy(path)]

    def make_folder(self, path: str) -> None:
        """``mkdir``."""
        self._folders |= {tidy(path)}

    def remove_folder(self, path: str) -> None:
        """``rmdir``, of an empty folder."""
        self._folders -= {tidy(path)}

    def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        return tidy(path) in self._files or self.is_folder(path)

    def is_folder(self, path: str) -> bool:
        """Whether paths pass through it."""
        path = tidy(path)
        inside = path.rstrip("/") + "/"
        return path == "/" or path in self._folders or any(p.startswith(inside) for p in (*self._files, *self._folders))

    def texts(self) -> dict[str, str]:
        """All files: path and text, in the order of their paths."""
        return {path: self._files[path].text for path in sorted(self._files)}

    def list(self, folder: str) -> list[str]:
        """The names in a folder, sorted; NetError ENOENT or ENOTDIR."""
        inside = tidy(folder).rstrip("/") + "/"
        names = {p[len(inside) :].split("/")[0] for p in (*self._files, *self._folders) if p.startswith(inside)} - {""}
        if not names and not self.is_folder(folder):
            raise NetError("ENOTDIR" if self.exists(folder) else "ENOENT", folder)
        return sorted(names)


def tidy(path: str) -> str:
    """An absolute path without ``.``, ``..`` and doubled slashes."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
