"""Faults: what can go wrong, when, and for how long; as values, and as lines of a small language.

A line is ``[at TIME | in TIME] WHAT [for TIME]``::

    link DEVICE down                           as `ip link set DEVICE down`, and up again after the time
    link DEVICE cut                            nothing passes, as if the cable were out
    link DEVICE [loss 20%] [duplicate 5%] [delay 50ms [10ms]] [reorder 25%]
    kill CONTAINER                             its main process dies by SIGKILL, and its restart policy holds
    restart engine [on MACHINE]
    reboot MACHINE                             in good order
    crash MACHINE                              the power fails, and comes back

DEVICE is a name on vm, or ``PLACE/NAME``: ``lan/eth0``, ``web/eth0``. TIME is a number with ``us``, ``ms``, ``s`` or
``m``. ``at`` counts from the world's beginning, ``in`` from now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields

from dockernet_sim.sim.arguments import LATEST
from dockernet_sim.sim.errors import DockernetError

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
TIME = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|m)")
SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
SHARES = ("loss", "duplicate", "reorder")


class BadFault(DockernetError, ValueError):
    """A fault that cannot be read, or makes no sense; the text says why."""


@dataclass(frozen=True)
class LinkFault:
    """Something wrong with a link: it is ``down`` or ``cut``, or its frames, in both directions, meet with misfortunes.

    ``loss``, ``duplicate`` and ``reorder`` are probabilities from 0 to 1; ``delay`` is added, and up to ``jitter``
    more. A reordered frame is not delayed, and so overtakes others.
    """

    device: str
    down: bool = False
    cut: bool = False
    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0

    def __post_init__(self) -> None:
        if not all(0 <= getattr(self, name) <= 1 for name in SHARES):
            raise BadFault(f"{self}: a share is between 0% and 100%")
        if self.reorder and not self.delay:
            raise BadFault(f"{self}: reordering needs a delay that a frame can be spared")
        wrong = [field.name for field in fields(self)[1:] if getattr(self, field.name)]
        if "down" in wrong and len(wrong) > 1:
            raise BadFault(f"{self}: a link that is down carries nothing, so nothing else can happen there")
        if not wrong:
            raise BadFault(f"link {self.device}: say what is wrong: down, cut, loss, duplicate, delay or reorder")

    def __str__(self) -> str:
        words = ["link", self.device, *(name for name in ("down", "cut") if getattr(self, name))]
        for name in ("loss", "duplicate"):
            if share := getattr(self, name):
                words += [name, _share_text(share)]
        if self.delay or self.jitter:
            words += ["delay", _time_text(self.delay), *([_time_text(self.jitter)] if self.jitter else [])]
        if self.reorder:
            words += ["reorder", _share_text(self.reorder)]
        return " ".join(words)


@dataclass(frozen=True)
class Kill:
    """A container's main process dies."""

    container: str

    def __str__(self) -> str:
        return f"kill {self.container}"


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


What = LinkFault | Kill | RestartEngine | Reboot


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
        if self.lasting is not None and not isinstance(self.what, LinkFault):
            raise BadFault(f"{self}: only what happens to a link can last for some time")

    def __str__(self) -> str:
        words = [] if self.at is None else ["at", _time_text(self.at)]
        words += [] if self.after is None else ["in", _time_text(self.after)]
        words += [str(self.what)] + ([] if self.lasting is None else ["for", _time_text(self.lasting)])
        return " ".join(words)


def _time_text(seconds: float) -> str:
    unit = "ms" if 1e-3 <= seconds < 1 else "us" if 0 < seconds < 1e-3 else "s"
    return f"{seconds / UNITS[unit]:.9f}".rstrip("0").rstrip(".") + unit


def _share_text(share: float) -> str:
    return f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"


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
    verb = words.next("what goes wrong: link, kill, restart, reboot or crash")
    if verb not in VERBS:
        raise BadFault(f"{text!r}: {verb} is no fault: say link, kill, restart, reboot or crash")
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


def _link(words: _Words) -> LinkFault:
    device = words.next("a device")
    found: dict[str, float] = {}
    while words.left and words.left[0] != "for":
        word = words.next("")
        if word in ("down", "cut"):
            found[word] = True
        elif word in SHARES:
            found[word] = words.share()
        elif word == "delay":
            found[word] = words.time()
            if words.left and TIME.fullmatch(words.left[0]):
                found["jitter"] = words.time()
        else:
            raise BadFault(f"{words.text!r}: {word!r} is nothing that happens to a link")
    return LinkFault(device, **found)  # type: ignore[arg-type]  # down and cut are True


def _kill(words: _Words) -> Kill:
    return Kill(words.next("a container"))


def _restart(words: _Words) -> RestartEngine:
    if not words.take("engine"):
        raise BadFault(f"{words.text!r}: say restart engine")
    return RestartEngine(words.next("a machine")) if words.take("on") else RestartEngine()


VERBS: dict[str, Callable[[_Words], What]] = {
    "link": _link,
    "kill": _kill,
    "restart": _restart,
    "reboot": lambda words: Reboot(words.next("a machine")),
    "crash": lambda words: Reboot(words.next("a machine"), crash=True),
}
