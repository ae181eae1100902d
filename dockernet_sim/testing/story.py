"""The story of a packet for failure messages: what explain tells of the trace, and its end when it is long."""

from __future__ import annotations

from dockernet_sim.explain.story import story
from dockernet_sim.sim.trace import Trace

MOST = 40


def told_since(trace: Trace, serial: int, most: int = MOST) -> str:
    """The story of all that happened after a record: no more lines than `most`, the last ones."""
    if not trace.on:
        return "there is no story: this lab was made with trace=False"
    lines = str(story(trace.since(serial))).splitlines()
    left_out = [f"... {len(lines) - most} steps before"] if len(lines) > most else []
    return "\n".join([*left_out, *lines[-most:]]) or "nothing happened: not one frame was sent"
