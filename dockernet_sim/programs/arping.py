"""arping (Thomas Habets' 2.23): asks for an address's MAC again and again."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

import simpy

from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs import resolver
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.programs.packetsocket import PacketSocket
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import BROADCAST_MAC, ip_text, mac_text
from dockernet_sim.wire.arp import REPLY, REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, Frame

USAGE = """ARPing 2.23, by Thomas Habets <thomas@habets.se>
usage: arping [ -0aAbdDeFpPqrRuUvzZ ] [ -w <sec> ] [ -W <sec> ] [ -S <host/ip> ]
              [ -T <host/ip ] [ -s <MAC> ] [ -t <MAC> ] [ -c <count> ]
              [ -C <count> ] [ -i <interface> ] [ -m <type> ] [ -g <group> ]
              [ -V <vlan> ] [ -Q <priority> ] <host/ip/MAC | -B>
For complete usage info, use --help or check the manpage.
"""
LETTERS = "0aAbBC:c:dDeFg:hi:I:m:pPqQ:rRs:S:t:T:uUvV:w:W:zZ"
_GUESS = """arping: lookup dev: No matching interface found using getifaddrs().
arping: Unable to automatically find interface to use. Is it on the local LAN?
arping: Use -i to manually specify interface. Guessing interface {}.
"""
_NOT_ROOT = (
    "arping: libnet_init(LIBNET_LINK, {}): libnet_open_link(): UID/EUID 0 or capability CAP_NET_RAW required\n"
    "arping: you may need to run as root\n"
)
_NO_DEVICE = "arping: libnet_init(LIBNET_LINK, {}): libnet_check_iface() ioctl: No such device\n"


class Request(Arp):
    """arping's own request: the message, and 16 bytes that it puts behind it."""

    __slots__ = ()
    length = 44


@dataclass
class Options:
    """What the command line asks for."""

    count: int = -1
    answers: int = -1
    deadline: float = 0.0
    wait: float = 1.0
    device: str = ""
    source: str = ""
    target: str = ""
    quiet: bool = False
    raw: str = ""
    bell: bool = False
    dots: bool = False
    duplicates: bool = False


class Refused(Exception):
    """arping ends here with code 1 and a text on stderr."""


@program("arping")
def arping(task: Task) -> Generator[Any, Any, int]:
    """``arping [-c COUNT] [-i DEVICE] [-w SECONDS] HOST``: exit code 0 when an answer came."""
    try:
        options = _parse(task)
        ip = yield from _address(task, options.target)
        device = _device(task, options, ip)
        source = (yield from _address(task, options.source)) if options.source else _own(task, device)
    except Refused as refused:
        task.err(str(refused))
        return 1
    return (yield from _Run(task, options, device, source, ip).run())


def _parse(task: Task) -> Options:
    try:
        given, words = getopt(task.args, LETTERS)
    except OptionError as error:
        raise Refused(f"arping: {error}\n{USAGE}") from None
    options = Options()
    for letter, value in given:
        if letter in "euvAPUbBFgmQstTVzZ0":
            raise NotModelled(f"option -{letter} is not modelled")
        _take(options, letter, value)
    if len(words) > 1:
        raise Refused("arping: Too many args on command line. Expected at most one.\n")
    if not words:
        raise Refused(USAGE)
    if words[0].count(":") == 5:
        raise NotModelled("asking for a MAC is not modelled")
    options.target = words[0]
    return options


def _take(options: Options, letter: str, value: str) -> None:
    if letter == "c":
        options.count = int(value) if value.isdigit() else 0
    elif letter == "C":
        options.answers = int(value) if value.isdigit() else 0
    elif letter in "wW":
        try:
            setattr(options, "deadline" if letter == "w" else "wait", float(value))
        except ValueError:
            raise Refused(f"arping: Invalid wait time: {value}\n") from None
    elif letter in "iI":
        options.device = value
    elif letter == "S":
        options.source = value
    elif letter == "d":
        options.duplicates = True
    elif letter == "D":
        options.dots = True
    elif letter == "q":
        options.quiet = True
    elif letter in "rR":
        options.raw = letter
    elif letter == "a":
        options.bell = True
    elif letter == "h":
        raise NotModelled("option -h is not modelled")


def _address(task: Task, name: str) -> Generator[Any, Any, int]:
    number = aton(name)
    if number is not None:
        return number
    answer = yield from resolver.lookup(task, name, ("A",))
    if answer.error:
        raise Refused(f"arping: Can't resolve {name}\n")
    return answer.addresses[0]


def _device(task: Task, options: Options, target: int) -> Device:
    """The device given, the one whose subnet holds the target, or, with a complaint, the first one."""
    ns = task.ns
    if task.creds.uid:
        raise Refused(_NOT_ROOT.format(options.device or "lo0"))
    if "NET_RAW" not in task.caps:
        raise Refused(_NO_DEVICE.format("lo0"))
    if options.device:
        if options.device not in ns.devices:
            raise Refused(_NO_DEVICE.format(options.device))
        return ns.devices[options.device]
    near = [a for a in ns.ip.addresses if a.dev.up and a.dev.kind != "loopback" and a.net <= target <= a.last]
    if near:
        return max(near, key=lambda a: a.plen).dev
    others = [d for d in ns.links() if d.up and d.kind != "loopback" and any(a.dev is d for a in ns.ip.addresses)]
    if not others:
        raise Refused(_GUESS.format("any") + _NO_DEVICE.format("any"))
    task.err(_GUESS.format(others[0].name))
    return others[0]


def _own(task: Task, device: Device) -> int:
    return next((a.ip for a in task.ns.ip.addresses if a.dev is device), 0)


class _Run:
    def __init__(self, task: Task, options: Options, device: Device, source: int, target: int) -> None:
        self.task, self.options, self.device, self.source, self.target = task, options, device, source, target
        self.clock = task.clock
        self.mailbox: Mailbox[Arp] = Mailbox(task.clock)
        PacketSocket(task, self._frame, device)
        self.sent = 0
        self.times: list[float] = []
        self.macs: set[int] = set()
        self.name = ip_text(target)

    def _frame(self, frame: Frame, direction: str, _device: Device) -> None:
        message = frame.payload
        if direction == "in" and isinstance(message, Arp) and message.op == REPLY:
            if message.spa == self.target and message.tpa == self.source:
                self.mailbox.put(message)

    def run(self) -> Generator[Any, Any, int]:
        """Ask once each second until the count, the deadline or Ctrl-C."""
        options = self.options
        self.task.endless = options.count < 0 and options.answers < 0 and not options.deadline
        loud = not options.quiet and not options.raw
        if loud and not options.dots:
            self.task.out(f"ARPING {self.name}\n")
        end = self.clock.now + options.deadline if options.deadline else float("inf")
        try:
            over = False
            while self.sent != options.count and not over and not self._enough():
                over = self.clock.now >= end  # the question that is due at the deadline still leaves
                yield from self._ask(end, loud)
        except simpy.Interrupt as signal:
            if signal.cause != "INT":
                raise
        if loud:
            self._statistics()
        return int(not self.times or (options.duplicates and len(self.macs) > 1))

    def _enough(self) -> bool:
        return 0 <= self.options.answers <= len(self.times)

    def _ask(self, end: float, loud: bool) -> Generator[Any, Any, None]:
        """One question, and the answers within its second."""
        asked = self.clock.now
        heard = False
        self.clock.sync()
        message = Request(REQUEST, self.device.mac, self.source, 0, self.target)
        self.sent += 1
        self.device.transmit(Frame(BROADCAST_MAC, self.device.mac, ETHERTYPE_ARP, message))
        until = min(asked + self.options.wait, end)
        while self.clock.now < until and not self._enough():
            yield from self.mailbox.wait(until - self.clock.now)
            while (found := self.mailbox.next()) is not None and not self._enough():
                heard = True
                self._answer(found[0], found[1] - asked)
        if not heard and loud and self.clock.now >= asked + self.options.wait:
            self.task.out("." if self.options.dots else "Timeout\n")

    def _answer(self, message: Arp, took: float) -> None:
        index = len(self.times)
        self.times.append(took)
        self.macs.add(message.sha)
        mac = mac_text(message.sha)
        if self.options.quiet:
            return
        if self.options.dots:
            self.task.out("!")
            return
        if self.options.raw:
            self.task.out(f"{mac if self.options.raw == 'r' else self.name}\n")
            return
        self.task.out(f"42 bytes from {mac} ({self.name}): index={index} time={_time_text(took)}\n")
        if self.options.bell:
            self.task.out("\a")

    def _statistics(self) -> None:
        out, got = self.task.out, len(self.times)
        if self.options.dots:
            lost = max(0.0, 100.0 - 100.0 * got / self.sent) if self.sent else 0.0
            out(f"\t{lost:3.0f}% packet loss ({max(0, got - self.sent)} extra)\n")
            return
        missing = f"{100.0 - 100.0 * min(got, self.sent) / self.sent:3.0f}" if self.sent else "-nan"
        out(f"\n--- {self.name} statistics ---\n")
        extra = max(0, got - self.sent)
        out(f"{self.sent} packets transmitted, {got} packets received, {missing}% unanswered ({extra} extra)\n")
        if got:
            mean = fsum(self.times) / got
            spread = sqrt(fsum((t - mean) ** 2 for t in self.times) / got)
            values = (min(self.times), mean, max(self.times), spread)
            out(f"rtt min/avg/max/std-dev = {'/'.join(f'{v * 1000:.3f}' for v in values)} ms")
        out("\n")


def _time_text(seconds: float) -> str:
    """A time in the unit that suits it.

    >>> _time_text(8.5e-6), _time_text(0.0021), _time_text(1.5)
    ('8.500 usec', '2.100 msec', '1.500 sec')
    """
    for unit, size in (("sec", 1.0), ("msec", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3f} {unit}"
    return f"{seconds * 1e6:.3f} usec"
