"""conntrack(8): the flows that connection tracking knows (conntrack-tools 1.4.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import DNAT, SNAT, Entry, tuple_text
from dockernet_sim.programs.registry import program
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mask, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

NAME = "conntrack v1.4.7 (conntrack-tools)"
HINT = "Try `conntrack -h' or 'conntrack --help' for more information."
PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17}
_COMMANDS = {"-L": "L", "--dump": "L", "-D": "D", "--delete": "D", "-F": "F", "--flush": "F", "-C": "C", "--count": "C"}
_NOT_MODELLED = (
    "-G",
    "-I",
    "-U",
    "-E",
    "-A",
    "-R",
    "-S",
    "-h",
    "--help",
    "--get",
    "--create",
    "--update",
    "--event",
    "--stats",
)
_ENDS = {
    "-s": (False, 0), "--src": (False, 0), "--orig-src": (False, 0), "-d": (False, 1), "--dst": (False, 1),
    "--orig-dst": (False, 1), "-r": (True, 0), "--reply-src": (True, 0), "-q": (True, 1), "--reply-dst": (True, 1),
}  # fmt: skip
_PORTS = {
    "--sport": (False, 3), "--orig-port-src": (False, 3), "--dport": (False, 4), "--orig-port-dst": (False, 4),
    "--reply-port-src": (True, 3), "--reply-port-dst": (True, 4),
}  # fmt: skip
_NAT = {
    "-n": SNAT, "--src-nat": SNAT, "-g": DNAT, "--dst-nat": DNAT, "-j": SNAT | DNAT, "--any-nat": SNAT | DNAT,
}  # fmt: skip

Wanted = Callable[[Entry], bool]


class Misused(Exception):
    """The command line is wrong; the text says how."""


class Request:
    """A command line: which command, and which flows it is about."""

    def __init__(self, words: list[str]) -> None:
        self.command = ""
        self.extended = False
        self.proto = ""
        self.tests: list[Wanted] = []
        waiting = list(words)
        while waiting:
            self._take(waiting.pop(0), waiting)

    def _take(self, word: str, waiting: list[str]) -> None:
        name, equals, value = word.partition("=")
        if equals:
            waiting.insert(0, value)
        if name in _COMMANDS:
            if self.command:
                raise Misused("Invalid commands combination")
            self.command = _COMMANDS[name]
            if waiting and not waiting[0].startswith("-"):
                self._table(waiting.pop(0))
        elif name in _NOT_MODELLED:
            raise NotModelled(f"option {name} is not modelled")
        elif name in _NAT:
            self._translated(_NAT[name], waiting)
        else:
            self._valued(name, waiting)

    @staticmethod
    def _table(name: str) -> None:
        if name in ("expect", "dying", "unconfirmed"):
            raise NotModelled(f"table {name} is not modelled")
        if name != "conntrack":
            raise Misused(f"unknown type `{name}'")

    def _translated(self, bits: int, waiting: list[str]) -> None:
        if waiting and not waiting[0].startswith("-"):
            raise NotModelled("an address behind a NAT option is not modelled")
        self.tests.append(lambda entry: bool(entry.nat & bits))

    def _valued(self, name: str, waiting: list[str]) -> None:
        known = name in _ENDS or name in ("-p", "--protonum", "-f", "--family", "-o", "--output", "--state")
        known = known or (name in _PORTS and self.proto in ("tcp", "udp"))
        if not known:
            raise Misused(f"unknown option `{name}'")
        if not waiting:
            raise Misused(f"option `{name}' requires an argument")
        value = waiting.pop(0)
        if name in ("-p", "--protonum"):
            self._protocol(value)
        elif name in _ENDS:
            self._address(*_ENDS[name], value)
        elif name in _PORTS:
            self._port(*_PORTS[name], value)
        elif name == "--state":
            self.tests.append(lambda entry: entry.state == value)
        elif name in ("-o", "--output"):
            if value != "extended":
                raise NotModelled(f"output {value} is not modelled")
            self.extended = True
        elif value != "ipv4":
            raise NotModelled(f"family {value} is not modelled")

    def _protocol(self, value: str) -> None:
        number = PROTOCOLS.get(value, int(value) if value.isdigit() else None)
        if number is None:
            raise Misused(f"`{value}' unsupported protocol")
        self.proto = next((name for name, known in PROTOCOLS.items() if known == number), value)
        self.tests.append(lambda entry: entry.proto == number)

    def _address(self, reply: bool, place: int, value: str) -> None:
        try:
            address, plen = parse_cidr(value)
        except ValueError:
            raise Misused(f"Invalid IP address `{value}'") from None
        bits = mask(plen)
        self.tests.append(lambda entry: _end(entry, reply, place) & bits == address & bits)

    def _port(self, reply: bool, place: int, value: str) -> None:
        if not value.isdigit():
            raise Misused(f"Invalid port `{value}'")
        self.tests.append(lambda entry: _end(entry, reply, place) == int(value))

    def about(self, entry: Entry) -> bool:
        """Whether the command is about this flow."""
        return all(test(entry) for test in self.tests)


def _end(entry: Entry, reply: bool, place: int) -> int:
    return (entry.reply if reply else entry.original).tuple[place]


def flow_text(entry: Entry, now: float) -> str:
    """A flow as ``conntrack -L`` prints it."""
    name = next((name for name, number in PROTOCOLS.items() if number == entry.proto), "unknown")
    state = f"{entry.state} " if entry.state else ""
    unreplied = "" if entry.seen_reply else "[UNREPLIED] "
    assured = "[ASSURED] " if entry.assured else ""
    ends = f"{tuple_text(entry.original.tuple)} {unreplied}{tuple_text(entry.reply.tuple)}"
    return f"{name:<8} {entry.proto} {int(entry.expires - now)} {state}{ends} {assured}mark={entry.mark} use=1"


@program("conntrack")
def conntrack(task: Task) -> int:
    """``conntrack -L | -D | -F | -C [conntrack] [-p PROTO] [-s ADDR] [-d ADDR] ...``."""
    if task.args in (["-V"], ["--version"]):
        task.out(f"{NAME}\n")
        return 0
    try:
        request = Request(task.args)
    except Misused as error:
        task.err(f"{NAME}: {error}\n{HINT}\n")
        return 2
    if not request.command:
        raise NotModelled("the help text is not modelled")
    if "NET_ADMIN" not in task.caps:
        problem = "sorry, you must be root or get CAP_NET_ADMIN capability to do this"
        task.err(f"{NAME}: Operation failed: {problem}\n")
        return 1
    return _run(task, request)


def _run(task: Task, request: Request) -> int:
    table, now = task.ns.nf.conntrack, task.clock.now
    if request.command == "C":
        task.out(f"{len(table.entries())}\n")
        return 0
    if request.command == "F":
        table.flush()
        task.err(f"{NAME}: connection tracking table has been emptied.\n")
        return 0
    found = [entry for entry in table.entries() if request.about(entry)]
    layer = "ipv4     2 " if request.extended else ""
    for entry in found:
        task.out(f"{layer}{flow_text(entry, now)}\n")
    if request.command == "D":
        table.delete(lambda entry: entry in found)
    done = "deleted" if request.command == "D" else "shown"
    task.err(f"{NAME}: {len(found)} flow entries have been {done}.\n")
    return int(request.command == "D" and not found)
