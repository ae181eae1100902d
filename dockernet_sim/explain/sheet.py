"""What a layout consists of: frames, bars, lanes and cards with their coordinates on the sheet,
and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.explain.cards import Wording
from dockernet_sim.explain.said import said
from dockernet_sim.explain.topology import Box, Bridge, Link

MARGIN, PAD, TITLE = 16.0, 14.0, 34.0
BAR, STACK = 12.0, 22.0
HEADER, LANE, GAP = 50.0, 22.0, 8.0
SMALL, TINY = 11.0, 10.0
SPARE = 8.0  # above and below the IP stack's label


@dataclass
class Lane:
    """A veth pair: from its bar (or the IP stack) to the card, at one height."""

    y: float
    near: float
    far: float
    link: Link
    outer: str
    bridge: str = ""
    tint: int = -1
    fault: str = ""  # of the outer end

    @property
    def label(self) -> str:
        """What stands at the outer end."""
        return " ".join(filter(None, [self.outer, self.fault]))


@dataclass
class Bend:
    """An end of a veth pair between two cards, or from the stack back to it: it comes out at x, and turns at `turn`."""

    x: float
    y: float
    turn: float
    link: Link


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
    lang: str = "en"
    w: float = 0.0
    h: float = 0.0
    stack_x: float = 0.0
    links: dict[str, Card] = field(default_factory=dict)
    ports: list[Card] = field(default_factory=list)
    guests: list[Card] = field(default_factory=list)
    bars: dict[str, Bar] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    ends: dict[tuple[str, str], Lane] = field(default_factory=dict)
    bends: dict[tuple[str, str], Bend] = field(default_factory=dict)
    ties: list[tuple[Bend, Bend]] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)

    def tie(self, *ends: tuple[tuple[str, str], Bend]) -> None:
        """Join two ends, each given with its namespace and name."""
        self.bends |= dict(ends)
        self.ties.append((ends[0][1], ends[1][1]))

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
    lang: str = "en"


def lane_label(link: Link) -> str:
    """What stands at the container's end of a veth pair."""
    return " ".join(filter(None, [link.name, *link.addresses[:1], link.fault]))


def bar_lines(bridge: Bridge, lang: str = "en") -> list[tuple[str, bool]]:
    """What stands beside a bridge: its network, its device, its subnet and what is special; True for bold."""
    special = [said("picture.internal", lang)] if bridge.internal else []
    special += [] if bridge.icc else [said("picture.icc-off", lang)]
    special += ["DOWN"] if bridge.down else []
    lines = [(bridge.network, True), (bridge.name, False)] if bridge.network else [(bridge.name, True)]
    return [*lines, (" ".join([bridge.subnet or said("picture.no-address", lang), *special]), False)]


def frame_note(box: Box) -> str:
    """What stands behind a machine's name."""
    return "  ".join([box.address, *([f"Docker {box.engine}"] if box.engine else [])])
