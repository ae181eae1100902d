"""The words of an `ip` command line, and how iproute2 reads them: abbreviations, and its own complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH, mac_int, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.programs.task import Task


class IpFault(Exception):
    """The command fails: what stands on standard error, and the exit code (1 for the tool, 2 for the kernel,
    255 for usage)."""

    def __init__(self, text: str, code: int = 1) -> None:
        self.text = text
        self.code = code
        super().__init__(text)


class Words:
    """The words, read one after the other.

    Examples
    --------
    >>> words = Words(["sh", "eth0"])
    >>> words.command("add", "show"), words.take()
    ('show', 'eth0')
    """

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._words)

    @property
    def next(self) -> str:
        """The next word, not consumed; empty at the end."""
        return self._words[self._at] if self else ""

    def take(self) -> str:
        """The next word."""
        if not self:
            raise IpFault('Command line is not complete. Try option "help"', 255)
        self._at += 1
        return self._words[self._at - 1]

    def rest(self) -> list[str]:
        """All words that are left."""
        left = self._words[self._at :]
        self._at = len(self._words)
        return left

    def command(self, *known: str) -> str:
        """The next word written out: the first of `known` that begins with it; else the word itself."""
        word = self.take()
        return spelled(word, *known)

    def number(self, what: str) -> int:
        """The next word as a number."""
        word = self.take()
        if not word.isdigit():
            raise IpFault(f'Error: argument "{word}" is wrong: Invalid "{what}" value\n', 255)
        return int(word)

    def on_off(self, what: str) -> bool:
        """The next word, which has to be on or off."""
        word = self.take()
        if word not in ("on", "off"):
            raise IpFault(f'Error: argument of "{what}" must be "on" or "off", not "{word}"')
        return word == "on"


ABBREVIATED = (
    "index", "link", "address", "broadcast", "txqueuelen", "master", "nomaster", "dynamic", "type", "alias",
    "numtxqueues",
    "numrxqueues", "addrgenmode",
)  # fmt: skip


def link_word(word: str) -> str:
    """A word of ``ip link set`` written out; so a device that is called ``d`` needs ``dev`` before it.

    >>> link_word("addr"), link_word("eth0")
    ('address', 'eth0')
    """
    return spelled(word, *ABBREVIATED)


def spelled(word: str, *known: str) -> str:
    """The first of `known` that begins with `word`, or `word`.

    >>> spelled("a", "address", "addrlabel")
    'address'
    """
    return next((name for name in known if word and name.startswith(word)), word)


def prefix(word: str) -> tuple[int, int]:
    """An address or a prefix; ``default`` and ``any`` are 0.0.0.0/0;
    short ones are filled up as inet_aton does not: with zeros."""
    if word in ("default", "any", "all"):
        return 0, 0
    if ":" in word:
        raise NotModelled("IPv6 is not modelled")
    address, slash, length = word.partition("/")
    parts = address.split(".")
    if len(parts) < 4 and all(p.isdigit() for p in parts):
        address = ".".join(parts + ["0"] * (4 - len(parts)))
        length, slash = length or str(8 * len(parts)), "/"
    try:
        return parse_cidr(address + slash + length)
    except ValueError:
        raise IpFault(f'Error: any valid prefix is expected rather than "{word}".') from None


def address(word: str) -> int:
    """One address."""
    try:
        ip, plen = parse_cidr(word)
    except ValueError:
        raise IpFault(f'Error: inet address is expected rather than "{word}".') from None
    if plen != WIDTH or "/" in word:
        raise IpFault(f'Error: inet address is expected rather than "{word}".')
    return ip


def mac(word: str) -> int:
    """A MAC."""
    try:
        return mac_int(word)
    except ValueError:
        raise IpFault(f'"{word}" is invalid lladdr.') from None


def find(ns: NetNs, name: str) -> Device:
    """The device of that name."""
    found = ns.devices.get(name)
    if found is None:
        raise IpFault(f'Cannot find device "{name}"')
    found.settle()
    return found


def may_administer(task: Task) -> None:
    """The kernel lets only holders of NET_ADMIN change anything."""
    if "NET_ADMIN" not in task.caps:
        raise NetError("EPERM")


def kernel_text(error: NetError) -> str:
    """An error of the kernel: its own sentence if it has one, else the errno's text."""
    return f"Error: {error.detail}" if error.detail.endswith(".") else f"RTNETLINK answers: {error.text}"


def garbage(word: str, what: str = "dev") -> IpFault:
    """A word too many."""
    return IpFault(f'Error: either "{what}" is duplicate, or "{word}" is a garbage.', 255)
