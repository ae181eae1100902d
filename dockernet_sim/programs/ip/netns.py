"""``ip netns``: namespaces with a name."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import IpFault, Words
from dockernet_sim.programs.kernelfs.netns import NAMED, bind_netns, named_netns
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.programs.text.processes import attend
from dockernet_sim.sim.errors import NotModelled

KNOWN = (
    "add",
    "set",
    "delete",
    "exec",
    "list",
    "show",
    "lst",
    "list-id",
    "identify",
    "pids",
    "monitor",
    "attach",
    "help",
)
Run = Generator[Any, Any, int]


def netns(task: Task, ns: NetNs, shown: Options, words: Words) -> int | Run:
    """``ip netns COMMAND``."""
    if not words:
        return _list(task, ns, shown)
    word = words.take()
    command = word if word in ("add", "exec") else next((k for k in KNOWN if k.startswith(word)), word)
    if command in ("list", "show", "lst"):
        return _list(task, ns, shown)
    if command == "exec":
        return _exec(task, words)
    actions = {"add": _add, "delete": _delete, "pids": _pids, "identify": _identify}
    if command in actions:
        return actions[command](task, words)
    if command in KNOWN:
        raise NotModelled(f"ip netns {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "ip netns help".', 255)


def _list(task: Task, ns: NetNs, shown: Options) -> int:
    if shown.json:
        found = reversed(named_netns(task.host).items())
        entries = [{"name": name, **({"id": ns.nsids[there]} if there in ns.nsids else {})} for name, there in found]
        task.out(dumps(entries, shown.pretty) + "\n")
        return 0
    for name, there in reversed(named_netns(task.host).items()):
        number = f" (id: {ns.nsids[there]})" if there in ns.nsids else ""
        task.out(f"{name}{number}\n")
    return 0


def _name(words: Words) -> str:
    if not words:
        raise IpFault("No netns name specified")
    name = words.take()
    if not name or "/" in name or name in (".", ".."):
        raise IpFault(f'Invalid netns name "{name}"', 255)
    return name


def _add(task: Task, words: Words) -> int:
    path = NAMED + _name(words)
    if "SYS_ADMIN" not in task.caps:
        raise IpFault("mount --make-shared /run/netns failed: Operation not permitted")
    if path in task.host.netns_files:
        raise IpFault(f'Cannot create namespace file "{path}": File exists')
    bind_netns(task.host, path, task.host.new_netns(path.removeprefix(NAMED)))
    return 0


def _delete(task: Task, words: Words) -> int:
    path = NAMED + _name(words)
    if task.files.link_target(path):  # a link, as to /proc/PID/ns/net: the namespace itself is untouched
        task.files.remove(path)
        return 0
    there = task.host.netns_files.pop(path, None)
    if there is None:
        raise IpFault(f'Cannot remove namespace file "{path}": No such file or directory')
    if not any(process.ns is there for process in task.host.processes.values()):
        task.host.delete_netns(there)
    return 0


def find(task: Task, name: str) -> NetNs:
    """The namespace of that name."""
    there = named_netns(task.host).get(name)
    if there is None:
        raise IpFault(f'Cannot open network namespace "{name}": No such file or directory', 255)
    return there


def _exec(task: Task, words: Words) -> int | Run:
    name = _name(words)
    if not words:
        raise IpFault("No command specified")
    return run_inside(task, replace(task.place, ns=find(task, name), sysfs=None), words.rest())


def run_inside(task: Task, place: Place, command: list[str]) -> int | Run:
    """Run a command in another place, with this task's streams."""
    program = place.programs.get(command[0].rpartition("/")[2])
    if program is None:
        raise IpFault(f'exec of "{command[0]}" failed: No such file or directory')
    child = Task(
        place, command, env=task.env, stdin=task.source, stdout=task.stdout, stderr=task.stderr, tty=task.tty,
        cwd=task.cwd,
        program=program,
    )  # fmt: skip
    return attend(child)


def _pids(task: Task, words: Words) -> int:
    there = find(task, _name(words))
    task.out("".join(f"{pid}\n" for pid, process in sorted(task.host.processes.items()) if process.ns is there))
    return 0


def _identify(task: Task, words: Words) -> int:
    ns: NetNs | None = task.ns
    if words:
        pid = words.take()
        process = task.host.processes.get(int(pid)) if pid.isdigit() else None
        ns = process.ns if process is not None else None
    names = [name for name, there in named_netns(task.host).items() if there is ns]
    task.out("".join(f"{name}\n" for name in names))
    return 0
