"""The catalogue as rows of a table, for the page that lists it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.catalogue.entry import STAND_INS, Entry

TITLE = re.compile(r"<(?:title|h1)>(.*?)<")
LONGEST = 60  # letters of an answer that are shown


def row(entry: Entry) -> str:
    """One image as a line of a Markdown table.

    >>> from dockernet_sim.engine.catalogue.catalogue import entries
    >>> row(entries()["redis"])
    '| `redis` | debian | 6379 | redis | `redis-server` |  |\\n'
    """
    data = entry.data
    if data.get("stands_in"):
        image = STAND_INS[entry.name]
        cells = [", ".join(image.expose[:1]), "`hello`" if image.expose else "", f"`{' '.join(image.cmd[:2])}`"]
    else:
        cells = [_ports(data), _answers(data), _command(data)]
    also = ", ".join(f"`{name}`" for name in data.get("also", ()))
    return f"| {' | '.join([f'`{entry.name}`', data.get('base', 'debian'), *cells, also])} |\n"


def _ports(data: Mapping[str, Any]) -> str:
    return ", ".join([*data.get("http", ()), *data.get("speaks", ())])


def _answers(data: Mapping[str, Any]) -> str:
    if "says" in data or "fails" in data:
        return "prints a text and ends" if "says" in data else "ends: it has no configuration"
    told = [_page(page) for page in data.get("http", {}).values()] + list(data.get("speaks", {}).values())
    needs = [f"needs `{data['needs'][0]}`"] if "needs" in data else []
    return "; ".join([*told, *needs])


def _page(page: str | Mapping[str, Any]) -> str:
    if isinstance(page, str):
        page = {"body": page}
    if "shown" in page:
        return "the request"
    if "location" in page:
        return f"{page.get('status')} to `{page['location']}`"
    titled = TITLE.search(page.get("body", ""))
    text = " ".join((titled[1] if titled else page.get("body", "")).split()).replace("|", "")
    shown = f"`{text[:LONGEST]}`" if text else "an empty page"
    return shown if page.get("status", 200) == 200 else f"{page['status']} {shown}"


def _command(data: Mapping[str, Any]) -> str:
    words = [*data.get("cmd", ())] or [*data.get("entrypoint", ())]
    return f"`{' '.join(words[:2] if words and words[0] in ('python', 'node', 'npm') else words[:1])}`"
