"""What is asked for as a picture: the topology with a way on it, ladders, heat maps.

The lab hands its questions on to here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dockernet_sim.explain.draw import paint
from dockernet_sim.explain.fold import folded
from dockernet_sim.explain.heat import heat
from dockernet_sim.explain.ladder import collect, ladder
from dockernet_sim.explain.layout import lay_out
from dockernet_sim.explain.measured import Measured
from dockernet_sim.explain.picture import Picture
from dockernet_sim.explain.survey import survey
from dockernet_sim.explain.way import as_way, by_ping
from dockernet_sim.reach import Matrix
from dockernet_sim.sim.trace import Record
from dockernet_sim.world.world import World


def draw(
    world: World,
    copy: Callable[[], World],
    path: str | Path | None = None,
    ping: tuple[str, str] | None = None,
    way: Any = None,
    theme: str = "auto",
    lang: str = "en",
    whole: bool = False,
) -> Picture:
    """The topology of a world, perhaps with a way on it, perhaps saved to a file."""
    taken = by_ping(world, copy, *ping) if ping is not None else None if way is None else as_way(way)
    topology = survey(world)
    if not whole:
        topology = folded(topology, shown=taken.namespaces if taken else ())
    picture = Picture(paint(lay_out(topology, lang), f"Topology at {world.clock.now:.3f} s", taken), theme)
    return _kept(picture, path)


def draw_ladder(records: Iterable[Record], path: str | Path | None, detail: bool, limit: int, theme: str) -> Picture:
    """A ladder diagram of a slice of the trace."""
    return _kept(Picture(ladder(collect(records, detail, limit)), theme), path)


def draw_heat(matrix: Matrix | Measured, path: str | Path | None, theme: str, lang: str = "en") -> Picture:
    """The matrix as a heat map."""
    return _kept(Picture(heat(matrix, lang), theme), path)


def _kept(picture: Picture, path: str | Path | None) -> Picture:
    if path is not None:
        picture.save(path)
    return picture
