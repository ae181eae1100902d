"""docker-proxy: one process for each published port, and what stands in for it when it is switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import ip_int, ip_text

if TYPE_CHECKING:
    from dockernet_sim.engine.errors import ApiError
    from dockernet_sim.engine.refusals import Refusals
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.programs.task import Place

Stop = Callable[[], None]


def start_proxy(place: Place, refuse: Refusals, proto: str, host_ip: str, host_port: int, ip: int, port: int) -> Stop:
    """Start docker-proxy on the host; the function that is returned stops it.

    Raises
    ------
    ServerError
        When the host's port cannot be had.
    """
    try:
        _hold(place.ns, proto, host_ip, host_port, "docker-proxy")()
    except _Refused as refused:
        raise refused.told(refuse, "port-bound-proxy", proto, host_ip, host_port) from None
    argv = ["docker-proxy", "-proto", proto, "-host-ip", host_ip, "-host-port", str(host_port)]
    argv += ["-container-ip", ip_text(ip), "-container-port", str(port)]
    task = Task(place, argv, program=PROGRAMS["docker-proxy"])
    task.start()

    def stop() -> None:
        task.signal("INT")
        for close in list(
            reversed(task.at_exit)
        ):  # the port is free at once, not only when the process has run to its end
            close()

    return stop


def hold_port(ns: NetNs, refuse: Refusals, proto: str, host_ip: str, host_port: int, owner: Owner) -> Stop:
    """``--userland-proxy=false``: dockerd itself keeps the port, and never answers on it.

    Raises
    ------
    ServerError
        When the host's port cannot be had.
    """
    try:
        return _hold(ns, proto, host_ip, host_port, owner)
    except _Refused as refused:
        raise refused.told(refuse, "port-bound", proto, host_ip, host_port) from None


class _Refused(Exception):
    """The kernel's answer as Go prints it; ``errno`` is its last part."""

    def __init__(self, text: str, errno: str, code: str = "") -> None:
        super().__init__(text)
        self.errno = errno
        self.code = code

    def told(self, refuse: Refusals, code: str, proto: str, ip: str, port: int) -> ApiError:
        """In the release's words."""
        shown = f"[{ip}]" if ":" in ip else ip
        return refuse(self.code or code, why=self, errno=self.errno, shown=shown, port=port, proto=proto)


def _hold(ns: NetNs, proto: str, host_ip: str, host_port: int, owner: Owner | str) -> Stop:
    if proto not in ("tcp", "udp"):
        raise _Refused("protocol not supported", "protocol not supported", "port-no-socket")
    six = ":" in host_ip
    ip = 0 if six else ip_int(host_ip)
    family = "inet6" if six else "inet"
    try:
        if proto == "tcp":
            return ns.sockets.listen(ip, host_port, lambda connection: None, owner=owner, family=family).close
        socket = ns.sockets.udp(owner=owner, family=family)
        socket.bind(ip, host_port)
        return socket.close
    except NetError as error:
        shown = f"[{host_ip}]" if six else host_ip
        why = error.text[:1].lower() + error.text[1:]
        raise _Refused(f"listen {proto}{'6' if six else '4'} {shown}:{host_port}: bind: {why}", why) from None
