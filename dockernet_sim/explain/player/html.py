"""The player as HTML: one fragment with its data, its style and its script in it, and nothing from outside."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.draw import paint
from dockernet_sim.explain.layout import lay_out
from dockernet_sim.explain.said import said
from dockernet_sim.explain.spots import spot
from dockernet_sim.explain.survey import survey
from dockernet_sim.explain.svg.still import still
from dockernet_sim.explain.svg.writer import write
from dockernet_sim.explain.theme import AUTO, DARK, Theme, theme
from dockernet_sim.sim.printable import escape, printable_data

if TYPE_CHECKING:
    from dockernet_sim.explain.player.player import Player

LISTED = 200  # steps that are listed where no script runs
WORDS = (
    "player.first", "player.back", "player.next", "player.decision", "player.drop", "player.to-first", "player.to-back", "player.to-next",
    "player.to-decision", "player.to-drop", "player.flows", "player.devices", "player.flow", "player.drops", "player.count", "player.all",
    "player.no-step", "player.nothing", "player.account", "player.fields",
)  # fmt: skip
"""What stands on the buttons and between them; the script puts numbers and names where an @ is."""


def fragment(player: Player) -> str:
    """The player for a notebook's output, or the body of a page."""
    look = theme(player.theme)
    data, picture = _data(player)
    data = printable_data(data)
    dark = f' data-dark="{_variables(DARK)}"' if look is AUTO else ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    key = hashlib.sha256(text.encode()).hexdigest()[:12]
    missing = f"<p>{escape(player.missing)}</p>\n" if player.missing else ""
    script = _asset("player.js").replace('"@DATA@"', text).replace("@KEY@", key)
    return (
        f'<div class="dockernet-player" data-key="{key}" tabindex="0"{dark} style="{_variables(look)}">\n'
        f"<style>{_asset('player.css')}</style>\n"
        f"{missing}"
        f'<div class="dp-picture">{picture}</div>\n<div class="dp-panel">{_listed(player)}</div>\n'
        f"<script>{script}</script>\n</div>\n"
    )


def _listed(player: Player) -> str:
    """The steps as a list, for where no script runs."""
    steps = "".join(f"<li>{escape(f'{each.where}: {each.text}')}</li>" for each in player.steps[:LISTED])
    note = escape(said("player.note", player.lang))
    return f"<details><summary>{note}</summary><ol>{steps}</ol></details>"


def page(player: Player) -> str:
    """A whole page."""
    look = theme(player.theme)
    dark = f"<style>@media (prefers-color-scheme: dark) {{ body {{ background: {DARK.ground} !important }} }}</style>"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>dockernet-sim: step by step</title>'
    return f'<!DOCTYPE html>\n<html lang="{player.lang}"><head>{head}{dark if look is AUTO else ""}</head>\n<body style="margin:12px;background:{look.ground}">\n{fragment(player)}</body></html>\n'


def _data(player: Player) -> tuple[dict[str, Any], str]:
    """Steps with their places on the picture, and the picture."""
    data = player.to_data() | {"words": {key.partition(".")[2]: said(key, player.lang) for key in WORDS}}
    if player.world is None:
        return data, ""
    layout = lay_out(survey(player.world), player.lang)
    records = dict(enumerate(player.records, 1))
    last: dict[int, tuple[float, float]] = {}
    for step in data["steps"]:
        point = spot(layout, records[step["number"]], last.get(step["flow"]))
        step["at"] = [round(each, 1) for each in point] if point is not None else None
        if point is not None:
            last[step["flow"]] = point
    scene, look = paint(layout), theme(player.theme)
    return data, still(write(scene, look), write(scene, DARK) if look is AUTO else "")


def _variables(look: Theme) -> str:
    """The theme's colours for the style sheet."""
    pairs = {
        "ground": look.ground,
        "ink": look.ink,
        "faint": look.faint,
        "bad": look.style("drop").stroke,
        "go": look.series[0],
        "soft": look.style("frame").fill,
    }
    return ";".join(f"--dp-{name}:{colour}" for name, colour in pairs.items())


def _asset(name: str) -> str:
    return files("dockernet_sim.explain.player").joinpath(name).read_text(encoding="utf-8").strip()
