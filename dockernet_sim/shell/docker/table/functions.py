"""The functions that carry commands out.

Their modules are imported when one of them is first called: some take long to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.shell.docker.call import Call
    from dockernet_sim.shell.docker.command import Handler, Steps


class Function:
    """One function of a module in ``shell/docker``."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def found(self) -> Handler:
        """The function itself."""
        handler: Handler = getattr(import_module(f"dockernet_sim.shell.docker.{self.module}"), self.name)
        return handler

    def __call__(self, call: Call) -> Steps:
        return self.found()(call)


class Functions:
    """All functions of one module, as its attributes."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Function:
        return Function(self._module, name)


attach = Functions("attach")
copy = Functions("copy")
events = Functions("events")
exec = Functions("exec")
images = Functions("images")
inspect = Functions("inspect")
lifecycle = Functions("lifecycle")
listing = Functions("listing")
logs = Functions("logs")
networks = Functions("networks")
run = Functions("run")
swarm = Functions("swarm")
system = Functions("system")
update = Functions("update")
usage = Functions("usage")
volumes = Functions("volumes")
