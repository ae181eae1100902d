"""Small pieces of HTML that look right on a light page and on a dark one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dockernet_sim.sim.printable import escape

TERMINAL = (
    "background:#1b1f24;color:#d5dae0;padding:.6em .9em;border-radius:6px;line-height:1.35;"
    "overflow-x:auto;font-size:.86em;white-space:pre;margin:.2em 0"
)
PROMPT = "color:#7bc8a4"
TYPED = "color:#fff;font-weight:600;white-space:pre-wrap"
WRAPS = "white-space:pre-wrap"
GOOD = "#1a7f4b"
BAD = "#c4372f"
PALE = "opacity:.75"


def span(text: str, style: str) -> str:
    """Escaped text in a style."""
    return f'<span style="{style}">{escape(text)}</span>'


def terminal(inner: str) -> str:
    """A terminal around what is HTML already."""
    return f'<pre style="{TERMINAL}">{inner}</pre>'


def mark(good: bool) -> str:
    """A tick or a cross."""
    return span("✓" if good else "✗", f"color:{GOOD if good else BAD};font-weight:700")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain texts."""
    cells = "".join(f'<th style="text-align:left">{escape(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escape(each)}</td>' for each in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
