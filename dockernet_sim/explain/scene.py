"""A drawing as plain shapes: what layouts end in and both renderers, SVG and matplotlib, begin with.

No colours yet: roles.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import fsum

SANS, BOLD, MONO = 0.60, 0.66, 0.605  # the width of a letter, in sizes: what the widest usual fonts need


@dataclass(frozen=True)
class Rect:
    """A rectangle; `title` is what shows when one points at it."""

    x: float
    y: float
    w: float
    h: float
    role: str
    radius: float = 6.0
    title: str = ""
    tint: int = -1  # which of the theme's series colours; -1 for the role's own
    shade: float = 1.0  # how much of the colour


@dataclass(frozen=True)
class Line:
    """A line through points; `arrow` puts a head on its end."""

    points: tuple[tuple[float, float], ...]
    role: str
    title: str = ""
    tint: int = -1
    arrow: bool = False


@dataclass(frozen=True)
class Text:
    """A line of text, on its baseline; ``rotate`` 90 reads from bottom to top."""

    x: float
    y: float
    text: str
    role: str = "label"
    size: float = 11.0
    anchor: str = "start"
    mono: bool = False
    bold: bool = False
    rotate: int = 0
    tint: int = -1
    title: str = ""

    @property
    def width(self) -> float:
        """How wide it gets at most."""
        return text_width(self.text, self.size, self.mono, self.bold)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        shift = {"start": 0.0, "middle": -self.width / 2, "end": -self.width}[self.anchor]
        up, down = self.size * 0.78, self.size * 0.22
        if self.rotate:
            return self.x - up, self.y - shift - self.width, self.x + down, self.y - shift
        return self.x + shift, self.y - up, self.x + shift + self.width, self.y + down


@dataclass(frozen=True)
class Mark:
    """A numbered dot; ``role`` "drop" makes it a cross in a circle."""

    x: float
    y: float
    text: str
    role: str
    title: str = ""
    size: float = 8.0


Shape = Rect | Line | Text | Mark


@dataclass
class Scene:
    """Shapes in the order in which they are painted, on a sheet of a given size."""

    width: float
    height: float
    title: str = ""
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Paint these on top."""
        self.shapes += shapes

    @property
    def texts(self) -> list[Text]:
        """All labels."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]

    def overlaps(self) -> Iterator[tuple[str, str]]:
        """Pairs of labels that stand on each other; a good drawing has none."""
        texts = self.texts
        for i, first in enumerate(texts):
            a = first.box
            for second in texts[i + 1 :]:
                b = second.box
                if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                    yield first.text, second.text

    def outside(self) -> list[str]:
        """Labels that stick out of the sheet."""
        return [
            text.text
            for text in self.texts
            if text.box[0] < 0 or text.box[1] < 0 or text.box[2] > self.width or text.box[3] > self.height
        ]


def text_width(text: str, size: float, mono: bool = False, bold: bool = False) -> float:
    """An upper bound of a text's width, without asking for fonts; full-width letters count for a whole size.

    >>> round(text_width("docker0", 10, mono=True), 2)
    42.35
    """
    each = MONO if mono else BOLD if bold else SANS
    return size * fsum(1.0 if unicodedata.east_asian_width(letter) in "WF" else each for letter in text)


def clipped(text: str, size: float, width: float, mono: bool = False, bold: bool = False) -> str:
    """The text, or as much of it as `width` holds, with an ellipsis."""
    if text_width(text, size, mono, bold) <= width:
        return text
    while text and text_width(text + "…", size, mono, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines of at most `width`, broken at blanks where there are any."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(clipped(word, size, width))
    return [line for line in lines if line] or [""]
