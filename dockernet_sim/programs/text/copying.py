"""cp and mv."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.files import clear
from dockernet_sim.programs.text.options import options
from dockernet_sim.programs.text.usage import missing_operand


@tool("cp", "mv")
def cp(task: Task, busybox: bool = False) -> int:
    """``cp [-rap] FROM... TO``, ``mv FROM... TO``."""
    name = task.argv[0].rpartition("/")[2]
    given, paths = options(task.args, "frRaipnTvdLHP", {"recursive": "r", "archive": "a", "force": "f"})
    if not paths:
        return missing_operand(task, name, busybox, "file operand")
    if len(paths) == 1:
        if busybox:
            return missing_operand(task, name, busybox)
        task.err(
            f"{name}: missing destination file operand after '{paths[0]}'\nTry '{name} --help' for more information.\n"
        )
        return 1
    target = paths[-1]
    into = task.is_folder(target)
    if len(paths) > 2 and not into:
        task.err(
            f"{name}: can't stat '{target}': No such file or directory\n" if busybox else f"{name}: target '{target}'\n"
        )
        return 1
    recursive = name == "mv" or bool(given.keys() & {"r", "R", "a"})
    codes = []
    for source in paths[:-1]:
        there = f"{target.rstrip('/')}/{source.rstrip('/').rpartition('/')[2]}" if into else target
        codes.append(_one(task, name, source, there, recursive, busybox))
    return max(codes)


def _one(task: Task, name: str, source: str, target: str, recursive: bool, busybox: bool) -> int:
    if not task.exists(source):
        verb = ("can't rename" if name == "mv" else "can't stat") if busybox else "cannot stat"
        task.err(f"{name}: {verb} '{source}': No such file or directory\n")
        return 1
    if task.is_folder(source) and not recursive:
        task.err(
            f"cp: omitting directory '{source}'\n"
            if busybox
            else f"cp: -r not specified; omitting directory '{source}'\n"
        )
        return 1
    if task.resolve(source) == task.resolve(target):
        task.err(f"{name}: '{source}' and '{target}' are the same file\n")
        return 1
    try:
        _copy(task, source, target)
    except NetError as error:
        say = f"can't create '{target}'" if busybox else f"cannot create regular file '{target}'"
        task.err(f"{name}: {say}: {error.text}\n")
        return 1
    if name == "mv":
        full = task.resolve(source, follow=False)
        if task.is_folder(full) and not task.link_target(full):
            clear(task, full)
        else:
            task.remove(full)
    return 0


def _copy(task: Task, source: str, target: str) -> None:
    if not task.is_folder(source):
        mode = task.files.file(task.resolve(source)).mode if task.files.exists(task.resolve(source)) else 0o644
        task.write(target, task.read(source))
        if task.files.exists(task.resolve(target)):
            task.files.file(task.resolve(target)).mode = mode
        return
    if not task.is_folder(target):
        task.make_folder(task.resolve(target))
    for name in task.names(source):
        _copy(task, f"{source.rstrip('/')}/{name}", f"{target.rstrip('/')}/{name}")
