"""What is asked for as a picture: the topology with a way on it. The lab hands its questions on to here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dockernet_sim.explain.draw import paint
from dockernet_sim.explain.layout import lay_out
from dockernet_sim.explain.picture import Picture
from dockernet_sim.explain.topology import read
from dockernet_sim.explain.way import as_way, by_ping
from dockernet_sim.world.world import World


def draw(
    world: World,
    copy: Callable[[], World],
    path: str | Path | None = None,
    ping: tuple[str, str] | None = None,
    way: Any = None,
    theme: str = "light",
) -> Picture:
    """The topology of a world, perhaps with a way on it, perhaps saved to a file."""
    taken = by_ping(world, copy, *ping) if ping is not None else None if way is None else as_way(way)
    picture = Picture(paint(lay_out(read(world)), f"Topology at {world.clock.now:.3f} s", taken), theme)
    if path is not None:
        picture.save(path)
    return picture
