"""Colours: those that Okabe and Ito chose so that people with any colour vision can tell them apart,
on light and on dark ground."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dockernet_sim.sim.errors import DockernetError


class UnknownTheme(DockernetError, ValueError):
    """There is no theme of that name."""


@dataclass(frozen=True)
class Style:
    """How a role is painted; an empty colour leaves it out."""

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A ground, inks, and a style for every role."""

    name: str
    ground: str
    ink: str
    faint: str
    series: tuple[str, ...]
    styles: dict[str, Style] = field(default_factory=dict)

    def style(self, role: str) -> Style:
        """The style of a role."""
        return self.styles.get(role, Style(self.ink, self.ink))

    def colour(self, role: str, tint: int = -1) -> str:
        """The one colour that text, or a tinted shape, gets."""
        if tint >= 0:
            return self.series[tint % len(self.series)]
        if role in ("faint", "note"):
            return self.faint
        found = self.styles.get(role)
        return found.stroke or found.fill if found is not None else self.ink


def _styles(ground: str, ink: str, faint: str, card: str, frame: str, bad: str, good: str) -> dict[str, Style]:
    return {
        "label": Style(ink, ink),
        "frame": Style(frame, faint, 1.2),
        "card": Style(card, ink, 1.1),
        "asleep": Style("", faint, 1.0, (3, 3)),
        "own-space": Style(card, faint, 1.1, (6, 2)),
        "outside": Style(card, faint, 1.1),
        "cloud": Style(card, faint, 1.1, (2, 2)),
        "stack": Style(card, faint, 1.1),
        "pill": Style(ground, faint, 0.8),
        "bar": Style(faint, ground, 3.0),
        "segment": Style(faint, ground, 3.0),
        "wire": Style("", faint, 1.4),
        "dead-wire": Style("", bad, 1.2, (2, 3)),
        "gateway": Style("", faint, 1.0, (1, 2)),
        "shared": Style("", faint, 1.0, (4, 2)),
        "request": Style("", ink, 3.0),
        "reply": Style("", ink, 2.4, (6, 3)),
        "error": Style("", bad, 2.6, (2, 3)),
        "drop": Style(ground, bad, 2.4),
        "step": Style(ink, ground, 1.2),
        "ground": Style(ground),
        "arrow": Style("", ink, 1.6),
        "life": Style("", faint, 1.0, (3, 3)),
        "rule-line": Style("", faint, 0.8),
        "yes": Style(good, ground, 1.0),
        "no": Style(bad, ground, 1.0),
        "cross": Style("", bad, 1.6),
        "self": Style(frame, ground, 1.0),
    }


LIGHT = Theme(
    "light", "#ffffff", "#1c2430", "#66707c", ("#0072b2", "#009e73", "#b36b00", "#a2487f", "#2d8fc4", "#8a7d00"),
    _styles("#ffffff", "#1c2430", "#66707c", "#ffffff", "#f3f5f8", "#c23b00", "#4a90c2"),
)  # fmt: skip
DARK = Theme(
    "dark", "#12161c", "#e8ecf1", "#9aa5b1", ("#56b4e9", "#2fc79c", "#e69f00", "#e08fbf", "#8fd0f5", "#e5da5a"),
    _styles("#12161c", "#e8ecf1", "#9aa5b1", "#1e252e", "#181d25", "#ff7a3d", "#3f7fae"),
)  # fmt: skip
AUTO = replace(LIGHT, name="auto")  # light; in a page, as the page is
THEMES = {"auto": AUTO, "light": LIGHT, "dark": DARK}


def theme(name: str) -> Theme:
    """The theme of that name; UnknownTheme when there is none."""
    found = THEMES.get(name)
    if found is None:
        raise UnknownTheme(f"no theme is called {name!r}: there are auto, light and dark")
    return found
