"""basename, dirname and nl."""

from __future__ import annotations

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, options
from dockernet_sim.programs.text.usage import missing_operand


@tool("basename")
def basename(task: Task, busybox: bool = False) -> int:
    """``basename PATH [SUFFIX]`` and ``basename -a PATH...``."""
    given, words = options(task.args, "as:")
    if not words:
        return missing_operand(task, "basename", busybox)
    several = bool(given)
    suffix = given.get("s", "") or ("" if several or len(words) < 2 else words[1])
    for path in words if several else words[:1]:
        name = path.rstrip("/").rpartition("/")[2] or ("/" if path.startswith("/") else "")
        task.out((name.removesuffix(suffix) or name) + "\n")
    return 0


@tool("dirname")
def dirname(task: Task, busybox: bool = False) -> int:
    """``dirname PATH...``."""
    if not task.args:
        return missing_operand(task, "dirname", busybox)
    for path in task.args if not busybox else task.args[:1]:
        head, slash, _ = path.rstrip("/").rpartition("/")
        task.out((head.rstrip("/") or ("/" if slash or path.startswith("/") else ".")) + "\n")
    return 0


@tool("nl")
def nl(task: Task, busybox: bool = False) -> int:
    """``nl [FILE...]``: lines that are not empty, with numbers."""
    _, paths = options(task.args, "b:")
    texts, code = inputs(task, paths, "nl: {path}: {error}")
    number = 0
    for line in "".join(text for _, text in texts).splitlines():
        number += bool(line)
        task.out(f"{number:6d}\t{line}\n" if line else f"{'':7}\n")
    return code
