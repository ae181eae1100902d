"""matplotlib, when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.sim.errors import DockernetError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class MissingExtra(DockernetError, ImportError):
    """A library is not installed that this drawing needs."""


def new_figure(width: float, height: float, ground: str) -> Figure:
    """An empty figure of that size in inches; pyplot is left alone, so no window and no global state.

    Raises
    ------
    MissingExtra
        Without matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra(
            "figures, .png and .pdf need matplotlib: pip install matplotlib; .svg needs nothing"
        ) from error
    return Figure(figsize=(width, height), facecolor=ground)
