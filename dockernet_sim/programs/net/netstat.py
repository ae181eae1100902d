"""netstat(8), net-tools' and busybox's: sockets, routes and devices."""

from __future__ import annotations

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.net.ifconfig import interface_table
from dockernet_sim.programs.net.route import mss_table
from dockernet_sim.programs.services import service
from dockernet_sim.programs.ss.rows import LISTEN, UNCONN, Row, tcp_rows, udp_rows
from dockernet_sim.programs.ss.users import visible_owner
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text

USAGE = """BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: netstat [-ral] [-tuwx] [-en]

Display networking information

\t-r\tRouting table
\t-a\tAll sockets
\t-l\tListening sockets
\t\tElse: connected sockets
\t-t\tTCP sockets
\t-u\tUDP sockets
\t-w\tRaw sockets
\t-x\tUnix sockets
\t\tElse: all socket types
\t-e\tOther/more information
\t-n\tDon't resolve names
"""
LONG = {
    "tcp": "t", "udp": "u", "listening": "l", "all": "a", "numeric": "n", "program": "p", "programs": "p", "route": "r",
    "interfaces": "i", "inet": "4", "numeric-ports": "n", "numeric-hosts": "n",
}  # fmt: skip
LETTERS = "tulanpri46W"
NAMES = {
    "ESTAB": "ESTABLISHED", "SYN-SENT": "SYN_SENT", "SYN-RECV": "SYN_RECV", "FIN-WAIT-1": "FIN_WAIT1",
    "FIN-WAIT-2": "FIN_WAIT2", "TIME-WAIT": "TIME_WAIT", "CLOSE-WAIT": "CLOSE_WAIT", "LAST-ACK": "LAST_ACK",
    "LISTEN": "LISTEN", "CLOSING": "CLOSING",
}  # fmt: skip


@tool("netstat")
def netstat(task: Task, busybox: bool = False) -> int:
    """``netstat [-t] [-u] [-l|-a] [-n] [-p]``, ``netstat -r [-n]`` and ``netstat -i``."""
    letters = ""
    for word in task.args:
        if word.startswith("--") and word[2:] in LONG and not busybox:
            letters += LONG[word[2:]]
        elif word.startswith("-") and not word.startswith("--"):
            letters += word[1:]
        else:
            raise NotModelled(f"netstat {word} is not modelled")
    for letter in letters:
        if busybox and letter not in "raltuwxen":
            task.err(f"netstat: invalid option -- '{letter}'\n{USAGE}")
            return 1
        if letter not in LETTERS + "e":
            raise NotModelled(f"netstat -{letter} is not modelled")
    if "r" in letters:
        if "6" in letters:
            raise NotModelled("netstat -6r is not modelled: the model has no IPv6")
        task.out(mss_table(task.ns, "n" in letters, busybox))
        return 0
    if "i" in letters:
        devices = [
            device for device in sorted(task.ns.links(), key=lambda one: one.name) if device.up or "a" in letters
        ]
        task.out(
            "Kernel Interface table\n"
            f"{interface_table(devices, busybox).replace('Iface      MTU', 'Iface             MTU')}"
        )
        return 0
    _sockets(task, letters, busybox)
    return 0


def _sockets(task: Task, letters: str, busybox: bool) -> None:
    which = "only servers" if "l" in letters else "servers and established" if "a" in letters else "w/o servers"
    task.out(
        f"Active Internet connections ({which})\nProto Recv-Q Send-Q Local Address           Foreign Address      "
        "   State      "
    )
    task.out(f"{' PID/Program name    ' if 'p' in letters else ' ' if busybox else ''}\n")
    both = not set(letters) & {"t", "u"}
    rows = (tcp_rows(task.ns) if both or "t" in letters else []) + (udp_rows(task.ns) if both or "u" in letters else [])
    for row in rows:
        server = row.state in (LISTEN, UNCONN)
        if ("a" in letters or server == ("l" in letters)) and not ("4" in letters and row.ipv6):
            task.out(_line(task, row, letters, busybox))
    if both and "4" not in letters:
        task.out(f"Active UNIX domain sockets ({which})\n")
        if task.place.own_pids:
            task.out(f"Proto RefCnt Flags       Type       State         I-Node{' ' if busybox else '   '}Path\n")
        else:
            raise NotModelled("sockets of UNIX domain are not modelled (netstat -t, -u and -tu are)")


def _end(task: Task, row: Row, ip: int, port: int, numeric: bool) -> str:
    proto = row.netid
    shown = "*" if not port else str(port) if numeric else service(task, port, proto)
    address = ip_text(ip)
    if row.ipv6 and not ip:
        address = "::"
    elif not numeric and not ip and not row.ipv6:
        address = "0.0.0.0"
    return f"{address}:{shown}"


def _line(task: Task, row: Row, letters: str, busybox: bool) -> str:
    numeric = "n" in letters
    name = f"{row.netid}6" if row.ipv6 and not (busybox and row.family == "inet") else row.netid
    state = "" if row.state == UNCONN else NAMES.get(row.state, row.state)
    send = 0 if row.state == LISTEN else row.send
    local, remote = _end(task, row, row.ip, row.port, numeric), _end(task, row, row.remote_ip, row.remote_port, numeric)
    text = f"{name:<4}  {row.recv:6d} {send:6d} {local:<23} {remote:<23} {state:<11}"
    if "p" in letters:
        pid, program = visible_owner(task, row.owner)
        text += f" {f'{pid}/{program}' if pid else '-':<20}"
    return f"{text}{' ' if busybox else ''}\n"
