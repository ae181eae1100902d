"""The world: machines on one segment, a clock, a trace and the log of what was asked."""

from __future__ import annotations

import shlex
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.engine.catalogue import CATALOGUE, RECORDER, image_set
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.daemon.routes import BY_CALL, work_of
from dockernet_sim.engine.errors import BadRequest, DaemonDown
from dockernet_sim.engine.flags import parse_flags
from dockernet_sim.engine.references import parse_reference
from dockernet_sim.engine.versions import DEFAULT, release
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.installed import HOST_PROGRAMS, RECORDED_HOST_PROGRAMS
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.task import Place, Stream, Task
from dockernet_sim.sim.clock import INFINITY, Clock
from dockernet_sim.sim.errors import BadArgument, DockernetError
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.interrupts import Interrupted
from dockernet_sim.sim.trace import KEPT, Trace
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.world import power, standard
from dockernet_sim.world.calling import ENGINE_CALLS
from dockernet_sim.world.errors import AmbiguousPlace, BadLink, NameTaken, UnknownFunction, UnknownPlace, UnknownProgram
from dockernet_sim.world.given import Given
from dockernet_sim.world.log import CallLog
from dockernet_sim.world.machine import Extended, Machine
from dockernet_sim.world.mishaps import Mishaps
from dockernet_sim.world.result import Result
from dockernet_sim.world.segment import Segment

if TYPE_CHECKING:
    from dockernet_sim.programs.servers.response import Answer
    from dockernet_sim.world.datagrams import Asker
    from dockernet_sim.world.lines import Line
    from dockernet_sim.world.tunnel import Tunnel

PROMPT = 0.003  # seconds until a shell is ready for the next line; what was still in the air has landed by then
TYPED = 200  # lines that a world remembers with what became of them
ALIASES = {"host": standard.VM}

Echo = Callable[[str], object]
Function = Callable[..., Any]


def line_program(place: Place, text: str) -> tuple[list[str], Program | None]:
    """What runs a line: a machine's bash; in a container a plain shell, as if each program were exec'd."""
    if "bash" in place.programs:
        return ["bash", "-c", text], None
    return ["sh", "-c", text], partial(_plain_shell, text=text)


def _plain_shell(task: Task, text: str) -> Generator[Any, Any, int]:
    from dockernet_sim.programs.sh import Dash, Shell

    return Shell(task, Dash(), "sh").run(text)


class StartedTask(Task):
    """A task started from outside the world: signals sent to it are logged as calls, too."""

    def __init__(self, world: World, place: Place, argv: list[str], program: Program | None = None) -> None:
        super().__init__(place, argv, program=program)
        self.world = world

    def signal(self, name: str) -> None:
        """Send INT (Ctrl-C), TERM or KILL."""
        with self.world.call("signal", text=name, task=self.world.started.index(self)):
            super().signal(name)


class World(Given, Mishaps, Extended):
    """The standard lab: `vm` with a Docker engine, and `lan`, the other machine on its network.

    Parameters
    ----------
    seed : int
        Decides MACs, ids and ephemeral ports; the same seed gives the same trace, byte for byte.
    trace : bool
        Whether happenings are recorded.
    engine : str or None
        The engine's version on `vm`; None for a machine without an engine.
    daemon_flags : str
        dockerd's flags on `vm`, as on its command line.
    images : str
        Which images engines have: ``"catalogue"``, the well-known ones, or ``"recorder"``, the recordings' stand-ins.
    extensions : sequence of str
        The installed extensions that it has (:mod:`dockernet_sim.extension`).
    cache : bool
        Whether kernels remember what they decided for a flow; it changes speed only.

    Examples
    --------
    >>> world = World()
    >>> world.run_line("vm", "hostname")
    vm
    """

    def __init__(
        self,
        seed: int = 0,
        trace: bool | int = True,
        engine: str | None = DEFAULT,
        daemon_flags: str = "",
        cache: bool = True,
        images: str = CATALOGUE,
        extensions: Sequence[str] = (),
    ) -> None:
        self.images, self.registry = image_set(images)
        self.options: dict[str, Any] = {"seed": seed, "engine": engine, "daemon_flags": daemon_flags, "images": images}
        if extensions:
            self.extend(extensions)
        self.cache = cache
        self.clock = Clock()
        self.trace = Trace(on=bool(trace), kept=KEPT if isinstance(trace, bool) else max(trace, 1))
        self.identity = Identity(seed)
        self.log = CallLog()
        self.functions: dict[str, Function] = {}  # a user's own, by the names under which a saved lab finds them again
        self.face: Any = self  # what registered processes are given
        self.started: list[StartedTask] = []
        self.lines: list[Line] = []  # clients' ties to programs,
        self.tunnels: list[Tunnel] = []  # and real clients' connections to servers,
        self.askers: list[Asker] = []  # and their sockets for datagrams
        self._answer: Any = None  # the last answer of an engine
        self.typed: deque[tuple[str, Result]] = deque(maxlen=TYPED)  # the last lines, with what became of them
        self._refusals_told: dict[str, int] = {}  # by machine: how many `newly_refused` has given
        self.machines: dict[str, Machine] = {}
        self._engine_watchers: list[Callable[[Machine], object]] = []
        self.segment = Segment(self._host)
        vm = self._machine(standard.VM, partial(standard.settle, address=standard.VM_ADDRESS))
        lan = self._machine(standard.LAN, partial(standard.start_lan, names=self.internet_names))
        self.segment.join(vm.host, standard.VM_MAC, lan.host, standard.LAN_MAC)
        lan.set_up(lan)
        vm.set_up(vm)
        if engine is not None:
            self._install(vm, engine, daemon_flags)
        while self.clock.peek() <= self.clock.now:
            self.clock.step()
        for machine in (vm, lan):
            machine.host.settle_links()

    def __repr__(self) -> str:
        return f"<World at {self.clock.now:.6f} s: {', '.join(self.machines)}>"

    @property
    def refused(self) -> list[str]:
        """What programs said they do not model, machine by machine."""
        return [text for machine in self.machines.values() for text in machine.host.refused]

    def newly_refused(self) -> list[str]:
        """Those refusals that this method has not given before."""
        found: list[str] = []
        for name, machine in self.machines.items():
            found += machine.host.refused[self._refusals_told.get(name, 0) :]
            self._refusals_told[name] = len(machine.host.refused)
        return found

    @property
    def internal_errors(self) -> list[str]:
        """Defects of the model that programs ran into, each with its traceback; a test can say that there is none."""
        return [text for machine in self.machines.values() for text in machine.host.internal_errors]

    # -- machines ------------------------------------------------------------
    def _host(self, name: str) -> Host:
        return self.equipped(Host(name, self.clock, self.trace, self.identity, self.cache))

    def _machine(self, name: str, set_up: Callable[[Machine], object]) -> Machine:
        installed = RECORDED_HOST_PROGRAMS if self.options["images"] == RECORDER else HOST_PROGRAMS
        machine = self.machines[name] = Machine(self._host(name), set_up, dict(installed))
        machine.programs.update(power.programs(machine))
        machine.programs.update(self.added_programs)
        standard.furnish(machine)
        return machine

    def _install(self, machine: Machine, version: str, flags: str) -> None:
        machine.engine = Engine(
            machine.host, machine.place, version, flags, self.images, self.registry, self.added_drivers
        )
        for watcher in self._engine_watchers:
            watcher(machine)

    def watch_engines(self, watcher: Callable[[Machine], object]) -> None:
        """Call `watcher` with every machine that has an engine, now and when one is added."""
        self._engine_watchers.append(watcher)
        for machine in self.machines.values():
            if machine.engine is not None:
                watcher(machine)

    def add_host(self, name: str, engine: str | None = None, daemon_flags: str = "") -> Machine:
        """Put another machine on the segment.

        The third machine makes the line into a switch that all are plugged into.

        Parameters
        ----------
        name : str
            The machine's name; it gets the next free address behind vm's.
        engine : str, optional
            The version of the engine that it runs; without one it has none.
        daemon_flags : str
            That engine's flags.

        Returns
        -------
        Machine

        Raises
        ------
        NameTaken
            When a machine of that name is there.
        """
        if name in self.machines or name in ALIASES or name == "switch":
            raise NameTaken(f"a machine called {name} is already on the segment: choose another name")
        if engine is not None:
            release(engine)
            parse_flags(daemon_flags)
        if self.segment.switch is None and self.links.changed(self.segment.ends[0]):
            raise BadLink(
                "the line between vm and lan is not as it was built, and a third machine makes it a switch:"
                " add machines first"
            )
        with self.call("host", name, engine or "", daemon_flags=daemon_flags):
            number = len(self.machines) - 1
            address = ip_text(ip_int(standard.VM_ADDRESS) + number)
            machine = self._machine(name, partial(standard.settle, address=address))
            self.segment.plug(machine.host, standard.VM_MAC + number)
            machine.set_up(machine)
            if engine is not None:
                self._install(machine, engine, daemon_flags)
            machine.host.settle_links()
            return machine

    def machine(self, name: str) -> Machine:
        """The machine of that name (``host`` is vm); UnknownPlace without one."""
        found = self.machines.get(ALIASES.get(name, name))
        if found is None:
            raise UnknownPlace(f"no machine is called {name}; there are {', '.join(self.machines)}")
        return found

    def engine(self, name: str = standard.VM) -> Engine:
        """The engine of a machine; UnknownPlace when it has none."""
        found = self.machine(name).engine
        if found is None:
            raise UnknownPlace(f"{name} has no engine")
        return found

    @property
    def internet_names(self) -> tuple[str, ...]:
        """The names that lan's DNS server has an address for; the recorder's knows only example.com."""
        return standard.RECORDED_NAMES if self.options["images"] == RECORDER else standard.NAMES

    def place(self, name: str) -> Place:
        """A machine's root shell, or the inside of a running container, by name or as ``MACHINE/NAME``.

        Raises
        ------
        UnknownPlace
            When there is none.
        AmbiguousPlace
            When containers on several machines have that name.
        """
        if ALIASES.get(name, name) in self.machines:
            return self.machine(name).place
        found = self.containers_called(name)
        if len(found) > 1:
            raise AmbiguousPlace(
                f"{name} is a container on each of {', '.join(found)}: say "
                f"{' or '.join(f'{each}/{name}' for each in found)}"
            )
        if not found:
            raise UnknownPlace(
                f"no machine and no running container is called {name}; machines: {', '.join(self.machines)}"
            )
        return next(iter(found.values()))

    def containers_called(self, name: str) -> dict[str, Place]:
        """The running containers of that name, by machine; `name` may be ``MACHINE/NAME``."""
        machine, slash, rest = name.partition("/")
        machine = ALIASES.get(machine, machine)
        wanted, name = ([machine], rest) if slash and machine in self.machines else (list(self.machines), name)
        found: dict[str, Place] = {}
        for each in wanted:
            engine = self.machines[each].engine
            place = engine.containers.place(name) if engine is not None else None
            if place is not None:
                found[each] = place
        return found

    def add_image(
        self, machine: str, name: str, http: Mapping[int, Answer], udp: Mapping[int, str] | None = None, base: str = ""
    ) -> None:
        """Give a machine's engine an image: port numbers, and what is answered there over HTTP or to a datagram.

        With `base`, an image that the engine has or can fetch, it is that one with another main program.

        Raises
        ------
        UnknownPlace
            When the machine has no engine.
        """
        from dockernet_sim.world.images import web_image

        engine = self.engine(machine)
        parse_reference(name)
        image = self.furnished(web_image(name, http, udp, engine.images.known(base) if base else None))
        with self.call("image", machine, name, http=dict(http), udp=dict(udp or {}), base=base):
            engine.images.add(image)

    def add_program_image(self, machine: str, name: str, program: str, ports: Sequence[str]) -> None:
        """Give a machine's engine an image that runs a registered function; UnknownFunction, UnknownPlace."""
        from dockernet_sim.world.images import program_image

        parse_reference(name)
        engine, image = self.engine(machine), self.furnished(program_image(name, self._function(program), ports))
        with self.call("program image", machine, name, program=program, ports=list(ports)):
            engine.images.add(image)

    # -- the engine's API ----------------------------------------------------
    def engine_call(
        self,
        machine: str,
        name: str,
        arguments: Sequence[Any] = (),
        options: Mapping[str, Any] | None = None,
        cost: str = "",
    ) -> Any:
        """Make a call of a machine's engine, and let the time pass that it takes.

        Parameters
        ----------
        machine : str
            Whose engine.
        name : str
            A call of the table of routes: ``container_create``.
        arguments, options
            What the method is given; plain data, but for streams.
        cost : str
            The docker command that took as long, in a saved lab; else the table of routes says it.

        Raises
        ------
        ApiError
            When the engine refuses.
        """
        if name not in ENGINE_CALLS:
            raise BadArgument(f"{name} is no call of the Engine API")
        engine, options = self.engine(machine), dict(options or {})
        cost = cost or work_of(name, force=bool(options.get("force")))
        plain = {key: value for key, value in options.items() if not isinstance(value, Stream)}
        with self.call("api", machine, name, arguments=list(arguments), options=plain, cost=cost):
            self.pass_time(engine.release.costs.of(cost))
            self._answer = None
            if not engine.daemon.up:
                raise DaemonDown
            try:
                self._answer = BY_CALL[name].of(engine)(*arguments, **options)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                if isinstance(error, DockernetError):
                    raise
                raise BadRequest(f"{name}: a request that cannot be read: {error!r}") from error
            return self._answer

    def wait_for_answer(self, limit: float) -> Any:
        """Let the clock run until the engine's last answer, an event or a task, has come to its end; its value."""
        with self.call("wait", limit=limit):
            if isinstance(self._answer, Task):
                return self.see_out(self._answer, limit)
            return self.see_event(self._answer, limit) if self._answer is not None else None

    # -- a user's own processes and programs ---------------------------------
    def register(self, name: str, function: Function) -> None:
        """Give a function a name, by which copies and saved worlds find it; BadArgument when another one has it."""
        if self.functions.setdefault(name, function) is not function:
            raise BadArgument(f"{name}: another function is registered by this name, and may be part of the lab's past")

    def start_process(self, name: str, *arguments: Any) -> simpy.Process:
        """Start a registered generator function as a process: it is given the lab, then `arguments`.

        Raises
        ------
        UnknownFunction
            When nothing is registered by that name.
        """
        function = self._function(name)
        with self.call("process", text=name, arguments=list(arguments)):
            return self.clock.spawn(function(self.face, *arguments))

    def _function(self, name: str) -> Function:
        function = self.functions.get(name)
        if function is None:
            raise UnknownFunction(f"no function is registered as {name!r}: register(name, function) first")
        return function

    def start_program(self, name: str, where: str, *arguments: Any) -> Task:
        """Start a registered function as a program with a Me and `arguments`; UnknownFunction, UnknownPlace."""
        from dockernet_sim.programs.own.me import own_program

        function, place = self._function(name), self.place(where)
        with self.call("program", where, name, arguments=list(arguments)):
            task = StartedTask(self, place, [name], own_program(lambda me: function(me, *arguments)))
            self.started.append(task)
            task.start()
            return task

    def start_task(self, argv: list[str], where: str) -> Task:
        """Start a program on a machine or in a container, without waiting for it."""
        place = self.place(where)
        if argv[0].rpartition("/")[2] not in place.programs:
            raise UnknownProgram(
                f"{where} has no program {argv[0]}: lab.sh types a whole line, and a shell's own words"
            )
        with self.call("task", where, shlex.join(argv), argv=list(argv)):
            task = StartedTask(self, place, argv)
            self.started.append(task)
            task.start()
            return task

    # -- time ----------------------------------------------------------------
    def run_until(self, time: float) -> None:
        """Let the clock run to a time.

        Raises
        ------
        BadArgument
            When it has gone by.
        """
        if time < self.clock.now and not self.clock.running:
            raise BadArgument(
                f"until must be a time from now on ({self.clock.now!r} s), not {time!r} s: time never goes back"
            )
        with self.call("run", text=f"{time!r}"):
            self.pass_time(time - self.clock.now)

    def _wait_for_boot(self, host: Host) -> None:
        """A machine that is off has no prompt before it is up again."""
        machine = self.machines[host.name]
        while machine.off:
            self.clock.advance(INFINITY)

    def run_line(
        self, where: str, text: str, limit: float = 60.0, echo: Echo | None = None, endless: float | None = None
    ) -> Result:
        """Type one line at a machine's root shell, or inside a container, and wait for its end.

        Parameters
        ----------
        where : str
            ``"vm"`` (or ``"host"``), ``"lan"``, another machine, or a container's name.
        text : str
            The line, as a person would type it.
        limit : float
            The most simulated seconds it may take; then it is interrupted as by Ctrl-C.
        echo : callable, optional
            Given each piece of output as it comes.
        endless : float, optional
            The most simulated seconds for what has no end of its own (``ping`` without ``-c``).

        Returns
        -------
        Result
        """
        place = self.place(where)
        with self.call("line", where, text, limit=limit, endless=endless):
            return self._run_line(place, text, limit, echo, endless)

    def _run_line(self, place: Place, text: str, limit: float, echo: Echo | None, endless: float | None) -> Result:
        self._wait_for_boot(place.host)
        pieces: list[str] = []

        def hear(piece: str) -> None:
            pieces.append(piece)
            if echo is not None:
                echo(piece)

        words, program = line_program(place, text)
        task = Task(place, words, stdout=Stream(hear), stderr=Stream(hear), program=program)
        began = self.clock.now
        try:
            ended = self.finish(task, limit, endless)
        except Interrupted:
            self.break_off(task)
            self.land(PROMPT, task)
            raise
        seconds = self.clock.now - began
        self.land(PROMPT, task)
        output = "".join(pieces)
        refused = tuple(self.newly_refused())
        result = Result(task.exit_code or 0, task.stdout.text, task.stderr.text, output, seconds, not ended, refused)
        self.typed.append((text, result))
        return result
