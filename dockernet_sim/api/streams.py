"""Streams: talking with a program (exec, attach), a container's log, the engine's events."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dockernet_sim.api.conversation import FOLLOWED, WAITED, Conversation
from dockernet_sim.api.framing import shown
from dockernet_sim.api.keys import Keys
from dockernet_sim.api.message import encoded
from dockernet_sim.engine.container.detachkeys import DETACH
from dockernet_sim.sim.when import rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.sim.clock import Clock
    from dockernet_sim.world.lines import Line


class Talk(Conversation):
    """Bytes to a program and from it.

    Parameters
    ----------
    now : float
        The simulated time.
    upgraded : bool
        Whether the client asked for the bare connection.
    tty : bool
        Whether the program has a terminal.
    streams : tuple of str
        Which of ``stdout`` and ``stderr`` are sent.
    framed : bool, optional
        Whether output is sent in frames: without a terminal, unless given.
    """

    def __init__(
        self, now: float, upgraded: bool, tty: bool, streams: tuple[str, ...], framed: bool | None = None
    ) -> None:
        super().__init__(now, upgraded)
        self.framed = framed
        self.tty = tty
        self.streams = streams
        self.line: Line | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._keys: Keys | None = None
        self.stop: Callable[[], object] = lambda: None  # lets go of the container

    def with_line(self, line: Line, detach: str = "") -> None:
        """Begin to send what the client types; `detach` are the keys by which it goes away."""
        self.line, self.task = line, line.task
        if self.tty and line.stdin is not None:
            self._keys = Keys(line, lambda text: self.said("stdout", text), detach or DETACH)

    def said(self, stream: str, text: str) -> None:
        """The program wrote something."""
        if stream in self.streams or (self.tty and "stdout" in self.streams):
            self.send(shown(stream, text, self.tty, self.framed))

    def hear(self, data: bytes) -> None:
        """The client typed something."""
        text = self._decoder.decode(data)
        if self.line is None or not text or self.ended:
            return
        now = self.line.world.clock.now
        self.began, self.until = now, now + WAITED
        if self._keys is None:
            self.line.write(text)
            return
        self._keys.hear(text)
        if self._keys.detached:
            self.hang_up()

    def half_close(self) -> None:
        """The end of the program's input; not that of a terminal, which another client may attach to."""
        if self.line is not None and not self.ended and not self.tty:
            self.line.end()

    def hang_up(self) -> None:
        """The program goes on without the client; the input of a terminal stays open, as dockerd leaves it."""
        over = self.ended  # with its program: then only what listens to it is left
        self.end()
        if self.line is None:
            return
        with self.line.world.clock.lock:
            self.stop()
            if over or self.tty:
                self.line.leave()
            else:
                self.line.hang_up()

    def give_up(self, error: Exception) -> None:
        """What goes round is killed."""
        self.said("stderr", f"{type(error).__name__}: {error}\n")
        if self.line is not None:
            self.line.signal("KILL")
        self.end()


class Following(Conversation):
    """What goes on to be written: it moves time on a little, and then waits for what others do."""

    def __init__(self, now: float, headers: tuple[tuple[str, str], ...]) -> None:
        super().__init__(now)
        self.until = now + FOLLOWED
        self.stop: Callable[[], object] = lambda: None
        self.begin(200, headers)

    def end(self) -> None:
        """The last follower has gone."""
        if not self.ended:
            super().end()
            self.stop()


def end_with(container: Container, conversation: Conversation) -> Callable[[], None]:
    """End a conversation when its container exits; what is given back takes that back."""

    def exited(code: int) -> None:
        conversation.end()

    def stop() -> None:
        container.on_exit = tuple(each for each in container.on_exit if each is not exited)

    container.on_exit += (exited,)
    return stop


class Log(Following):
    """A container's log from now on, until it ends."""

    def __init__(
        self,
        clock: Clock,
        container: Container,
        headers: tuple[tuple[str, str], ...],
        streams: tuple[str, ...],
        stamps: bool,
    ) -> None:
        super().__init__(clock.now, headers)
        self._clock, self._container, self._streams, self._stamps = clock, container, streams, stamps
        self._open: dict[str, bool] = {}  # by stream: whether a line was begun
        self.task = container.main
        self.until = self.began + WAITED
        self.gentle = bool(container.host_config["AutoRemove"])  # nothing could be asked about it afterwards
        unheard, unknown = container.log.listen(self._hear), end_with(container, self)

        def stop() -> None:
            with clock.lock:
                unheard()
                unknown()

        self.stop = stop

    def _hear(self, stream: str, text: str) -> None:
        if stream in self._streams:
            self.send(shown(stream, self._stamped(stream, text), bool(self._container.config["Tty"])))

    def _stamped(self, stream: str, text: str) -> str:
        if not self._stamps:
            return text
        stamp, pieces = f"{rfc3339(self._clock.now)} ", []
        for line in text.splitlines(keepends=True):
            pieces.append(line if self._open.get(stream) else stamp + line)
            self._open[stream] = not line.endswith("\n")
        return "".join(pieces)


LEGACY = ("status", "id", "from")


class Told(Following):
    """The engine's events, each on its line; `legacy` ones have the fields that events had until API 1.22."""

    def __init__(
        self, now: float, headers: tuple[tuple[str, str], ...], until: float | None, legacy: bool = True
    ) -> None:
        super().__init__(now, headers)
        self.legacy = legacy
        self.last = until
        if until is not None:
            self.until = until

    def tell(self, event: Mapping[str, Any]) -> None:
        """One event."""
        self.send(encoded({key: value for key, value in event.items() if self.legacy or key not in LEGACY}))
