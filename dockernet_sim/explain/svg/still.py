"""A picture in a notebook: a still image that is shown everywhere, and put into the page where scripts may run."""

from __future__ import annotations

import base64

SCRIPT = """\
document.querySelectorAll("img.dockernet-still:not([data-ready])").forEach(function (img) {
  img.setAttribute("data-ready", "1");
  var bytes = Uint8Array.from(atob(img.src.split(",")[1]), function (each) { return each.charCodeAt(0); });
  var holder = document.createElement("div");
  holder.innerHTML = new TextDecoder().decode(bytes);
  img.replaceWith(holder.firstElementChild);
});"""


def still(svg: str) -> str:
    """The picture as HTML.

    A notebook that is not trusted shows no SVG and runs no script, but it shows images; where scripts run, the image
    becomes an SVG of the page, whose texts can be pointed at and selected.

    Examples
    --------
    >>> still("<svg/>").startswith('<img class="dockernet-still" alt="" src="data:image/svg+xml;base64,PHN2Zy8+"')
    True
    """
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="dockernet-still" alt="" src="data:image/svg+xml;base64,{data}">\n<script>{SCRIPT}</script>'
