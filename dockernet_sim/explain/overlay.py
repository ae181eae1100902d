"""Draws a way onto the topology: along wires, bars and stacks, with numbers where something was decided."""

from __future__ import annotations

from dockernet_sim.explain.said import said
from dockernet_sim.explain.scene import Line, Mark, Scene, Text, clipped, wrapped
from dockernet_sim.explain.sheet import MARGIN, Bend, Frame, Layout
from dockernet_sim.explain.topology import ROOT
from dockernet_sim.explain.way import Leg, Way, notes
from dockernet_sim.sim.trace import Record

Point = tuple[float, float]
APART = {"request": 0.0, "reply": 5.0, "error": 5.0}
LEGEND = {"request": "way.request", "reply": "way.reply", "error": "way.error"}
SIZE, LINE = 11.5, 17.0


def lines(scene: Scene, layout: Layout, way: Way) -> dict[int, Point]:
    """Paint the legs; where each record happened, by its serial number."""
    places: dict[int, Point] = {}
    for leg in way.legs:
        points = _Walker(layout, places).walk(leg)
        if len(points) > 1:
            shift = APART[leg.role]
            moved = tuple((x + shift, y + shift) for x, y in points)
            scene.add(Line(moved, leg.role, said(LEGEND[leg.role], layout.lang), arrow=leg.drop is None))
    return places


def marks(scene: Scene, way: Way, places: dict[int, Point], lang: str = "en") -> None:
    """Number what was decided, and tell below the picture what the numbers mean."""
    numbered = notes(way, lang)
    taken: list[Point] = []
    for number, (record, text) in enumerate(numbered, 1):
        x, y = places.get(record.serial, (MARGIN, MARGIN))
        while any(abs(x - a) < 17 and abs(y - b) < 17 for a, b in taken):
            y += 18
        taken.append((x, y))
        drop = record.event == "drop"
        scene.add(Mark(x, y, str(number), "drop" if drop else "step", text, 9 if drop else 8))
    _caption(scene, way, [(record.event == "drop", text) for record, text in numbered], lang)


def _caption(scene: Scene, way: Way, numbered: list[tuple[bool, str]], lang: str) -> None:
    y = scene.height + 6
    scene.add(Text(MARGIN, y, clipped(way.title, 12.5, scene.width - 2 * MARGIN, bold=True), "label", 12.5, bold=True))
    y += LINE + 2
    room = scene.width - 2 * MARGIN - 24
    for line in wrapped(way.outcome.text(lang), SIZE, room):
        scene.add(Text(MARGIN, y, line, "label", SIZE))
        y += LINE
    for number, (drop, text) in enumerate(numbered, 1):
        scene.add(Mark(MARGIN + 8, y - 3, str(number), "drop" if drop else "step", "", 7.5))
        for line in wrapped(text, SIZE, room):
            scene.add(Text(MARGIN + 24, y, line, "label", SIZE))
            y += LINE
        y += 2
    x = MARGIN
    for role in dict.fromkeys(leg.role for leg in way.legs):
        label = Text(x + 34, y + 2, said(LEGEND[role], lang), "faint", 10.5)
        scene.add(Line(((x, y - 2), (x + 26, y - 2)), role), label)
        x = label.x + label.width + 22
    scene.height = y + MARGIN


class _Walker:
    """Turns records into points; `places` remembers where each record happened."""

    def __init__(self, layout: Layout, places: dict[int, Point]) -> None:
        self.layout = layout
        self.places = places
        self.points: list[Point] = []

    def walk(self, leg: Leg) -> list[Point]:
        """The points of one leg, each bend once."""
        for record in leg.records:
            self._step(record)
            if self.points:
                self.places[record.serial] = self.points[-1]
        return [point for i, point in enumerate(self.points) if i == 0 or point != self.points[i - 1]]

    def _to(self, x: float, y: float) -> None:
        """Straight on, or round one corner."""
        if self.points:
            before = self.points[-1]
            if abs(before[0] - x) > 0.5 and abs(before[1] - y) > 0.5:
                self.points.append((x, before[1]))
        self.points.append((x, y))

    def _step(self, record: Record) -> None:
        frame = self.layout.frames.get(record.host)
        if frame is not None:
            self._in_frame(frame, record)
        elif record.host in self.layout.outside:
            self._at_card(record.host)
        elif self.points:  # the switch, where there is one, is the segment itself
            self._to(self.layout.segment_x, self.points[-1][1])

    def _at_card(self, host: str) -> None:
        card = self.layout.outside[host]
        y = card.y + card.h / 2
        if self.points and self.points[-1][0] > self.layout.segment_x:
            self._to(self.layout.segment_x, self.points[-1][1])
            self._to(self.layout.segment_x, y)
        self._to(card.x + card.w, y)

    def _in_frame(self, frame: Frame, record: Record) -> None:
        bend = frame.bends.get((record.netns, record.device))
        if bend is not None:
            self._at_bend(bend, record)
        elif record.netns != ROOT:
            self._in_space(frame, record)
        elif record.device in frame.bars:
            self._at_bridge(frame, record)
        elif record.device in frame.links:
            self._at_own_link(frame, record)
        elif (lane := frame.lane(ROOT, record.device)) is not None:
            if record.event in ("tx", "rx", "rule", "drop"):
                self._to(lane.near, lane.y)
        elif not self.points:
            self._at_stack(frame, sum(frame.stack_span) / 2)

    def _in_space(self, frame: Frame, record: Record) -> None:
        lane = frame.lane(record.netns, record.device)
        card = frame.cards.get(record.netns)
        if lane is not None:
            self._to(lane.far, lane.y)
        elif card is not None and not self.points:
            self._to(card.x, card.y + card.h / 2)

    def _at_bend(self, bend: Bend, record: Record) -> None:
        """What comes in came round the bend."""
        if record.event == "rx" and self.points:
            self._to(bend.turn, self.points[-1][1])
            self._to(bend.turn, bend.y)
        self._to(bend.x, bend.y)

    def _at_bridge(self, frame: Frame, record: Record) -> None:
        bar = frame.bars[record.device]
        if record.event == "rx":
            self._to(bar.x, bar.gateway_y)
            self._to(frame.stack_x, bar.gateway_y)
        elif record.event in ("tx", "send", "route"):
            if not self.points:
                self.points.append((frame.stack_x, bar.gateway_y))
            if record.event == "tx":
                self._to(frame.stack_x, bar.gateway_y)
                self._to(bar.x, bar.gateway_y)

    def _at_own_link(self, frame: Frame, record: Record) -> None:
        card = frame.links[record.device]
        y = card.y + card.h / 2
        if record.event == "rx":
            if self.points:
                self._to(self.layout.segment_x, self.points[-1][1])
                self._to(self.layout.segment_x, y)
            self._to(card.x + card.w, y)
            self._at_stack(frame, y)
        elif record.event == "tx":
            self._at_stack(frame, y)
            self._to(card.x, y)
        elif not self.points:
            self._at_stack(frame, y)

    def _at_stack(self, frame: Frame, y: float) -> None:
        if self.points and self.points[-1][0] == frame.stack_x:
            self._to(frame.stack_x, y)
            return
        self._to(frame.stack_x, y)
