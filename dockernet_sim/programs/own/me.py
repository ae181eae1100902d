"""What a user's program in a container can do: sockets, names, pings, commands and waits, all as events to yield."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from random import Random
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.tcp import Listener as Listening
from dockernet_sim.programs.icmpsocket import IcmpSocket, answers
from dockernet_sim.programs.own.conn import Conn, Datagrams, Listener
from dockernet_sim.programs.own.driving import KILL, Pace, Steps, driven
from dockernet_sim.programs.own.ending import complaint_of, exit_code
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.servers.server import listen, owner
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import NotModelled, Runaway
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.icmp import ECHO_REPLY, UNREACHABLE

PATIENCE = 1.0
SIZE = 56
ABOVE = 28  # bytes of an echo's headers, IP's and ICMP's

PORT_OR_ANY = must.count(0, 65535)
PING_SIZE = must.count(0, 65507)
MOST_HELPERS = 50_000  # of one program at a time: what ends a fork bomb

OwnProgram = Callable[..., Steps | int | None]


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, standard output and error.

    Examples
    --------
    >>> Done(0, "web\\n", "").stdout
    'web\\n'
    """

    exit: int
    stdout: str
    stderr: str


class Me:
    """The running program, as it is handed to the user's function.

    Waits are events: ``data = yield conn.recv()``. What goes wrong is a NetError, raised where the event is yielded;
    an argument that cannot be is a BadArgument, raised where the call stands. When the container is stopped, the
    function is interrupted (:class:`simpy.Interrupt`, as by SIGTERM) and may clean up; SIGKILL ends it at once. Its
    helpers end with it, and its sockets are closed. In a paused container it does nothing until the container goes on.
    More than 100,000 steps at one moment of simulated time end it (:class:`Runaway`).

    Parameters
    ----------
    task : Task
        The task that runs the function.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> def probe(me):
    ...     seconds = yield me.ping("172.31.176.1")
    ...     done = yield me.run("hostname")
    ...     me.log(f"{done.stdout.strip()} {seconds < 0.001}")
    >>> lab = Lab()
    >>> task = lab.spawn(probe, on="vm")
    >>> lab.run(1.0)
    >>> task.stdout.text
    'vm True\\n'
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.clock: Clock = task.clock
        self.place: Place = task.place
        self.pace = Pace(task.clock, host=task.host)
        self._gone = False  # the program has ended, and what is left of it is not heard any more
        self._helpers: dict[simpy.Process, None] = {}
        self._open: dict[Connection, None] = {}
        task.at_exit.append(self._end)

    def __repr__(self) -> str:
        return f"<Me: {self._task.title} in {self.name}>"

    # -- itself ---------------------------------------------------------------
    @property
    def name(self) -> str:
        """The container, or the machine."""
        return self.place.name

    @property
    def now(self) -> float:
        """The simulated time, in seconds."""
        return self.clock.now

    @property
    def random(self) -> Random:
        """Random numbers of its own, out of the lab's seed."""
        return self._task.host.identity.stream(f"program/{self.name}/{self._task.called}")

    @property
    def args(self) -> list[str]:
        """The words behind its name: ``["-c", "3"]``."""
        return self._task.args

    def sleep(self, seconds: float) -> simpy.Event:
        """An event that comes in so many seconds."""
        self.pace.step()
        return self.clock.timeout(verified("Me.sleep", "seconds", seconds, must.seconds))

    def log(self, text: object) -> None:
        """Write a line to standard output, as ``print`` does: ``docker logs`` shows it."""
        self.pace.step()
        line = must.text(str(text))
        self.pace.tell(line)
        if not self._gone:
            self._task.out(f"{line}\n")

    def spawn(self, program: OwnProgram, *arguments: Any) -> simpy.Process:
        """Run a further function beside this one, in the same container; it is given this Me, then the arguments.

        Its exceptions become a line in the container's log, never the end of the simulation.

        Returns
        -------
        simpy.Process
            An event with what the function returns. ``interrupt("enough")`` interrupts it.

        Raises
        ------
        NetError
            EAGAIN when 50,000 helpers run already.
        """
        verified("Me.spawn", "program", program, must.function)
        if len(self._helpers) >= MOST_HELPERS:
            raise NetError("EAGAIN", f"{MOST_HELPERS} helpers run already")
        return self.waiting(self._guarded(program, arguments))

    def _guarded(self, program: OwnProgram, arguments: tuple[Any, ...]) -> Generator[Any, Any, Any]:
        name = getattr(program, "__name__", "helper")
        try:
            started = program(self, *arguments)
            return (yield from driven(self, started)) if isinstance(started, Generator) else started
        except (simpy.Interrupt, GeneratorExit):
            return None
        except Runaway as error:
            self._complain(name, error)
            if self._task.process is not None and self._task.running:
                self._task.process.interrupt(KILL)
        except NotModelled as missing:
            self._complain(name, missing)
            self._task.host.refuse(name, str(missing))
        except (Exception, SystemExit) as error:
            self._complain(name, error)
        return None

    def _complain(self, name: str, error: BaseException) -> None:
        if not self._gone:
            self._task.err(f"{name}: {complaint_of(error)}\n")

    def waiting(self, work: Generator[Any, Any, Any]) -> simpy.Process:
        """A helper process that ends with the program; a failure that is not waited for is forgotten."""
        self.pace.step()
        process = self.clock.spawn(work)
        self._helpers[process] = None
        assert process.callbacks is not None
        process.callbacks.append(self._ended)
        return process

    def failed(self, error: NetError) -> simpy.Event:
        """An event that has failed."""
        return self.fail(simpy.Event(self.clock), error)

    def fail(self, event: simpy.Event, error: NetError) -> simpy.Event:
        """Let an event fail; what does not wait for it does not hear of it."""
        event.fail(error)
        event.defused = True
        return event

    def _ended(self, event: simpy.Event) -> None:
        event.defused = True
        self._helpers.pop(event, None)  # type: ignore[call-overload]

    def forget(self, connection: Connection) -> None:
        """The connection was closed by the program itself."""
        self._open.pop(connection, None)

    def _end(self) -> None:
        self._gone = True
        for connection in self._open:
            connection.close()
        for process in list(self._helpers):
            if process.is_alive and process is not self.clock.active_process:
                process.interrupt(KILL)

    # -- names ------------------------------------------------------------------
    def resolve(self, name: str) -> simpy.Event:
        """An event with the addresses of a name, as texts in the order in which they would be tried;
        NetError EAI_NONAME."""
        return self.waiting(self._resolve(verified("Me.resolve", "name", name, must.name)))

    def _resolve(self, name: str) -> Generator[Any, Any, list[str]]:
        found = yield from self.addresses(name)
        return [ip_text(address) for address in found]

    def addresses(self, name: str) -> Generator[Any, Any, list[int]]:
        """The addresses of a name, as numbers."""
        answer = yield from lookup(self._task, name)
        if not answer.addresses:
            raise NetError(f"EAI_{answer.error or 'NONAME'}", name)
        return list(answer.addresses)

    def first_address(self, name: str) -> Generator[Any, Any, int]:
        """The address that is tried first."""
        found = yield from self.addresses(name)
        return found[0]

    # -- TCP and UDP ---------------------------------------------------------------
    def connect(self, host: str, port: int, timeout: float | None = None) -> simpy.Event:
        """An event with a :class:`Conn`.

        Parameters
        ----------
        host : str
            A name or an address; of several addresses each is tried in turn.
        port : int
            The port.
        timeout : float, optional
            Seconds for each address, above 0; without, the kernel's own (about two minutes).

        Raises
        ------
        NetError
            Where the event is yielded: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH; EAI_NONAME, EAI_AGAIN and
            EAI_FAIL are the resolver's.
        """
        verified("Me.connect", "host", host, must.name)
        verified("Me.connect", "port", port, must.port)
        verified("Me.connect", "timeout", timeout, must.maybe(must.span))
        return self.waiting(self._connect(host, port, timeout))

    def _connect(self, host: str, port: int, timeout: float | None) -> Generator[Any, Any, Conn]:
        failure = NetError("EAI_NONAME", host)
        for address in (yield from self.addresses(host)):
            try:
                connection = self._task.ns.sockets.connect(
                    address, port, owner(self._task, self._task.called), timeout=timeout
                )
                self._open[connection] = None
                yield connection.connected
                return Conn(self, connection)
            except NetError as error:
                failure = error
        raise failure

    def listen(self, port: int) -> Listener:
        """Listen on a TCP port of all addresses, 0 for any free one (:attr:`Listener.port`); NetError EADDRINUSE."""
        self.pace.step()
        return Listener(self, verified("Me.listen", "port", port, PORT_OR_ANY))

    def open_listener(self, port: int, on_connection: Callable[[Connection], object]) -> Listening:
        """The kernel's listener behind a :class:`Listener`."""
        return listen(self._task, 0, port, on_connection, self._task.called, family="dual")

    def udp(self, port: int = 0) -> Datagrams:
        """A UDP socket; bound when a port is given. NetError EADDRINUSE."""
        self.pace.step()
        verified("Me.udp", "port", port, PORT_OR_ANY)
        socket = self._task.ns.sockets.udp(owner(self._task, self._task.called), "dual" if port else "inet")
        self._task.at_exit.append(socket.close)
        if port:
            socket.bind(0, port)
        return Datagrams(self, socket)

    def close_now(self, close: Callable[[], object]) -> None:
        """Close what would have been closed at the program's end."""
        close()
        if close in self._task.at_exit:
            self._task.at_exit.remove(close)

    # -- ping and commands ------------------------------------------------------------
    def ping(self, host: str, timeout: float = PATIENCE, size: int = SIZE) -> simpy.Event:
        """An event with the round trip in seconds.

        Raises
        ------
        NetError
            Where the event is yielded: ETIMEDOUT without an answer within `timeout` seconds, EHOSTUNREACH, or the
            resolver's.
        """
        verified("Me.ping", "host", host, must.name)
        verified("Me.ping", "timeout", timeout, must.seconds)
        verified("Me.ping", "size", size, PING_SIZE)
        return self.waiting(self._ping(host, timeout, size))

    def _ping(self, host: str, timeout: float, size: int) -> Generator[Any, Any, float]:
        target = yield from self.first_address(host)
        ident = self._task.host.identity.stream("ping").getrandbits(16)
        socket, began = IcmpSocket(self._task, answers(ident)), self.clock.now
        try:
            fits = size + ABOVE <= self._task.ns.sockets.pmtu.towards(target)  # else in fragments, as ping does it
            self._task.ns.ip.icmp.request(target, ident, size, df=fits)
            yield from socket.wait(timeout)
            heard = socket.next()
        finally:
            self.close_now(socket.close)
        if heard is None:
            raise NetError("ETIMEDOUT", host)
        if heard.message.type != ECHO_REPLY:
            raise NetError("EHOSTUNREACH" if heard.message.type == UNREACHABLE else "ETIME", host)
        return self.clock.now - began

    def run(self, line: str) -> simpy.Event:
        """An event with a :class:`Done`: what the line left, typed at a shell where this program runs."""
        return self.waiting(self._run(verified("Me.run", "line", line, must.text)))

    def _run(self, line: str) -> Generator[Any, Any, Done]:
        shell = "bash" if "bash" in self._task.place.programs else "sh"
        child = Task(self._task.place, [shell, "-c", line], parent=self._task, cwd=self._task.cwd)
        exit_code = yield child.start()
        return Done(exit_code, child.stdout.text, child.stderr.text)


def own_program(
    function: OwnProgram, complaint: Callable[[Exception], str] | None = None
) -> Callable[[Task], Generator[Any, Any, int]]:
    """A user's function as a program: its exceptions become a line on standard error and exit code 1.

    Parameters
    ----------
    function : callable
        It is given a :class:`Me`.
    complaint : callable, optional
        What is said of an exception; its name and text, unless given.

    >>> own_program(lambda me: None).__name__
    'run'
    """

    def run(task: Task) -> Generator[Any, Any, int]:
        me = Me(task)
        try:
            started = function(me)
            return exit_code((yield from driven(me, started)) if isinstance(started, Generator) else started)
        except (simpy.Interrupt, GeneratorExit, NotModelled, Runaway):
            raise  # a task knows these
        except SystemExit as leave:
            if isinstance(leave.code, str):
                task.err(f"{leave.code}\n")
            return exit_code(1 if isinstance(leave.code, str) else leave.code)
        except Exception as error:
            special = complaint is not None and not isinstance(error, NetError)
            task.err(f"{task.called}: {complaint(error) if complaint and special else complaint_of(error)}\n")
            return 1

    return run
