"""ls, mkdir, rm, touch, cp and mv."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options


@tool("ls")
def ls(task: Task, busybox: bool = False) -> int:
    """``ls [-1a] [PATH...]``."""
    given, paths = options(task.args, "1aAd")
    files, folders, code = [], [], 0
    for path in paths or ["."]:
        full = task.path(path)
        if not task.files.exists(full):
            task.err(
                f"ls: {path}: No such file or directory\n"
                if busybox
                else f"ls: cannot access '{path}': No such file or directory\n"
            )
            code = 1 if busybox else 2
        elif task.files.is_folder(full) and "d" not in given:
            folders.append(path)
        else:
            files.append(path)
    task.out("".join(f"{path}\n" for path in sorted(files)))
    for index, folder in enumerate(sorted(folders)):
        if len(paths) > 1:
            task.out(("\n" if index or files else "") + f"{folder}:\n")
        names = [n for n in task.files.list(task.path(folder)) if "a" in given or "A" in given or not n.startswith(".")]
        task.out("".join(f"{name}\n" for name in ([".", ".."] if "a" in given else []) + names))
    return code


@tool("mkdir")
def mkdir(task: Task, busybox: bool = False) -> int:
    """``mkdir [-p] FOLDER...``."""
    given, paths = options(task.args, "p", {"parents": "p"})
    code = 0
    for path in paths:
        full = task.path(path)
        parent = full.rstrip("/").rpartition("/")[0] or "/"
        error = ""
        if task.files.exists(full):
            error = "" if "p" in given and task.files.is_folder(full) else "File exists"
        elif "p" not in given and not task.files.is_folder(parent):
            error = "No such file or directory"
        if error:
            task.err(
                f"mkdir: can't create directory '{path}': {error}\n"
                if busybox
                else f"mkdir: cannot create directory '{path}': {error}\n"
            )
            code = 1
        else:
            task.files.make_folder(full)
    return code


@tool("rm")
def rm(task: Task, busybox: bool = False) -> int:
    """``rm [-rf] PATH...``."""
    given, paths = options(task.args, "rRf")
    recursive = "r" in given or "R" in given
    code = 0
    for path in paths:
        full = task.path(path)
        if task.files.is_folder(full) and recursive:
            _clear(task, full)
            continue
        try:
            task.files.remove(full)
        except NetError as error:
            if error.name == "ENOENT" and "f" in given:
                continue
            if busybox and error.name == "EISDIR":
                task.err(f"rm: '{path}' is a directory\n")
            else:
                what = f"can't remove '{path}'" if busybox else f"cannot remove '{path}'"
                task.err(f"rm: {what}: {error.text}\n")
            code = 1
    return code


def _clear(task: Task, folder: str) -> None:
    for name in task.files.list(folder):
        inside = f"{folder.rstrip('/')}/{name}"
        if task.files.is_folder(inside):
            _clear(task, inside)
        else:
            task.files.remove(inside)
    task.files.remove_folder(folder)


@tool("touch")
def touch(task: Task, busybox: bool = False) -> int:
    """``touch FILE...``."""
    code = 0
    for path in options(task.args, "")[1]:
        try:
            if not task.files.is_folder(task.path(path)):
                task.files.write(task.path(path), "", append=True)
        except NetError as error:
            task.err(f"touch: {path}: {error.text}\n" if busybox else f"touch: cannot touch '{path}': {error.text}\n")
            code = 1
    return code


@tool("cp", "mv")
def cp(task: Task, busybox: bool = False) -> int:
    """``cp FROM TO``, ``mv FROM TO``."""
    name = task.argv[0].rpartition("/")[2]
    _, paths = options(task.args, "f")
    if len(paths) != 2:
        task.err(f"{name}: missing file operand\nTry '{name} --help' for more information.\n")
        return 1
    source, target = paths
    if task.files.is_folder(task.path(target)):
        target = f"{target.rstrip('/')}/{source.rpartition('/')[2]}"
    try:
        text = task.read(source)
    except NetError as error:
        task.err(
            f"{name}: can't stat '{source}': {error.text}\n"
            if busybox
            else f"{name}: cannot stat '{source}': {error.text}\n"
        )
        return 1
    try:
        task.write(target, text)
    except NetError as error:
        task.err(
            f"{name}: can't create '{target}': {error.text}\n"
            if busybox
            else f"{name}: cannot create regular file '{target}': {error.text}\n"
        )
        return 1
    if name == "mv":
        task.files.remove(task.path(source))
    return 0
