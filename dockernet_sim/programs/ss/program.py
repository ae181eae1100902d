"""ss as a program."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.services import service
from dockernet_sim.programs.ss.filters import ALL, DEFAULT, FilterError, Test, expression, states
from dockernet_sim.programs.ss.rows import LISTEN, UNCONN, Row, tcp_rows, udp_rows
from dockernet_sim.programs.ss.table import lay_out
from dockernet_sim.programs.ss.users import visible_owner
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

_LONG = {
    "tcp": "t", "udp": "u", "listening": "l", "all": "a", "numeric": "n", "processes": "p", "ipv4": "4", "ipv6": "6",
    "no-header": "H", "oneline": "O",
}  # fmt: skip
_VERSION = "ss utility, iproute2-6.1.0\n"


@dataclass
class Wanted:
    """What the command line asks for."""

    letters: set[str] = field(default_factory=set)
    states: frozenset[str] | None = None
    test: Test = lambda row: True

    def __contains__(self, letter: str) -> bool:
        return letter in self.letters


@program("ss")
def ss(task: Task) -> int:
    """``ss [-t] [-u] [-l|-a] [-n] [-p] [-4] [-H] [state STATE] [FILTER]``."""
    try:
        wanted = _command_line(task.args)
    except FilterError as error:
        task.err(f"{error}\n")
        return 255
    if "V" in wanted:
        task.out(_VERSION)
        return 0
    rows = _rows(task, wanted)
    shown = list(range(9))
    if not ("t" in wanted and "u" in wanted) and wanted.letters & {"t", "u"}:
        shown.remove(0)
    if wanted.states is not None and len(wanted.states) == 1:
        shown.remove(1)
    text = lay_out([_cells(task, wanted, row) for row in rows], shown, "H" not in wanted)
    task.out(f"{text}\n" if text else "")
    if not wanted.letters & {"t", "u"}:
        task.err("RTNETLINK answers: Invalid argument\n")  # it asks for kinds of sockets that the kernel has not
    return 0


def _command_line(args: list[str]) -> Wanted:
    wanted, rest = Wanted(), list(args)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            if word[2:] not in _LONG:
                raise NotModelled(f"option {word} is not modelled")
            wanted.letters.add(_LONG[word[2:]])
        elif word.startswith("-") and len(word) > 1:
            unknown = set(word[1:]) - set("tulanp46HOV")
            if unknown:
                raise NotModelled(f"option -{min(unknown)} is not modelled")
            wanted.letters |= set(word[1:])
        elif word == "state" and rest:
            wanted.states = (wanted.states or frozenset()) | states(rest.pop(0))
        elif word == "exclude" and rest:
            wanted.states = (wanted.states or ALL) - states(rest.pop(0))
        else:
            wanted.test = expression([word, *rest])
            break
    return wanted


def _rows(task: Task, wanted: Wanted) -> list[Row]:
    kinds = wanted.letters & {"t", "u"}
    if not kinds and (task.ns is task.host.root or wanted.letters & {"l", "a"} or wanted.states is not None):
        raise NotModelled("sockets other than TCP's and UDP's are not modelled (ss -t, ss -u and ss -tu are)")
    allowed = wanted.states
    if allowed is None:
        listening = frozenset((LISTEN, UNCONN))
        allowed = ALL if "a" in wanted else listening if "l" in wanted else DEFAULT
    rows = (udp_rows(task.ns) if "u" in kinds or not kinds else []) + (
        tcp_rows(task.ns) if "t" in kinds or not kinds else []
    )
    if "4" in wanted:
        rows = [row for row in rows if not row.ipv6]
    elif "6" in wanted:
        rows = [row for row in rows if row.ipv6]
    return [row for row in rows if row.state in allowed and wanted.test(row)]


def _cells(task: Task, wanted: Wanted, row: Row) -> list[str]:
    numeric = "n" in wanted

    def port(number: int) -> str:
        return "*" if not number else str(number) if numeric else service(task, number, row.netid)

    process = _users(task, row.owner) if "p" in wanted else ""
    return [
        row.netid, row.state, f"{row.recv:<6d}", f"{row.send:<6d}", f"{row.local()}:", port(row.port), f"{row.peer()}:",
        port(row.remote_port), process,
    ]  # fmt: skip


def _users(task: Task, owner: Owner | str) -> str:
    """The program behind a socket, when it can be seen from here."""
    pid, name = visible_owner(task, owner)
    return f' users:(("{name}",pid={pid},fd={owner.fd}))' if pid and isinstance(owner, Owner) else ""
