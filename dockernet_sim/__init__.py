"""Docker's networking as a simulation in pure Python, with no root and no daemon.

>>> from dockernet_sim import Lab
>>> lab = Lab()
>>> lab.sh("docker run -d --name web nginx").exit
0
>>> lab.sh("ping -c 1 172.17.0.2").exit
0
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.sim.errors import BroadcastLoop, DockernetError, NotModelled, Runaway
    from dockernet_sim.testing.sweep import BadSweep, OtherSweep, Rows, sweep
    from dockernet_sim.world.errors import BadSave, NameTaken, NotSaved, UnknownPlace
    from dockernet_sim.world.result import Result
    from dockernet_sim.world.world import World

__all__ = [
    "BadSave",
    "BadSweep",
    "BroadcastLoop",
    "DockernetError",
    "Lab",
    "NameTaken",
    "NotModelled",
    "NotSaved",
    "OtherSweep",
    "Result",
    "Rows",
    "Runaway",
    "UnknownPlace",
    "World",
    "sweep",
]


_HOMES = {
    "lab": ("Lab",),
    "sim.errors": ("BroadcastLoop", "DockernetError", "NotModelled", "Runaway"),
    "testing.sweep": ("BadSweep", "OtherSweep", "Rows", "sweep"),
    "world.errors": ("BadSave", "NameTaken", "NotSaved", "UnknownPlace"),
    "world.result": ("Result",),
    "world.world": ("World",),
}
"""Where each name lives: it is loaded when it is first asked for, so that the import itself costs nothing."""


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext dockernet_sim`` in a notebook: the magics and the rich displays."""
    from dockernet_sim.notebook.magics import load

    load(shell)
