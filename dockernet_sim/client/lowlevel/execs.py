"""Calls about further programs in containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, of_one
from dockernet_sim.client.options import environment as variables
from dockernet_sim.client.options import words
from dockernet_sim.client.session import Session
from dockernet_sim.client.streams import CancellableStream, Socket, apart, joined, pairs, pieces
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import ExecInspect, Identified
    from dockernet_sim.client.arguments import Pairs, Ref, Words
    from dockernet_sim.client.streams import Apart


class ExecCalls(Session):
    """``docker exec``."""

    @of_one
    @asked(
        container=must.name, cmd=checks.words, stdout=must.flag, stderr=must.flag, stdin=must.flag, tty=must.flag,
        privileged=must.flag, user=must.text, environment=must.maybe(checks.pairs), workdir=must.maybe(must.text),
        detach_keys=must.maybe(must.text),
    )  # fmt: skip
    def exec_create(
        self,
        container: Ref,
        cmd: Words,
        stdout: bool = True,
        stderr: bool = True,
        stdin: bool = False,
        tty: bool = False,
        privileged: bool = False,
        user: str = "",
        environment: Pairs | None = None,
        workdir: str | None = None,
        detach_keys: str | None = None,
    ) -> Identified:
        """A program for a container, not started yet: ``{"Id": ...}``; a text is split as a shell does."""
        body = {
            "Container": container, "User": user, "Privileged": privileged, "Tty": tty, "AttachStdin": stdin,
            "AttachStdout": stdout, "AttachStderr": stderr, "Cmd": words(cmd),
            "Env": None if environment is None else variables(environment), "WorkingDir": workdir,
            "detachKeys": detach_keys or None,
        }  # fmt: skip
        found: Identified = self._json("POST", "/containers/{}/exec", container, body=body)
        return found

    @of_one
    @asked(exec_id=must.name)
    def exec_inspect(self, exec_id: Ref) -> ExecInspect:
        """Whether it runs, and its ``ExitCode``."""
        found: ExecInspect = self._json("GET", "/exec/{}/json", exec_id)
        return found

    @of_one
    @asked(exec_id=must.name, height=must.maybe(must.count(0)), width=must.maybe(must.count(0)))
    def exec_resize(self, exec_id: Ref, height: int | None = None, width: int | None = None) -> None:
        """The size of its terminal, which no program asks for."""
        self._ask("POST", "/exec/{}/resize", exec_id, query={"h": height, "w": width})

    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[True],
        tty: bool = False,
        stream: bool = False,
        socket: bool = False,
        demux: bool = False,
    ) -> str: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[False] = False,
        tty: bool = False,
        stream: bool = False,
        *,
        socket: Literal[True],
        demux: bool = False,
    ) -> Socket: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[False] = False,
        tty: bool = False,
        *,
        stream: Literal[True],
        socket: Literal[False] = False,
        demux: Literal[False] = False,
    ) -> CancellableStream[bytes]: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[False] = False,
        tty: bool = False,
        *,
        stream: Literal[True],
        socket: Literal[False] = False,
        demux: Literal[True],
    ) -> CancellableStream[Apart]: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[False] = False,
        tty: bool = False,
        stream: Literal[False] = False,
        socket: Literal[False] = False,
        demux: Literal[False] = False,
    ) -> bytes: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: Literal[False] = False,
        tty: bool = False,
        stream: Literal[False] = False,
        socket: Literal[False] = False,
        *,
        demux: Literal[True],
    ) -> Apart: ...
    @overload
    def exec_start(
        self,
        exec_id: Ref,
        detach: bool = False,
        tty: bool = False,
        stream: bool = False,
        socket: bool = False,
        demux: bool = False,
    ) -> str | bytes | Apart | Socket | CancellableStream[bytes] | CancellableStream[Apart]: ...
    @of_one
    @asked(
        exec_id=must.name, detach=must.flag, tty=must.flag, stream=must.flag, socket=must.flag, demux=must.flag,
    )  # fmt: skip
    def exec_start(
        self,
        exec_id: Ref,
        detach: bool = False,
        tty: bool = False,
        stream: bool = False,
        socket: bool = False,
        demux: bool = False,
    ) -> str | bytes | Apart | Socket | CancellableStream[bytes] | CancellableStream[Apart]:
        """Start it.

        Returns
        -------
        bytes or tuple
            All output, when it has ended; a pair (stdout, stderr) with ``demux=True``.
        CancellableStream
            With ``stream=True``, output piece by piece.
        Socket
            With ``socket=True``, for input as well.
        str
            With ``detach=True``, nothing: ``""``.
        """
        body = {"Tty": tty, "Detach": detach}
        if detach:
            return self._ask("POST", "/exec/{}/start", exec_id, body=body).text
        if not stream and not socket:
            data = self._ask("POST", "/exec/{}/start", exec_id, body=body, upgrade=True).content
            return apart(data, tty) if demux else joined(data, tty)
        reader = self._open("POST", "/exec/{}/start", exec_id, body=body, upgrade=True)
        if socket:
            return Socket(reader)
        return CancellableStream(reader, pairs(tty)) if demux else CancellableStream(reader, pieces(tty))
