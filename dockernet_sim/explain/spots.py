"""Where on the picture a record happened."""

from __future__ import annotations

from dockernet_sim.explain.sheet import Card, Frame, Layout
from dockernet_sim.explain.topology import ROOT
from dockernet_sim.sim.trace import Record

Point = tuple[float, float]


def spot(layout: Layout, record: Record, before: Point | None = None) -> Point | None:
    """A point on the sheet; None for what is not on it, such as a container that has gone.

    `before` is where the flow was last: a packet that is being routed stays at that height, as it has not yet left.
    """
    frame = layout.frames.get(record.host)
    if frame is not None:
        if record.event == "route" and before is not None:
            return frame.stack_x, before[1]
        return _in_frame(frame, record)
    card = layout.outside.get(record.host)
    if card is not None:
        return _middle(card)
    return layout.segment_x, sum(layout.segment) / 2


def _in_frame(frame: Frame, record: Record) -> Point | None:
    bend = frame.bends.get((record.netns, record.device))
    if bend is not None:
        return bend.x, bend.y
    lane = frame.lane(record.netns, record.device)
    if record.netns != ROOT:
        card = frame.cards.get(record.netns)
        if lane is not None:
            return lane.far, lane.y
        return _middle(card) if card is not None else None
    if lane is not None:
        return lane.near, lane.y
    bar = frame.bars.get(record.device)
    if bar is not None:
        at_stack = record.event in ("drop", "rule", "nat", "route", "deliver", "send")
        return (frame.stack_x if at_stack else bar.x), bar.gateway_y
    link = frame.links.get(record.device)
    if link is not None and record.event in ("tx", "rx"):
        return _middle(link)
    y = link.y + link.h / 2 if link is not None else sum(frame.stack_span) / 2
    return frame.stack_x, y


def _middle(card: Card) -> Point:
    return card.x + card.w / 2, card.y + card.h / 2
