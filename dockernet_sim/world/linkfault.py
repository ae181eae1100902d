"""What is wrong with a link, or how it is to be: a value, and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from dockernet_sim.linux.link.line import QUEUE, Line
from dockernet_sim.programs.tc.units import rate_text
from dockernet_sim.sim.errors import DockernetError

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
SHARES = ("loss", "duplicate", "corrupt", "reorder")
BOTH, OUT, IN = "both", "out", "in"
DIRECTIONS = (BOTH, OUT, IN)
WRONG = "down, cut, loss, duplicate, corrupt, delay, reorder, rate or queue"


class BadFault(DockernetError, ValueError):
    """A fault that cannot be read, or makes no sense; the text says why."""


@dataclass(frozen=True)
class LinkFault:
    """Something wrong with a link: it is ``down`` or ``cut``, or its frames meet with misfortunes; None: nothing of the
    kind.

    Parameters
    ----------
    device : str
        A name on vm, or ``PLACE/NAME``.
    down, cut : bool
        As ``ip link set DEVICE down``; as if the cable were out.
    loss, duplicate, corrupt, reorder : float, optional
        Probabilities from 0 to 1. A reordered frame is not delayed, and so overtakes others.
    delay, jitter : float, optional
        Seconds that are added, and up to how many more.
    rate : float, optional
        Bits/s.
    queue, queue_bytes : int, optional
        How many frames, or bytes of frames, wait for the rate; 1,000 frames, unless given.
    direction : str
        ``"both"``; ``"out"``, what leaves the device; ``"in"``, what comes to it.
    """

    device: str
    down: bool = False
    cut: bool = False
    loss: float | None = None
    duplicate: float | None = None
    reorder: float | None = None
    delay: float | None = None
    jitter: float | None = None
    corrupt: float | None = None
    rate: float | None = None
    queue: int | None = None
    queue_bytes: int | None = None
    direction: str = BOTH

    def __post_init__(self) -> None:
        if any(not 0 <= (getattr(self, name) or 0) <= 1 for name in SHARES):
            raise BadFault(f"{self}: a share is between 0% and 100%")
        if self.direction not in DIRECTIONS:
            raise BadFault(f"{self}: a direction is one of {', '.join(DIRECTIONS)}")
        if self.reorder and not self.delay:
            raise BadFault(f"{self}: reordering needs a delay that a frame can be spared")
        if self.rate is not None and self.rate <= 0:
            raise BadFault(f"{self}: a rate is above 0; a link that carries nothing is cut")
        if (self.queue is not None or self.queue_bytes is not None) and self.rate is None:
            raise BadFault(f"{self}: a queue needs a rate that frames wait for: rate 10mbit queue 50")
        wrong = self.given
        if self.down and len(wrong) > 1:
            raise BadFault(f"{self}: a link that is down carries nothing, so nothing else can happen there")
        if not wrong:
            raise BadFault(f"link {self.device}: say what is wrong: {WRONG}")
        if (self.down or self.cut) and self.direction != BOTH:
            raise BadFault(f"{self}: a link is down or cut in both directions")

    @property
    def given(self) -> list[str]:
        """The names of what is wrong."""
        return [
            field.name
            for field in fields(self)[1:-1]
            if (value := getattr(self, field.name)) is not None and value is not False
        ]

    def __str__(self) -> str:
        words = ["link", self.device, *([self.direction] if self.direction != BOTH else [])]
        words += [name for name in ("down", "cut") if getattr(self, name)]
        for name in ("loss", "duplicate", "corrupt"):
            words += _said(name, getattr(self, name), share_text)
        if self.delay is not None or self.jitter is not None:
            words += ["delay", time_text(self.delay or 0.0), *_said("", self.jitter, time_text)]
        words += _said("reorder", self.reorder, share_text)
        words += _said("rate", self.rate, rate_text)
        words += _said("queue", self.queue, "{:d}".format)
        words += _said("queue", self.queue_bytes, "{:d}b".format)
        return " ".join(words)

    def on(self, line: Line) -> Line:
        """A line with this added: delays add up, probabilities are independent, the lower rate holds with its queue."""
        made = replace(line)
        made.cut |= self.cut
        made.delay += self.delay or 0.0
        made.jitter += self.jitter or 0.0
        for name in SHARES:
            setattr(made, name, 1 - (1 - getattr(line, name)) * (1 - (getattr(self, name) or 0.0)))
        if self.rate is not None and (not line.rate or self.rate <= line.rate):
            made.rate = self.rate
            made.queue_bytes = self.queue_bytes or 0
            made.queue = self.queue if self.queue is not None else _default_queue(self.queue_bytes)
        return made

    def towards(self, direction: str) -> bool:
        """Whether it holds for what goes ``"out"`` of the device, or ``"in"``."""
        return self.direction in (BOTH, direction)


def _default_queue(queue_bytes: int | None) -> int:
    return QUEUE if queue_bytes is None else queue_bytes  # no frame is shorter than a byte


def _said(name: str, value: float | None, text: Callable[[Any], str]) -> list[str]:
    return [] if value is None else [word for word in (name, text(value)) if word]


def time_text(seconds: float) -> str:
    """A time in the language's units: ``50ms``."""
    unit = "ms" if 1e-3 <= seconds < 1 else "us" if 0 < seconds < 1e-3 else "s"
    return f"{seconds / UNITS[unit]:.9f}".rstrip("0").rstrip(".") + unit


def share_text(share: float) -> str:
    """A probability in per cent: ``0.5%``."""
    return f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"
