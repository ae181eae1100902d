"""The core: a request in, an answer or a conversation out, and turns in which simulated time goes on.

It opens no socket.
"""

from __future__ import annotations

import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.api import calls, extra, versions
from dockernet_sim.api.conversation import Conversation
from dockernet_sim.api.message import Headers, Request, Response, problem, refusal
from dockernet_sim.api.polling import Polls
from dockernet_sim.api.streams import Told
from dockernet_sim.engine.daemon.routes import find
from dockernet_sim.sim.errors import DockernetError, Runaway
from dockernet_sim.sim.when import EPOCH_SECONDS
from dockernet_sim.world.calling import REMOTE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.world.world import World

SLICE = 400  # events in one turn: between two turns other clients are heard
DUE = 10_000  # events of one moment
QUIET = 0.05  # real seconds without a request, after which a container that removes itself may come to its end
STRIDE = 1.0  # simulated seconds in one turn
MOST_CONVERSATIONS = 200
PUBLISHING = frozenset(("container_start", "container_restart", "network_connect"))

Reply = Response | Conversation


class Api:
    """One engine's API.

    Parameters
    ----------
    world : World
        The lab's world.
    machine : str
        The machine whose engine answers.
    pace : float
        Simulated seconds for each real one; 0: time goes on by what calls take, and by what clients wait for.
    min_api : str
        The least API version; the release's own unless given.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> api = Api(Lab().world)
    >>> api.handle(Request.of("GET", "/_ping")).body
    b'OK'
    """

    def __init__(self, world: World, machine: str = "vm", pace: float = 0.0, min_api: str = "") -> None:
        self.world = world
        self.machine = machine
        self.pace = pace
        self.today: Callable[[], float] | None = None  # the clients' clock: seconds since 1970
        self.engine: Engine = world.engine(machine)
        build = self.engine.release.build
        self.least, self.most = min_api or build.min_api, build.api
        self.conversations: list[Conversation] = []
        self.polls = Polls(self)
        self.soon = False  # whether there is more to do when no request was made for a while
        self._asked = False  # since the last turn
        self._heard = 0.0  # the real time at which a request was made
        self.before_start: Callable[[], object] = lambda: None  # called before a container's ports are published
        self.published: Callable[[], dict[str, int]] = dict  # by port of the lab: the real one that leads to it
        self._from: tuple[float, float] | None = None  # real and simulated time at which the pace began

    @property
    def now(self) -> float:
        """Simulated seconds."""
        return self.world.clock.now

    @property
    def has_work(self) -> bool:
        """Whether a turn could find something to do."""
        return bool(self.conversations) or self.world.clock.peek() <= self.world.clock.now

    @property
    def ahead(self) -> float:
        """Seconds by which the clients' clock is ahead of the simulated one; 0 where no clock was given."""
        return self.today() - EPOCH_SECONDS - self.now if self.today is not None else 0.0

    @property
    def headers(self) -> Headers:
        """What every answer carries."""
        return (
            ("Api-Version", self.most),
            ("Docker-Experimental", "false"),
            ("Ostype", "linux"),
            ("Server", f"Docker/{self.engine.release.build.release} (linux)"),
        )

    # -- requests --------------------------------------------------------------
    def handle(self, request: Request) -> Reply:
        """Answer a request.

        Returns
        -------
        Response or Conversation
            A conversation goes on in turns; its head comes now or later.
        """
        with self.world.clock.lock:
            self._asked = True
            before = REMOTE.set(True)
            try:
                return self._kept(self._guarded(request))
            finally:
                REMOTE.reset(before)

    def ask(self, request: Request) -> Reply:
        """Answer a request of this program itself: what the engine refuses, and what is not modelled, is raised."""
        with self.world.clock.lock:
            return self._kept(self._answered(request))

    def _kept(self, reply: Reply) -> Reply:
        if isinstance(reply, Conversation):
            self.conversations.append(reply)
        return reply

    def _guarded(self, request: Request) -> Reply:
        try:
            return self._answered(request)
        except DockernetError as error:
            return refusal(error)
        except Exception as defect:
            return problem(500, self.defect(f"{request.method} {request.path}", defect))

    def defect(self, where: str, error: BaseException) -> str:
        """Write an exception down that should not have come out, with its traceback; the text for a client."""
        self.engine.host.internal_errors.append(f"{where}\n{''.join(traceback.format_exception(error))}")
        return f"dockernet-sim: internal error: {error!r} (please report)"

    def _answered(self, request: Request) -> Reply:
        version, path = versions.split(request.path, self.least, self.most)
        asked = calls.Asked(self, request, path, version)
        known = extra.find(request.method, path)
        if known is not None:
            return known(asked)
        if sum(each.asked for each in self.conversations) >= MOST_CONVERSATIONS:
            return problem(503, f"dockernet-sim: {MOST_CONVERSATIONS} requests wait already")
        found = find(request.method, path)
        if found is None:
            return extra.missing(request.method, path, self.engine.daemon.cluster is not None)
        route, names = found
        self.polls.before(request, route, names)
        if route.call in PUBLISHING:
            self.before_start()
        return calls.answer_call(asked, route, names)

    # -- time ------------------------------------------------------------------
    def settle(self) -> bool:
        """Take the events that are due at this moment; whether others than the one who asked have something to hear."""
        if self.conversations:
            self.world.drift(self.now, DUE, lambda: False)
            self._end_told()
        return any(each.waiting_bytes for each in self.conversations)

    def turn(self, real: float = 0.0) -> bool:
        """Let simulated time go on for those that wait; whether another turn would find something to do.

        Parameters
        ----------
        real : float
            Real seconds by a steady clock; they count where time is paced.
        """
        waiting = [each for each in self.conversations if not each.ended]
        hasty = waiting if self._is_quiet(real) else [each for each in waiting if not each.gentle]
        self.soon = len(hasty) < len(waiting)
        until = self._paced(real) if self.pace else max((each.limit() for each in hasty), default=self.now)
        until = max(self.now, min([until, *self._ends()]))
        again = (until > self.now or self.world.clock.peek() <= until) and self._step(waiting, until)
        self.conversations = [each for each in self.conversations if not each.ended]
        return again

    def _is_quiet(self, real: float) -> bool:
        """Whether no request was made for a while; always, where there is no real time."""
        if self._asked:
            self._asked, self._heard = False, real
        return not real or real - self._heard > QUIET

    def _step(self, waiting: list[Conversation], until: float) -> bool:
        clock = self.world.clock
        due = clock.peek()
        if due > until:
            return self._stand_at(until)
        try:
            until = min(until, max(due, self.now + STRIDE))
            self.world.drift(until, SLICE, lambda: any(each.ended for each in waiting))
        except Runaway as error:
            for each in waiting:
                each.give_up(error)
        self._end_told()
        return True

    def _stand_at(self, until: float) -> bool:
        """Nothing happens before: go there when time is paced, or when that moment ends something; whether it did."""
        moved = until > self.now and bool(self.pace or until in self._ends())
        if moved:
            self.world.clock.run(until=until)
        self._end_told()
        return moved

    def give_up(self, error: Exception) -> None:
        """End all conversations: a turn has failed, and would fail again."""
        for each in self.conversations:
            with suppress(Exception):
                each.give_up(error)
            each.end()

    def _ends(self) -> list[float]:
        """The moments at which conversations end by themselves."""
        told = [each for each in self.conversations if isinstance(each, Told) and not each.ended]
        return [each.last for each in told if each.last is not None]

    def _end_told(self) -> None:
        for each in self.conversations:
            if isinstance(each, Told) and each.last is not None and each.last <= self.now:
                each.end()

    def _paced(self, real: float) -> float:
        if self._from is None:
            self._from = real, self.now
        began, first = self._from
        return first + (real - began) * self.pace
