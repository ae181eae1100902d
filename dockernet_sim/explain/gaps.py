"""What a trace does not hold: records that were dropped, or all of them where it is off."""

from __future__ import annotations

from dockernet_sim.explain.said import Said, say
from dockernet_sim.sim.trace import Slice, Trace


def gap(records: object) -> Said | None:
    """The sentence about what is missing in a trace or a slice of it; None where nothing is, or where that is not
    known.

    >>> trace = Trace(kept=1)
    >>> for second in (1.0, 2.0, 3.0):
    ...     trace.add(second, "vm", "root", "eth0", "tx", None)
    >>> print(gap(trace))
    2 older records are missing: the trace keeps the last 1.
    """
    if not isinstance(records, Trace | Slice):
        return None
    if records.lost:
        return say("gap.lost", count=f"{records.lost:,}", kept=f"{records.kept:,}")
    if not records.on and not len(records):
        return say("gap.off")
    return None
