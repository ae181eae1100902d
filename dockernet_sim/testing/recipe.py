"""A lab as the lines that make it: what strategies draw, and what a failure shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab

SETTLED = 0.5  # seconds after which a server that found its port taken has given up
BOOTED = 60.0
LINK_LEFT_BEHIND = "invalid endpoint id"
HALF_CONNECTED = "driver failed programming external connectivity"


@dataclass(frozen=True, repr=False)
class Recipe:
    """Lines typed on ``vm``, in order, dockerd's flags, and its release.

    Examples
    --------
    >>> print(Recipe(("docker run -d --name web nginx",), "--icc=false"))
    # daemon: --icc=false
    # engine: 29
    host$ docker run -d --name web nginx
    """

    lines: tuple[str, ...] = ()
    daemon: str = ""
    seed: int = 0
    engine: str = DEFAULT

    def build(self, trace: bool = True) -> World:
        """A world in which all lines were typed; a line that Docker refuses changes nothing, and stays in the story."""
        return self._typed_into(open_world(seed=self.seed, trace=trace, engine=self.engine, daemon_flags=self.daemon))

    def lab(self, trace: bool = True) -> Lab:
        """A :class:`~dockernet_sim.lab.Lab` in which all lines were typed: asked, drawn, copied and saved as any other.

        Parameters
        ----------
        trace : bool
            Whether happenings are recorded.

        Examples
        --------
        >>> lab = Recipe(("docker run -d --name web nginx", "docker run -d --name cli busybox")).lab()
        >>> lab.sh("ping -c 1 172.17.0.2", on="cli").exit
        0
        """
        from dockernet_sim import Lab

        lab = Lab(engine=self.engine, seed=self.seed, trace=trace, daemon=self.daemon)
        self._typed_into(lab.world)
        return lab

    def _typed_into(self, world: World) -> World:
        typed = Typed(world, self.daemon, engine=self.engine)
        for line in self.lines:
            typed.type(line)
        return world

    def __str__(self) -> str:
        flags = [f"# daemon: {self.daemon}"] if self.daemon else []
        flags += [f"# engine: {self.engine}"]
        return "\n".join([*flags, *(f"host$ {line}" for line in self.lines)])

    __repr__ = __str__


@dataclass
class Typed:
    """A world, and what was typed into it so far."""

    world: World
    daemon: str = ""
    lines: list[str] = field(default_factory=list)
    engine: str = DEFAULT

    @classmethod
    def open(cls, daemon: str = "", seed: int = 0, engine: str = DEFAULT) -> Typed:
        """A fresh lab."""
        return cls(open_world(seed=seed, engine=engine, daemon_flags=daemon), daemon, engine=engine)

    def type(self, line: str) -> Result:
        """Type one line on vm, and heal what 20.10 leaves behind where it breaks its own promises.

        Where a connect fails at the ports, the device stays in the container, and its address goes to the next one;
        where ports moved to a network without ICC and a link could not follow, rules and ports stay taken: the machine
        is booted anew. A container that was renamed while it ran on the default bridge is known there by name until its
        next start: it is restarted.
        """
        self.lines.append(line)
        result = self.world.run_line("vm", line)
        self.world.pass_time(SETTLED)
        half = line.startswith("docker network connect") and HALF_CONNECTED in result.stderr
        if half or LINK_LEFT_BEHIND in result.stderr:
            self.type("reboot")
            self.world.pass_time(BOOTED)
        last = line.split()[-1]
        if line.startswith("docker rename") and result and self._runs_on_default_bridge(last):
            self.type(f"docker restart -t 0 {last}")
        return result

    def _runs_on_default_bridge(self, name: str) -> bool:
        networks = self.world.engine().containers.inspect(name)["NetworkSettings"]["Networks"]
        return "bridge" in networks and bool(networks["bridge"]["IPAddress"])

    def __str__(self) -> str:
        return str(Recipe(tuple(self.lines), self.daemon, engine=self.engine))
