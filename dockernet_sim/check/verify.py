"""Shell lines that confirm predictions on the real host, each with its expected outcome."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dockernet_sim.plans.asking import ACCEPTED, ANSWERED, OPEN, UNKNOWN

HEAD = """\
# Reads only: pings, look-ups, and connections without data. On the real host, as root:  sudo bash verify.sh
# Each line prints ok or DIFFERS. What containers ask is asked in their network namespaces (nsenter), with the host's
# programs; look-ups run in the containers themselves (docker exec). OUT is an address of the internet.
OUT=${OUT:-1.1.1.1}
HOST=${HOST:-$(ip -4 route get "$OUT" | sed -n 's/.* src \\([0-9.]*\\).*/\\1/p')}
bad=0
pid() { docker inspect -f '{{.State.Pid}}' "$1"; }
at() { docker inspect -f "{{(index .NetworkSettings.Networks \\"$2\\").IPAddress}}" "$1"; }
gateway() { docker network inspect -f '{{(index .IPAM.Config 0).Gateway}}' "$1"; }
inside() { c=$1; shift; nsenter -t "$(pid "$c")" -n "$@"; }
told() {
    want=$1; what=$2; shift 2
    if "$@" >/dev/null 2>&1; then found=yes; else found=no; fi
    if [ $found = $want ]; then echo "ok      $what"; else echo "DIFFERS $what"; bad=1; fi
}
"""
TAIL = 'test "$bad" = 0\n'
HOST, LAN, INTERNET = "host", "lan", "internet"
PLACES = {HOST: '"$HOST"', INTERNET: '"$OUT"', "loopback": "127.0.0.1"}


def script(rows: Iterable[Mapping[str, Any]]) -> str:
    """A script for a root shell on the real host.

    Parameters
    ----------
    rows : iterable of mapping
        Answers, as ``dockernet-sim reach --json`` prints them.

    Returns
    -------
    str
        A line for each answer that can be had there; for another machine of the LAN, and for what is unknown, comments.

    Examples
    --------
    >>> row = {"from": "web", "ask": "tcp", "to": "db", "net": "back", "port": 6379, "verdict": "open"}
    >>> script([row]).splitlines()[-2]
    'told yes \\'web -> db@back:6379: open\\' inside web timeout 3 bash -c "exec 3<>/dev/tcp/$(at db back)/6379"'
    """
    return HEAD + "".join(f"{line}\n" for line in _lines(rows)) + TAIL


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        said = shlex.quote(f"{_called(row)}: {row['verdict']}")
        line = f"told {_expected(row)} {said}"
        if row["verdict"] == UNKNOWN:
            yield f"# unknown: {said}"
        elif row["ask"] == "name":
            yield f"{line} docker exec {shlex.quote(row['from'])} {_look_up(row['name'])}"
        elif row["from"] == LAN:
            yield f"# on another machine of the LAN: {said}"
        elif not row.get("name"):
            yield f"{line} {_asked(row)}"


def _expected(row: Mapping[str, Any]) -> str:
    """Yes where a connection is taken, a ping is answered, a name resolves."""
    good = {"tcp": (OPEN, ACCEPTED), "name": ("resolved",)}.get(row["ask"], tuple(ANSWERED))
    return "yes" if row["verdict"] in good else "no"


def _called(row: Mapping[str, Any]) -> str:
    target = row.get("name") or row.get("to", "")
    network = f"@{row['net']}" if row.get("net") else ""
    port = f":{row['port']}" if row["ask"] == "tcp" else ""
    return f"{row['from']} {({'name': 'looks up', 'ping': 'pings'}).get(row['ask'], '->')} {target}{network}{port}"


def _asked(row: Mapping[str, Any]) -> str:
    to = row["to"]
    if to.startswith("gateway@"):
        address = f"$(gateway {shlex.quote(to.removeprefix('gateway@'))})"
    else:
        address = PLACES.get(to, f"$(at {shlex.quote(to)} {shlex.quote(row.get('net', ''))})").strip('"')
    inside = "" if row["from"] == HOST else f"inside {shlex.quote(row['from'])} "
    if row["ask"] == "ping":
        return f'{inside}ping -c 1 -W 2 "{address}"'
    return f'{inside}timeout 3 bash -c "exec 3<>/dev/tcp/{address}/{row["port"]}"'


def _look_up(name: str) -> str:
    """By the image's own resolver, with whichever program it has."""
    return f"sh -c 'getent hosts {name} || nslookup {name}'"
