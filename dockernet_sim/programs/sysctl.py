"""sysctl(8)."""

from __future__ import annotations

import re

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs.procsys import ROOT as PROC_SYS
from dockernet_sim.programs.kernelfs.procsys import setting_name
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled

LONG = {
    "all": "a", "values": "n", "names": "N", "quiet": "q", "write": "w", "ignore": "e", "pattern": "r", "load": "p",
}  # fmt: skip


def dotted(name: str) -> str:
    """A setting's name with dots, however it was written.

    >>> dotted("net/ipv4/ip_forward"), dotted("net.ipv4.ip_forward")
    ('net.ipv4.ip_forward', 'net.ipv4.ip_forward')
    """
    first = re.search(r"[./]", name)
    return setting_name(PROC_SYS + name) if first is not None and first.group() == "/" else name


def path_of(name: str) -> str:
    """The file behind a setting's name."""
    return PROC_SYS + name.replace("/", "\\0").replace(".", "/").replace("\\0", ".")


@program("sysctl")
def sysctl(task: Task) -> int:
    """``sysctl [-nNqew] NAME[=VALUE]...``, ``sysctl -a [-r PATTERN]``, ``sysctl -p [FILE]``."""
    given, words = options(task.args, "anNqewr:p", LONG)
    if "p" in given:
        return _load(task, words or ["/etc/sysctl.conf"], given)
    if "a" in given:
        return _all(task, given, "")
    if not words:
        raise NotModelled("the help of sysctl is not modelled")
    code = 0
    for word in words:
        if "=" in word:
            code = _write(task, word, given) or code
        elif "w" in given:
            task.err("sysctl: command line(0): invalid syntax, continuing...\n")
            code = 1
        else:
            code = _read(task, dotted(word), given) or code
    return code


def _print(task: Task, name: str, value: str, given: dict[str, str]) -> None:
    if "N" in given:
        task.out(f"{name}\n")
    else:
        task.out(f"{value}\n" if "n" in given else f"{name} = {value}\n")


def _missing(task: Task, name: str, given: dict[str, str]) -> int:
    if "e" in given:
        return 0
    task.ns.sysctl.check_modelled(name)
    task.err(f"sysctl: cannot stat {path_of(name)}: No such file or directory\n")
    return 1


def _read(task: Task, name: str, given: dict[str, str]) -> int:
    if name in task.ns.sysctl:
        _print(task, name, task.ns.sysctl[name], given)
        return 0
    if any(known.startswith(f"{name}.") for known in task.ns.sysctl):
        return _all(task, given, f"{name}.")
    return _missing(task, name, given)


def _all(task: Task, given: dict[str, str], start: str) -> int:
    pattern = re.compile(given.get("r", ""))
    for name in sorted(task.ns.sysctl):
        if name.startswith(start) and pattern.search(name):
            _print(task, name, task.ns.sysctl[name], given)
    return 0


def _write(task: Task, word: str, given: dict[str, str]) -> int:
    name, _, value = word.partition("=")
    name, value = dotted(name.strip()), value.strip()
    if name not in task.ns.sysctl:
        return _missing(task, name, given)
    try:
        if not task.place.proc_sys_writable:
            raise NetError("EROFS")
        task.ns.sysctl[name] = value
    except NetError as error:
        tail = ", ignoring" if error.name == "EROFS" else ""
        task.err(f'sysctl: setting key "{name}"{tail}: {error.text}\n')
        return 1
    if "q" not in given:
        _print(task, name, value, given)
    return 0


def _load(task: Task, paths: list[str], given: dict[str, str]) -> int:
    code = 0
    for path in paths:
        try:
            text = task.read(path)
        except NetError as error:
            task.err(f'sysctl: cannot open "{path}": {error.text}\n')
            code = 1
            continue
        for line in text.splitlines():
            line = line.strip()
            if line and line[0] not in "#;" and "=" in line:
                code = _write(task, line, given) or code
    return code
