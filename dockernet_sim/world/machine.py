"""A machine of a world: a host, its root shell as a place, and maybe an engine; and what extensions add to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.daemon import Engine
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.etc import MACHINE_FILES
from dockernet_sim.programs.installed import HOST_PROGRAMS
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.task import Place

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.base import Driver
    from dockernet_sim.engine.drivers.base import Machine as DriverMachine
    from dockernet_sim.engine.images import Image
    from dockernet_sim.engine.registry import Registry
    from dockernet_sim.extension.together import Extensions

ROOT_ENV = {
    "HOME": "/root",
    "LANG": "C",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "USER": "root",
}


@dataclass(eq=False)
class Machine:
    """One machine.

    ``programs`` are those of its root shell, and more can be put there; ``address`` is its own on the segment;
    ``set_up`` configures its network and starts its services, as at each boot; ``off`` is true until it is up again.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> Lab().add_host("far", engine="20.10")
    <Machine far with an engine>
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


class Extended:
    """The images that engines have, where they fetch others, and what extensions add."""

    options: dict[str, Any]
    images: tuple[Image, ...]
    registry: Registry | None
    _extensions: Extensions | None = None

    def extend(self, names: Sequence[str]) -> None:
        """Have these extensions; UnknownExtension, BadExtension."""
        from dockernet_sim.extension.together import Extensions  # few labs have any

        found = self._extensions = Extensions(names)
        self.options["extensions"] = found.versions
        self.images = found.furnished(self.images)
        if self.registry is None:
            self.images += found.images()
        else:
            self.registry = found.registry(self.registry)

    def equipped(self, host: Host) -> Host:
        """A kernel, with the extensions' matches and targets."""
        if self._extensions is not None:
            self._extensions.equip(host)
        return host

    def furnished(self, image: Image) -> Image:
        """An image, with the extensions' programs."""
        return image if self._extensions is None else self._extensions.furnished([image])[0]

    @property
    def added_programs(self) -> Mapping[str, Program]:
        """The extensions' programs."""
        return {} if self._extensions is None else self._extensions.programs

    @property
    def added_drivers(self) -> Mapping[str, Callable[[DriverMachine], Driver]]:
        """Their network drivers."""
        return {} if self._extensions is None else self._extensions.drivers
