"""A ladder, or sequence diagram: who sent what to whom, in the order of time, out of any slice of the trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum

from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.scene import Line, Rect, Scene, Shape, Text, clipped, text_width, wrapped
from dockernet_sim.explain.short import ends, ends_in, kind, short
from dockernet_sim.explain.topology import ROOT
from dockernet_sim.sim.trace import Record

ROWS = 80
LEFT, TOP, MARGIN = 92.0, 64.0, 16.0
ROW, NOTE = 30.0, 14.0
SIZE, SMALL = 10.5, 9.5
TOLD = {"drop", "nat", "dns"}
TINTS = {"ICMP": 0, "TCP": 1, "ARP": 2, "DNS": 3, "UDP": 3}
Place = tuple[str, str]


@dataclass
class Arrow:
    """A frame that went from one namespace to another."""

    sent: Record
    source: Place
    target: Place

    @property
    def label(self) -> str:
        """What it was."""
        return f"{short(self.sent.packet)} · {ends(self.sent.packet)}"


@dataclass
class Note:
    """Something that happened within a namespace."""

    record: Record
    place: Place
    text: str


@dataclass
class Steps:
    """What is drawn, in order; ``left_out`` rows did not find room,
    and ``missing`` tells what the trace did not keep."""

    rows: list[Arrow | Note] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    left_out: int = 0
    missing: str = ""


def collect(records: Iterable[Record], detail: bool = False, limit: int = ROWS) -> Steps:
    """Arrows and notes out of records.

    Parameters
    ----------
    records : iterable of Record
        A slice of the trace.
    detail : bool
        Rules that let a packet pass, routes and what bridges learn, too.
    limit : int
        The most rows.
    """
    steps = Steps(missing=str(gap(records) or ""))
    records = list(records)  # keeps the frames alive, which are told apart by identity
    waiting: dict[int, Record] = {}
    seen: set[tuple[int, Place]] = set()
    told = TOLD | ({"rule", "route", "bridge", "send"} if detail else set())
    for record in records:
        place = (record.host, record.netns)
        row: Arrow | Note | None = None
        if record.event == "tx":
            waiting[id(record.packet)] = record
        elif record.event == "rx" and (sent := waiting.get(id(record.packet))) is not None:
            if (sent.host, sent.netns) != place and (sent.serial, place) not in seen:
                seen.add((sent.serial, place))
                row = Arrow(sent, (sent.host, sent.netns), place)
        elif record.event in told:
            row = Note(record, place, note_text(record))
        if row is not None:
            for each in (row.source, row.target) if isinstance(row, Arrow) else (row.place,):
                if each not in steps.places:
                    steps.places.append(each)
            steps.rows.append(row)
    steps.left_out = max(0, len(steps.rows) - limit)
    del steps.rows[limit:]
    return steps


def note_text(record: Record) -> str:
    """A decision in a line."""
    if record.event == "drop":
        return f"✕ dropped ({record.verdict}): {record.cause}"
    if record.event == "nat":
        return f"NAT: {ends_in(record.cause)} becomes {ends(record.packet)}"
    return f"{record.event} {record.verdict}: {record.cause}".rstrip(": ")


def name_of(place: Place) -> str:
    """A machine by its name, a container by its own."""
    return place[0] if place[1] == ROOT else place[1]


def names_of(places: Sequence[Place]) -> dict[Place, str]:
    """A short name for each, with its machine where several have the same."""
    names = [name_of(place) for place in places]
    return {
        place: "/".join(place) if names.count(name) > 1 and place[1] != ROOT else name
        for place, name in zip(places, names)
    }


def ladder(steps: Steps, title: str = "Ladder") -> Scene:
    """The diagram as a scene."""
    xs = _columns(steps)
    scene = Scene(_width(steps, xs), TOP, title)
    heads: list[Text | Rect] = []
    names = names_of(steps.places)
    for place, x in xs.items():
        name = names[place]
        w = text_width(name, 12, bold=True) + 20
        heads += [
            Rect(x - w / 2, 18, w, 26, "card", 6, f"{place[0]}/{place[1]}"),
            Text(x, 35.5, name, "label", 12, "middle", bold=True),
        ]
    y = TOP
    painted: list[Shape] = []
    if steps.missing:
        painted.append(Text(MARGIN, y + 9, steps.missing, "faint", SIZE))
        scene.width = max(scene.width, MARGIN * 2 + text_width(steps.missing, SIZE))
        y += ROW
    for row in steps.rows:
        record = row.sent if isinstance(row, Arrow) else row.record
        painted.append(Text(LEFT - 12, y + 9, f"{record.time:.6f}", "faint", SMALL, "end", mono=True))
        y = _arrow(painted, xs, row, y) if isinstance(row, Arrow) else _note(painted, xs, row, y, scene.width)
    if steps.left_out:
        painted.append(Text(LEFT, y + 9, f"… and {steps.left_out} more", "faint", SIZE))
        y += ROW
    if not steps.rows:
        painted.append(Text(LEFT, y + 9, "no packet in this slice of the trace", "faint", SIZE))
        y += ROW
    scene.add(*(Line(((x, 44), (x, y)), "life") for x in xs.values()), *heads, *painted)
    scene.height = y + MARGIN
    return scene


def _columns(steps: Steps) -> dict[Place, float]:
    """An x for each namespace: neighbours as far apart as the words between them need."""
    order = steps.places
    at = {place: number for number, place in enumerate(order)}
    gaps = [90.0] * max(0, len(order) - 1)
    for row in steps.rows:
        if isinstance(row, Arrow):
            first, last = sorted((at[row.source], at[row.target]))
            need = text_width(row.label, SMALL) + 24
            if last > first and fsum(gaps[first:last]) < need:
                more = (need - fsum(gaps[first:last])) / (last - first)
                gaps[first:last] = [gap + more for gap in gaps[first:last]]
    names = names_of(order)
    xs, x = {}, LEFT + max((text_width(names[order[0]], 12, bold=True) / 2 + 10 if order else 0), 20)
    for number, place in enumerate(order):
        xs[place] = x
        x += gaps[number] if number < len(gaps) else 0
    return xs


def _width(steps: Steps, xs: dict[Place, float]) -> float:
    names = names_of(steps.places)
    right = max([x + text_width(names[p], 12, bold=True) / 2 + 10 for p, x in xs.items()], default=LEFT + 260)
    wanted = [xs[row.place] + min(text_width(row.text, SMALL), 420) + 14 for row in steps.rows if isinstance(row, Note)]
    return max([right, LEFT + 260, *wanted]) + MARGIN


def _arrow(painted: list[Shape], xs: dict[Place, float], row: Arrow, y: float) -> float:
    start, end = xs[row.source], xs[row.target]
    middle = (start + end) / 2
    _say(painted, Text(middle, y + 9, row.label, "label", SMALL, "middle"))
    tip = end - 5 if end > start else end + 5
    painted.append(
        Line(((start, y + 15), (tip, y + 15)), "arrow", str(row.sent.packet), TINTS.get(kind(row.sent.packet), 4), True)
    )
    return y + ROW


def _say(painted: list[Shape], text: Text) -> None:
    """A label on a patch of ground, so that no lifeline runs through it."""
    left, top, right, bottom = text.box
    painted += [Rect(left - 2, top, right - left + 4, bottom - top, "ground", 0), text]


def _note(painted: list[Shape], xs: dict[Place, float], row: Note, y: float, width: float) -> float:
    x = xs[row.place]
    role = "drop" if row.record.event == "drop" else "faint"
    lines: Sequence[str] = wrapped(row.text, SMALL, width - MARGIN - x - 12)
    painted.append(Line(((x - 4, y + 6), (x + 4, y + 6)), "rule-line"))
    for line in lines:
        _say(painted, Text(x + 8, y + 9, clipped(line, SMALL, width - x - 12), role, SMALL, title=row.text))
        y += NOTE
    return y + ROW - NOTE - 6
