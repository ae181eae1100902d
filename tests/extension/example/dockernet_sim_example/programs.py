"""Programs: generator functions that are given a Me and yield what they wait for."""

from collections.abc import Generator
from typing import Any

from dockernet_sim.extension import Me


def rtt(me: Me) -> Generator[Any, Any, int]:
    """``rtt HOST...``: the round trip to each host; exit code 2 without one."""
    if not me.args:
        me.log("usage: rtt HOST...")
        return 2
    for host in me.args:
        seconds = yield me.ping(host)
        me.log(f"{host} {seconds * 1e6:.0f} us")
    return 0


def greet(me: Me) -> Generator[Any, Any, None]:
    """``greet PORT``: a server that says who it is, and ends the connection."""
    listener = me.listen(int(me.args[0]))
    while True:
        conn = yield listener.accept()
        conn.send(f"hello from {me.name}\n".encode())
        conn.close()
