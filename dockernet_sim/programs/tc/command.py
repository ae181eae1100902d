"""``tc OPTIONS qdisc COMMAND``: netem and tbf at the root of a device (tc(8), tc-netem(8), tc-tbf(8))."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.device import NEVER_UP, Device
from dockernet_sim.linux.link.qdisc import Netem, Qdisc, Tbf
from dockernet_sim.programs.ip.words import IpFault, kernel_text, may_administer
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.tc import texts
from dockernet_sim.programs.tc.kinds import KINDS, REAL, Options, text_of
from dockernet_sim.sim.errors import NotModelled

VERSION = "tc utility, iproute2-6.1.0, libbpf 1.1.2\n"
OBJECTS = ("qdisc", "class", "filter", "chain", "action", "monitor", "exec")
COMMANDS = ("add", "change", "replace", "delete", "show", "list", "lst", "link", "help")
LATER = "d details j json p pretty r raw o oneline n netns b batch c color br brief N nm"
UNMODELLED = frozenset(LATER.split())
FIRST_HANDLE, HANDLES = 0x8001, 0x7FFF


@program("tc")
def tc(task: Task) -> int:
    """``tc [-s] qdisc { add | change | replace | del | show } dev DEV root [handle H:] { netem | tbf } ...``."""
    try:
        return _run(task, list(task.args))
    except IpFault as fault:
        task.err(fault.text + "\n")
        return fault.code
    except NetError as error:
        task.err(kernel_text(error) + "\n")
        return 2


def _run(task: Task, words: list[str]) -> int:
    statistics = False
    while words and words[0].startswith("-"):
        option = words.pop(0).lstrip("-")
        if "Version".startswith(option):
            task.out(VERSION)
            return 0
        if option in ("s", "stats", "statistics"):
            statistics = True
        elif option in UNMODELLED:
            raise NotModelled(f"option -{option} is not modelled")
        elif option in ("h", "help"):
            words[:] = ["help"]
        else:
            raise IpFault(f'Option "-{option}" is unknown, try "tc -help".', 255)
    if not words or words[0] == "help":
        task.out(texts.USAGE)
        return 0
    kind = next((each for each in OBJECTS if each.startswith(words[0])), "")
    if not kind:
        raise IpFault(f'Object "{words[0]}" is unknown, try "tc help".', 255)
    if kind != "qdisc":
        raise NotModelled(f"tc {kind} is not modelled: the model has qdiscs without classes and filters")
    return _qdisc(task, words[1:], statistics)


def _qdisc(task: Task, words: list[str], statistics: bool) -> int:
    word = words[0] if words else "show"
    command = next((each for each in COMMANDS if each.startswith(word)), "")
    if command == "help":
        task.out(texts.QDISC)
        return 0
    if command in ("show", "list", "lst"):
        return _show(task, words[1:], statistics)
    if not command or command == "link":
        raise IpFault(f'Command "{word}" is unknown, try "tc qdisc help".', 255)
    asked = _asked(words[1:])
    _change(task, command, asked)
    return 0


@dataclass
class Asked:
    """What a line asks for."""

    device: str = ""
    root: bool = False
    handle: int = 0
    kind: str = ""
    qdisc: Qdisc | None = None
    parent: str = ""


def _asked(words: list[str]) -> Asked:
    asked, left = Asked(), Options(words)
    while left.left:
        word = left.next()
        if word == "dev":
            name = left.next()
            if asked.device:
                raise IpFault(f'Error: duplicate "dev": "{name}" is the second value.', 255)
            asked.device = name
        elif word == "root":
            asked.root = True
        elif word == "parent":
            asked.parent = left.next()
            asked.root |= asked.parent == "root"
        elif word == "handle":
            asked.handle = _handle(left.next())
        elif word in ("ingress", "clsact", "estimator", "stab", "ingress_block", "egress_block"):
            raise NotModelled(f"tc qdisc {word} is not modelled")
        elif word == "help":
            raise IpFault(texts.QDISC.rstrip("\n"))
        else:
            asked.kind = word
            asked.qdisc = _made(word, left)
    return asked


def _handle(word: str) -> int:
    major = word.partition(":")[0]
    try:
        number = int(major, 16)
    except ValueError:
        number = -1
    if not 0 <= number <= 0xFFFF:
        raise IpFault(f'Error: argument "{word}" is wrong: invalid qdisc ID', 255)
    return number


def _made(kind: str, left: Options) -> Qdisc | None:
    read = KINDS.get(kind)
    if read is not None:
        return read(left)
    if kind in REAL:
        raise NotModelled(f"the qdisc {kind} is not modelled: netem and tbf are")
    if left.left:
        raise IpFault(f'Unknown qdisc "{kind}", hence option "{left.left[0]}" is unparsable')
    return None


def _find(task: Task, name: str) -> Device:
    device = task.ns.devices.get(name)
    if device is None:
        raise IpFault(f'Cannot find device "{name}"')
    return device


def _change(task: Task, command: str, asked: Asked) -> None:
    device = _find(task, asked.device) if asked.device else None
    may_administer(task)
    if device is None:
        raise NetError("ENODEV")
    if not asked.root:
        if asked.parent:
            raise NetError("ENOENT", "Failed to find specified qdisc.")
        raise NetError("ENOENT", _missing(command))
    if command == "delete":
        _delete(device, asked)
        return
    if asked.qdisc is None:
        raise NetError("ENOENT", "Specified qdisc kind is unknown.")
    there = device.root
    if command == "add" and there is not None:
        raise NetError("EEXIST", "Exclusivity flag on, cannot modify.")
    if command == "change" and there is None:
        raise NetError("ENOENT", "Qdisc not found. To create specify NLM_F_CREATE flag.")
    same = there is not None and there.kind == asked.qdisc.kind and asked.handle in (0, there.handle)
    if there is not None and same:
        _take_over(there, asked.qdisc)
        return
    asked.qdisc.handle = asked.handle or _free_handle(device)
    device.set_root(asked.qdisc)


def _take_over(there: Qdisc, asked: Qdisc) -> None:
    if isinstance(there, Netem) and isinstance(asked, Netem):
        there.take_over(asked)
    if isinstance(there, Tbf) and isinstance(asked, Tbf):
        there.take_over(asked)


def _missing(command: str) -> str:
    return "Failed to find qdisc with specified handle." if command == "delete" else "Handle cannot be zero."


def _delete(device: Device, asked: Asked) -> None:
    there = device.root
    if there is None:
        if asked.handle:
            raise NetError("ENOENT", "Invalid handle.")
        raise NetError("ENOENT", "Cannot delete qdisc with handle of zero.")
    if asked.handle and asked.handle != there.handle:
        raise NetError("EINVAL", "Invalid handle.")
    if asked.kind and asked.kind != there.kind:
        raise NetError("EINVAL", "Invalid qdisc name: must match existing qdisc.")
    device.set_root(None)


def _free_handle(device: Device) -> int:
    host = device.ns.host
    host.qdisc_handles = FIRST_HANDLE + (host.qdisc_handles + 1 - FIRST_HANDLE) % HANDLES
    return host.qdisc_handles


# -- showing -------------------------------------------------------------------
def _show(task: Task, words: list[str], statistics: bool) -> int:
    left, wanted = Options(words), ""
    while left.left:
        word = left.next()
        if word == "dev":
            wanted = left.next()
        elif word in ("ingress", "clsact", "handle", "parent", "invisible"):
            raise NotModelled(f"tc qdisc show {word} is not modelled")
        elif word == "help":
            task.out(texts.QDISC)
            return 0
        elif word != "root":
            raise IpFault(f'What is "{word}"? Try "tc qdisc help".')
    devices = [_find(task, wanted)] if wanted else sorted(task.ns.devices.values(), key=lambda each: each.ifindex)
    for device in devices:
        if device.qdisc != NEVER_UP:
            task.out(_line(device, "" if wanted else f"dev {device.name} ") + (_counted(device) if statistics else ""))
    return 0


def _line(device: Device, name: str) -> str:
    root = device.root
    if root is None:
        return f"qdisc {device.qdisc} 0: {name}root refcnt 2 \n"
    return f"qdisc {root.kind} {root.handle:x}: {name}root refcnt {device.queues + 1} {text_of(root)}\n"


def _counted(device: Device) -> str:
    root = device.root or Qdisc()
    return (
        f" Sent {root.sent_bytes} bytes {root.sent} pkt"
        f" (dropped {root.dropped}, overlimits {root.overlimits} requeues {root.requeues}) \n"
        f" backlog {texts.size_text(root.backlog)} {root.waiting}p requeues {root.requeues}\n"
    )
