"""Where everything stands: one layered layout without numpy, whose coordinates all renderers share.

Layers go from left to right, as packets do: the outside, the segment, and within a machine's frame its own links and published
ports, its IP stack, its bridges as upright bars, veth pairs, and the namespaces. Each veth pair has a height of its own, and
each bar's name a band of its own, so that no label can come to stand on another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.explain import order
from dockernet_sim.explain.cards import Wording, host_side, wording
from dockernet_sim.explain.scene import text_width
from dockernet_sim.explain.topology import ROOT, Box, Bridge, Link, Space, Topology

MARGIN, PAD, TITLE = 16.0, 14.0, 34.0
BAR, STACK = 12.0, 22.0
HEADER, LANE, GAP = 50.0, 22.0, 8.0
SMALL, TINY = 11.0, 10.0
CROWD = 12  # more namespaces than this get a line each


@dataclass
class Lane:
    """A veth pair: from its bar (or the IP stack) to the card, at one height."""

    y: float
    near: float
    far: float
    link: Link
    outer: str
    bridge: str
    tint: int


@dataclass
class Bar:
    """A bridge: an upright bar; its name stands beside its top."""

    bridge: Bridge
    x: float
    top: float
    bottom: float
    tint: int

    @property
    def gateway_y(self) -> float:
        """The height at which it is joined to the host's IP stack."""
        return self.top + 18


@dataclass
class Card:
    """A namespace with its containers, or a machine outside."""

    x: float
    y: float
    w: float
    h: float
    words: Wording


@dataclass
class Frame:
    """A machine: everything in it, in coordinates of the sheet."""

    box: Box
    x: float
    y: float
    w: float = 0.0
    h: float = 0.0
    stack_x: float = 0.0
    links: dict[str, Card] = field(default_factory=dict)
    ports: list[Card] = field(default_factory=list)
    guests: list[Card] = field(default_factory=list)
    bars: dict[str, Bar] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    ends: dict[tuple[str, str], Lane] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)

    def lane(self, space: str, name: str) -> Lane | None:
        """The lane of a device, at either end."""
        return self.ends.get((space, name))

    @property
    def stack_span(self) -> tuple[float, float]:
        """Top and bottom of the IP stack."""
        return self.y + TITLE, self.y + self.h - PAD


@dataclass
class Layout:
    """The whole sheet."""

    width: float
    height: float
    segment_x: float
    segment: tuple[float, float]
    subnet: str
    frames: dict[str, Frame]
    outside: dict[str, Card]
    clouds: dict[str, Card]


def lay_out(topology: Topology) -> Layout:
    """Coordinates for a topology."""
    framed = [box for box in topology.boxes if box.engine or box.bridges or len(box.spaces) > 1]
    bare = [box for box in topology.boxes if box not in framed]
    outside, clouds, width = _outside(bare)
    segment_x = MARGIN + max(width, text_width(topology.segment, TINY, mono=True) / 2) + 34
    y, right = MARGIN + 14, 0.0
    frames: dict[str, Frame] = {}
    for box in framed:
        frame = _Framer(box, segment_x + max(34, text_width(topology.segment, TINY, mono=True) / 2 + 6), y).frame
        frames[box.name] = frame
        y += frame.h + 20
        right = max(right, frame.x + frame.w)
    for frame in frames.values():
        frame.w = right - frame.x
    heights = [card.y + card.h / 2 for card in outside.values()]
    heights += [card.y + card.h / 2 for frame in frames.values() for card in frame.links.values()]
    bottom = max([y - 20, *(card.y + card.h for card in outside.values())])
    segment = min(heights) - 22, max(heights) + 22
    return Layout(right + MARGIN, bottom + MARGIN, segment_x, segment, topology.segment, frames, outside, clouds)


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


class _Framer:
    """Lays out one machine."""

    def __init__(self, box: Box, x: float, y: float) -> None:
        self.box = box
        self.compact = len(box.spaces) - 1 + len(box.stopped) > CROWD
        self.frame = Frame(box, x, y)
        left, low = self._host_column()
        self.frame.stack_x = x + PAD + left + 26
        low = max(low, self._bars_and_rows())
        self.frame.h = low + PAD - y
        self.frame.w = max(self.frame.w, self._title_width())

    def _title_width(self) -> float:
        return 2 * PAD + text_width(self.box.name, 13, bold=True) + 12 + text_width(frame_note(self.box), SMALL)

    def _host_column(self) -> tuple[float, float]:
        """The machine's own links, its published ports, and who lives in its namespace: width, and where that ends."""
        frame = self.frame
        links = [_link_words(link) for link in self._own_links()]
        ports, guests = host_side(self.box)
        width = max((each.width for each in (*links, *ports, *guests)), default=40.0)
        x, y = frame.x + PAD, frame.y + TITLE
        for words in links:
            frame.links[words.lines[0]] = Card(x, y, width, words.height, words)
            y += words.height + GAP
        for group, cards in ((ports, frame.ports), (guests, frame.guests)):
            y += 16 if group else 0
            for words in group:
                cards.append(Card(x, y, width, words.height, words))
                y += words.height + (3 if cards is frame.ports else GAP)
        return width, y

    def _own_links(self) -> list[Link]:
        bridges = {bridge.name for bridge in self.box.bridges}
        mine = {space.name for space in self.box.spaces}
        return [
            link
            for link in self.box.root.wires
            if link.name not in bridges and not (link.peer and link.peer[0] == self.box.name and link.peer[1] in mine)
        ]

    # -- bridges, veth pairs and namespaces --------------------------------------------
    def _bars_and_rows(self) -> float:
        box, frame = self.box, self.frame
        spaces = {space.name: space for space in box.spaces[1:]}
        masters = {link.name: link.master for link in box.root.links if link.master}
        members = {
            name: [masters[link.peer[2]] for link in space.wires if self._outer(link) in masters]
            for name, space in spaces.items()
        }
        rows, bridges = order.arrange(members, [bridge.name for bridge in box.bridges])
        spans = order.spans(members, rows)
        columns = order.columns(spans)
        words = {name: wording(space, self.compact) for name, space in spaces.items()}
        sleepers = [wording(Space("", (), (each,)), self.compact) for each in box.stopped]
        x = frame.stack_x + STACK / 2 + self._gateway_room()
        pitch = self._pitch()
        tints = {bridge.name: number for number, bridge in enumerate(box.bridges)}
        card_x = x + max(1, max(columns.values(), default=0) + 1) * pitch + self._label_room()
        width = max((each.width for each in (*words.values(), *sleepers)), default=60.0)
        y = frame.y + TITLE

        def start(name: str, column: int) -> None:
            nonlocal y
            bridge = box.bridge(name)
            assert bridge is not None
            frame.bars[name] = Bar(bridge, x + column * pitch, y, y + HEADER - 6, tints[name])
            y += HEADER

        for number, row in enumerate(rows):
            for name in [n for n in bridges if n in spans and spans[n][0] == number]:
                start(name, columns[name])
            h = max(words[row].height, LANE * len(spaces[row].wires) + 4)
            frame.cards[row] = Card(card_x, y, width, h, words[row])
            self._lanes(spaces[row], masters, frame.cards[row])
            y += h + GAP
        for name in [n for n in bridges if n not in spans]:
            start(name, 0)
        for number, each in enumerate(sleepers):
            frame.cards[f"\0{number}"] = Card(card_x, y, width, each.height, each)
            y += each.height + GAP
        frame.w = card_x + width + PAD - frame.x
        return y

    def _lanes(self, space: Space, masters: dict[str, str], card: Card) -> None:
        frame = self.frame
        wires = [link for link in space.wires if self._outer(link)]
        wires.sort(key=lambda link: -frame.bars[masters[link.peer[2]]].x if link.peer[2] in masters else 0.0)
        first = card.y + card.h / 2 - LANE * (len(wires) - 1) / 2 + 3
        for number, link in enumerate(wires):
            y = first + number * LANE
            bar = frame.bars.get(masters.get(link.peer[2], ""))
            near = bar.x if bar else frame.stack_x
            lane = Lane(y, near, card.x, link, link.peer[2], bar.bridge.name if bar else "", bar.tint if bar else -1)
            frame.lanes.append(lane)
            frame.ends[(ROOT, lane.outer)] = frame.ends[(space.name, link.name)] = lane
            if bar:
                bar.bottom = max(bar.bottom, y + 8)

    def _outer(self, link: Link) -> str:
        """The name of a veth's other end, if that is in the machine's own namespace."""
        return link.peer[2] if link.peer and link.peer[:2] == (self.box.name, ROOT) else ""

    def _gateway_room(self) -> float:
        widths = [text_width(bridge.gateway, TINY, mono=True) for bridge in self.box.bridges]
        return max(widths, default=20.0) + 18

    def _pitch(self) -> float:
        lines = [line for bridge in self.box.bridges for line in bar_lines(bridge)]
        widths = [text_width(text, SMALL if bold else TINY, not bold, bold) for text, bold in lines]
        widths += [text_width(link.name, TINY, mono=True) for link in self.box.root.links if link.master]
        return max(widths, default=40.0) + BAR + 16

    def _label_room(self) -> float:
        widths = [
            text_width(lane_label(link), TINY, mono=True) for space in self.box.spaces[1:] for link in space.wires
        ]
        return max(widths, default=0.0) + 20


def _link_words(link: Link) -> Wording:
    return Wording([link.name, *(link.addresses or ("no address",))], link.name, link.mac)


def lane_label(link: Link) -> str:
    """What stands at the container's end of a veth pair."""
    return " ".join([link.name, *link.addresses[:1]])


def bar_lines(bridge: Bridge) -> list[tuple[str, bool]]:
    """What stands beside a bridge: its network, its device, its subnet and what is special; True for bold."""
    special = [word for word, on in (("internal", bridge.internal), ("ICC off", not bridge.icc)) if on]
    lines = [(bridge.network, True), (bridge.name, False)] if bridge.network else [(bridge.name, True)]
    return [*lines, (" ".join([bridge.subnet or "no address", *special]), False)]


def frame_note(box: Box) -> str:
    """What stands behind a machine's name."""
    return "  ".join([box.address, *([f"Docker {box.engine}"] if box.engine else [])])
