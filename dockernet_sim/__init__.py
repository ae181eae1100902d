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
    from dockernet_sim.linux.errors import NetError
    from dockernet_sim.programs.own.conn import Conn, Datagrams, Listener
    from dockernet_sim.programs.own.driving import Steps
    from dockernet_sim.programs.own.me import Done, Me
    from dockernet_sim.programs.servers.http import Request
    from dockernet_sim.programs.servers.response import Response
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.errors import (
        AlreadyRunning,
        BadArgument,
        BadExtension,
        BroadcastLoop,
        BrokenExtension,
        DockernetError,
        MissingExtra,
        NotModelled,
        Runaway,
        UnknownExtension,
    )
    from dockernet_sim.sim.trace import Record, Slice, Trace
    from dockernet_sim.testing.sweep import BadSweep, OtherSweep, Rows, sweep
    from dockernet_sim.world.errors import (
        AmbiguousPlace,
        BadLink,
        BadSave,
        NameTaken,
        NotSaved,
        UnknownFunction,
        UnknownPlace,
        UnknownProgram,
    )
    from dockernet_sim.world.faults import Fault
    from dockernet_sim.world.linkfault import BadFault
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.result import Result
    from dockernet_sim.world.world import World

__all__ = [
    "AlreadyRunning",
    "AmbiguousPlace",
    "BadArgument",
    "BadExtension",
    "BadFault",
    "BadLink",
    "BadSave",
    "BadSweep",
    "BroadcastLoop",
    "BrokenExtension",
    "Conn",
    "Datagrams",
    "DockernetError",
    "Done",
    "Fault",
    "Lab",
    "Listener",
    "Machine",
    "Me",
    "MissingExtra",
    "NameTaken",
    "NetError",
    "NotModelled",
    "NotSaved",
    "OtherSweep",
    "Record",
    "Request",
    "Response",
    "Result",
    "Rows",
    "Runaway",
    "Slice",
    "Steps",
    "Task",
    "Trace",
    "UnknownExtension",
    "UnknownFunction",
    "UnknownPlace",
    "UnknownProgram",
    "World",
    "sweep",
]


_HOMES = {
    "lab": ("Lab",),
    "linux.errors": ("NetError",),
    "programs.own.conn": (
        "Conn",
        "Datagrams",
        "Listener",
    ),
    "programs.own.driving": ("Steps",),
    "programs.own.me": (
        "Done",
        "Me",
    ),
    "programs.servers.http": ("Request",),
    "programs.servers.response": ("Response",),
    "programs.task": ("Task",),
    "sim.errors": (
        "AlreadyRunning",
        "BadArgument",
        "BadExtension",
        "BroadcastLoop",
        "BrokenExtension",
        "DockernetError",
        "MissingExtra",
        "NotModelled",
        "Runaway",
        "UnknownExtension",
    ),
    "sim.trace": (
        "Record",
        "Slice",
        "Trace",
    ),
    "testing.sweep": (
        "BadSweep",
        "OtherSweep",
        "Rows",
        "sweep",
    ),
    "world.errors": (
        "AmbiguousPlace",
        "BadLink",
        "BadSave",
        "NameTaken",
        "NotSaved",
        "UnknownFunction",
        "UnknownPlace",
        "UnknownProgram",
    ),
    "world.faults": ("Fault",),
    "world.linkfault": ("BadFault",),
    "world.machine": ("Machine",),
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
