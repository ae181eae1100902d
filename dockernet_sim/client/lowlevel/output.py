"""Calls that give what a container's main program writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, of_one, one
from dockernet_sim.client.errors import APIError, InvalidArgument
from dockernet_sim.client.lowlevel.containers import ContainerCalls
from dockernet_sim.client.streams import CancellableStream, Reader, Socket, apart, joined, pairs, pieces, single
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.client.arguments import Ref, Scalar
    from dockernet_sim.client.streams import Apart

ALL: Literal["all"] = "all"
MOMENT = must.maybe(checks.moment)


class OutputCalls(ContainerCalls):
    """``docker logs`` and ``attach``."""

    @overload
    def logs(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: Literal[False] = False,
        timestamps: bool = False,
        tail: int | Literal["all"] = ALL,
        since: float | datetime | None = None,
        follow: bool | None = None,
        until: float | datetime | None = None,
    ) -> bytes: ...
    @overload
    def logs(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        *,
        stream: Literal[True],
        timestamps: bool = False,
        tail: int | Literal["all"] = ALL,
        since: float | datetime | None = None,
        follow: bool | None = None,
        until: float | datetime | None = None,
    ) -> CancellableStream[bytes]: ...
    @overload
    def logs(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: bool = False,
        timestamps: bool = False,
        tail: int | Literal["all"] = ALL,
        since: float | datetime | None = None,
        follow: bool | None = None,
        until: float | datetime | None = None,
    ) -> bytes | CancellableStream[bytes]: ...
    @of_one
    @asked(
        container=must.name, stdout=must.flag, stderr=must.flag, stream=must.flag, timestamps=must.flag,
        tail=must.either(must.count(0), must.choice(ALL)), since=MOMENT, follow=must.maybe(must.flag), until=MOMENT,
    )  # fmt: skip
    def logs(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: bool = False,
        timestamps: bool = False,
        tail: int | Literal["all"] = ALL,
        since: float | datetime | None = None,
        follow: bool | None = None,
        until: float | datetime | None = None,
    ) -> bytes | CancellableStream[bytes]:
        """What its main program has written: bytes, or with ``stream=True`` a stream of what it writes until it ends.

        Parameters
        ----------
        timestamps : bool
            Whether each line begins with its (simulated) date.
        tail : int or str
            How many lines from the end; ``"all"``.
        since, until : float or datetime, optional
            Seconds since 1970, or dates.
        follow : bool, optional
            Whether to wait for more; as `stream` unless given.
        """
        query = {"stderr": one(stderr), "stdout": one(stdout), "timestamps": one(timestamps),
                 "follow": one(stream if follow is None else follow), "tail": tail, "since": _positive("since", since),
                 "until": _positive("until", until)}  # fmt: skip
        reader, tty = self._told("GET", "/containers/{}/logs", container, query, upgrade=False)
        if not stream:
            return joined(reader.rest(), tty)
        return CancellableStream(reader, single if tty else pieces(False))

    @overload
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: Literal[False] = False,
        logs: bool = False,
        demux: Literal[False] = False,
    ) -> bytes: ...
    @overload
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        *,
        stream: Literal[True],
        logs: bool = False,
        demux: Literal[False] = False,
    ) -> CancellableStream[bytes]: ...
    @overload
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: Literal[False] = False,
        logs: bool = False,
        *,
        demux: Literal[True],
    ) -> Apart: ...
    @overload
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        *,
        stream: Literal[True],
        logs: bool = False,
        demux: Literal[True],
    ) -> CancellableStream[Apart]: ...
    @overload
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: bool = False,
        logs: bool = False,
        demux: bool = False,
    ) -> bytes | Apart | CancellableStream[bytes] | CancellableStream[Apart]: ...
    @of_one
    @asked(
        container=must.name, stdout=must.flag, stderr=must.flag, stream=must.flag, logs=must.flag, demux=must.flag,
    )  # fmt: skip
    def attach(
        self,
        container: Ref,
        stdout: bool = True,
        stderr: bool = True,
        stream: bool = False,
        logs: bool = False,
        demux: bool = False,
    ) -> bytes | Apart | CancellableStream[bytes] | CancellableStream[Apart]:
        """``docker attach`` without input: what the main program writes from now on, with ``stream=True``.

        Parameters
        ----------
        logs : bool
            Whether what it has written comes first.
        demux : bool
            Whether output is in pairs (stdout, stderr).
        """
        query = {"logs": one(logs), "stdout": one(stdout), "stderr": one(stderr), "stream": one(stream)}
        reader, tty = self._told("POST", "/containers/{}/attach", container, query, upgrade=True)
        if stream:
            return CancellableStream(reader, pairs(tty)) if demux else CancellableStream(reader, pieces(tty))
        return apart(reader.rest(), tty) if demux else joined(reader.rest(), tty)

    @of_one
    @asked(container=must.name, params=must.maybe(must.mapping(must.text, checks.scalar, "parameters")), ws=must.flag)
    def attach_socket(self, container: Ref, params: Mapping[str, Scalar] | None = None, ws: bool = False) -> Socket:
        """``docker attach``: a socket to the main program; with `params` ``{"stdin": 1, "stream": 1}`` for input."""
        if ws:
            raise NotModelled("attach_socket over a websocket (ws) is not modelled")
        query = params or {"stdout": 1, "stderr": 1, "stream": 1}
        return Socket(self._open("POST", "/containers/{}/attach", container, query=query, upgrade=True))

    def _told(
        self, method: str, path: str, container: Ref, query: Mapping[str, object], upgrade: bool
    ) -> tuple[Reader, bool]:
        """What comes, and whether it comes from a terminal; that is asked even where the engine refuses, as docker-py
        does."""
        try:
            reader = self._open(method, path, container, query=query, upgrade=upgrade)
        except APIError:
            self.inspect_container(container)
            raise
        return reader, bool(self.inspect_container(container)["Config"]["Tty"])


def timestamp(value: float | datetime | None) -> float | None:
    """Seconds since 1970; a date without a time zone is UTC, and fractions of its seconds do not count."""
    if isinstance(value, datetime):
        return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    return value


def _positive(name: str, value: float | datetime | None) -> float | None:
    moment = timestamp(value)
    if moment is not None and moment <= 0:
        raise InvalidArgument(f"{name} value should be datetime or positive int/float, not {must.shown(value)}")
    return moment
