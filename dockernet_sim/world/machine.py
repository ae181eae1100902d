"""A machine of a world: a host, its root shell as a place, and maybe an engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.engine.daemon import Engine
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.installed import HOST_PROGRAMS
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.task import Place

ROOT_ENV = {
    "HOME": "/root",
    "LANG": "C",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "USER": "root",
}


@dataclass
class Machine:
    """One machine; ``programs`` are those of its root shell, and more can be put there; ``address`` is its own on the segment."""

    host: Host
    programs: dict[str, Program] = field(default_factory=lambda: dict(HOST_PROGRAMS))
    engine: Engine | None = None
    address: str = ""

    def __post_init__(self) -> None:
        host = self.host
        self.place = Place(
            host.name, host, host.root, host.files, self.programs, dict(ROOT_ENV), hostname=host.hostname
        )

    @property
    def name(self) -> str:
        """What the machine is called."""
        return self.host.name

    def __repr__(self) -> str:
        return f"<Machine {self.name}{' with an engine' if self.engine else ''}>"
