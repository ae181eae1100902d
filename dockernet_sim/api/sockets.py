"""The adapter: the core on a socket, by asyncio and h11. Nothing else in the package listens."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.api.core import QUIET
from dockernet_sim.api.errors import NoExtra, Refused
from dockernet_sim.api.published import LOOPBACK
from dockernet_sim.api.publishing import Publisher, Tell
from dockernet_sim.world.calling import REMOTE

try:
    from dockernet_sim.api.peer import Peer
    from dockernet_sim.api.requests import LARGEST_HEAD
except ModuleNotFoundError as missing:
    raise NoExtra(f"serving the Engine API needs {missing.name}: install dockernet_sim[api]") from missing

if TYPE_CHECKING:
    from dockernet_sim.api.core import Api
    from dockernet_sim.api.keeping import Keeper

MOST_CONNECTIONS = 512
MOST_TYPED = 16 * 1024 * 1024  # bytes that clients send to programs: the lab's log keeps them
MOST_UNSENT = 32 * 1024 * 1024  # bytes that wait for a client that does not read,
MOST_UNSENT_BY_ALL = 128 * 1024 * 1024  # and for all clients
SETTLE = 0.002  # real seconds in which other clients hear what a call has brought
GOODBYE = 2.0  # real seconds in which connections come to their ends
PACED = 0.02  # real seconds between two turns where time is paced
RESTING = 1.0  # the same where nothing is to be done
WATCHED = 0.5  # real seconds between two looks at clients that are late


class Server:
    """Listens for clients of one API.

    Parameters
    ----------
    api : Api
        What answers.
    path : str
        Where the unix socket is made; its folder must be there and private.
    tcp : tuple of (str, int), optional
        A loopback address and a port, instead of a unix socket; port 0 takes any.
    keeper : Keeper, optional
        Saves the lab as it changes.
    tell, warn : callable, optional
        Given lines: which real port leads to which published one; what does not work, and defects.
    publish : bool, optional
        Whether published ports are bound on the loopback.
    """

    def __init__(
        self,
        api: Api,
        path: str = "",
        tcp: tuple[str, int] | None = None,
        keeper: Keeper | None = None,
        tell: Tell = str,
        warn: Tell = str,
        publish: bool = False,
    ) -> None:
        self.api = api
        self.keeper = keeper
        api.today = time.time
        self.path = path
        self.tcp = tcp
        self.wake = asyncio.Event()
        self.connections: set[asyncio.Task[None]] = set()
        self.peers: set[Peer] = set()
        self.talking: set[Peer] = set()  # those with a conversation
        self.headers = api.headers
        self._typed = 0  # bytes to programs
        self.host = ""
        self.stopping = False
        self._warn = warn
        self._warned: set[str] = set()
        self.publisher = Publisher(self, tell, warn) if publish else None
        if self.publisher is not None:
            api.before_start, api.published = self.publisher.prepare, self._ports

    def _ports(self) -> dict[str, int]:
        known = self.publisher.ports.copy() if self.publisher is not None else {}  # others' threads ask
        return {str(port): number for port, number in known.items()}

    async def start(self) -> asyncio.Server:
        """Listen; ``host`` is what clients put into DOCKER_HOST."""
        if self.tcp is not None:
            server = await asyncio.start_server(self._accept, self.tcp[0], self.tcp[1], backlog=256, limit=LARGEST_HEAD)
            self.tcp = (self.tcp[0], server.sockets[0].getsockname()[1])
            self.host = f"tcp://{self.tcp[0]}:{self.tcp[1]}"
            return server
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(self.path)
        os.chmod(self.path, 0o600)  # at any umask; nothing can connect before it listens
        self.host = f"unix://{self.path}"
        return await asyncio.start_unix_server(self._accept, sock=listening, backlog=256, limit=LARGEST_HEAD)

    async def run(self, ready: Callable[[str], object] | None = None) -> None:
        """Serve until :meth:`stop`."""
        REMOTE.set(True)
        server = await self.start()
        self._watch()
        try:
            try:
                await self._publish()  # when it is ready, its published ports are bound, too
            except Exception as error:
                self.failed("publishing", error)
            if ready is not None:
                ready(self.host)
            await self._turns()
        finally:
            await asyncio.sleep(PACED)  # what was accepted just now is refused: behind close() asyncio would forget it
            server.close()
            self._watching.cancel()
            if self.publisher is not None:
                self.publisher.close()
            for peer in self.peers:
                peer.drop()
            if self.connections:
                await asyncio.wait(self.connections, timeout=GOODBYE)
            if self.path:
                with suppress(OSError):
                    os.unlink(self.path)

    def stop(self) -> None:
        """End it: to be called in its loop. It is no cancellation, which `asyncio.wait_for` can lose in Python 3.11."""
        self.stopping = True
        self.wake.set()

    async def settle(self) -> None:
        """After a call: what it brings to others is sent before its own answer, as the daemon sends the end of a wait
        before the failure of a start."""
        if self.api.has_work:
            self.wake.set()
        if self.api.settle():
            self._look()
            await asyncio.sleep(SETTLE)
        await self._publish()

    async def _publish(self) -> None:
        if self.publisher is not None:
            await self.publisher.sync()

    def count_typed(self, data: bytes) -> None:
        """Count what clients send to programs.

        Raises
        ------
        Refused
            When it is too much.
        """
        self._typed += len(data)
        if self._typed > MOST_TYPED:
            raise Refused(
                413, f"clients have sent more than {MOST_TYPED} bytes to programs, the most that a lab's log keeps"
            )

    def _look(self) -> None:
        unsent = 0
        for peer in self.talking:
            unsent += peer.unsent
            if peer.unsent > MOST_UNSENT:
                peer.drop()
            peer.look()
        if unsent > MOST_UNSENT_BY_ALL:
            max(self.talking, key=lambda each: each.unsent).drop()
        if self.publisher is not None:
            self.publisher.look()

    def answered(self, method: str) -> None:
        """A request was carried out, and its answer has not been sent."""
        if self.keeper is not None:
            self.keeper.answered(method)

    def heard(self) -> None:
        """Something came on a stream."""
        if self.keeper is not None:
            self.keeper.typed()
        self.wake.set()

    async def _turns(self) -> None:
        """Let simulated time go on, and what it brought be sent."""
        while not self.stopping:
            self.wake.clear()
            if await self._turn() and not self.api.pace:
                await asyncio.sleep(0)
                continue
            if self.stopping:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(PACED if self.api.pace else QUIET if self.api.soon else RESTING):
                    await self.wake.wait()

    async def _turn(self) -> bool:
        """Make a turn; a failure in it ends what clients wait for, and not the server."""
        try:
            again = self.api.turn(time.monotonic())
            self._look()
            await self._publish()
            if self.keeper is not None and (self.api.pace or not again):
                self.keeper.turn()
        except Exception as error:
            self.failed("a turn", error)
            self.api.give_up(error)
            with suppress(Exception):  # the same
                self._look()
            return False
        return again

    def failed(self, where: str, error: Exception) -> None:
        """Something that should not have failed: each is told once, and the server goes on."""
        if repr(error) not in self._warned:
            self._warned.add(repr(error))
            self._warn(self.api.defect(where, error))

    # -- clients ---------------------------------------------------------------
    def _watch(self) -> None:
        """Close the connections of clients that are late; again and again."""
        now = time.monotonic()
        for peer in self.peers:
            if peer.requests.due <= now:
                peer.drop()
        self._watching = asyncio.get_running_loop().call_later(WATCHED, self._watch)

    def _make_room(self) -> bool:
        """Close the connection that was idle for longest."""
        idle = [each for each in self.peers if each.requests.idle]
        if idle:
            longest = min(idle, key=lambda each: each.requests.due)
            self.peers.discard(longest)  # its task ends later: the next to come has to take another's place
            longest.drop()
        return bool(idle)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.stopping or (len(self.connections) >= MOST_CONNECTIONS and not self._make_room()):
            writer.transport.abort()
            return
        task = asyncio.ensure_future(self._serve(reader, writer))
        self.connections.add(task)
        task.add_done_callback(self.connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(self, reader, writer)
        self.peers.add(peer)
        try:
            await peer.serve()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass
        except Exception as error:
            self.failed("a client's connection", error)
        finally:
            self.peers.discard(peer)
            peer.gone()
            writer.close()

    # -- who may ask -----------------------------------------------------------
    def check(self, headers: Mapping[str, str]) -> None:
        """Refuse web pages, and over TCP any name that is not the loopback's (DNS rebinding)."""
        if "origin" in headers or headers.get("sec-fetch-site", "none") != "none":
            raise Refused(403, "dockernet-sim: requests of web pages (with an Origin or Sec-Fetch-Site) are refused")
        if self.tcp is not None:
            given = headers.get("host", "").lower()
            if given not in {f"{name}:{self.tcp[1]}" for name in LOOPBACK} | set(LOOPBACK):
                raise Refused(403, f"dockernet-sim: the Host {given!r} is not this server's")
