"""``ipset``: sets of addresses and ports (ipset(8))."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dockernet_sim.linux.netfilter.sets import KINDS, IpSet, Part
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH, ip_int, net_text, network, parse_cidr, prefix_size

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
PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132, "icmp": 1}
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
        keys = _keys(found, text)
    except ValueError:
        raise Refused(f"Syntax error: cannot parse {text}: resolving to IPv4 address failed") from None
    if command == "add":
        (found.exceptions if "nomatch" in words[3:] else found.entries).update(keys)
        return
    there = [key for key, _ in keys if key in found.entries or key in found.exceptions]
    for key in there:
        found.entries.pop(key, None)
        found.exceptions.pop(key, None)
    if not there and not exist:
        raise Refused("Element cannot be deleted from the set: it's not added")


def _keys(found: IpSet, text: str) -> list[tuple[tuple[Part, ...], str]]:
    """What an entry stands for, each with how it is written; ValueError for one that is none."""
    if found.six:
        return [((), text)]
    words = text.split(",")
    if len(words) != len(found.parts):
        raise ValueError(text)
    keys: list[tuple[Part, ...]] = [()]
    for kind, word in zip(found.parts, words, strict=True):
        keys = [(*key, part) for key in keys for part in _parts(kind, word)]
    return [(key, text if len(keys) == 1 else _written(found.parts, key)) for key in keys]


def _parts(kind: str, word: str) -> list[Part]:
    if kind == "port":
        proto, colon, rest = word.rpartition(":")
        first, _, last = rest.partition("-")
        number = PROTOCOLS.get(proto, 0) if colon else PROTOCOLS["tcp"]
        return [(number, port) for port in range(int(first), int(last or first) + 1)]
    if "/" in word:
        address, plen = parse_cidr(word)
        if kind == "ip":
            return (
                [(network(address, plen) + offset, WIDTH) for offset in range(prefix_size(address, plen))]
                if plen >= 20
                else _refuse(word)
            )
        return [(network(address, plen), plen)]
    first, dash, last = word.partition("-")
    if dash:
        if ip_int(last) - ip_int(first) > 65535:
            _refuse(word)
        return [(address, WIDTH) for address in range(ip_int(first), ip_int(last) + 1)]
    return [(ip_int(word), WIDTH)]


def _refuse(word: str) -> list[Part]:
    raise ValueError(word)


def _written(kinds: tuple[str, ...], key: tuple[Part, ...]) -> str:
    names = {number: name for name, number in PROTOCOLS.items()}
    words = []
    for kind, part in zip(kinds, key, strict=True):
        if kind == "port":
            words.append(f"{names.get(part[0], 'all')}:{part[1]}")
        else:
            words.append(net_text(*part))
    return ",".join(words)


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
