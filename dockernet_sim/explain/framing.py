"""Lays out one machine's frame: on the left what is the machine's own, then bridges, veth pairs and namespaces."""

from __future__ import annotations

from dockernet_sim.explain.cards import Wording, host_side
from dockernet_sim.explain.rows import Rows
from dockernet_sim.explain.said import said
from dockernet_sim.explain.scene import text_width
from dockernet_sim.explain.sheet import GAP, PAD, SMALL, SPARE, TINY, TITLE, Card, Frame, frame_note
from dockernet_sim.explain.topology import Box, Link


def frame_of(box: Box, x: float, y: float, lang: str = "en") -> Frame:
    """A machine's frame, with its upper left corner there."""
    frame = Frame(box, x, y, lang)
    left, low = _own_column(frame)
    frame.stack_x = x + PAD + left + 26
    rows = Rows(frame)
    stack = TITLE + text_width(said("picture.stack", lang), TINY) + 2 * SPARE
    frame.h = max(low, rows.y, y + stack) + PAD - y
    title = 2 * PAD + text_width(box.name, 13, bold=True) + 12 + text_width(frame_note(box), SMALL)
    frame.w = max(rows.right + PAD - x, title)
    return frame


def _own_column(frame: Frame) -> tuple[float, float]:
    """The machine's own links, its published ports, and who lives in its namespace: width, and where that ends."""
    links = [_link_words(link, frame.lang) for link in _own_links(frame.box)]
    ports, guests = host_side(frame.box)
    width = max((each.width for each in (*links, *ports, *guests)), default=40.0)
    x, y = frame.x + PAD, frame.y + TITLE
    for words in links:
        frame.links[words.name] = Card(x, y, width, words.height, words)
        y += words.height + GAP
    for group, cards in ((ports, frame.ports), (guests, frame.guests)):
        y += 16 if group else 0
        for words in group:
            cards.append(Card(x, y, width, words.height, words))
            y += words.height + (3 if cards is frame.ports else GAP)
    return width, y


def _own_links(box: Box) -> list[Link]:
    """Links that neither are bridges nor lead into a namespace of the machine."""
    bridges = {bridge.name for bridge in box.bridges}
    inside = {(box.name, space.name) for space in box.spaces}
    return [link for link in box.root.wires if link.name not in bridges and link.peer[:2] not in inside]


def _link_words(link: Link, lang: str) -> Wording:
    lines = [" ".join(filter(None, [link.name, link.fault])), *(link.addresses or (said("picture.no-address", lang),))]
    return Wording(lines, link.name, link.mac)
