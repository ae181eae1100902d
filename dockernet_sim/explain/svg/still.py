"""A picture in a notebook: a still image that is shown everywhere, and put into the page where scripts may run."""

from __future__ import annotations

import base64

SCRIPT = """\
document.querySelectorAll("img.dockernet-still:not([data-ready])").forEach(function (img) {
  img.setAttribute("data-ready", "1");
  var said = document.body.dataset;
  var theme = said.jpThemeLight ? { true: "light", false: "dark" }[said.jpThemeLight] : said.theme;
  var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  var player = img.closest(".dockernet-player[data-dark]");
  if (dark && player) player.setAttribute("style", player.dataset.dark);
  var data = (dark && img.dataset.dark) || img.src;
  var bytes = Uint8Array.from(atob(data.split(",")[1]), function (each) { return each.charCodeAt(0); });
  var holder = document.createElement("div");
  holder.innerHTML = new TextDecoder().decode(bytes);
  var svg = holder.firstElementChild;
  if (svg.getAttribute("width") < 1100) svg.style = "max-width:100%;height:auto";
  img.replaceWith(svg);
});"""


def still(svg: str, dark: str = "") -> str:
    """The picture as HTML.

    A notebook that is not trusted shows no SVG and runs no script, but it shows images; where scripts run, the image
    becomes an SVG of the page, whose texts can be pointed at and selected.

    Parameters
    ----------
    svg : str
        The picture.
    dark : str
        The picture for a dark page: JupyterLab's or the docs' own theme, else that of the system.

    Examples
    --------
    >>> still("<svg/>").startswith('<img class="dockernet-still" alt="" src="data:image/svg+xml;base64,PHN2Zy8+">')
    True
    """
    more = f' data-dark="{_data(dark)}"' if dark else ""
    return f'<img class="dockernet-still" alt="" src="{_data(svg)}"{more}>\n<script>{SCRIPT}</script>'


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
