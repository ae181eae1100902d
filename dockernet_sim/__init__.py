"""Docker's networking as a pure-Python model that anyone can run, with no root and no daemon.

>>> from dockernet_sim import Lab
>>> lab = Lab()
>>> lab.sh("docker run -d --name web nginx").exit
0
>>> lab.sh("ping -c 1 172.17.0.2").exit
0
"""

from typing import Any

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


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext dockernet_sim`` in a notebook: the magics and the rich displays."""
    from dockernet_sim.notebook.magics import load

    load(shell)
