"""The matrix of who reaches whom as a map: a filled field is yes, a cross is no."""

from __future__ import annotations

import textwrap

from dockernet_sim.explain.measured import Measured
from dockernet_sim.explain.said import said
from dockernet_sim.explain.scene import Line, Rect, Scene, Text, text_width
from dockernet_sim.reach import Matrix, reaches
from dockernet_sim.reach.handmade import told

MARGIN, SIZE = 16.0, 10.5
REASONS = 900  # fields; beyond that none is asked for its reason


def heat(matrix: Matrix | Measured, lang: str = "en") -> Scene:
    """The map as a scene; pointing at a field tells its reason,
    and a line below tells what the map may be wrong about."""
    names = matrix.names
    cell = 20.0 if len(names) <= 40 else 13.0
    size = SIZE if cell == 20.0 else 9.0
    room = max([text_width(name, size) for name in names], default=20.0) + 10
    left, top = MARGIN + room, MARGIN + 40 + room
    how = "ping" if matrix.port is None else said("heat.port", lang, port=matrix.port)
    title, yes_word, no_word = (
        said(f"heat.{'measured' if isinstance(matrix, Measured) else 'title'}", lang, how=how),
        said("heat.yes", lang),
        said("heat.no", lang),
    )
    width = max(left + cell * len(names) + MARGIN, MARGIN * 2 + text_width(title, 13, bold=True))
    scene = Scene(width, top + cell * len(names) + 34 + MARGIN, title)
    scene.add(Text(MARGIN, MARGIN + 12, title, "label", 13, bold=True))
    scene.add(Text(MARGIN, MARGIN + 28, said("heat.how", lang), "faint", SIZE))
    with_reasons = len(names) ** 2 <= REASONS
    for i, (name, row) in enumerate(zip(names, matrix.rows)):
        y = top + i * cell
        scene.add(Text(left - 6, y + cell / 2 + size * 0.35, name, "label", size, "end"))
        scene.add(Text(left + i * cell + cell / 2 + size * 0.35, top - 6, name, "label", size, rotate=90))
        for j, other in enumerate(names):
            yes = bool(row >> j & 1)
            why = (
                f"{name} → {other}: {_reason(matrix, name, other, lang)}"
                if with_reasons and i != j
                else f"{name} → {other}"
            )
            _field(scene, left + j * cell, y, cell, "self" if i == j else "yes" if yes else "no", why)
    y = top + cell * len(names) + 14
    _field(scene, left, y, 16, "yes", "")
    scene.add(Text(left + 22, y + 12, yes_word, "label", SIZE))
    _field(scene, left + 22 + text_width(yes_word, SIZE) + 16, y, 16, "no", "")
    scene.add(Text(left + 60 + text_width(yes_word, SIZE), y + 12, no_word, "label", SIZE))
    scene.width = max(scene.width, left + 70 + text_width(yes_word + no_word, SIZE) + MARGIN)
    _footer(scene, matrix, y + 34, lang)
    return scene


def _reason(matrix: Matrix | Measured, source: str, target: str, lang: str) -> str:
    if isinstance(matrix, Measured):
        return matrix.why(source, target, lang)
    return str(reaches(matrix.facts, source, target, matrix.port))


def _footer(scene: Scene, matrix: Matrix | Measured, y: float, lang: str) -> None:
    """What the map may be wrong about; of a measured one, how often Docker's facts say something else."""
    if isinstance(matrix, Measured):
        count = len(matrix.different)
        text = said("heat.different", lang, count=count) if count else ""
    else:
        text = told(matrix.changes, lang)
    for line in textwrap.wrap(text, 60 if lang == "en" else 34):
        scene.add(Text(MARGIN, y + 12, line, "label", SIZE))
        scene.width = max(scene.width, MARGIN * 2 + text_width(line, SIZE))
        y += 16
        scene.height = max(scene.height, y + MARGIN)


def _field(scene: Scene, x: float, y: float, cell: float, role: str, title: str) -> None:
    if role == "no":
        scene.add(Rect(x, y, cell, cell, "no", 0, title, shade=0.12))
        d = cell * 0.28
        c = x + cell / 2, y + cell / 2
        scene.add(Line(((c[0] - d, c[1] - d), (c[0] + d, c[1] + d)), "cross"))
        scene.add(Line(((c[0] - d, c[1] + d), (c[0] + d, c[1] - d)), "cross"))
    else:
        scene.add(Rect(x, y, cell, cell, role, 0, title))
