"""Calls about the engine itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked
from dockernet_sim.client.lowlevel.output import MOMENT, timestamp
from dockernet_sim.client.session import Session
from dockernet_sim.client.streams import CancellableStream, lines, messages
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import DiskUsage, Event, Info, Version
    from dockernet_sim.client.arguments import Filters


class DaemonCalls(Session):
    """``docker info``, ``version``, ``events``, ``system df``."""

    def info(self) -> Info:
        """What ``docker info`` is made of."""
        found: Info = self._json("GET", "/info")
        return found

    @asked(api_version=must.flag)
    def version(self, api_version: bool = True) -> Version:
        """What ``docker version`` is made of; `api_version` changes nothing here."""
        found: Version = self._json("GET", "/version")
        return found

    def ping(self) -> bool:
        """Whether the engine answers."""
        return self._ask("GET", "/_ping").text == "OK"

    def df(self) -> DiskUsage:
        """What ``docker system df`` is made of."""
        found: DiskUsage = self._json("GET", "/system/df")
        return found

    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: Literal[False] | None = None,
    ) -> CancellableStream[bytes]: ...
    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        *,
        decode: Literal[True],
    ) -> CancellableStream[Event]: ...
    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: bool | None = None,
    ) -> CancellableStream[bytes] | CancellableStream[Event]: ...
    @asked(since=MOMENT, until=MOMENT, filters=checks.filters, decode=must.maybe(must.flag))
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: bool | None = None,
    ) -> CancellableStream[bytes] | CancellableStream[Event]:
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
        reader = self._open("GET", "/events", query=query)
        return CancellableStream(reader, messages) if decode else CancellableStream(reader, lines)

    def close(self) -> None:
        """Nothing to close."""
