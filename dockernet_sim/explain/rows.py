"""Bridges as bars, and below their names a row for each namespace with a lane for each veth pair."""

from __future__ import annotations

from dockernet_sim.explain import order
from dockernet_sim.explain.cards import Wording, wording
from dockernet_sim.explain.scene import text_width
from dockernet_sim.explain.sheet import (
    BAR,
    GAP,
    HEADER,
    LANE,
    SMALL,
    STACK,
    TINY,
    TITLE,
    Bar,
    Bend,
    Card,
    Frame,
    Lane,
    bar_lines,
    lane_label,
)
from dockernet_sim.explain.ties import loops, tie_cards, tied
from dockernet_sim.explain.topology import ROOT, Link, Space

CROWD = 12  # more namespaces than this get a line each


class Rows:
    """Fills a frame from top to bottom; `y` is where it has come to, `right` where the cards end."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.box = box = frame.box
        self.y = frame.y + TITLE
        self.right = 0.0
        self.spaces = {space.name: space for space in box.spaces[1:]}
        self.masters = {link.name: link.master for link in box.root.links if link.master}
        self.faults = {link.name: link.fault for link in box.root.links}
        self.loops = {" ".join(link.name for link in pair): pair for pair in loops(box)}
        members = {
            name: [self.masters[self.outer(link)] for link in space.wires if self.outer(link) in self.masters]
            for name, space in self.spaces.items()
        }
        members |= {name: [link.master for link in pair if link.master] for name, pair in self.loops.items()}
        names, self.bridges = order.arrange(members, [bridge.name for bridge in box.bridges])
        self.spans = order.spans(members, names)
        self.columns = order.columns(self.spans)
        compact = len(self.spaces) + len(box.stopped) > CROWD
        words = {name: wording(space, compact, frame.lang) for name, space in self.spaces.items()}
        sleepers = [wording(Space("", (), (each,)), compact, frame.lang) for each in box.stopped]
        self._measure([*words.values(), *sleepers])
        self._fill(names, words, sleepers)
        self.right = max(self.right, tie_cards(frame, self.spaces, self.right))

    def outer(self, link: Link) -> str:
        """The name of a veth's other end, if that is in the machine's own namespace."""
        return link.peer[2] if link.peer[:2] == (self.box.name, ROOT) else ""

    # -- widths ------------------------------------------------------------------------
    def _measure(self, words: list[Wording]) -> None:
        """Where the columns of bars begin, how far apart they are, where the cards are and how wide."""
        gateways = [text_width(bridge.gateway, TINY, mono=True) for bridge in self.box.bridges]
        self.x = self.frame.stack_x + STACK / 2 + max(gateways, default=20.0) + 18
        self.pitch = self._widest_name() + BAR + 16
        inner = [lane_label(link) for space in self.spaces.values() for link in space.wires]
        room = max((text_width(label, TINY, mono=True) for label in inner), default=0.0) + 20
        self.card_x = self.x + (max(self.columns.values(), default=0) + 1) * self.pitch + room
        self.width = max((each.width for each in words), default=60.0)
        self.right = self.card_x + self.width

    def _widest_name(self) -> float:
        """What stands to the right of bars: their own names, and those of their ports."""
        lines = [line for bridge in self.box.bridges for line in bar_lines(bridge, self.frame.lang)]
        widths = [text_width(text, SMALL if bold else TINY, not bold, bold) for text, bold in lines]
        outer = (" ".join(filter(None, [name, self.faults[name]])) for name in self.masters)
        widths += [text_width(name, TINY, mono=True) for name in outer]
        return max(widths, default=40.0)

    # -- from top to bottom --------------------------------------------------------------
    def _fill(self, names: list[str], words: dict[str, Wording], sleepers: list[Wording]) -> None:
        for number, name in enumerate(names):
            for bridge in self.bridges:
                if bridge in self.spans and self.spans[bridge][0] == number:
                    self._bar(bridge)
            if name in self.loops:
                self._loop(self.loops[name])
            else:
                space = self.spaces[name]
                right = len(tied(self.box, space))
                card = self._card(name, words[name], LANE * max(right, len(space.wires) - right) + 4)
                self._lanes(space, card)
        for bridge in self.bridges:
            if bridge not in self.spans:
                self._bar(bridge)
        for number, each in enumerate(sleepers):
            self._card(f"stopped {number}", each, 0.0)

    def _bar(self, name: str) -> None:
        """A bar begins, in a band of its own for its name."""
        numbers = [bridge.name for bridge in self.box.bridges]
        number = numbers.index(name)
        x = self.x + self.columns.get(name, 0) * self.pitch
        self.frame.bars[name] = Bar(self.box.bridges[number], x, self.y, self.y + HEADER - 6, number)
        self.y += HEADER

    def _card(self, name: str, words: Wording, least: float) -> Card:
        card = self.frame.cards[name] = Card(self.card_x, self.y, self.width, max(words.height, least), words)
        self.y += card.h + GAP
        return card

    def _lanes(self, space: Space, card: Card) -> None:
        """The veth pairs of a namespace; those to far bars go below those to near ones."""
        frame = self.frame
        pairs = [
            (link, frame.bars.get(self.masters.get(self.outer(link), ""))) for link in space.wires if self.outer(link)
        ]
        pairs.sort(key=lambda pair: -pair[1].x if pair[1] is not None else 0.0)
        first = card.y + card.h / 2 - LANE * (len(pairs) - 1) / 2 + 3
        for number, (link, bar) in enumerate(pairs):
            y = first + number * LANE
            outer = self.outer(link)
            lane = Lane(y, frame.stack_x, card.x, link, outer, fault=self.faults.get(outer, ""))
            if bar is not None:
                lane.near, lane.bridge, lane.tint = bar.x, bar.bridge.name, bar.tint
                bar.bottom = max(bar.bottom, y + 8)
            frame.lanes.append(lane)
            frame.ends[(ROOT, lane.outer)] = frame.ends[(space.name, link.name)] = lane

    def _loop(self, pair: tuple[Link, Link]) -> None:
        """A veth pair whose ends are both here: out of the stack (or a bridge), and back."""
        places = []
        for number, link in enumerate(pair):
            bar = self.frame.bars.get(link.master)
            x, y = self.frame.stack_x + STACK / 2, self.y + 16 + number * LANE
            if bar is not None:
                x, bar.bottom = bar.x + BAR / 2, max(bar.bottom, y + 8)
            places.append((x, y, link))
        turn = max(x + text_width(lane_label(link), TINY, mono=True) + 20 for x, _, link in places)
        self.frame.tie(*(((ROOT, link.name), Bend(x, y, turn, link)) for x, y, link in places))
        self.right = max(self.right, turn)
        self.y += 2 * LANE + GAP
