"""Calls about the engine itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked
from dockernet_sim.client.lowlevel.output import MOMENT, timestamp
from dockernet_sim.client.session import Session
from dockernet_sim.client.streams import CancellableStream, lines
from dockernet_sim.sim import arguments as must


class DaemonCalls(Session):
    """``docker info``, ``version``, ``events``, ``system df``."""

    def info(self) -> dict[str, Any]:
        """What ``docker info`` is made of."""
        return self._object("GET", "/info")

    @asked(api_version=must.flag)
    def version(self, api_version: bool = True) -> dict[str, Any]:
        """What ``docker version`` is made of; `api_version` changes nothing here."""
        return self._object("GET", "/version")

    def ping(self) -> bool:
        """Whether the engine answers."""
        return self._ask("GET", "/_ping").text == "OK"

    def df(self) -> dict[str, Any]:
        """What ``docker system df`` is made of."""
        return self._object("GET", "/system/df")

    @asked(since=MOMENT, until=MOMENT, filters=checks.filters, decode=must.maybe(must.flag))
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: dict[str, Any] | None = None,
        decode: bool | None = None,
    ) -> CancellableStream:
        """What ``docker events`` tells, from now on.

        Parameters
        ----------
        since, until : float or datetime, optional
            Seconds since 1970 (an event's ``time``), or dates: what happened since then comes first (the last 256
            events are known); simulated time goes by up to `until` as the stream is read.
        filters : dict, optional
            ``{"type": "container", "event": ["start", "die"]}``; also container, network, image, label, volume, scope.
        decode : bool
            Dictionaries instead of lines of JSON.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> stream = lab.docker.events(filters={"event": ["start", "die"]}, decode=True)
        >>> lab.sh("docker run --rm busybox true").exit
        0
        >>> [event["Action"] for event in stream]
        ['start', 'die']
        """
        query = {"since": timestamp(since), "until": timestamp(until), "filters": as_filters(filters)}
        return CancellableStream(self._open("GET", "/events", query=query), lines(decode))

    def close(self) -> None:
        """Nothing to close."""
