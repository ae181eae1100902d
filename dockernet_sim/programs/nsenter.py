"""nsenter(1): a command in another process's namespaces."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.kernelfs.netns import netns_file
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.programs.text.processes import attend
from dockernet_sim.sim.errors import NotModelled

KINDS = {
    "n": "net", "m": "mount", "u": "uts", "i": "ipc", "p": "pid", "C": "cgroup", "U": "user", "T": "time",
}  # fmt: skip
NAMES = {name: letter for letter, name in KINDS.items()}


class Refused(Exception):
    """The command fails with this text."""


@program("nsenter")
def nsenter(task: Task) -> int | Generator[Any, Any, int]:
    """``nsenter -t PID -n [-m] [-u] COMMAND`` and ``nsenter --net=FILE COMMAND``."""
    try:
        wanted, target, words = _read(task.args)
        place = _enter(task, wanted, target)
    except Refused as refused:
        task.err(f"nsenter: {refused}\n")
        return 1
    command = words or ["bash"]
    found = place.programs.get(command[0].rpartition("/")[2])
    if found is None:
        task.err(f"nsenter: failed to execute {command[0]}: No such file or directory\n")
        return 127
    child = Task(
        place, command, env=task.env, stdin=task.source, stdout=task.stdout, stderr=task.stderr, tty=task.tty,
        cwd=task.cwd, program=found, parent=task,
    )  # fmt: skip
    return attend(child)


def _read(args: list[str]) -> tuple[dict[str, str], str, list[str]]:
    """The namespaces wanted (letter to file, "" for the target's), the target, the command."""
    wanted: dict[str, str] = {}
    target, words = "", list(args)
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            break
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            if name == "target":
                target = value or (words.pop(0) if words else "")
            elif name == "all":
                wanted.update(dict.fromkeys("nmuip", ""))
            elif name in NAMES:
                wanted[NAMES[name]] = value
            else:
                raise NotModelled(f"option --{name} is not modelled")
            continue
        target = _letters(word[1:], words, wanted) or target
    return wanted, target, words


def _letters(cluster: str, words: list[str], wanted: dict[str, str]) -> str:
    for at, letter in enumerate(cluster):
        rest = cluster[at + 1 :]
        if letter == "t":
            return rest or (words.pop(0) if words else "")
        if letter == "a":
            wanted.update(dict.fromkeys("nmuip", ""))
        elif letter not in KINDS:
            raise NotModelled(f"option -{letter} is not modelled")
        elif rest.startswith(("/", "=")):
            wanted[letter] = rest.removeprefix("=")
            return ""
        else:
            wanted[letter] = ""
    return ""


def _enter(task: Task, wanted: dict[str, str], target: str) -> Place:
    host, place = task.host, task.place
    target = target if target.strip("0") else ""
    process = host.processes.get(int(target)) if target.isdigit() else None
    there = process.place if isinstance(process, Task) else None
    for letter, path in wanted.items():
        kind = {"mount": "mnt"}.get(KINDS[letter], KINDS[letter])
        if not path and not target:
            raise Refused(f"neither filename nor target pid supplied for ns/{kind}")
        if letter == "n":
            place = replace(place, ns=_net(task, path, target, there), sysfs=place.sysfs_ns(place.ns))
        elif path:
            raise NotModelled(f"--{KINDS[letter]}=FILE is not modelled")
        elif target == "1":
            continue
        elif there is None:
            raise Refused(f"cannot open /proc/{target}/ns/{kind}: No such file or directory")
        elif letter == "m":
            place = replace(place, files=there.files, programs=there.programs, sysfs=there.ns)
        elif letter == "u":
            place = replace(place, hostname=there.hostname, domainname=there.domainname)
    if target and not wanted and target != "1" and there is None:
        raise Refused(f"cannot open /proc/{target}/ns/user: No such file or directory")
    return place


def _net(task: Task, path: str, target: str, there: Place | None) -> NetNs:
    if path:
        found = netns_file(task.host, path)
        if found is None:
            raise Refused(f"cannot open {path}: No such file or directory")
        return found
    if target == "1":
        return task.host.root
    if there is None:
        raise Refused(f"cannot open /proc/{target}/ns/net: No such file or directory")
    return there.ns
