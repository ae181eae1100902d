"""Faults: what can go wrong, when, and for how long; as values, and as lines of a small language.

A line is ``[at TIME | in TIME] WHAT [for TIME]``::

    link DEVICE down                           as `ip link set DEVICE down`, and up again after the time
    link DEVICE cut                            nothing passes, as if the cable were out
    link DEVICE [out | in] [loss 20%] [duplicate 5%] [corrupt 1%] [delay 50ms [10ms]] [reorder 25%]
                [rate 10mbit] [queue 50] [queue 64kb]
    kill CONTAINER                             its main process dies by SIGKILL, and its restart policy holds
    stop | start | restart | pause | unpause CONTAINER         as `docker stop CONTAINER`
    connect | disconnect NETWORK CONTAINER     as `docker network connect NETWORK CONTAINER`
    restart engine [on MACHINE]
    reboot MACHINE                             in good order
    crash MACHINE                              the power fails, and comes back

DEVICE is a name on vm, or ``PLACE/NAME``: ``lan/eth0``, ``web/eth0``. TIME is a number with ``us``, ``ms``, ``s`` or
``m``. ``at`` counts from the world's beginning, ``in`` from now. ``out`` is what leaves DEVICE, ``in`` what comes to
it; both, without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dockernet_sim.programs.tc.units import rate_of, size_of
from dockernet_sim.sim.arguments import LATEST
from dockernet_sim.world.linkfault import IN, OUT, SHARES, UNITS, WRONG, BadFault, LinkFault, time_text

TIME = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|m)")
SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
UNDONE = {"stop": "start", "pause": "unpause"}


@dataclass(frozen=True)
class Kill:
    """A container's main process dies."""

    container: str

    def __str__(self) -> str:
        return f"kill {self.container}"


@dataclass(frozen=True)
class Command:
    """A command of docker: ``stop``, ``start``, ``restart``, ``pause`` or ``unpause``, with a container's name."""

    verb: str
    container: str

    def __post_init__(self) -> None:
        if self.verb not in LIFE:
            raise BadFault(f"{self}: {self.verb} is none of {', '.join(LIFE)}")

    def __str__(self) -> str:
        return f"{self.verb} {self.container}"

    @property
    def undone(self) -> What | None:
        """What undoes it; None for what cannot be undone."""
        verb = UNDONE.get(self.verb)
        return None if verb is None else Command(verb, self.container)


@dataclass(frozen=True)
class Plug:
    """A container is connected to a network, or, with ``out``, disconnected from it."""

    network: str
    container: str
    out: bool = False

    def __str__(self) -> str:
        return f"{'dis' if self.out else ''}connect {self.network} {self.container}"

    @property
    def undone(self) -> What | None:
        """What undoes it."""
        return Plug(self.network, self.container, not self.out)


@dataclass(frozen=True)
class RestartEngine:
    """dockerd is restarted."""

    machine: str = "vm"

    def __str__(self) -> str:
        return f"restart engine on {self.machine}"


@dataclass(frozen=True)
class Reboot:
    """A machine is rebooted, or, when `crash`, loses its power for a moment."""

    machine: str = "vm"
    crash: bool = False

    def __str__(self) -> str:
        return f"{'crash' if self.crash else 'reboot'} {self.machine}"


LIFE = ("stop", "start", "restart", "pause", "unpause")
What = LinkFault | Kill | Command | Plug | RestartEngine | Reboot


@dataclass(frozen=True)
class Fault:
    """What goes wrong, when (`at` a time, or `after` so many seconds; now, without) and for how long (for good,
    without).

    Examples
    --------
    >>> print(Fault(LinkFault("docker0", down=True), after=2.0, lasting=3.0))
    in 2s link docker0 down for 3s
    >>> parse("in 2s link docker0 down for 3s") == Fault(LinkFault("docker0", down=True), after=2.0, lasting=3.0)
    True
    """

    what: What
    at: float | None = None
    after: float | None = None
    lasting: float | None = None

    def __post_init__(self) -> None:
        if self.at is not None and self.after is not None:
            raise BadFault(f"{self}: either at a time or in some time")
        undone = isinstance(self.what, LinkFault) or getattr(self.what, "undone", None) is not None
        if self.lasting is not None and not undone:
            raise BadFault(f"{self}: only link, stop, pause, connect and disconnect can last for some time")

    def __str__(self) -> str:
        words = [] if self.at is None else ["at", time_text(self.at)]
        words += [] if self.after is None else ["in", time_text(self.after)]
        words += [str(self.what)] + ([] if self.lasting is None else ["for", time_text(self.lasting)])
        return " ".join(words)


# -- the language --------------------------------------------------------------
def parse(text: str) -> Fault:
    """Read a line.

    Raises
    ------
    BadFault
        Saying which word is wrong.
    """
    words = _Words(text)
    at = words.time() if words.take("at") else None
    after = words.time() if at is None and words.take("in") else None
    verb = words.next(f"what goes wrong: {_listed(VERBS)}")
    if verb not in VERBS:
        raise BadFault(f"{text!r}: {verb} is no fault: say {_listed(VERBS)}")
    what = VERBS[verb](words)
    lasting = words.time() if words.take("for") else None
    if words.left:
        raise BadFault(f"{text!r}: cannot read it from {words.left[0]!r} on")
    return Fault(what, at, after, lasting)


class _Words:
    """The words of a line, taken from the front."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = text.split()

    def next(self, wanted: str) -> str:
        if not self.left:
            raise BadFault(f"{self.text!r}: something is missing at its end: {wanted}")
        return self.left.pop(0)

    def take(self, word: str) -> bool:
        found = self.left[:1] == [word]
        del self.left[: int(found)]
        return found

    def time(self) -> float:
        word = self.next("a time")
        found = TIME.fullmatch(word)
        if found is None:
            raise BadFault(f"{self.text!r}: {word!r} is no time: say 2s, 50ms, 20us or 1.5m")
        seconds = float(found[1]) * UNITS[found[2]]
        if seconds > LATEST:
            raise BadFault(f"{self.text!r}: {word!r} is longer than {LATEST:g} s")
        return seconds

    def share(self) -> float:
        word = self.next("a share")
        found = SHARE.fullmatch(word)
        if found is None:
            raise BadFault(f"{self.text!r}: {word!r} is no share: say 20%")
        return float(found[1]) / 100

    def rate(self) -> float:
        word = self.next("a rate")
        rate = rate_of(word)
        if rate is None or word[-1].isdigit():
            raise BadFault(f"{self.text!r}: {word!r} is no rate: say 10mbit, 500kbit or 9600bit")
        return rate

    def queue(self) -> tuple[str, int]:
        """How long a queue is, in packets or in bytes."""
        word = self.next("the length of a queue")
        size = size_of(word)
        if size is None:
            raise BadFault(f"{self.text!r}: {word!r} is no length of a queue: say 50 (packets) or 64kb (bytes)")
        return ("queue" if word.isdigit() else "queue_bytes"), int(size)


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}"


def _link(words: _Words) -> LinkFault:
    device = words.next("a device")
    found: dict[str, Any] = {}
    while words.left and words.left[0] != "for":
        word = words.next("")
        if word in (OUT, IN):
            found["direction"] = word
        elif word in ("down", "cut"):
            found[word] = True
        elif word in SHARES:
            found[word] = words.share()
        elif word == "delay":
            found[word] = words.time()
            if words.left and TIME.fullmatch(words.left[0]):
                found["jitter"] = words.time()
        elif word == "rate":
            found[word] = words.rate()
        elif word == "queue":
            name, value = words.queue()
            found[name] = value
        else:
            raise BadFault(f"{words.text!r}: {word!r} is nothing that happens to a link: say {WRONG}")
    return LinkFault(device, **found)


def _kill(words: _Words) -> Kill:
    return Kill(words.next("a container"))


def _command(verb: str) -> Callable[[_Words], Command]:
    return lambda words: Command(verb, words.next("a container"))


def _plug(out: bool) -> Callable[[_Words], Plug]:
    return lambda words: Plug(words.next("a network"), words.next("a container"), out)


def _restart(words: _Words) -> RestartEngine | Command:
    what = words.next("engine, or a container")
    if what != "engine":
        return Command("restart", what)
    return RestartEngine(words.next("a machine")) if words.take("on") else RestartEngine()


VERBS: dict[str, Callable[[_Words], What]] = {
    "link": _link,
    "kill": _kill,
    "stop": _command("stop"),
    "start": _command("start"),
    "restart": _restart,
    "pause": _command("pause"),
    "unpause": _command("unpause"),
    "connect": _plug(out=False),
    "disconnect": _plug(out=True),
    "reboot": lambda words: Reboot(words.next("a machine")),
    "crash": lambda words: Reboot(words.next("a machine"), crash=True),
}

__all__ = ["BadFault", "Command", "Fault", "Kill", "LinkFault", "Plug", "Reboot", "RestartEngine", "What", "parse"]
