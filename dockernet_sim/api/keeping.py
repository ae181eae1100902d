"""Keeping a served lab in a file: after every request that may have changed something, before it is answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dockernet_sim.sim import whole
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world import saved

if TYPE_CHECKING:
    from dockernet_sim.world.world import World

SECONDS = 0.2  # real seconds from keys that were typed until the file holds them


class Keeper:
    """Saves a world again and again: whatever ends the server, the file has all but the call under way.

    Parameters
    ----------
    world : World
        What is kept.
    path : str
        The file; what a killed server began to write beside it is taken away.
    tell : callable
        Given the text, once, when it cannot be saved.
    """

    def __init__(self, world: World, path: str, tell: Callable[[str], object]) -> None:
        self._world = world
        self._path = Path(path)
        self._tell = tell
        self._told = ""
        self._calls = -1
        self._typed = 0.0
        for each in whole.left_behind(path):
            with suppress(OSError):
                each.unlink()

    def answered(self, method: str) -> None:
        """After a request; looks are kept with the next change."""
        if method not in ("GET", "HEAD"):
            self.save()

    def typed(self) -> None:
        """Something was sent on a stream: it is saved a little later."""
        self._typed = self._typed or time.monotonic()

    def turn(self) -> None:
        """Between two turns."""
        if self._typed and time.monotonic() - self._typed >= SECONDS:
            self.save()

    def save(self) -> None:
        """Write the file, unless it holds all calls; the old one stays when that cannot be done."""
        self._typed = 0.0
        if len(self._world.log) == self._calls:
            return
        try:
            saved.save(self._world, self._path)
            self._calls = len(self._world.log)
        except DockernetError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._tell(f"not saved: {error}")
