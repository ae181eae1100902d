"""TCP as connection tracking follows it: what each kind of segment makes of each state (nf_conntrack_proto_tcp.c)."""

from __future__ import annotations

from dockernet_sim.wire.tcp import Tcp

STATES = (
    "NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",
    "SYN_SENT2",
)  # fmt: skip
TIMEOUTS = {
    "SYN_SENT": 120.0, "SYN_RECV": 60.0, "ESTABLISHED": 432000.0, "FIN_WAIT": 120.0, "CLOSE_WAIT": 60.0,
    "LAST_ACK": 30.0, "TIME_WAIT": 120.0, "CLOSE": 10.0, "SYN_SENT2": 120.0,
}  # fmt: skip
IGNORE, BAD = "ignore", "bad"
_SHORT = {
    "no": "NONE", "ss": "SYN_SENT", "sr": "SYN_RECV", "es": "ESTABLISHED", "fw": "FIN_WAIT", "cw": "CLOSE_WAIT",
    "la": "LAST_ACK", "tw": "TIME_WAIT", "cl": "CLOSE", "s2": "SYN_SENT2", "..": IGNORE, "--": BAD,
}  # fmt: skip
# One row for each kind of segment; one column for each state, in the order of STATES.
_ORIGINAL = {
    "syn": "ss ss .. .. .. .. .. ss ss s2",
    "synack": "-- -- sr -- -- -- -- -- -- sr",
    "fin": "-- -- fw fw la la la tw cl --",
    "ack": "es -- es es cw cw tw tw cl --",
    "rst": "-- cl cl cl cl cl cl cl cl cl",
    "none": "-- -- -- -- -- -- -- -- -- --",
}
_REPLY = {
    "syn": "-- s2 -- -- -- -- -- ss -- s2",
    "synack": "-- sr .. .. .. .. .. .. .. sr",
    "fin": "-- -- fw fw la la la tw cl --",
    "ack": "-- .. sr es cw cw tw tw cl ..",
    "rst": "-- cl cl cl cl cl cl cl cl cl",
    "none": "-- -- -- -- -- -- -- -- -- --",
}


def _table(rows: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        kind: {state: _SHORT[cell] for state, cell in zip(STATES, row.split(), strict=True)}
        for kind, row in rows.items()
    }


_NEXT = (_table(_ORIGINAL), _table(_REPLY))


def kind_of(segment: Tcp) -> str:
    """Which row of the tables a segment is looked up in."""
    flags = segment.flags
    if "R" in flags:
        return "rst"
    if "S" in flags:
        return "synack" if "." in flags else "syn"
    if "F" in flags:
        return "fin"
    return "ack" if "." in flags else "none"


def following(state: str, segment: Tcp, reply: bool) -> str:
    """The state after a segment in one direction; ``ignore`` and ``bad`` are no states."""
    return _NEXT[reply][kind_of(segment)][state]
