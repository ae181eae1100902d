"""``ipset``: sets of addresses and ports (ipset(8))."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dockernet_sim.linux.netfilter.sets import KINDS, IpSet
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

SHORT = {
    "-N": "create",
    "-n": "create",
    "-A": "add",
    "-D": "del",
    "-X": "destroy",
    "-F": "flush",
    "-L": "list",
    "-S": "save",
    "-R": "restore",
    "-T": "test",
}
DEFAULTS = {"hash": "family inet hashsize 1024 maxelem 65536", "bitmap": ""}


class Refused(Exception):
    """ipset refuses: the text behind ``ipset v7.17: ``."""


@program("ipset")
def ipset(task: Task) -> int:
    """``ipset create|add|del|destroy|flush|list|save|restore|test ...``."""
    words = [word for word in task.args if word not in ("-exist", "-!", "-quiet", "-q")]
    exist = len(words) < len(task.args)
    try:
        if not words:
            raise Refused("No command specified.")
        command = SHORT.get(words[0], words[0])
        if command == "restore":
            for number, line in enumerate(task.stdin.splitlines(), 1):
                each = shlex.split(line, comments=True)
                try:
                    _run(task, [SHORT.get(each[0], each[0]), *each[1:]] if each else [], exist)
                except Refused as refused:
                    raise Refused(f"Error in line {number}: {refused}") from None
        else:
            _run(task, [command, *words[1:]], exist)
    except Refused as refused:
        task.err(f"ipset v7.17: {refused}\n")
        return 1
    return 0


def _run(task: Task, words: list[str], exist: bool) -> None:
    """One command."""
    if not words:
        return
    command, sets = words[0], task.ns.nf.sets
    exist = exist or "-exist" in words or "-!" in words
    words = [word for word in words if word not in ("-exist", "-!")]
    if command in ("list", "save"):
        names = words[1:2] or list(sets)
        for name in names:
            task.out("".join(f"{line}\n" for line in _shown(name, _found(sets, name), command == "save")))
    elif command == "test" and len(words) > 2:
        raise NotModelled("ipset test is not modelled")
    elif "NET_ADMIN" not in task.caps:
        raise Refused("Kernel error received: Operation not permitted")
    elif command == "create" and len(words) > 2:
        _create(sets, words[1], words[2], words[3:], exist)
    elif command in ("add", "del") and len(words) > 2:
        _change(_found(sets, words[1]), words, exist)
    elif command == "flush":
        for name in words[1:2] or list(sets):
            _found(sets, name).entries.clear()
    elif command == "destroy":
        for name in words[1:2] or list(sets):
            _found(sets, name)
            del sets[name]
    else:
        raise NotModelled(f"ipset {command} is not modelled")
    task.ns.nf.changed()


def _found(sets: dict[str, IpSet], name: str) -> IpSet:
    if name not in sets:
        raise Refused("The set with the given name does not exist")
    return sets[name]


def _create(sets: dict[str, IpSet], name: str, kind: str, options: list[str], exist: bool) -> None:
    if kind not in KINDS:
        raise NotModelled(f"ipset type {kind} is not modelled")
    if name in sets:
        if exist:
            return
        raise Refused("Set cannot be created: set with the same name already exists")
    sets[name] = IpSet(kind, " ".join(options) or DEFAULTS[kind.partition(":")[0]])


def _change(found: IpSet, words: list[str], exist: bool) -> None:
    command, text = words[0], words[2]
    if "timeout" in words[3:]:
        raise NotModelled("ipset entries with a timeout are not modelled")
    try:
        if command == "add":
            found.add(text, nomatch="nomatch" in words[3:])
        elif not found.remove(text) and not exist:
            raise Refused("Element cannot be deleted from the set: it's not added")
    except ValueError:
        raise Refused(f"Syntax error: cannot parse {text}: resolving to IPv4 address failed") from None


def _shown(name: str, found: IpSet, save: bool) -> Iterator[str]:
    """As ``ipset save`` or ``ipset list`` prints it."""
    if not save:
        yield from (f"Name: {name}", f"Type: {found.type}", f"Header: {found.options}", "Members:")
        yield from found.entries.values()
        yield ""
        return
    yield f"create {name} {found.type} {found.options}".rstrip()
    yield from (f"add {name} {entry}" for entry in found.entries.values())
    yield from (f"add {name} {entry} nomatch" for entry in found.exceptions.values())
