"""What the system calls about files do for a task: its user's permissions, and the files that the kernel makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dockernet_sim.programs.awaited import Awaited
from dockernet_sim.programs.kernelfs import ROOTS, Node, find
from dockernet_sim.programs.unknown import refuse_unknown
from dockernet_sim.sim.errno import NetError
from dockernet_sim.vfs.credentials import READ, WRITE, Credentials
from dockernet_sim.vfs.files import STICKY, Files, Folder, tidy

if TYPE_CHECKING:
    from dockernet_sim.programs.place import Place
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.clock import Clock


class Filing(Awaited):
    """A task as far as files are concerned: paths from its folder on, and its user's permissions."""

    __slots__ = ()

    clock: Clock
    creds: Credentials
    cwd: str
    files: Files
    place: Place

    def path(self, path: str) -> str:
        """A path made absolute."""
        return path if path.startswith("/") else f"{self.cwd.rstrip('/')}/{path}"

    def kernel_file(self, path: str) -> Node | None:
        """The entry of /proc, /sys or /dev behind a path; None when there is none."""
        if not path.startswith(ROOTS):
            return None
        return find(cast("Task", self), tidy(path))

    def resolve(self, path: str, follow: bool = True) -> str:
        """A path made absolute, behind symbolic links (but for the last, without `follow`)."""
        return self.files.resolve(self.path(path), follow)

    def read(self, path: str) -> str:
        """A file's text, made by the kernel or not; NetError ENOENT, EISDIR, EINVAL; NotModelled."""
        path = self.resolve(path)
        node = self.kernel_file(path)
        if node is None and not self.files.exists(path):
            refuse_unknown(cast("Task", self), path)
        if node is not None:
            return node.read()
        found = self.files.file(path)
        if not self.creds.may(READ, found.mode, found.owner):
            raise NetError("EACCES", path)
        return found.text

    def write(self, path: str, text: str, append: bool = False) -> None:
        """Write a file or a kernel's setting; NetError ENOENT, EROFS, EINVAL, EACCES; NotModelled."""
        path = self.resolve(path)
        node = self.kernel_file(path)
        if node is None:
            if path.startswith(("/proc/", "/sys/")):
                raise NetError("ENOENT" if path.startswith("/proc/") else "EACCES", path)
            if not self.files.is_folder(path.rpartition("/")[0] or "/"):
                refuse_unknown(cast("Task", self), path)
            new = not self.files.exists(path)
            self._check_file_writable(path, new)
            self.files.write(path, text, append)
            found = self.files.file(path)
            found.changed = self.clock.now
            if new:
                found.owner = self.creds.uid, self.creds.gid
            return
        self.check_writable(path)
        node.write(text)

    def _check_file_writable(self, path: str, new: bool) -> None:
        """A new file needs a folder that may be written, an old one its own permission; NetError EACCES."""
        if not self.creds.uid:
            return
        if new:
            self.check_folder(path)
        elif not self.files.is_folder(path):
            found = self.files.file(path)
            if not self.creds.may(WRITE, found.mode, found.owner):
                raise NetError("EACCES", path)

    def check_folder(self, path: str, removes: bool = False) -> None:
        """Refuse to make or remove a name in a folder that its user may not write; NetError EACCES, EPERM (sticky)."""
        if not self.creds.uid:
            return
        above = path.rstrip("/").rpartition("/")[0] or "/"
        if not self.files.is_folder(above):
            return
        folder = self.files.folder(above)
        if not self.creds.may(WRITE, folder.mode, folder.owner):
            raise NetError("EACCES", path)
        if removes and folder.mode & STICKY and self.creds.uid not in (folder.owner[0], self._owner(path)):
            raise NetError("EPERM", path)

    def _owner(self, path: str) -> int:
        """The user whose a file or folder is."""
        if self.files.is_folder(path):
            return self.files.folder(path).owner[0]
        return self.files.file(path).owner[0] if self.files.exists(path) else 0

    def make_folder(self, path: str) -> None:
        """``mkdir(2)``; NetError EACCES, EROFS."""
        self.check_folder(path)
        self.files.make_folder(path)
        if self.creds.uid:
            self.files.set_folder(path, Folder(owner=(self.creds.uid, self.creds.gid)))

    def remove(self, path: str) -> None:
        """``unlink(2)`` of a file or a symbolic link; NetError ENOENT, EACCES, EPERM, EROFS."""
        if self.files.exists(path) or self.files.link_target(path):
            self.check_folder(path, removes=True)
        self.files.remove(path)

    def remove_folder(self, path: str) -> None:
        """``rmdir(2)`` of an empty folder; NetError EACCES, EPERM, EROFS."""
        self.check_folder(path, removes=True)
        self.files.remove_folder(path)

    def check_writable(self, path: str) -> None:
        """Refuse to open a kernel's file for writing as the kernel does; NetError EROFS, EACCES, EISDIR, ENOENT."""
        node = self.kernel_file(path)
        if node is None:
            raise NetError("ENOENT", path)
        if node.is_folder:
            raise NetError("EISDIR", path)
        if path.startswith(("/proc/sys/", "/sys/")) and not self.place.proc_sys_writable:
            raise NetError("EROFS", path)
        if node.put is None or (self.creds.uid and node.mode[8] != "w"):
            raise NetError("EACCES", path)

    def exists(self, path: str) -> bool:
        """Whether there is anything under a path, links followed."""
        path = self.resolve(path)
        if self.kernel_file(path) is not None or self.files.exists(path):
            return True
        refuse_unknown(cast("Task", self), path)
        return False

    def is_folder(self, path: str) -> bool:
        """Whether a path leads to a folder."""
        path = self.resolve(path)
        node = self.kernel_file(path)
        return node.is_folder if node is not None else self.files.is_folder(path)

    def names(self, path: str) -> list[str]:
        """The names in a folder, sorted; NetError ENOENT or ENOTDIR; NotModelled."""
        path = self.resolve(path)
        node = self.kernel_file(path)
        if node is not None:
            if node.names is None:
                raise NetError("ENOTDIR", path)
            return sorted(node.names())
        names = set(self.files.list(path)) if path == "/" or self.files.exists(path) else set()
        if path == "/":
            return sorted(names | {"bin", "dev", "lib", "proc", "sbin", "sys", "usr"})
        if not names and not self.files.is_folder(path):
            raise NetError("ENOTDIR" if self.files.exists(path) else "ENOENT", path)
        return sorted(names)

    def link_target(self, path: str) -> str:
        """What a symbolic link points to; empty for anything else."""
        path = self.resolve(path, follow=False)
        node = self.kernel_file(path)
        return node.target if node is not None else self.files.link_target(path)
