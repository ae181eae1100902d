"""The story of a packet, out of the trace: where each frame went, and where it died, by which rule."""

from __future__ import annotations

from collections.abc import Iterable

from dockernet_sim.sim.trace import Record, Trace

MOST = 60
VERBS = {
    "tx": "sends",
    "rx": "hears",
    "deliver": "takes in",
    "route": "routes",
    "send": "sends",
    "dns": "answers",
    "neigh": "asks who has the address for",
}
QUIET = ("bridge",)


def story(records: Iterable[Record], most: int = MOST) -> str:
    """Records as lines to read, one a happening; what a bridge learns is left out.

    Parameters
    ----------
    records : iterable of Record
        As ``trace.since(serial)`` gives them.
    most : int
        No more lines than this, the last ones.
    """
    lines = [_line(record) for record in records if record.event not in QUIET]
    left_out = [f"... {len(lines) - most} happenings before"] if len(lines) > most else []
    return "\n".join([*left_out, *lines[-most:]]) or "nothing happened: not one frame was sent"


def told_since(trace: Trace, serial: int, most: int = MOST) -> str:
    """The story of all that happened after a record."""
    if not trace.on:
        return "there is no story: this lab was made with trace=False"
    return story(trace.since(serial), most)


def _line(record: Record) -> str:
    place = record.host if record.netns == "root" else record.netns
    where = f"{place} {record.device}".rstrip()
    return f"{record.time:12.6f} s  {where}: {_happening(record)}"


def _happening(record: Record) -> str:
    what = str(record.packet or "")
    cause = f" ({record.cause})" if record.cause else ""
    if record.event == "drop":
        return f"DIES HERE by {record.verdict}{cause}: {what}"
    if record.event == "rule":
        return f"rule says {record.verdict}{cause}: {what}"
    if record.event == "nat":
        return f"new {record.verdict}: {what}"
    return (
        f"{VERBS.get(record.event, record.event)} {what}{cause}" if what else f"{record.event} {record.verdict}{cause}"
    )
