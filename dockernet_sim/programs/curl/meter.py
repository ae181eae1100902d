"""curl's progress meter, which it draws on standard error."""

from __future__ import annotations

from dockernet_sim.programs.task import Task

HEAD = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
FIRST = 1.2  # seconds to the first redrawing while nothing happens: curl polls after 200 ms, then every second
EVERY = 1.0


class Meter:
    """Draws itself unless it is told to be silent."""

    def __init__(self, task: Task, shown: bool, again: bool = False) -> None:
        self.task = task
        self.shown = shown
        self.again = again  # after a retry: the headings stand above already
        self.began = task.clock.now
        self.expected: int | None = None
        self.received = self.sent = 0
        self.next = self.began + FIRST

    def start(self) -> None:
        """A transfer begins."""
        self.began = self.task.clock.now
        self.expected, self.received, self.sent = None, 0, 0
        self.next = self.began + FIRST
        if self.shown:
            self.task.err("" if self.again else HEAD)
            self._draw(0.0)

    def tick(self) -> None:
        """A second has passed."""
        self.next += EVERY
        if self.shown:
            self._draw(self.task.clock.now - self.began)

    def finish(self) -> None:
        """The transfer is over."""
        if self.shown:
            self._draw(self.task.clock.now - self.began)
            self.task.err("\n")

    def _draw(self, spent: float) -> None:
        got, total = self.received, self.expected if self.expected is not None else self.received
        speed = int(got / spent) if spent > 0 else 0
        up = int(self.sent / spent) if spent > 0 else 0
        whole = total + self.sent
        estimate = self.expected / speed if self.expected and speed else 0
        current = (got + self.sent) * 1000 // max(1, int(spent * 1000))
        percent = (got + self.sent) * 100 // whole if whole else 0
        of_received = got * 100 // self.expected if self.expected else 0
        self.task.err(
            f"\r{percent:3d} {short(whole)}  {of_received:3d} {short(got)}  {100 if self.sent else 0:3d} {short(self.sent)}  "  # noqa: E501
            f"{short(speed)}  {short(up)} {duration(estimate)} {duration(spent)} {duration(max(0, estimate - spent))} {short(current)}"  # noqa: E501
        )


def short(amount: int) -> str:
    """A number of bytes in five columns.

    >>> short(6), short(135168)
    ('    6', ' 132k')
    """
    if amount < 100_000:
        return f"{amount:5d}"
    for unit, size in (("k", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)):
        if amount < 10_000 * size:
            tenths = amount * 10 // size
            if unit != "k" and amount < 100 * size:
                return f"{tenths // 10:2d}.{tenths % 10}{unit}"
            return f"{amount // size:4d}{unit}"
    return f"{amount >> 40:4d}T"


def duration(seconds: float) -> str:
    """Seconds in eight columns.

    >>> duration(0.9), duration(3661)
    ('--:--:--', ' 1:01:01')
    """
    whole = int(seconds)
    return f"{whole // 3600:2d}:{whole // 60 % 60:02d}:{whole % 60:02d}" if whole > 0 else "--:--:--"
