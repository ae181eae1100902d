"""mkdir, rmdir, rm, touch, ln, readlink, realpath, chmod and mktemp."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.programs.text.usage import missing_operand
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import File, Folder


def failure(call: Callable[[str], object], path: str) -> str:
    """What the kernel says to a call about a path; empty when it goes well."""
    try:
        call(path)
    except NetError as error:
        return error.text
    return ""


@tool("mkdir")
def mkdir(task: Task, busybox: bool = False) -> int:
    """``mkdir [-p] FOLDER...``."""
    given, paths = options(task.args, "pvm:", {"parents": "p"})
    code = 0 if paths else missing_operand(task, "mkdir", busybox)
    for path in paths:
        full = task.resolve(path)
        parent = full.rstrip("/").rpartition("/")[0] or "/"
        error = ""
        if task.kernel_file(full) is not None or task.files.exists(full):
            error = "" if "p" in given and task.is_folder(full) else "File exists"
        elif ("p" not in given and not task.is_folder(parent)) or (
            parent.startswith(("/proc", "/sys", "/dev")) and task.kernel_file(parent) is not None
        ):
            task.exists(parent)
            error = "No such file or directory"
        if not error and not task.files.exists(full):
            error = failure(task.make_folder, full)
        if error:
            say = f"can't create directory '{path}'" if busybox else f"cannot create directory '{path}'"
            task.err(f"mkdir: {say}: {error}\n")
            code = 1
    return code


@tool("rmdir")
def rmdir(task: Task, busybox: bool = False) -> int:
    """``rmdir FOLDER...``."""
    _, paths = options(task.args, "p")
    code = 0 if paths else missing_operand(task, "rmdir", busybox)
    for path in paths:
        full = task.resolve(path, follow=False)
        error = ""
        if not task.exists(full):
            error = "No such file or directory"
        elif not task.is_folder(full) or task.link_target(full):
            error = "Not a directory"
        elif task.names(full):
            error = "Directory not empty"
        error = error or failure(task.remove_folder, full)
        if error:
            task.err(f"rmdir: '{path}': {error}\n" if busybox else f"rmdir: failed to remove '{path}': {error}\n")
            code = 1
    return code


@tool("rm")
def rm(task: Task, busybox: bool = False) -> int:
    """``rm [-rf] PATH...``."""
    given, paths = options(task.args, "rRfv", {"recursive": "r", "force": "f"})
    if not paths and "f" not in given:
        return missing_operand(task, "rm", busybox)
    recursive = "r" in given or "R" in given
    code = 0
    for path in paths:
        full = task.resolve(path, follow=False)
        if not busybox and recursive and _guarded(task, path, full):
            code = 1
            continue
        try:
            if task.files.is_folder(full) and not task.files.link_target(full) and recursive:
                clear(task, full)
            else:
                _remove(task, full)
        except NetError as error:
            if error.name == "ENOENT" and "f" in given:
                continue
            if busybox and error.name == "EISDIR":
                task.err(f"rm: '{path}' is a directory\n")
            else:
                task.err(f"rm: {'can' + chr(39) + 't' if busybox else 'cannot'} remove '{path}': {error.text}\n")
            code = 1
    return code


def _guarded(task: Task, path: str, full: str) -> bool:
    """What GNU's rm never removes: the root, and the folder it stands in or above."""
    if full == "/":
        same = "" if path == "/" else " (same as '/')"
        task.err(f"rm: it is dangerous to operate recursively on '{path}'{same}\n")
        task.err("rm: use --no-preserve-root to override this failsafe\n")
        return True
    if path.rstrip("/").rpartition("/")[2] in (".", ".."):
        task.err(f"rm: refusing to remove '.' or '..' directory: skipping '{path}'\n")
        return True
    return False


def _remove(task: Task, full: str) -> None:
    if not task.files.exists(full) and not task.files.link_target(full) and task.kernel_file(full) is not None:
        raise NetError("EPERM", full)
    task.remove(full)


def clear(task: Task, folder: str) -> None:
    """Remove a folder with all that is in it."""
    for name in task.files.list(folder):
        inside = f"{folder.rstrip('/')}/{name}"
        if task.files.is_folder(inside) and not task.files.link_target(inside):
            clear(task, inside)
        else:
            task.remove(inside)
    task.remove_folder(folder)


@tool("touch")
def touch(task: Task, busybox: bool = False) -> int:
    """``touch [-c] FILE...``."""
    given, paths = options(task.args, "cam")
    code = 0 if paths else missing_operand(task, "touch", busybox, "file operand")
    for path in paths:
        if task.is_folder(path) or ("c" in given and not task.exists(path)):
            continue
        try:
            task.write(path, "", append=True)
        except NetError as error:
            task.err(f"touch: {path}: {error.text}\n" if busybox else f"touch: cannot touch '{path}': {error.text}\n")
            code = 1
    return code


@tool("ln")
def ln(task: Task, busybox: bool = False) -> int:
    """``ln -s [-fn] TARGET... [PATH]``."""
    given, words = options(task.args, "sfnv", {"symbolic": "s", "force": "f", "no-dereference": "n"})
    if not words:
        return missing_operand(task, "ln", busybox, "file operand")
    if "s" not in given:
        raise NotModelled("hard links are not modelled: ln -s makes symbolic ones")
    targets, path = (words[:-1], words[-1]) if len(words) > 1 else (words, ".")
    folder = task.is_folder(path) and not ("n" in given and task.link_target(path))
    code = 0
    for target in targets:
        name = f"{path.rstrip('/')}/{target.rstrip('/').rpartition('/')[2]}" if folder else path
        try:
            if (
                "f" in given
                and (task.link_target(name) or task.files.exists(task.path(name)))
                and not task.files.is_folder(task.resolve(name, follow=False))
            ) or ("f" in given and task.link_target(name)):
                task.remove(task.path(name))
            task.check_folder(task.path(name))
            task.files.link(task.path(name), target)
        except NetError as error:
            task.err(
                f"ln: {name}: {error.text}\n"
                if busybox
                else f"ln: failed to create symbolic link '{name}': {error.text}\n"
            )
            code = 1
    return code


@tool("readlink")
def readlink(task: Task, busybox: bool = False) -> int:
    """``readlink [-fen] PATH...``."""
    given, paths = options(task.args, "fenmv", {"canonicalize": "f"})
    code = 0 if paths else missing_operand(task, "readlink", busybox)
    for path in paths:
        if given.keys() & {"f", "e", "m"}:
            found = canonical(task, path)
        else:
            found = task.link_target(path)
        if found:
            task.out(found + ("" if "n" in given else "\n"))
        else:
            code = 1
    return code


def canonical(task: Task, path: str) -> str:
    """The path without any symbolic link in it, those of /proc and /sys included."""
    full = task.resolve(path)
    target = task.link_target(full)
    if not target or ":[" in target:
        return full
    return task.files.resolve(target if target.startswith("/") else f"{full.rpartition('/')[0]}/{target}")


@tool("realpath")
def realpath(task: Task, busybox: bool = False) -> int:
    """``realpath PATH...``."""
    _, paths = options(task.args, "emsq")
    code = 0 if paths else missing_operand(task, "realpath", busybox)
    for path in paths:
        if task.exists(path) or task.is_folder(task.resolve(path).rpartition("/")[0] or "/"):
            task.out(f"{canonical(task, path)}\n")
        else:
            task.err(f"realpath: {path}: No such file or directory\n")
            code = 1
    return code


@tool("chmod")
def chmod(task: Task, busybox: bool = False) -> int:
    """``chmod MODE FILE...`` with octal modes and ``[ugoa]+-=rwx``."""
    words = [word for word in task.args if word not in ("-R", "-v", "-f")]
    if len(words) < 2:
        return missing_operand(task, "chmod", busybox)
    code = 0
    for path in words[1:]:
        full = task.resolve(path)
        try:
            found: File | Folder = task.files.folder(full) if task.files.is_folder(full) else task.files.file(full)
        except NetError as error:
            task.err(f"chmod: {path}: {error.text}\n" if busybox else f"chmod: cannot access '{path}': {error.text}\n")
            code = 1
            continue
        mode = changed_mode(found.mode, words[0])
        if mode is None:
            task.err(
                f"chmod: invalid mode '{words[0]}'\n"
                if busybox
                else f"chmod: invalid mode: '{words[0]}'\nTry 'chmod --help' for more information.\n"
            )
            return 1
        if task.creds.uid not in (0, found.owner[0]):
            say = (
                f"{path}: Operation not permitted"
                if busybox
                else f"changing permissions of '{path}': Operation not permitted"
            )
            task.err(f"chmod: {say}\n")
            code = 1
        elif isinstance(found, File):
            found.mode = mode
        else:
            task.files.set_folder(full, Folder(mode, found.owner))
    return code


def changed_mode(mode: int, text: str) -> int | None:
    """The mode after a change; None for one that cannot be read.

    >>> oct(changed_mode(0o644, "+x")), oct(changed_mode(0o755, "go-rx")), changed_mode(0, "z")
    ('0o755', '0o700', None)
    """
    if text.isdigit() and all(digit in "01234567" for digit in text) and len(text) <= 4:
        return int(text, 8) & 0o7777
    for part in text.split(","):
        who = part[: len(part) - len(part.lstrip("ugoa"))]
        operator, letters = part[len(who) : len(who) + 1], part[len(who) + 1 :]
        if operator not in ("+", "-", "=") or set(letters) - set("rwx"):
            return None
        bits = sum({"r": 4, "w": 2, "x": 1}[letter] for letter in set(letters))
        classes = "ugo" if not who or "a" in who else who
        mask = sum(bits << {"u": 6, "g": 3, "o": 0}[one] for one in set(classes))
        if not who and "w" in letters:
            mask &= ~0o022  # the umask
        whole = sum(7 << {"u": 6, "g": 3, "o": 0}[one] for one in set(classes))
        mode = mode | mask if operator == "+" else mode & ~mask if operator == "-" else mode & ~whole | mask
    return mode


@tool("mktemp")
def mktemp(task: Task, busybox: bool = False) -> int:
    """``mktemp [-d] [TEMPLATE]``."""
    given, words = options(task.args, "dtuqp:")
    template = words[0] if words else "/tmp/tmp." + "X" * (6 if busybox else 10)
    bare = template.rstrip("X")
    random = task.host.identity.hex("mktemp", len(template) - len(bare))
    path = f"{bare}{random}"
    if "d" in given:
        task.make_folder(task.resolve(path))
    else:
        task.write(path, "")
    task.out(f"{path}\n")
    return 0
