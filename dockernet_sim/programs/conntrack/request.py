"""conntrack's command line: which command, and which flows it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import DNAT, SNAT
from dockernet_sim.linux.netfilter.tcpstate import STATES
from dockernet_sim.programs.conntrack.text import PROTOCOLS
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, mask, parse_cidr
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.flow import Flow

COMMANDS = {
    "-L": "L", "--dump": "L", "-D": "D", "--delete": "D", "-F": "F", "--flush": "F", "-C": "C", "--count": "C",
    "-G": "G",
    "--get": "G", "-E": "E", "--event": "E", "-S": "S", "--stats": "S",
}  # fmt: skip
NOT_MODELLED = (
    "-I", "--create", "-U", "--update", "-A", "--add", "-R", "--load-file", "-h", "--help", "-z", "--zero", "-c",
    "--secmark",
    "-l", "--label", "--label-add", "--label-del", "-t", "--timeout", "-w", "--zone", "--orig-zone", "--reply-zone",
    "--tuple-src", "--tuple-dst", "--mask-src", "--mask-dst",
)  # fmt: skip
ENDS = {
    "-s": (False, 0), "--src": (False, 0), "--orig-src": (False, 0), "-d": (False, 1), "--dst": (False, 1),
    "--orig-dst": (False, 1), "-r": (True, 0), "--reply-src": (True, 0), "-q": (True, 1), "--reply-dst": (True, 1),
}  # fmt: skip
PORTS = {
    "--sport": (False, 3), "--orig-port-src": (False, 3), "--dport": (False, 4), "--orig-port-dst": (False, 4),
    "--reply-port-src": (True, 3), "--reply-port-dst": (True, 4),
}  # fmt: skip
NAT = {
    "-n": SNAT, "--src-nat": SNAT, "-g": DNAT, "--dst-nat": DNAT, "-j": SNAT | DNAT, "--any-nat": SNAT | DNAT,
}  # fmt: skip
OTHERS = {
    "-p": "proto", "--protonum": "proto", "-f": "family", "--family": "family", "-o": "output", "--output": "output",
    "-m": "mark", "--mark": "mark", "-u": "status", "--status": "status", "-e": "events", "--event-mask": "events",
    "-b": "buffer", "--buffer-size": "buffer",
}  # fmt: skip
EVENTS = {"NEW": ("NEW",), "UPDATES": ("UPDATE",), "DESTROY": ("DESTROY",), "ALL": ("NEW", "UPDATE", "DESTROY")}
STATUS: dict[str, Callable[[Flow], bool]] = {
    "ASSURED": lambda flow: flow.assured,
    "SEEN_REPLY": lambda flow: flow.seen_reply,
}
TABLES = ("conntrack", "expect", "dying", "unconfirmed")


class Misused(Exception):
    """The command line is wrong; the text says how."""


class Request:
    """A command line. ``command`` is the letter of the command, ``kinds`` are the events asked for."""

    def __init__(self, words: list[str]) -> None:
        self.command = ""
        self.table = "conntrack"
        self.extended = self.stamped = False
        self.proto = ""
        self.kinds: tuple[str, ...] = ()
        self.given: set[str] = set()
        self.tests: list[Callable[[Flow], bool]] = []
        waiting = list(words)
        while waiting:
            self._take(waiting.pop(0), waiting)
        if self.command == "G":
            self._check_get()

    def about(self, flow: Flow) -> bool:
        """Whether the command is about this flow."""
        return all(test(flow) for test in self.tests)

    def _take(self, word: str, waiting: list[str]) -> None:
        name, equals, value = word.partition("=")
        if equals:
            waiting.insert(0, value)
        if name in COMMANDS:
            if self.command:
                raise Misused("Invalid commands combination")
            self.command = COMMANDS[name]
            if waiting and not waiting[0].startswith("-"):
                self._table(waiting.pop(0))
        elif name in NOT_MODELLED:
            raise NotModelled(f"option {name} is not modelled")
        elif name in NAT:
            self._translated(NAT[name], waiting)
        else:
            self._valued(name, waiting)

    def _table(self, name: str) -> None:
        if name not in TABLES:
            raise Misused(f"unknown type `{name}'")
        self.table = name

    def _translated(self, bits: int, waiting: list[str]) -> None:
        """Flows with NAT of that kind; behind it may stand the address that stands for the others.

        conntrack takes every ICMP flow for one: it compares ports where the two directions of an echo hold its types.
        """
        if not waiting or waiting[0].startswith("-"):
            self.tests.append(lambda flow: bool(flow.nat & bits) or flow.original.tuple[2] == PROTOCOLS["icmp"])
            return
        text = waiting.pop(0)
        try:
            address = ip_int(text)
        except ValueError:
            raise Misused(f"Invalid IP address `{text}'") from None

        def translated(flow: Flow) -> bool:
            src, dst, *_ = flow.reply.tuple
            there, back = bits & flow.nat & SNAT, bits & flow.nat & DNAT
            return bool((there and dst == address) or (back and src == address))

        self.tests.append(translated)

    def _valued(self, name: str, waiting: list[str]) -> None:
        known = name in ENDS or name in OTHERS
        known = known or (name in PORTS and self.proto in ("tcp", "udp")) or (name == "--state" and self.proto == "tcp")
        if not known:
            raise Misused(f"unknown option `{name}'")
        if not waiting:
            raise Misused(f"option `{name}' requires an argument")
        value = waiting.pop(0)
        if name in ENDS:
            self._address(*ENDS[name], value)
        elif name in PORTS:
            self._port(*PORTS[name], value)
        elif name == "--state":
            self._state(value)
        else:
            getattr(self, f"_take_{OTHERS[name]}")(value)

    def _take_proto(self, value: str) -> None:
        number = PROTOCOLS.get(value, int(value) if value.isdigit() else None)
        if number is None:
            raise Misused(f"`{value}' unsupported protocol")
        self.proto = next((name for name, known in PROTOCOLS.items() if known == number), value)
        self.tests.append(lambda flow: flow.proto == number)

    def _take_family(self, value: str) -> None:
        if value != "ipv4":
            raise NotModelled(f"family {value} is not modelled")

    def _take_output(self, value: str) -> None:
        for word in value.split(","):
            if word in ("xml", "id", "ktimestamp", "labels", "userspace", "save"):
                raise NotModelled(f"output {word} is not modelled")
            if word not in ("extended", "timestamp"):
                raise Misused(f"Bad parameter `{word}'")
            self.extended |= word == "extended"
            self.stamped |= word == "timestamp"

    def _take_mark(self, value: str) -> None:
        text, slash, bits = value.partition("/")
        try:
            mark, only = int(text, 0), int(bits, 0) if slash else U32
        except ValueError:
            raise NotModelled(f"mark {value} is not modelled") from None
        self.tests.append(lambda flow: flow.mark & only == mark)

    def _take_status(self, value: str) -> None:
        for word in value.upper().split(","):
            if word not in STATUS:
                raise NotModelled(f"status {word} is not modelled")
            self.tests.append(STATUS[word])

    def _take_events(self, value: str) -> None:
        for word in value.upper().split(","):
            found = [kinds for name, kinds in EVENTS.items() if word and name.startswith(word)]
            if not found:
                raise Misused(f"Bad parameter `{word}'")
            self.kinds += found[0]

    def _take_buffer(self, value: str) -> None:
        """A netlink buffer here never overflows."""

    def _state(self, value: str) -> None:
        if value.upper() not in STATES:
            raise Misused(f"unknown TCP state `{value}'")
        self.tests.append(lambda flow: flow.state == value.upper())

    def _address(self, reply: bool, place: int, value: str) -> None:
        try:
            address, plen = parse_cidr(value)
        except ValueError:
            raise Misused(f"Invalid IP address `{value}'") from None
        bits = mask(plen)
        self.given.add("src" if place == 0 else "dst")
        self.tests.append(lambda flow: _end(flow, reply, place) & bits == address & bits)

    def _port(self, reply: bool, place: int, value: str) -> None:
        if not value.isdigit():
            raise Misused(f"Invalid port `{value}'")
        self.tests.append(lambda flow: _end(flow, reply, place) == int(value))

    def _check_get(self) -> None:
        """``-G`` is about one flow, whose tuple must be given."""
        if not self.proto:
            raise Misused("you have to specify `-p'")
        if self.given != {"src", "dst"}:
            raise Misused("you have to specify `--src' and `--dst'")


def _end(flow: Flow, reply: bool, place: int) -> int:
    return (flow.reply if reply else flow.original).tuple[place]
