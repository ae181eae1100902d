"""Lab: one object over machines, commands and client; its methods only hand on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dockernet_sim.api.face import Serving
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.explain.answering import Answering
from dockernet_sim.explain.face import Shown
from dockernet_sim.explain.why_program import why_program
from dockernet_sim.shell.session import open_world
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked
from dockernet_sim.sim.errors import BadArgument
from dockernet_sim.sim.trace import EVENTS
from dockernet_sim.world.checks import ANSWERS, BUDGET, FUNCTIONS, PORTS, TEXTS_BY_PORT, machine_name
from dockernet_sim.world.disturbing import Disturbing
from dockernet_sim.world.naming import named, registering, remember

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import simpy

    from dockernet_sim.client.client import DockerClient
    from dockernet_sim.programs.own.me import OwnProgram
    from dockernet_sim.programs.servers.response import Answer
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.clock import Clock
    from dockernet_sim.sim.trace import Record, Trace
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.result import Result
    from dockernet_sim.world.world import Function, World

ENDLESS = 4.0
LIMIT = 600.0


class Lab(Answering, Shown, Serving, Disturbing):
    """The standard lab: ``vm`` with a Docker engine, and ``lan``, the other machine on its network.

    Parameters
    ----------
    engine : str
        The engine's version.
    seed : int
        Decides MACs, ids and ephemeral ports: the same seed gives the same lab, byte for byte.
    trace : bool or int
        Whether happenings are recorded (the last 100,000 of them), or how many of them.
    daemon : str
        dockerd's flags on ``vm``, as on its command line.
    extensions : sequence of str
        The installed extensions that it has (:mod:`dockernet_sim.extension`).

    Raises
    ------
    UnknownExtension, BadExtension
        When no installed package has the extension, or it cannot be used.

    Examples
    --------
    >>> lab = Lab()
    >>> web = lab.docker.containers.run("nginx", detach=True, name="web")
    >>> lab.sh("curl -s http://172.17.0.2/")
    hello
    """

    @checked(
        engine=must.name,
        seed=must.count(),
        trace=must.either(must.flag, must.count(1, 100_000_000)),
        daemon=must.text,
        extensions=must.sequence(must.name, "names of extensions"),
    )
    def __init__(
        self,
        engine: str = DEFAULT,
        seed: int = 0,
        trace: bool | int = True,
        daemon: str = "",
        extensions: Sequence[str] = (),
    ) -> None:
        world = open_world(engine=engine, seed=seed, trace=trace, daemon_flags=daemon, extensions=extensions)
        self._stand_on(world)

    def _stand_on(self, world: World) -> Lab:
        world.face = self
        world.machine("vm").programs["why"] = why_program(world)
        self.world = world
        return self

    @cached_property
    def docker(self) -> DockerClient:
        """docker-py's client of the lab's engine."""
        from dockernet_sim.client.client import DockerClient

        return DockerClient(self.world)

    def __repr__(self) -> str:
        return f"<Lab at {self.env.now:.3f} s: {', '.join(self.world.machines)}>"

    @checked(line=must.text, on=must.name, limit=must.maybe(must.seconds))
    def sh(self, line: str, on: str = "vm", limit: float | None = None) -> Result:
        """Type a line at a root shell and wait for its end.

        What has no end (``ping`` without ``-c``, a container in the foreground) is stopped after 4 simulated seconds,
        as by Ctrl-C, and the result says so.

        Parameters
        ----------
        line : str
            As a person would type it.
        on : str
            A machine, or a running container.
        limit : float, optional
            The most simulated seconds for any line.

        Returns
        -------
        Result
            Exit code, stdout and stderr; it shows itself as a terminal would.

        Raises
        ------
        UnknownPlace
            When there is no such machine or running container.
        BadArgument, AlreadyRunning
            With all methods: before anything is done or logged. Inside a process of ``lab.env``, ``yield
            lab.task([...]).process``.

        Examples
        --------
        >>> Lab().sh("docker network ls -q --filter driver=host").exit
        0
        """
        if limit is not None:
            return self.world.run_line(on, line, limit)
        return self.world.run_line(on, line, LIMIT, endless=ENDLESS)

    @property
    def env(self) -> Clock:
        """The SimPy environment: add processes of your own."""
        return self.world.clock

    @property
    def trace(self) -> Trace:
        """Everything that happened, record by record."""
        return self.world.trace

    @checked(event=must.choice("*", *EVENTS), listener=must.function)
    def on(self, event: str, listener: Callable[[Record], object]) -> Callable[[], None]:
        """Call a function with each record of an event from now on; it looks on only, and takes no part in copies.

        Parameters
        ----------
        event : str
            ``"drop"``, ``"nat"``, ``"tx"`` ... (:data:`dockernet_sim.sim.trace.EVENTS`), or ``"*"``.
        listener : callable
            It is given the :class:`~dockernet_sim.sim.trace.Record`. An exception ends it, and is raised when the call
            that is under way (``lab.sh``, ``lab.run``) has ended as it would have without a listener.

        Returns
        -------
        callable
            Ends it.

        Examples
        --------
        >>> lab, seen = Lab(), []
        >>> stop = lab.on("drop", lambda record: seen.append(record.verdict))
        >>> lab.sh("iptables -P INPUT DROP; ping -c 1 -W 1 127.0.0.1").exit
        1
        >>> seen
        ['filter-policy']
        """
        return self.world.trace.listen(event, listener)

    @property
    def refused(self) -> list[str]:
        """What programs said they do not model: also those in the background, or whose standard error goes nowhere.

        Examples
        --------
        >>> lab = Lab()
        >>> _ = lab.sh("vim notes 2>/dev/null")
        >>> lab.refused
        ['vim: this program is not modelled']
        """
        return self.world.refused

    @checked(until=must.seconds)
    def run(self, until: float) -> None:
        """Let the clock run to this time.

        Parameters
        ----------
        until : float
            Simulated seconds since the lab's beginning, not before now.

        Raises
        ------
        BadArgument, AlreadyRunning
            When that time has gone by; inside a process of ``lab.env`` (there, ``yield lab.env.timeout(SECONDS)``).
        """
        self.world.run_until(until)

    @checked(name=machine_name, engine=must.maybe(must.name), daemon=must.text)
    def add_host(self, name: str, engine: str | None = None, daemon: str = "") -> Machine:
        """Put another machine on the network of vm and lan.

        Parameters
        ----------
        name : str
            Its name, for ``sh(line, on=NAME)``.
        engine : str, optional
            The version of the Docker engine that it runs; without one it has none.
        daemon : str
            That engine's flags.

        Returns
        -------
        Machine

        Raises
        ------
        NameTaken
            When a machine of that name is there.
        """
        return self.world.add_host(name, engine, daemon)

    @checked(
        name=must.name,
        ports=must.maybe(must.either(ANSWERS, PORTS)),
        udp=must.maybe(TEXTS_BY_PORT),
        on=must.name,
        program=must.maybe(must.function),
    )
    def image(
        self,
        name: str,
        ports: Mapping[int, Answer] | Sequence[int | str] | None = None,
        udp: Mapping[int, str] | None = None,
        on: str = "vm",
        program: OwnProgram | None = None,
    ) -> None:
        """Give an engine an image of your own.

        Parameters
        ----------
        name : str
            ``NAME`` or ``NAME:TAG``.
        ports : dict or list, optional
            Ports that it listens on, and what it answers there over HTTP: a text, or a function of the request that
            returns text, bytes, a :class:`~dockernet_sim.programs.servers.response.Response`, or a generator that
            waits (``yield request.me.sleep(0.5)``) and returns one of them; it is registered by its own name, if it
            has one. With a `program`, a list of the ports that the image exposes (``8080``, ``"53/udp"``).
        udp : dict, optional
            UDP ports, and the text that answers each datagram.
        on : str
            The machine with the engine.
        program : callable, optional
            A generator function that its containers run; it is given a :class:`~dockernet_sim.programs.own.me.Me`, and
            is registered by its own name.

        Examples
        --------
        >>> lab = Lab()
        >>> lab.image("shop", ports={8080: "open"})
        >>> lab.sh("docker run -d --name shop shop").exit
        0
        >>> lab.sh("curl -s http://172.17.0.2:8080/")
        open
        """
        if program is None and isinstance(ports, Sequence):
            raise BadArgument("ports: a list of ports needs program=...; without one, say what each port answers")
        with registering(self.world):
            if program is not None:
                exposed = [str(port) for port in ports or ()]
                self.world.add_program_image(on, name, named(self.world, program), exposed)
            elif not isinstance(ports, Sequence):
                for answer in (ports or {}).values():
                    remember(self.world, answer)
                self.world.add_image(on, name, ports or {}, udp)

    @checked(
        program=must.function,
        arguments=must.sequence(must.either(must.plain, must.function), "plain data"),
        on=must.name,
    )
    def spawn(self, program: OwnProgram, *arguments: Any, on: str) -> Task:
        """Run a generator function of yours as a program on a machine or in a container.

        Parameters
        ----------
        program : callable
            It is given a :class:`~dockernet_sim.programs.own.me.Me`, then `arguments`, and yields what it waits for. It
            is registered by its own name, so that copies and saved labs find it.
        *arguments
            Plain data.
        on : str
            A machine, or a running container.

        Returns
        -------
        Task
            ``process`` is an event to yield in a process of your own.

        Raises
        ------
        UnknownPlace
            When there is no such machine or running container.

        Examples
        --------
        >>> def client(me):
        ...     conn = yield me.connect("web", 80, timeout=1)
        ...     conn.send(b"GET / HTTP/1.0\\r\\n\\r\\n")
        ...     me.log((yield conn.recv()).split()[1].decode())
        >>> lab = Lab()
        >>> for line in ("network create n", "run -d --name web --net n nginx", "run -d --name cli --net n busybox"):
        ...     _ = lab.sh(f"docker {line}")
        >>> task = lab.spawn(client, on="cli")
        >>> lab.run(until=lab.env.now + 1)
        >>> task.stdout.text
        '200\\n'
        """
        with registering(self.world):
            return self.world.start_program(named(self.world, program), on, *arguments)

    @checked(argv=must.sequence(must.text, "a list of texts, the first one a program's name", least=1), on=must.name)
    def task(self, argv: list[str], on: str = "vm") -> Task:
        """Start a program without waiting for it.

        Parameters
        ----------
        argv : list of str
            Its name and arguments.
        on : str
            A machine, or a running container.

        Returns
        -------
        Task
            ``running``, ``stdout.text``, ``signal("INT")``.
        """
        return self.world.start_task(argv, on)

    # -- functions of your own -------------------------------------------------
    @checked(name=must.name, function=must.function)
    def register(self, name: str, function: Function) -> None:
        """Give a function of yours a name, by which copies and saved labs find it.

        Parameters
        ----------
        name : str
            Any name.
        function : callable
            A generator function for :meth:`process`, or what an :meth:`image` answers with.
        """
        self.world.register(name, function)

    @checked(name=must.name, arguments=must.sequence(must.either(must.plain, must.function), "plain data"))
    def process(self, name: str, *arguments: Any) -> simpy.Process:
        """Start a registered generator function as a SimPy process; it is given the lab, then `arguments`.

        Unlike one that ``lab.env.process`` started, it takes part in copies and saved labs.

        Raises
        ------
        UnknownFunction
            When nothing is registered by that name.

        Examples
        --------
        >>> def drip(lab, seconds):
        ...     while True:
        ...         yield lab.env.timeout(seconds)
        ...         lab.task(["ping", "-c", "1", "172.31.176.1"])
        >>> lab = Lab()
        >>> lab.register("drip", drip)
        >>> _ = lab.process("drip", 2.0)
        >>> lab.run(until=5.0)
        >>> lab.copy().env.now
        5.0
        """
        return self.world.start_process(name, *arguments)

    # -- save, load and copy ---------------------------------------------------
    @checked(trace=must.maybe(must.flag))
    def copy(self, trace: bool | None = None) -> Lab:
        """The same lab once more: same calls, same seed, so same state and same future.

        Parameters
        ----------
        trace : bool, optional
            Whether the copy records what happens; as this lab, unless given.

        Returns
        -------
        Lab

        Raises
        ------
        NotSaved
            When a process on ``lab.env``, or a function in an image, takes part that is not registered.
        BadSave
            When something was changed past the lab's own methods, so that its calls lead elsewhere.

        Examples
        --------
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web nginx").exit
        0
        >>> other = lab.copy()
        >>> other.sh("docker rm -f web"), lab.docker.containers.get("web").status
        (web, 'running')
        """
        from dockernet_sim.world import saved

        data = saved.to_data(self.world)
        return self._again(data, self.world.functions, self.trace.on if trace is None else trace)

    @checked(path=must.path)
    def save(self, path: str | Path) -> None:
        """Write the lab to a JSON file: its options, the calls made on it, and a digest of where they led.

        Parameters
        ----------
        path : str or Path
            The file.

        Raises
        ------
        NotSaved
            When it cannot be saved; the text says what is in the way.
        """
        from dockernet_sim.world import saved

        saved.save(self.world, path)

    @classmethod
    @checked(path=must.path, functions=must.maybe(FUNCTIONS), trace=must.flag, budget=must.count(1))
    def load(
        cls, path: str | Path, functions: Mapping[str, Function] | None = None, trace: bool = True, budget: int = BUDGET
    ) -> Lab:
        """The lab from a file, as it was when it was saved; the file need not be trusted.

        Parameters
        ----------
        path : str or Path
            The file.
        functions : mapping, optional
            The registered functions that take part in it, by name.
        trace : bool
            Whether happenings are recorded.
        budget : int
            The most events (of the simulation) that making it again may take.

        Returns
        -------
        Lab

        Raises
        ------
        BadSave
            When the file is no saved lab, was changed, needs a function that is not given or more events than `budget`,
            or does not lead to the state that was saved; nothing is loaded.
        """
        from dockernet_sim.world import saved

        return cls._again(saved.read(path), functions or {}, trace, budget)

    @classmethod
    def _again(cls, data: dict[str, Any], functions: Mapping[str, Function], trace: bool, budget: int = 0) -> Lab:
        import dockernet_sim.shell.interactive
        import dockernet_sim.shell.terminal
        import dockernet_sim.world.datagrams
        import dockernet_sim.world.lines
        import dockernet_sim.world.tunnel  # noqa: F401  # so that what was typed or sent by a client can be copied
        from dockernet_sim.world import saved

        lab = object.__new__(cls)
        saved.build(data, open_world, functions, trace, lab._stand_on, budget or None)
        return lab
