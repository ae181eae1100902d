"""Answers that are not there yet, or go on: each is a conversation that collects bytes and says when it has ended."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dockernet_sim.api.message import Headers, Response, encoded
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.terminal import OpenInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.programs.task import Task

WAITED = 600.0  # the most simulated seconds by which a request that waits for an end moves time on
FOLLOWED = 4.0  # the same for one that waits for something without an end of its own
NEVER = float("-inf")


class Conversation:
    """One of them.

    ``head`` is None until the answer begins. ``until`` is the simulated time up to which it moves the clock on while it
    lasts, where time is not paced.

    Parameters
    ----------
    now : float
        The simulated time.
    upgraded : bool
        Whether the bare connection follows the head, both ways.
    """

    asked = True  # whether it is the answer of a request

    def __init__(self, now: float, upgraded: bool = False) -> None:
        self.head: Response | None = None
        self.upgraded = upgraded
        self.ended = False
        self.gentle = False  # whether it waits for further requests of its client before it moves time on
        self.whole = False  # whether the answer has a length, and is not sent in pieces
        self.began = now
        self.until = now + WAITED
        self.task: Task | None = None  # what it waits for, where that is a program
        self._out = bytearray()  # the thread that lets time pass writes, the server's takes
        self._lock = threading.Lock()

    def begin(self, status: int, headers: Headers = ()) -> None:
        """Send the head."""
        self.head = Response(status, b"", headers)

    def send(self, data: bytes) -> None:
        """Send a piece of the body."""
        with self._lock:
            if not self.ended:
                self._out += data

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True

    def finish(self, response: Response) -> None:
        """Give the whole answer."""
        self.whole = True
        self.head = Response(response.status, b"", response.headers)
        self.send(response.body)
        self.end()

    def take(self) -> bytes:
        """What there is to be sent."""
        with self._lock:
            data, self._out = bytes(self._out), bytearray()
            return data

    @property
    def waiting_bytes(self) -> int:
        """How much there is to be sent."""
        return len(self._out)

    def limit(self) -> float:
        """Until when it moves time on."""
        if self.ended:
            return NEVER
        if self.task is None:
            return self.until
        if is_awaited(self.task.source):
            return NEVER  # no time goes by while a user thinks
        return min(self.until, self.began + FOLLOWED) if self.task.foreground.endless else self.until

    # -- what the client sends -------------------------------------------------
    def hear(self, data: bytes) -> None:
        """Bytes behind the head of the request; most conversations have no use for them."""

    def half_close(self) -> None:
        """The client sends no more, and still listens."""

    def hang_up(self) -> None:
        """The client is gone."""
        self.end()

    def give_up(self, error: Exception) -> None:
        """The simulation cannot go on with this."""
        self.end()


def is_awaited(source: object) -> bool:
    """Whether a program waits for more of its open standard input."""
    return isinstance(source, (Pipe, OpenInput)) and source.awaited


class Awaited(Conversation):
    """An answer that comes with an event of the engine.

    Parameters
    ----------
    now : float
        The simulated time.
    event : simpy.Event
        What it waits for.
    respond : callable
        Makes the answer of the event's value or failure.
    early : Headers, optional
        Headers to be sent at once, with 200: the body then follows with the event.
    """

    def __init__(
        self, now: float, event: Any, respond: Callable[[Any], Response], early: Headers | None = None
    ) -> None:
        super().__init__(now)
        self._respond = respond
        if early is not None:
            self.begin(200, early)
        if event.callbacks is None:
            self._come(event)
        else:
            event.callbacks.append(self._come)

    def _come(self, event: Any) -> None:
        if self.ended:
            return
        event.defused = True
        response = self._respond(event.value)
        if self.head is None:
            self.finish(response)
            return
        self.send(response.body)
        self.end()


def lines_of(messages: list[dict[str, Any]]) -> bytes:
    """Messages of progress, each on its line as the daemon streams them."""
    return b"".join(encoded(each).rstrip(b"\n") + b"\r\n" for each in messages)
