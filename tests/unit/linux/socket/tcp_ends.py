"""Both ends of TCP connections, for tests: a server, what passes, two machines with a line."""

from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.tcp import Tcp
from tests.unit.linux.machines import host, line

Pair = tuple[NetNs, NetNs]
A, B = ip_int("172.17.0.2"), ip_int("172.17.0.3")


def serve(ns: NetNs, port: int = 80, answer: bytes = b"") -> list[Connection]:
    """A server that takes what comes, answers once, and closes when the client does."""
    accepted: list[Connection] = []

    def accept(connection: Connection) -> None:
        accepted.append(connection)
        connection.on_data = lambda data: connection.send(answer) if answer else None
        connection.on_close = connection.close

    ns.sockets.listen(0, port, accept)
    return accepted


def watch(ns: NetNs) -> list[str]:
    """Flags and lengths of the TCP segments that pass eth0, as "> S 0" for those that leave."""
    seen: list[str] = []

    def tap(frame: Any, direction: str, _time: float) -> None:
        segment = getattr(frame.payload, "payload", None)
        if isinstance(segment, Tcp):
            seen.append(f"{'>' if direction == 'out' else '<'} {segment.flags} {segment.data_length}")

    ns.device("eth0").add_tap(tap)
    return seen


def fails(event: Any, name: str) -> bool:
    return isinstance(event.value, NetError) and event.value.name == name


def lined(parameters: Line) -> Pair:
    """Two machines with such a line between them."""
    vm = host()
    lan = host("lan", vm)
    line(vm, "10.0.0.1/24", lan, "10.0.0.2/24", parameters)
    return vm.root, lan.root
