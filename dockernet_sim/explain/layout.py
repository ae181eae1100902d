"""Where everything stands: one layered layout without numpy, whose coordinates all renderers share.

Layers go from left to right, as packets do: the outside, the segment, and within a machine's frame its own links and
published ports, its IP stack, its bridges as upright bars, veth pairs, and the namespaces. Each veth pair has a height
of its own, and each bar's name a band of its own, so that no label can come to stand on another.
"""

from __future__ import annotations

from dockernet_sim.explain.cards import Wording
from dockernet_sim.explain.framing import frame_of
from dockernet_sim.explain.scene import text_width
from dockernet_sim.explain.sheet import MARGIN, TINY, TITLE, Card, Frame, Layout
from dockernet_sim.explain.topology import Box, Topology


def lay_out(topology: Topology, lang: str = "en") -> Layout:
    """Coordinates for a topology; `lang` is that of its labels."""
    framed = [box for box in topology.boxes if box.engine or box.bridges or len(box.spaces) > 1]
    bare = [box for box in topology.boxes if box not in framed]
    outside, clouds, width = _outside(bare)
    segment_x = MARGIN + max(width, text_width(topology.segment, TINY, mono=True) / 2) + 34
    y, right = MARGIN + 14, 0.0
    frames: dict[str, Frame] = {}
    for box in framed:
        frame = frame_of(box, segment_x + max(34, text_width(topology.segment, TINY, mono=True) / 2 + 6), y, lang)
        frames[box.name] = frame
        y += frame.h + 20
        right = max(right, frame.x + frame.w)
    for frame in frames.values():
        frame.w = right - frame.x
    heights = [card.y + card.h / 2 for card in outside.values()]
    heights += [card.y + card.h / 2 for frame in frames.values() for card in frame.links.values()]
    bottom = max([y - 20, *(card.y + card.h for card in (*outside.values(), *clouds.values()))])
    segment = min(heights) - 22, max(heights) + 22
    return Layout(right + MARGIN, bottom + MARGIN, segment_x, segment, topology.segment, frames, outside, clouds, lang)


def _outside(bare: list[Box]) -> tuple[dict[str, Card], dict[str, Card], float]:
    """Cards of machines that are only addresses to us, and of what lies beyond them."""
    cards: dict[str, Card] = {}
    clouds: dict[str, Card] = {}
    words = {box.name: Wording([box.name, box.address], box.name) for box in bare}
    beyond = {box.name: Wording(["internet", *box.others], "internet") for box in bare if box.others}
    width = max((each.width for each in (*words.values(), *beyond.values())), default=0.0)
    y = MARGIN + 14 + TITLE
    for box in bare:
        cards[box.name] = Card(MARGIN, y, width, words[box.name].height, words[box.name])
        y += cards[box.name].h + 14
        if box.name in beyond:
            clouds[box.name] = Card(MARGIN, y + 8, width, beyond[box.name].height, beyond[box.name])
            y += clouds[box.name].h + 22
    return cards, clouds, width
