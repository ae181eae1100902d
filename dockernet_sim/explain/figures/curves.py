"""Curves over simulated time: round trips, and what bridges and neighbour tables knew when. Needs matplotlib."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dockernet_sim.explain.figures.need import new_figure
from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.series import Known, known_macs, known_neighbours, round_trips
from dockernet_sim.explain.theme import Theme, theme
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.trace import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS = ("rtt", "fdb", "neighbours")
BAR = 0.6


class UnknownCurve(DockernetError, ValueError):
    """There are no curves of that kind."""


class Curves:
    """A matplotlib figure that notebooks show without pyplot."""

    def __init__(self, figure: Figure, title: str) -> None:
        self.figure = figure
        self.title = title

    def __repr__(self) -> str:
        return f"<Curves {self.title!r}>"

    def save(self, path: str | Path) -> Path:
        """Write it to a file: ``.png``, ``.pdf`` or ``.svg``."""
        self.figure.savefig(path, dpi=150)
        return Path(path)

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=100)
        return out.getvalue()


def curves(records: Iterable[Record], kind: str, theme_name: str = "light") -> Curves:
    """Curves out of a slice of the trace.

    Parameters
    ----------
    records : iterable of Record
        The slice.
    kind : str
        ``rtt``, ``fdb`` or ``neighbours``.
    theme_name : str
        ``light`` or ``dark``.
    """
    look, missing = theme(theme_name), gap(records)
    records = list(records)
    if kind == "rtt":
        drawn = _rtt(records, look)
    elif kind == "fdb":
        drawn = _known(known_macs(records), look, "What bridges have learnt: MAC behind port", "last one")
    elif kind == "neighbours":
        drawn = _known(known_neighbours(records), look, "What ARP has told: address is at MAC", "last one")
    else:
        raise UnknownCurve(f"no curves are called {kind!r}: there are {', '.join(KINDS)}")
    if missing is not None:
        drawn.figure.suptitle(str(missing), color=look.faint, fontsize=8)
    return drawn


def _axes(look: Theme, height: float, title: str) -> tuple[Figure, Axes]:
    figure = new_figure(8.0, height, look.ground)
    axes = figure.add_subplot(facecolor=look.ground)
    axes.set_title(title, color=look.ink, fontsize=11, loc="left")
    axes.tick_params(colors=look.faint, labelsize=8)
    for spine in axes.spines.values():
        spine.set_color(look.faint)
    axes.set_xlabel("simulated seconds", color=look.faint, fontsize=9)
    figure.set_layout_engine("tight")
    return figure, axes


def _rtt(records: list[Record], look: Theme) -> Curves:
    title = "Round trips of pings"
    figure, axes = _axes(look, 3.6, title)
    markers = "osD^vP"
    for number, (pair, points) in enumerate(round_trips(records).items()):
        answered = [(time, rtt * 1000) for time, rtt in points if rtt is not None]
        lost = [time for time, rtt in points if rtt is None]
        colour = look.colour("label", number % len(look.series))
        label = f"{pair[0]} → {pair[1]}"
        if answered:
            times, trips = zip(*answered)
            axes.plot(times, trips, marker=markers[number % len(markers)], ms=4, color=colour, label=label)
        if lost:
            bad = look.style("drop").stroke
            axes.plot(lost, [0.0] * len(lost), "x", color=bad, ms=7, clip_on=False, label=f"{label}, no answer")
    axes.set_ylabel("milliseconds", color=look.faint, fontsize=9)
    axes.set_ylim(bottom=0)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=8, facecolor=look.ground, edgecolor=look.faint, labelcolor=look.ink)
    return Curves(figure, title)


def _known(found: list[Known], look: Theme, title: str, end: str) -> Curves:
    figure, axes = _axes(look, 1.4 + 0.28 * max(2, len(found)), title)
    owners = list(dict.fromkeys(each.owner for each in found))
    for number, each in enumerate(found):
        colour = look.colour("label", owners.index(each.owner))
        width = max(each.last - each.first, 0.0)
        axes.barh(number, width, left=each.first, height=BAR, color=colour, alpha=0.35)
        axes.plot([each.first], [number], "|", color=colour, ms=12, mew=2)
        axes.plot(each.seen, [number] * len(each.seen), ".", color=colour, ms=4)
    axes.set_yticks(range(len(found)), [f"{each.owner}: {each.what}" for each in found], family="monospace")
    axes.invert_yaxis()
    axes.set_xlabel(f"simulated seconds (bar: from the first to the {end}; dots: frames)", color=look.faint, fontsize=9)
    axes.use_sticky_edges = False
    axes.margins(x=0.03)
    return Curves(figure, title)
