"""The program tcpdump."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs import resolver
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.programs.packetsocket import PacketSocket
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import hosts
from dockernet_sim.programs.services import service
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.tcpdump.dump import CaptureFile, Seen, as_hex, as_text, payload_bytes
from dockernet_sim.programs.tcpdump.filter import BadFilter, Test, compile_filter
from dockernet_sim.programs.tcpdump.printer import Printer
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import EPOCH_SECONDS, date
from dockernet_sim.wire.address import ip_int, mac_text
from dockernet_sim.wire.ethernet import Frame

USAGE = """tcpdump version 4.99.3
libpcap version 1.10.3 (with TPACKET_V3)
OpenSSL 3.0.19 27 Jan 2026
Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
\t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
\t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]
"""
LETTERS = "#aAbB:c:C:dDeE:fF:G:hHi:IjJ:KlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:z:Z:"
_MODELLED = "AceilnpqrStUsBvwxXZKQ"
BLOCK = 1.0  # seconds
_ENDS = re.compile(r"^((?:\d+\.){3}\d+)(?:\.(\d+))? > ((?:\d+\.){3}\d+)(?:\.(\d+))?: ")
_QUAD = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
NO_RIGHT = """tcpdump: {}: You don't have permission to perform this capture on that device
(socket: Operation not permitted)
"""
NO_DEVICE = "tcpdump: {}: No such device exists\n(No such device exists)\n"
LISTENING = "listening on {}, link-type {}, snapshot length {} bytes\n"


@dataclass
class Options:
    """What the command line asks for."""

    count: int = 0
    device: str = ""
    numeric: int = 0
    stamps: int = 0
    snapshot: int = 262144
    promisc: bool = True
    way: str = "inout"
    shown: str = ""  # A, x or X: how the bytes of packets are shown
    verbose: bool = False
    write: str = ""
    read: str = ""
    user: str = "tcpdump"


class Refused(Exception):
    """tcpdump ends here with code 1 and a text on stderr."""


@program("tcpdump")
def tcpdump(task: Task) -> Generator[Any, Any, int]:
    """``tcpdump [-i DEVICE] [-c COUNT] [-nelStq] [EXPRESSION]``: until the count is reached, or Ctrl-C."""
    try:
        options, printer, words = _parse(task)
        if options.read:
            return (yield from _read_back(task, options, printer, words))
        device = _open(task, options)
        wanted = compile_filter(" ".join(words), lambda name: _known(task, name))
        _drop_rights(task, options.user)
    except (Refused, BadFilter) as error:
        kind = "tcpdump: can't parse filter expression: " if str(error) == "syntax error" else "tcpdump: "
        task.err(f"{kind}{error}\n" if isinstance(error, BadFilter) else str(error))
        return 1
    return (yield from _Run(task, options, printer, device, wanted).run())


def _parse(task: Task) -> tuple[Options, Printer, list[str]]:
    args = [{"--interface": "-i"}.get(word, word) for word in task.args]
    if any(word.startswith("--") for word in args):
        raise NotModelled("long options are not modelled")
    try:
        given, words = getopt(args, LETTERS, permute=False)
    except OptionError as error:
        raise Refused(f"tcpdump: {error}\n{USAGE}") from None
    options, printer = Options(), Printer()
    for letter, value in given:
        if letter not in _MODELLED:
            raise NotModelled(f"option -{letter} is not modelled")
        _take(options, printer, letter, value)
    printer.verbose = options.verbose
    return options, printer, words


def _take(options: Options, printer: Printer, letter: str, value: str) -> None:
    if letter == "c":
        if not value.isdigit() or not int(value):
            raise Refused(f"tcpdump: invalid packet count {value}\n")
        options.count = int(value)
    elif letter == "e":
        printer.link = True
    elif letter == "S":
        printer.absolute = True
    elif letter == "i":
        options.device = value
    elif letter == "n":
        options.numeric += 1
    elif letter == "t":
        options.stamps += 1
    elif letter == "p":
        options.promisc = False
    elif letter == "s":
        options.snapshot = int(value) or 262144
    elif letter == "Q":
        options.way = value
    elif letter == "Z":
        options.user = value
    elif letter in "AxX":
        options.shown = letter
    elif letter == "v":
        options.verbose = True
    elif letter == "w":
        options.write = value
    elif letter == "r":
        options.read = value
    elif letter == "q":
        raise NotModelled("option -q is not modelled")


def _open(task: Task, options: Options) -> Device | None:
    """The device to listen at; None for all of them."""
    ns = task.ns
    if not options.device:
        first = [d for d in ns.links() if d.up and d.kind != "loopback"]
        options.device = (first or [ns.lo])[0].name
    if options.device != "any" and options.device not in ns.devices:
        raise Refused(NO_DEVICE.format(options.device))
    if "NET_RAW" not in task.caps:
        raise Refused(NO_RIGHT.format(options.device))
    if options.device == "any":
        task.err("tcpdump: data link type LINUX_SLL2\n")
        return None
    device = ns.devices[options.device]
    if not device.up:
        raise Refused(f"tcpdump: {options.device}: That device is not up\n")
    return device


def _read_back(task: Task, options: Options, printer: Printer, words: list[str]) -> Generator[Any, Any, int]:
    """``-r FILE``."""
    try:
        file = task.files.file(task.resolve(options.read))
    except NetError as error:
        raise Refused(f"tcpdump: {options.read}: {error.text}\n") from None
    if not isinstance(file, CaptureFile):
        raise Refused("tcpdump: unknown file format\n" if file.text else "tcpdump: truncated dump file\n")
    wanted = compile_filter(" ".join(words), lambda name: _known(task, name))
    link = "link-type EN10MB (Ethernet), snapshot length"
    task.err(f"reading from file {options.read}, {link} {options.snapshot}\n")
    run = _Run(task, options, printer, None, wanted)
    for time, frame in file.frames:
        if wanted(frame) and (not options.count or run.shown < options.count):
            run.shown += 1
            yield from run.show(frame, time)
    return 0


def _drop_rights(task: Task, user: str) -> None:
    """Once the socket is open tcpdump becomes the user `tcpdump`, who must exist."""
    if task.files.exists("/etc/passwd") and user != "root":
        names = [line.partition(":")[0] for line in task.read("/etc/passwd").splitlines()]
        if user not in names:
            raise Refused(f"tcpdump: Couldn't find user '{user}'\n")


def _known(task: Task, name: str) -> int | None:
    """A name in a filter: /etc/hosts alone is asked."""
    return next((ip_int(line.address) for line in hosts(task) if not line.is_ipv6 and line.has(name)), None)


class _Run:
    def __init__(self, task: Task, options: Options, printer: Printer, device: Device | None, wanted: Test) -> None:
        self.task, self.options, self.printer, self.device, self.wanted = task, options, printer, device, wanted
        self.mailbox: Mailbox[tuple[Frame, str, Device]] = Mailbox(task.clock)
        self.received = self.shown = 0
        self.previous = -1.0
        self._names: dict[str, str] = {}
        self.kept: list[Seen] = []
        if not options.read:
            self._socket = PacketSocket(task, self._frame, device, options.promisc and device is not None)

    def _frame(self, frame: Frame, direction: str, device: Device) -> None:
        if device.kind == "loopback" and direction == "out":
            return  # lo shows each packet once
        if self.options.way in ("in", "out") and self.options.way != direction:
            return
        if self.wanted(frame):
            self.received += 1
            self.mailbox.put((frame, direction, device))

    def run(self) -> Generator[Any, Any, int]:
        """Print what comes until it is enough."""
        task, options = self.task, self.options
        task.endless = not options.count
        link = "EN10MB (Ethernet)" if self.device is not None else "LINUX_SLL2 (Linux cooked v2)"
        if options.verbose or options.write:
            task.err("tcpdump: ")
        else:
            task.err("tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n")
        task.err(LISTENING.format(options.device, link, options.snapshot))
        try:
            while not options.count or self.shown < options.count:
                yield from self.mailbox.wait()
                if options.write:  # the kernel hands over its block of frames when it is a second old
                    yield task.sleep(BLOCK)
                    self._keep_all()
                else:
                    yield from self._print_all()
        except simpy.Interrupt as signal:
            if signal.cause not in ("INT", "TERM"):
                raise
            task.out("" if options.write else "\n")
        self._socket.close()
        if options.write:
            self._keep_all()
            task.write(options.write, "")
            task.files.bind(task.resolve(options.write), CaptureFile(self.kept, options.snapshot))
        received = max(self.received, self.shown)
        for number, what in ((self.shown, "captured"), (received, "received by filter"), (0, "dropped by kernel")):
            task.err(f"{number} packet{'' if number == 1 else 's'} {what}\n")
        return 0

    def _keep_all(self) -> None:
        """What came goes into the file."""
        while (found := self.mailbox.next()) is not None:
            if not self.options.count or self.shown < self.options.count:
                self.kept.append((found[1], found[0][0]))
                self.shown += 1

    def _print_all(self) -> Generator[Any, Any, None]:
        options = self.options
        while (found := self.mailbox.next()) is not None:
            if options.count and self.shown >= options.count:
                return
            (frame, direction, device), time = found
            line = self.printer.line(frame)
            if self.device is None:
                line = self._cooked(frame, direction, device)
            if not options.numeric:
                line = yield from self._with_names(line)
            self.shown += 1
            self.task.out(self._stamp(time) + line + self._bytes(frame) + "\n")

    def show(self, frame: Frame, time: float) -> Generator[Any, Any, None]:
        """Print a frame that a file holds."""
        line = self.printer.line(frame)
        if not self.options.numeric:
            line = yield from self._with_names(line)
        self.task.out(self._stamp(time) + line + self._bytes(frame) + "\n")

    def _bytes(self, frame: Frame) -> str:
        shown = self.options.shown
        if not shown:
            return ""
        data = payload_bytes(frame)
        return as_text(data) if shown == "A" else as_hex(data, shown == "X")

    def _cooked(self, frame: Frame, direction: str, device: Device) -> str:
        """With ``-i any`` a line says which device and which way."""
        way = "In " if direction == "in" else "Out"
        if frame.is_broadcast and direction == "in":
            way = "B  " if frame.dst == 0xFFFFFFFFFFFF else "M  "
        start = f"{device.name:<5} {way} "
        if not self.printer.link:
            return start + self.printer.line(frame)
        head = str(frame).removesuffix(str(frame.payload)).partition(", ethertype ")[2]
        head = re.sub(r"length \d+: $", f"length {frame.length + 6}: ", head)
        return f"{start}ifindex {device.ifindex} {mac_text(frame.src)} ethertype {head}{self.printer.payload(frame)}"

    def _stamp(self, time: float) -> str:
        style = self.options.stamps
        time = round(time, 6)
        fraction = f".{round(time % 1 * 1e6) % 1000000:06d} "
        if style == 1:
            return ""
        if style == 2:
            return f"{EPOCH_SECONDS + int(time)}{fraction}"
        if style in (3, 5):
            before = self.previous if self.previous >= 0 else time
            self.previous = time if style == 3 else before
            gap = time - before
            return f" {int(gap) // 3600:02}:{int(gap) // 60 % 60:02}:{int(gap) % 60:02}.{int(gap % 1 * 1e6 + 0.5):06d} "
        return f"{date(time):{'%Y-%m-%d %H:%M:%S' if style == 4 else '%H:%M:%S'}}{fraction}"

    # -- names ----------------------------------------------------------------
    def _with_names(self, line: str) -> Generator[Any, Any, str]:
        """Addresses and ports by name, in the part that says from where to where."""
        head, arrow, rest = line.rpartition("IP ") if "IP " in line else ("", "", line)
        ends = _ENDS.match(rest)
        if ends is None:
            for address in dict.fromkeys(_QUAD.findall(line)):
                name = yield from self._name(address)
                line = re.sub(rf"(?<![\d.]){re.escape(address)}(?![\d.])", name, line)
            return line
        source, sport, target, dport = ends.groups()
        proto = "tcp" if rest[ends.end() :].startswith("Flags") else "udp"
        one = (yield from self._name(source)) + (f".{service(self.task, int(sport), proto)}" if sport else "")
        two = (yield from self._name(target)) + (f".{service(self.task, int(dport), proto)}" if dport else "")
        return f"{head}{arrow}{one} > {two}: {rest[ends.end() :]}"

    def _name(self, address: str) -> Generator[Any, Any, str]:
        found = self._names.get(address)
        if found is None:
            found = (yield from resolver.reverse(self.task, ip_int(address))) or address
            self._names[address] = found
        return found
