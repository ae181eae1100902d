"""Serving a lab: in a thread beside a program of one's own (``lab.serve``),
or as a program (``dockernet-sim serve``)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dockernet_sim.api.core import Api
from dockernet_sim.api.errors import NotServed
from dockernet_sim.api.published import HERE, LOOPBACK
from dockernet_sim.api.versions import number

if TYPE_CHECKING:
    from dockernet_sim.api.keeping import Keeper
    from dockernet_sim.api.publishing import Tell
    from dockernet_sim.api.sockets import Server
    from dockernet_sim.world.world import World

LONGEST_PATH = 100  # bytes of a unix socket's path: sun_path of unix(7) has 108


class Served:
    """A lab that is being served.

    ``host`` is for DOCKER_HOST and for ``docker -H``; ``env`` are this process's variables with it.
    """

    def __init__(self, host: str, ports: Callable[[], dict[str, int]] = dict, told: list[str] | None = None) -> None:
        self.host = host
        self._ports = ports
        self._told = told if told is not None else []

    @property
    def told(self) -> list[str]:
        """What the server has said so far, line by line: which real port leads to which published one, and which
        published ports it cannot bind (UDP, IPv6). The latter is a :class:`RuntimeWarning`, too."""
        return self._told.copy()

    @property
    def ports(self) -> dict[str, int]:
        """Which port of the loopback leads to which published one, with ``publish=True``:
        ``{"0.0.0.0:8080": 8080}``."""
        return dict(self._ports())

    def __repr__(self) -> str:
        return f"<Served at {self.host}>"

    @property
    def env(self) -> dict[str, str]:
        """Variables for a subprocess: those of this process, with DOCKER_HOST."""
        return {**os.environ, "DOCKER_HOST": self.host}


def read_tcp(text: str) -> tuple[str, int]:
    """``127.0.0.1:2375`` as address and port.

    Raises
    ------
    NotServed
        For any address that is not the loopback's.

    Examples
    --------
    >>> read_tcp("127.0.0.1:0")
    ('127.0.0.1', 0)
    """
    address, _, port = text.rpartition(":")
    if address not in LOOPBACK:
        raise NotServed(f"--tcp {text}: only {HERE}:PORT is served, since the API has no password")
    if not port.isdecimal() or int(port) > 65535:
        raise NotServed(f"--tcp {text}: {port!r} is no port")
    return HERE, int(port)


def check_path(path: str) -> str:
    """A path at which a socket can be made; a stale socket, which no process serves, is taken away.

    Raises
    ------
    NotServed
        When something else is there, or the path is too long for a socket.
    """
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise NotServed(f"{path}: a unix socket's path has at most {LONGEST_PATH} bytes: choose a shorter one")
    folder = Path(path).absolute().parent
    if not folder.is_dir():
        raise NotServed(f"{folder}: no such folder: make it first, for yourself alone (mkdir -m 700)")
    mode = folder.stat().st_mode
    if os.name == "posix" and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise NotServed(f"{folder}: all users may write there, and put another socket in place of the lab's: chmod o-w")
    if Path(path).is_symlink():
        raise NotServed(f"{path}: a symbolic link is there: remove it, or give the path that it leads to")
    if Path(path).is_socket():
        _take_away_stale(path)
    elif Path(path).exists():
        raise NotServed(f"{path}: something else than a socket is there")
    return str(Path(path).absolute())


def _take_away_stale(path: str) -> None:
    from dockernet_sim.api.asking import is_answered

    if is_answered(path):
        raise NotServed(f"{path}: another server answers there")
    os.unlink(path)


def make(
    world: World,
    socket: str = "",
    tcp: str = "",
    pace: float = 0.0,
    min_api: str = "",
    machine: str = "vm",
    keeper: Keeper | None = None,
    tell: Tell = str,
    warn: Tell = str,
    publish: bool = False,
) -> Callable[[], Server]:
    """What makes the server inside an event loop; arguments are checked here.

    Raises
    ------
    NotServed, NoExtra
        When it cannot be served so.
    """
    from dockernet_sim.api.sockets import Server

    if socket and tcp:
        raise NotServed("either a socket or a TCP port, not both")
    address = read_tcp(tcp) if tcp else None
    path = check_path(socket) if socket else ""
    api = Api(world, machine, pace, min_api)
    if min_api and number(min_api) > number(api.most):
        raise NotServed(f"--min-api {min_api}: the release speaks {api.least} to {api.most}")
    return lambda: Server(api, path, address, keeper, tell, warn, publish)


@contextmanager
def serve(
    world: World,
    socket: str = "",
    tcp: str = "",
    pace: float = 0.0,
    min_api: str = "",
    machine: str = "vm",
    publish: bool = False,
) -> Iterator[Served]:
    """Serve a world in a thread, until the block ends; parameters as for ``lab.serve``."""
    with contextlib.ExitStack() as stack:
        if not socket and not tcp:
            socket = str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dockernet-"))) / "docker.sock")
        said = _Said()
        made = make(world, socket, tcp, pace, min_api, machine, tell=said.tell, warn=said.warn, publish=publish)
        thread = _Thread(made)
        thread.start()
        with contextlib.closing(thread):
            yield Served(thread.wait(), thread.ports, said.lines)
        world.trace.raise_failed()
        said.raise_failed()


class _Said:
    """Lines of a server; warnings that the program takes for errors are raised in its own thread."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._failed: list[Warning] = []

    def tell(self, text: str) -> None:
        """News."""
        self.lines.append(text)

    def warn(self, text: str) -> None:
        """What does not work."""
        self.lines.append(text)
        try:
            warnings.warn(text, RuntimeWarning, stacklevel=2)
        except Warning as warning:
            self._failed.append(warning)

    def raise_failed(self) -> None:
        """Behind the block."""
        if self._failed:
            raise self._failed[0]


class _Thread(threading.Thread):
    """An event loop in a thread."""

    def __init__(self, server: Callable[[], Server]) -> None:
        super().__init__(name="dockernet-sim serve", daemon=True)
        self._server = server
        self._ready = threading.Event()
        self._host = ""
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: Server | None = None

    def run(self) -> None:
        """The thread."""
        try:
            asyncio.run(self._main())
        except Exception as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop, self._running = asyncio.get_running_loop(), self._server()
        await self._running.run(self._listens)

    def _listens(self, host: str) -> None:
        self._host = host
        self._ready.set()

    def wait(self) -> str:
        """Where it listens."""
        self._ready.wait()
        if self._failure is not None:
            raise NotServed(f"the server did not start: {self._failure}") from self._failure
        return self._host

    def ports(self) -> dict[str, int]:
        """Which real ports lead to which published ones."""
        return self._running.api.published() if self._running is not None else {}

    def close(self) -> None:
        """End it; a failure that ended it before is raised.

        Raises
        ------
        NotServed
            When it had ended by itself.
        """
        if self._loop is not None and self._running is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._running.stop)
        self.join()
        if self._failure is not None and self._host:
            raise NotServed(f"the server has ended: {self._failure!r}") from self._failure
