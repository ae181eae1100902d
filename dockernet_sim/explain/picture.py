"""A picture: a scene in a theme, shown by notebooks and saved to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dockernet_sim.explain.scene import Scene
from dockernet_sim.explain.svg.still import still
from dockernet_sim.explain.svg.writer import write
from dockernet_sim.explain.theme import AUTO, DARK, Theme, theme
from dockernet_sim.sim.errors import DockernetError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png", ".pdf")


class UnknownFormat(DockernetError, ValueError):
    """A picture cannot be saved under that ending."""


class Picture:
    """Something drawn; notebooks show it by themselves.

    Parameters
    ----------
    scene : Scene
        The shapes.
    theme : str
        ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.
    """

    def __init__(self, scene: Scene, theme_name: str = "auto") -> None:
        self.scene = scene
        self.theme: Theme = theme(theme_name)

    def __repr__(self) -> str:
        return f"<Picture {self.scene.title!r}, {self.scene.width:.0f} x {self.scene.height:.0f}>"

    @property
    def svg(self) -> str:
        """The picture as SVG text, which needs nothing beside it."""
        return write(self.scene, self.theme)

    def figure(self) -> Figure:
        """The picture as a matplotlib figure.

        Raises
        ------
        MissingExtra
            Without matplotlib.
        """
        from dockernet_sim.explain.figures.render import render

        return render(self.scene, self.theme)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file.

        Parameters
        ----------
        path : str or Path
            The ending decides: ``.svg`` needs nothing, ``.png`` and ``.pdf`` need matplotlib.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UnknownFormat
            For another ending.
        """
        path = Path(path)
        if path.suffix not in FORMATS:
            raise UnknownFormat(f"cannot draw to {path.name}: the name must end in .svg, .png or .pdf")
        if path.suffix == ".svg":
            path.write_text(self.svg, encoding="utf-8")
        else:
            self.figure().savefig(path, dpi=150)
        return path

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        dark = write(self.scene, DARK) if self.theme is AUTO else ""
        return f'<div style="overflow-x:auto">{still(self.svg, dark)}</div>'
