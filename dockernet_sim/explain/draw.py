"""Paints a layout: the topology as a scene."""

from __future__ import annotations

from dockernet_sim.explain.cards import LINE, NOTE, SIZE, Pill
from dockernet_sim.explain.overlay import lines, marks
from dockernet_sim.explain.said import said
from dockernet_sim.explain.scene import Line, Rect, Scene, Text, text_width
from dockernet_sim.explain.sheet import (
    BAR,
    SMALL,
    SPARE,
    STACK,
    TINY,
    Bar,
    Bend,
    Card,
    Frame,
    Lane,
    Layout,
    bar_lines,
    frame_note,
    lane_label,
)
from dockernet_sim.explain.way import Way

STACK_LABELS = ("picture.stack-all", "picture.stack-rules", "picture.stack")


def paint(layout: Layout, title: str = "Network topology", way: Way | None = None) -> Scene:
    """The topology: wires and bars, on them the way if there is one, and on top what can be read."""
    scene = Scene(layout.width, layout.height, title)
    for frame in layout.frames.values():
        _frame(scene, frame)
    _segment(scene, layout)
    for frame in layout.frames.values():
        _wires(scene, frame)
    places = lines(scene, layout, way) if way is not None else {}
    _labels(scene, layout)
    if way is not None:
        marks(scene, way, places, layout.lang)
    return scene


def _labels(scene: Scene, layout: Layout) -> None:
    for frame in layout.frames.values():
        _names(scene, frame)
    for card in layout.outside.values():
        _card(scene, card, "outside")
    for name, card in layout.clouds.items():
        lan = layout.outside[name]
        x = card.x + card.w / 2
        scene.add(Line(((x, lan.y + lan.h), (x, card.y)), "wire"))
        _card(scene, card, "cloud", radius=16)


def _segment(scene: Scene, layout: Layout) -> None:
    x, (top, bottom) = layout.segment_x, layout.segment
    for card in layout.outside.values():
        y = card.y + card.h / 2
        scene.add(Line(((card.x + card.w, y), (x, y)), "wire", "the line to the segment"))
    for frame in layout.frames.values():
        for card in frame.links.values():
            y = card.y + card.h / 2
            scene.add(Line(((x, y), (card.x, y)), "wire", "the line to the segment"))
    scene.add(Rect(x - BAR / 2, top, BAR, bottom - top, "segment", 4, f"segment {layout.subnet}"))
    scene.add(Text(x, top - 6, layout.subnet, "faint", TINY, "middle", mono=True))


def _frame(scene: Scene, frame: Frame) -> None:
    scene.add(Rect(frame.x, frame.y, frame.w, frame.h, "frame", 10, f"machine {frame.box.name}"))
    name = Text(frame.x + 14, frame.y + 21, frame.box.name, size=13, bold=True)
    scene.add(name, Text(name.x + name.width + 12, name.y, frame_note(frame.box), "faint", SMALL))


def _wires(scene: Scene, frame: Frame) -> None:
    top, bottom = frame.stack_span
    for card in frame.links.values():
        y = card.y + card.h / 2
        scene.add(Line(((card.x + card.w, y), (frame.stack_x, y)), "gateway"))
    for bar in frame.bars.values():
        _gateway(scene, frame, bar)
    for lane in frame.lanes:
        dead = lane.link.state != "UP"
        title = f"veth pair: {lane.outer} on the host, {lane.link.name} inside ({lane.link.mac})"
        points = ((lane.near, lane.y), (lane.far, lane.y))
        scene.add(Line(points, "dead-wire" if dead else "wire", title, -1 if dead else lane.tint))
    for first, second in frame.ties:
        _tie(scene, first, second)
    scene.add(Rect(frame.stack_x - STACK / 2, top, STACK, bottom - top, "stack", 6, "the host's IP stack"))
    for bar in frame.bars.values():
        title = f"bridge {bar.bridge.name}, network {bar.bridge.network or '(none of Docker)'}"
        scene.add(Rect(bar.x - BAR / 2, bar.top, BAR, bar.bottom - bar.top, "bar", 4, title, bar.tint))


def _tie(scene: Scene, first: Bend, second: Bend) -> None:
    dead = "UP" not in (first.link.state, second.link.state)
    points = ((first.x, first.y), (first.turn, first.y), (second.turn, second.y), (second.x, second.y))
    title = f"veth pair: {first.link.name} ({first.link.mac}) and {second.link.name} ({second.link.mac})"
    scene.add(Line(points, "dead-wire" if dead else "wire", title))


def _names(scene: Scene, frame: Frame) -> None:
    _stack_label(scene, frame)
    for bar in frame.bars.values():
        _bar(scene, frame, bar)
    for lane in frame.lanes:
        _lane_labels(scene, lane)
    for bend in frame.bends.values():
        scene.add(Text(bend.x + 7, bend.y - 4, lane_label(bend.link), "label", TINY, mono=True))
    for card in (*frame.cards.values(), *frame.links.values(), *frame.guests, *frame.ports):
        _card(scene, card, card.words.role)
    if frame.ports:
        first = frame.ports[0]
        scene.add(Text(first.x, first.y - 5, said("picture.ports", frame.lang), "faint", TINY))
    if frame.guests:
        first = frame.guests[0]
        scene.add(Text(first.x, first.y - 5, "--network host", "faint", TINY))


def _stack_label(scene: Scene, frame: Frame) -> None:
    top, bottom = frame.stack_span
    for text in (*(said(key, frame.lang) for key in STACK_LABELS), "IP"):
        width = text_width(text, TINY)
        if width <= bottom - top - 2 * SPARE:
            scene.add(Text(frame.stack_x + 3.5, top + SPARE + width, text, "faint", TINY, rotate=90))
            return


def _gateway(scene: Scene, frame: Frame, bar: Bar) -> None:
    """The bridge device is the host's own link to the network: its address is the containers' gateway."""
    y = bar.gateway_y
    title = f"{bar.bridge.name} is also the host's own link there: {bar.bridge.gateway or 'no address'}"
    scene.add(Line(((frame.stack_x, y), (bar.x, y)), "dead-wire" if bar.bridge.down else "gateway", title))


def _bar(scene: Scene, frame: Frame, bar: Bar) -> None:
    if bar.bridge.gateway:
        x = frame.stack_x + STACK / 2 + 6
        scene.add(Text(x, bar.gateway_y - 4, bar.bridge.gateway, "faint", TINY, mono=True))
    y = bar.top + 11
    for text, bold in bar_lines(bar.bridge, frame.lang):
        size = SMALL if bold else TINY
        role = "dead-wire" if bar.bridge.down else "label"
        scene.add(Text(bar.x + BAR / 2 + 6, y, text, role, size, mono=not bold, bold=bold))
        y += 13


def _lane_labels(scene: Scene, lane: Lane) -> None:
    near = lane.near + (BAR / 2 if lane.bridge else STACK / 2) + 6
    outer, inner = ("dead-wire" if lane.fault else "faint"), ("dead-wire" if lane.link.fault else "label")
    scene.add(Text(near, lane.y - 4, lane.label, outer, TINY, mono=True))
    scene.add(Text(lane.far - 7, lane.y - 4, lane_label(lane.link), inner, TINY, "end", mono=True))


def _card(scene: Scene, card: Card, role: str, radius: float = 6) -> None:
    words = card.words
    scene.add(Rect(card.x, card.y, card.w, card.h, role, radius, words.title or words.name))
    if isinstance(words, Pill):
        scene.add(Text(card.x + 7, card.y + 11.5, words.lines[0], "label", NOTE, mono=True))
        return
    spare = (card.h - words.height) / 2
    for number, line in enumerate(words.lines):
        y = card.y + spare + 15 + number * LINE
        if number == 0:
            scene.add(Text(card.x + 9, y, line, "faint" if role == "asleep" else "label", SIZE, bold=True))
        else:
            scene.add(Text(card.x + 9, y, line, "faint", NOTE, mono=True))
