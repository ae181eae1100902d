"""The low-level client: one engine, its calls logged and given their time,
its refusals turned into docker-py's exceptions."""

from __future__ import annotations

from typing import Any

from dockernet_sim.client.errors import from_engine
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.daemon.routes import BY_CALL
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.world.world import World


class APIClient:
    """Calls of one machine's engine.

    Parameters
    ----------
    world : World
        Whose clock goes on while the engine works.
    machine : str
        The machine with the engine.
    """

    def __init__(self, world: World, machine: str = "vm") -> None:
        self.world = world
        self.machine = machine
        self.engine: Engine = world.engine(machine)

    def call(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Call the engine: `name` is a call of the table of routes, which says how long it takes.

        Raises
        ------
        APIError
            When the engine refuses.
        """
        try:
            return self.world.engine_call(self.machine, name, arguments, options)
        except ApiError as refused:
            raise from_engine(refused.text, refused.status) from refused

    def look(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Read something of the engine; it takes no time and is no call to remember.

        Raises
        ------
        APIError
            When the engine refuses.
        """
        try:
            return BY_CALL[name].of(self.engine)(*arguments, **options)
        except ApiError as refused:
            raise from_engine(refused.text, refused.status) from refused
