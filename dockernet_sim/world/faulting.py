"""Faults carried out: each at its moment, as an event on the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.engine.daemon.routes import BY_CALL
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world import power
from dockernet_sim.world.faults import Command, Fault, Kill, Plug, Reboot, RestartEngine, What
from dockernet_sim.world.linkfault import BadFault, LinkFault

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.world.world import World

PLANNED, ON, OVER, FAILED = "planned", "on", "over", "failed"


@dataclass(eq=False)
class Planned:
    """A fault of a world: ``state`` is planned, on, over, or failed; then ``why`` says why it could not come."""

    fault: Fault
    state: str = PLANNED
    why: str = ""

    def __repr__(self) -> str:
        return f"<{self.fault}: {self.state}{f': {self.why}' if self.why else ''}>"


class Faults:
    """The faults of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.planned: list[Planned] = []

    def plan(self, fault: Fault) -> Planned:
        """Have it come at its moment.

        Raises
        ------
        BadFault
            When its time has gone by, or when it is for now and concerns what is not there.
        """
        clock, planned = self.world.clock, Planned(fault)
        delay = fault.after or 0.0
        if fault.at is not None:
            delay = fault.at - clock.now
            if delay < 0:
                raise BadFault(f"{fault}: it is {clock.now:.6f} s already")
        if fault.at is None and fault.after is None:
            self._begin(planned)
        else:
            clock.call_later(delay, self._try, planned)
        self.planned.append(planned)
        return planned

    def _try(self, planned: Planned) -> None:
        """What fails is kept, to be read afterwards: no call is there to raise it."""
        try:
            self._begin(planned)
        except DockernetError as failed:
            planned.state, planned.why = FAILED, str(failed)
            self._tell(planned.fault, "failed")

    def _begin(self, planned: Planned) -> None:
        fault, clock = planned.fault, self.world.clock
        undo = self._do(fault)
        self._tell(fault, "begins")
        planned.state = OVER
        if undo is not None:
            planned.state = ON
            if fault.lasting is not None:
                clock.call_later(fault.lasting, self._end, planned, undo)

    def _end(self, planned: Planned, undo: Callable[[], object]) -> None:
        try:
            undo()
        except DockernetError as failed:
            planned.state, planned.why = FAILED, f"its end: {failed}"
            self._tell(planned.fault, "failed")
            return
        planned.state = OVER
        self._tell(planned.fault, "ends")

    def _do(self, fault: Fault) -> Callable[[], object] | None:
        """Let it happen; what undoes it comes back, for what can be undone."""
        what = fault.what
        if isinstance(what, LinkFault):
            return self._link(what)
        self._act(what)
        undone = getattr(what, "undone", None)
        return None if undone is None else lambda: self._act(undone)

    def _act(self, what: What) -> None:
        world = self.world
        if isinstance(what, Kill):
            self._kill(what)
        elif isinstance(what, Command | Plug):
            self._docker(what)
        elif isinstance(what, RestartEngine):
            world.clock.spawn(world.engine(what.machine).service.restart())
        elif isinstance(what, Reboot):
            machine = world.machine(what.machine)
            world.clock.spawn(power.crash(machine) if what.crash else power.reboot(machine))

    def _kill(self, what: Kill) -> None:
        if self.world.containers_called(what.container):
            place = self.world.place(what.container)
            engine = self.world.engine(place.host.name)
            engine.service.kill_from_outside(what.container.rpartition("/")[2])
            return
        raise BadFault(f"{what}: no running container has that name")

    def _docker(self, what: Command | Plug) -> None:
        """As the docker command has it done, in no time; ApiError with the engine's text."""
        engine, name = self._engine_of(what.container), what.container.rpartition("/")[2]
        if not engine.daemon.up:
            raise BadFault(f"{what}: the engine does not run at the moment")
        if isinstance(what, Command):
            BY_CALL[f"container_{what.verb}"].of(engine)(name)
        else:
            call = engine.networks.disconnect if what.out else engine.networks.connect
            call(what.network, {"Container": name})

    def _engine_of(self, container: str) -> Engine:
        """The engine that has a container, running or not: ``NAME``, or ``MACHINE/NAME``."""
        machine, _, name = container.rpartition("/")
        if machine:
            return self.world.engine(machine)
        engines = [each.engine for each in self.world.machines.values() if each.engine is not None]
        holding = [engine for engine in engines if f"/{name}" in engine.daemon.names]
        if len(holding) > 1:
            hosts = [engine.host.name for engine in holding]
            raise BadFault(f"{name} is a container on each of {', '.join(hosts)}: say {hosts[0]}/{name}")
        return holding[0] if holding else self.world.engine()

    # -- links ---------------------------------------------------------------
    def device(self, name: str) -> Device:
        """The device of a name: on vm, or ``PLACE/NAME``."""
        place, _, device = name.rpartition("/")
        return self.world.place(place or "vm").ns.device(device)

    def _link(self, what: LinkFault) -> Callable[[], object]:
        device = self.device(what.device)
        if what.down:
            device.set_down()
            return lambda: device.set_up() if device.ns.devices.get(device.name) is device else None
        if not isinstance(device, Veth):
            raise BadFault(
                f"{what}: {device.name} is a {device.kind}: only a veth pair has a line, it can only go down"
            )
        links = self.world.links
        links.add(device, what)
        return lambda: links.remove(device, what)

    def _tell(self, fault: Fault, verdict: str) -> None:
        trace = self.world.trace
        if trace.on:
            trace.add(self.world.clock.t, "", "", "", "call", None, f"fault {verdict}", str(fault))
