"""Polls: a client that looks at the same thing again waits for something that only time changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockernet_sim.api.core import Api
    from dockernet_sim.api.message import Request
    from dockernet_sim.engine.daemon.routes import Route

POLLED = 1.0  # simulated seconds that a poll lets pass,
PROBED = 30.0  # and at most for one that waits for a health check or a restart
MOST_EVENTS = 200_000
OTHERS = frozenset(("line", "run", "wait", "console"))  # calls of the program beside the clients that let time pass


class Polls:
    """Looks since the last call that changed something."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen: set[tuple[str, str]] = set()
        self._calls = 0  # of the lab's log, up to the last look

    def forget(self) -> None:
        """Something was done: the next look is the first of its kind."""
        self._seen.clear()

    def before(self, request: Request, route: Route, names: tuple[str, ...]) -> None:
        """Let time pass before a look that is repeated; it does nothing where time is paced."""
        if self._api.pace or request.method not in ("GET", "HEAD"):
            self._seen.clear()
            return
        if self._others_called():
            self._seen.clear()
        look = (request.path, repr(sorted(request.every.items())))
        if look not in self._seen:
            self._seen.add(look)
            return
        self._seen = {look}
        if route.call == "container_inspect":
            self._container(names[0])
        elif not route.stream or route.call == "container_logs":
            self._pass(POLLED)

    def _others_called(self) -> bool:
        """Whether time has passed by a call that no client made."""
        log, before = self._api.world.log, self._calls
        self._calls = len(log)
        return any(log[number].kind in OTHERS for number in range(before, self._calls))

    def _container(self, ref: str) -> None:
        """Until the state of a container that is starting has changed."""
        engine = self._api.engine
        found = next((each for each in engine.daemon.containers.values() if ref in (each.id, each.short_name)), None)
        health = found.state.health if found is not None else None
        if found is None or not (found.state.restarting or (health is not None and health.status == "starting")):
            self._pass(POLLED)
            return
        heard: list[Any] = []
        stop = engine.events.listen(heard.append, {"container": [found.id], "event": ["health_status", "start", "die"]})
        try:
            self._pass(PROBED, heard)
        finally:
            stop()

    def _pass(self, seconds: float, heard: list[Any] | None = None) -> None:
        world = self._api.world
        until = world.clock.now + seconds
        if not world.drift(until, MOST_EVENTS, lambda: bool(heard)) and not heard and world.clock.now < until:
            world.clock.run(until=until)
