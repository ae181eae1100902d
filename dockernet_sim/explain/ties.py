"""Veth pairs that do not join a namespace with the host's own: they leave a card to the right, and come back to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockernet_sim.explain import order
from dockernet_sim.explain.scene import text_width
from dockernet_sim.explain.sheet import LANE, TINY, Bend, Frame, lane_label
from dockernet_sim.explain.topology import ROOT, Box, Link, Space

Key = tuple[str, str]
PITCH = 14.0  # between two lines that go down beside each other


def tied(box: Box, space: Space) -> list[Link]:
    """A namespace's veth ends whose other end is in a namespace of the same machine, and not in its own one."""
    inside = {each.name for each in box.spaces[1:]}
    return [link for link in space.wires if link.peer[:1] == (box.name,) and link.peer[1] in inside]


def loops(box: Box) -> Iterator[tuple[Link, Link]]:
    """Pairs with both ends in the machine's own namespace."""
    own = {link.name: link for link in box.root.wires}
    for link in own.values():
        other = own.get(link.peer[2]) if link.peer[:2] == (box.name, ROOT) else None
        if other is not None and list(own).index(link.name) < list(own).index(other.name):
            yield link, other


def tie_cards(frame: Frame, spaces: Mapping[str, Space], right: float) -> float:
    """Join the cards that are there; how far to the right that goes."""
    ends = {(name, link.name): link for name, space in spaces.items() for link in tied(frame.box, space)}
    if not ends:
        return right
    heights = {key: _height(frame, list(ends), key) for key in ends}
    pairs = {" ".join(key): (key, _peer(link)) for key, link in ends.items() if key < _peer(link)}
    spans = {
        name: (int(min(heights[a], heights[b])), int(max(heights[a], heights[b]))) for name, (a, b) in pairs.items()
    }
    columns = order.columns(spans)
    begin = right + max(text_width(lane_label(link), TINY, mono=True) for link in ends.values()) + 20
    for name, keys in pairs.items():
        turn = begin + columns[name] * PITCH
        frame.tie(*((key, Bend(right, heights[key], turn, ends[key])) for key in keys))
    return begin + max(columns.values()) * PITCH


def _peer(link: Link) -> Key:
    """The namespace and the name of a veth's other end."""
    return link.peer[1], link.peer[2]


def _height(frame: Frame, ends: list[Key], key: Key) -> float:
    """Where an end comes out of its card: the ends of one card stand below each other."""
    card = frame.cards[key[0]]
    own = [each for each in ends if each[0] == key[0]]
    return card.y + card.h / 2 - LANE * (len(own) - 1) / 2 + LANE * own.index(key) + 3
