"""Writes a scene as one SVG element that stands for itself:
no style sheet, no font, no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.explain.scene import Line, Mark, Rect, Scene, Shape, Text
from dockernet_sim.explain.theme import Theme
from dockernet_sim.sim.printable import escape

SANS = "Inter, 'Segoe UI', 'DejaVu Sans', 'Noto Sans CJK SC', sans-serif"
MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
HEAD = 7.0


def write(scene: Scene, theme: Theme) -> str:
    """The scene as SVG text."""
    w, h = number(scene.width), number(scene.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        f'font-family="{SANS}">',
        f"<title>{escape(scene.title)}</title>",
        f'<rect width="{w}" height="{h}" fill="{theme.ground}"/>',
        *(_WRITERS[type(shape)](shape, theme) for shape in scene.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """A coordinate, with at most two digits behind the point.

    >>> number(3.0), number(2.125)
    ('3', '2.12')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(tag: str, content: str = "", /, **attributes: Any) -> str:
    """One element; underscores in attribute names stand for hyphens, and empty attributes are left out."""
    words = [tag]
    for name, value in attributes.items():
        if value not in ("", None):
            text = number(value) if isinstance(value, float) else str(value)
            words.append(f'{name.rstrip("_").replace("_", "-")}="{escape(text)}"')
    start = " ".join(words)
    return f"<{start}>{content}</{tag}>" if content else f"<{start}/>"


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""


def _dash(dash: tuple[float, ...]) -> str:
    return " ".join(number(each) for each in dash)


def _rect(shape: Rect, theme: Theme) -> str:
    style = theme.style(shape.role)
    fill = theme.colour(shape.role, shape.tint) if shape.tint >= 0 else style.fill or "none"
    return element(
        "rect", _title(shape.title), class_=shape.role, x=shape.x, y=shape.y, width=shape.w, height=shape.h,
        rx=shape.radius or "", fill=fill, stroke=style.stroke, stroke_width=style.width,
        stroke_dasharray=_dash(style.dash),
        fill_opacity="" if shape.shade == 1.0 else shape.shade,
    )  # fmt: skip


def _line(shape: Line, theme: Theme) -> str:
    style = theme.style(shape.role)
    colour = theme.colour(shape.role, shape.tint)
    points = " ".join(f"{number(x)},{number(y)}" for x, y in shape.points)
    drawn = element(
        "polyline", _title(shape.title), class_=shape.role, points=points, fill="none", stroke=colour,
        stroke_width=style.width, stroke_dasharray=_dash(style.dash), stroke_linejoin="round",
    )  # fmt: skip
    if shape.arrow and len(shape.points) > 1:
        drawn += element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in head(shape)), fill=colour)
    return drawn


def head(line: Line) -> list[tuple[float, float]]:
    """The triangle at a line's end."""
    end = line.points[-1]
    before = next((point for point in reversed(line.points) if point != end), (end[0] - 1, end[1]))
    dx, dy = end[0] - before[0], end[1] - before[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-9)
    ux, uy = dx / length * HEAD, dy / length * HEAD
    tip = end[0] + ux * 0.5, end[1] + uy * 0.5
    back = end[0] - ux * 0.8, end[1] - uy * 0.8
    return [tip, (back[0] - uy * 0.7, back[1] + ux * 0.7), (back[0] + uy * 0.7, back[1] - ux * 0.7)]


def _text(shape: Text, theme: Theme) -> str:
    turn = f"rotate(-90 {number(shape.x)} {number(shape.y)})" if shape.rotate else ""
    return element(
        "text", escape(shape.text) + _title(shape.title), class_=shape.role, x=shape.x, y=shape.y, font_size=shape.size,
        fill=theme.colour(shape.role, shape.tint), text_anchor="" if shape.anchor == "start" else shape.anchor,
        font_family=MONO if shape.mono else "", font_weight="bold" if shape.bold else "", transform=turn,
    )  # fmt: skip


def _mark(shape: Mark, theme: Theme) -> str:
    style = theme.style(shape.role)
    x, y, r = shape.x, shape.y, shape.size
    parts = element("circle", "", cx=x, cy=y, r=r, fill=style.fill, stroke=style.stroke, stroke_width=style.width)
    if shape.role == "drop":
        d = r * 0.5
        ways = (
            f"M{number(x - d)} {number(y - d)}L{number(x + d)} {number(y + d)}M{number(x - d)} "
            f"{number(y + d)}L{number(x + d)} {number(y - d)}"
        )
        parts += element("path", "", d=ways, stroke=style.stroke, stroke_width=style.width, fill="none")
    else:
        parts += element(
            "text", escape(shape.text), x=x, y=y + r * 0.42, font_size=r * 1.2, fill=theme.ground, text_anchor="middle",
            font_weight="bold",
        )  # fmt: skip
    return element("g", _title(shape.title) + parts, class_=f"mark-{shape.role}")


_WRITERS: dict[type[Shape], Callable[[Any, Theme], str]] = {Rect: _rect, Line: _line, Text: _text, Mark: _mark}
