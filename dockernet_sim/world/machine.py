"""A machine of a world: a host, its root shell as a place, and maybe an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dockernet_sim.engine.daemon import Engine
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.etc import MACHINE_FILES
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
    """One machine.

    ``programs`` are those of its root shell, and more can be put there; ``address`` is its own on the segment;
    ``set_up`` configures its network and starts its services, as at each boot; ``off`` is true until it is up again.
    """

    host: Host
    set_up: Callable[[Machine], object]
    programs: dict[str, Program] = field(default_factory=lambda: dict(HOST_PROGRAMS))
    engine: Engine | None = None
    address: str = ""
    off: bool = False

    def __post_init__(self) -> None:
        host = self.host
        for path, text in MACHINE_FILES.items():
            if not host.files.exists(path):
                host.files.write(path, text)
        self.place = Place(
            host.name, host, host.root, host.files, self.programs, dict(ROOT_ENV), hostname=host.hostname
        )

    @property
    def name(self) -> str:
        """What the machine is called."""
        return self.host.name

    def __repr__(self) -> str:
        return f"<Machine {self.name}{' with an engine' if self.engine else ''}>"
