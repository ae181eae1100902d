"""A world to type docker commands at."""

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World


class Machine:
    """vm of a fresh standard lab; `engine` is its release."""

    def __init__(self, images: str = "catalogue", engine: str = DEFAULT) -> None:
        self.world: World = open_world(images=images, engine=engine)

    def __call__(self, line: str, limit: float = 60.0) -> Result:
        return self.world.run_line("vm", line, limit=limit)

    def out(self, line: str) -> str:
        """Its output, when it worked."""
        done = self(line)
        assert (done.exit, done.stderr) == (0, ""), done
        return done.stdout

    def fails(self, line: str, code: int = 1) -> str:
        """What it says, when it failed with that code."""
        done = self(line)
        assert done.exit == code, done
        return done.stderr
