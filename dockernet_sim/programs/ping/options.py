"""ping's command line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import UNSPECIFIED
from dockernet_sim.wire.numbers import U32

LETTERS = "aABc:CDde:fF:hI:i:Ll:m:M:N:nOp:qQ:rRs:S:t:T:UvVw:W:46b"
_IGNORED = "BCdLSUhV4b"
_FLAGS = {
    "a": "audible",
    "A": "adaptive",
    "b": "broadcast",
    "D": "stamps",
    "f": "flood",
    "n": "numeric",
    "O": "outstanding",
    "q": "quiet",
}
INT_MAX = 2147483647
_RANGES = {
    "c": (1, 9223372036854775807), "e": (0, 65535), "l": (1, 65536), "m": (0, U32), "Q": (0, 255), "s": (0, INT_MAX),
    "S": (0, INT_MAX), "t": (0, 255), "w": (0, INT_MAX),
}  # fmt: skip
_NAMES = {"c": "count", "e": "ident", "l": "preload", "m": "mark", "Q": "tos", "s": "size", "t": "ttl", "w": "deadline"}

USAGE = """
Usage
  ping [options] <destination>

Options:
  <destination>      dns name or ip address
  -a                 use audible ping
  -A                 use adaptive ping
  -B                 sticky source address
  -c <count>         stop after <count> replies
  -C                 call connect() syscall on socket creation
  -D                 print timestamps
  -d                 use SO_DEBUG socket option
  -e <identifier>    define identifier for ping session, default is random for
                     SOCK_RAW and kernel defined for SOCK_DGRAM
                     Imply using SOCK_RAW (for IPv4 only for identifier 0)
  -f                 flood ping
  -h                 print help and exit
  -I <interface>     either interface name or address
  -i <interval>      seconds between sending each packet
  -L                 suppress loopback of multicast packets
  -l <preload>       send <preload> number of packages while waiting replies
  -m <mark>          tag the packets going out
  -M <pmtud opt>     define mtu discovery, can be one of <do|dont|want>
  -n                 no dns name resolution
  -O                 report outstanding replies
  -p <pattern>       contents of padding byte
  -q                 quiet output
  -Q <tclass>        use quality of service <tclass> bits
  -s <size>          use <size> as number of data bytes to be sent
  -S <size>          use <size> as SO_SNDBUF socket option value
  -t <ttl>           define time to live
  -U                 print user-to-user latency
  -v                 verbose output
  -V                 print version and exit
  -w <deadline>      reply wait <deadline> in seconds
  -W <timeout>       time to wait for response

IPv4 options:
  -4                 use IPv4
  -b                 allow pinging broadcast
  -R                 record route
  -T <timestamp>     define timestamp, can be one of <tsonly|tsandaddr|tsprespec>

IPv6 options:
  -6                 use IPv6
  -F <flowlabel>     define flow label, default is random
  -N <nodeinfo opt>  use icmp6 node info query, try <help> as argument

For more details see ping(8).
"""
VERSION = """ping from iputils 20221126
libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes
"""


class Exit(Exception):
    """ping ends here: exit code, what goes to stdout and to stderr."""

    def __init__(self, code: int, err: str = "", out: str = "") -> None:
        super().__init__(err or out)
        self.code, self.err, self.out = code, err, out


@dataclass
class Options:
    """What the command line asks for; times in milliseconds, as ping counts them."""

    count: int = 0
    interval: int = 1000
    linger: int = 10000
    deadline: int = 0
    size: int = 56
    ttl: int = 0
    tos: int = 0
    mark: int = 0
    preload: int = 1
    ident: int = -1
    discover: str = "want"
    device: str = ""
    source: int = UNSPECIFIED
    pattern: str = ""
    audible: bool = False
    adaptive: bool = False
    broadcast: bool = False
    stamps: bool = False
    flood: bool = False
    numeric: bool = False
    outstanding: bool = False
    quiet: bool = False
    target: str = ""

    @property
    def timing(self) -> bool:
        """Whether a packet has room for the time it was sent."""
        return self.size >= 16


def parse(task: Task) -> Options:
    """Read the command line; :class:`Exit` when ping ends there."""
    try:
        given, operands = getopt(task.args, LETTERS)
    except OptionError as error:
        raise Exit(2, f"ping: {error}\n{USAGE}") from None
    options = Options()
    for letter, value in given:
        _take(task, options, letter, value)
    if not operands:
        raise Exit(1, "ping: usage error: Destination address required\n")
    if len(operands) > 1:
        raise NotModelled("a route of several hosts (record route) is not modelled")
    options.target = operands[0]
    if options.flood and not any(letter == "i" for letter, _ in given):
        options.interval = 0
    return options


def _take(task: Task, options: Options, letter: str, value: str) -> None:
    if letter in "hV":
        raise Exit(2, err=USAGE) if letter == "h" else Exit(0, out=VERSION)
    if letter in _FLAGS:
        setattr(options, _FLAGS[letter], True)
    elif letter in _RANGES:
        number = _number(letter, value)
        if letter == "t" and not number:
            raise Exit(2, "ping: cannot set unicast time-to-live: Invalid argument\n")
        if letter in _NAMES:
            setattr(options, _NAMES[letter], number)
    elif letter in "iW":
        _seconds(task, options, letter, value)
    elif letter == "I":
        _interface(options, value)
    elif letter == "M":
        if value not in ("do", "dont", "want"):
            raise Exit(2, f"ping: invalid -M argument: {value}\n")
        options.discover = value
    elif letter == "p":
        if not re.fullmatch("[0-9A-Fa-f]+", value):
            raise Exit(2, f"ping: patterns must be specified as hex digits: {value}\n")
        options.pattern = value.lower()
    elif letter not in _IGNORED:
        raise NotModelled(f"option -{letter} is not modelled")


def _number(letter: str, value: str) -> int:
    low, high = _RANGES[letter]
    try:
        number = int(value, 0) if letter in "Qm" else int(value)
    except ValueError:
        raise Exit(1, f"ping: invalid argument: '{value}'\n") from None
    if not low <= number <= high:
        raise Exit(1, f"ping: invalid argument: '{value}': out of range: {low} <= value <= {high}\n")
    return number


def _seconds(task: Task, options: Options, letter: str, value: str) -> None:
    match = re.match(r"\s*[+-]?(\d+\.?\d*|\.\d+)", value)
    rest = value[match.end() :] if match else value
    if rest:
        task.err(f"ping: option argument contains garbage: {rest}\nping: this will become fatal error in the future\n")
    seconds = float(match[0]) if match else 0.0
    if not 0 <= seconds <= INT_MAX // 1000:
        what = "timing interval" if letter == "i" else "linger time"
        raise Exit(2, f"ping: bad {what}: {value}\n")
    setattr(options, "interval" if letter == "i" else "linger", int(seconds * 1000))


def _interface(options: Options, value: str) -> None:
    if ":" in value:
        raise NotModelled(f"IPv6 (address {value}) is not modelled")
    address = aton(value) if value.count(".") == 3 else None
    if address is not None:
        options.source = address
    else:
        options.device = value
