"""Paints a scene with matplotlib: the same coordinates as the SVG, so the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.figures.need import new_figure
from dockernet_sim.explain.scene import Line, Mark, Rect, Scene, Text
from dockernet_sim.explain.svg.writer import head
from dockernet_sim.explain.theme import Style, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS = 96.0  # units of a scene to the inch
POINT = 72.0 / DOTS


def render(scene: Scene, theme: Theme) -> Figure:
    """The scene as a figure; each shape is an artist whose gid is its role."""
    figure = new_figure(scene.width / DOTS, scene.height / DOTS, theme.ground)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    axes.set_axis_off()
    for layer, shape in enumerate(scene.shapes):
        if isinstance(shape, Rect):
            _rect(axes, shape, theme, layer)
        elif isinstance(shape, Line):
            _line(axes, shape, theme, layer)
        elif isinstance(shape, Text):
            _text(axes, shape, theme, layer)
        else:
            _mark(axes, shape, theme, layer)
    return figure


def _look(style: Style) -> dict[str, Any]:
    dash: Any = (0, tuple(each * POINT / max(style.width * POINT, 0.5) for each in style.dash)) if style.dash else "-"
    return {"linewidth": style.width * POINT, "linestyle": dash}


def _rect(axes: Axes, shape: Rect, theme: Theme, layer: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = theme.style(shape.role)
    fill = theme.colour(shape.role, shape.tint) if shape.tint >= 0 else style.fill or "none"
    radius = min(shape.radius, shape.w / 2, shape.h / 2)
    box = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
    patch = FancyBboxPatch(
        (shape.x, shape.y), shape.w, shape.h, box, facecolor=_faded(fill, shape.shade),
        edgecolor=style.stroke or "none",
        zorder=layer, gid=shape.role, **_look(style),
    )  # fmt: skip
    axes.add_patch(patch)


def _faded(fill: str, shade: float) -> Any:
    return fill if shade == 1.0 else (fill, shade)


def _line(axes: Axes, shape: Line, theme: Theme, layer: int) -> None:
    from matplotlib.patches import Polygon

    colour = theme.colour(shape.role, shape.tint)
    xs, ys = zip(*shape.points)
    axes.plot(
        xs, ys, color=colour, zorder=layer, gid=shape.role, solid_joinstyle="round", **_look(theme.style(shape.role))
    )
    if shape.arrow and len(shape.points) > 1:
        axes.add_patch(Polygon(head(shape), closed=True, facecolor=colour, edgecolor="none", zorder=layer))


def _text(axes: Axes, shape: Text, theme: Theme, layer: int) -> None:
    axes.text(
        shape.x, shape.y, shape.text.replace("$", r"\$"), fontsize=shape.size * POINT, color=theme.colour(shape.role,
            shape.tint),
        ha={"start": "left", "middle": "center", "end": "right"}[shape.anchor] if not shape.rotate else "right",
        va="baseline" if not shape.rotate else {"start": "bottom", "middle": "center", "end": "top"}[shape.anchor],
        family="monospace" if shape.mono else "sans-serif",
        weight="bold" if shape.bold else "normal", rotation=shape.rotate, zorder=layer, gid=shape.role,
    )  # fmt: skip


def _mark(axes: Axes, shape: Mark, theme: Theme, layer: int) -> None:
    from matplotlib.patches import Circle

    style = theme.style(shape.role)
    patch = Circle(
        (shape.x, shape.y), shape.size, facecolor=style.fill or "none", edgecolor=style.stroke or "none",
        linewidth=style.width * POINT, zorder=layer, gid=f"mark-{shape.role}",
    )  # fmt: skip
    axes.add_patch(patch)
    if shape.role == "drop":
        d = shape.size * 0.5
        for way in (1, -1):
            axes.plot(
                (shape.x - d, shape.x + d), (shape.y - d * way, shape.y + d * way), color=style.stroke,
                linewidth=style.width * POINT, zorder=layer,
            )  # fmt: skip
        return
    axes.text(
        shape.x, shape.y, shape.text, fontsize=shape.size * 1.2 * POINT, color=theme.ground, ha="center", va="center",
        weight="bold", zorder=layer,
    )  # fmt: skip
