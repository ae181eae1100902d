"""Published ports for real clients: which ports of the loopback lead to which of the lab's, and one client's bytes.

Nothing here opens a socket: :mod:`dockernet_sim.api.publishing` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.api.conversation import FOLLOWED, NEVER, WAITED, Conversation
from dockernet_sim.world.tunnel import Tunnel

if TYPE_CHECKING:
    from dockernet_sim.api.core import Api

MOST_WAITING = 262_144  # bytes that wait for a client before no more is read from the server,
MOST_UNSENT = 262_144  # and for a server before no more is read from the client
HERE = "127.0.0.1"
CARRIED = ("tcp", "udp")
LOOPBACK = (HERE, "localhost")
ANYWHERE = ("0.0.0.0", "")


class Port(NamedTuple):
    """A host port of the lab: an address as the engine says it, and the number."""

    ip: str
    number: int
    kind: str = "tcp"

    def __str__(self) -> str:
        return f"{self.ip}:{self.number}{'' if self.kind == 'tcp' else '/' + self.kind}"

    @property
    def dialled(self) -> str:
        """Where a client on the host itself connects to."""
        return f"{HERE if self.ip in ANYWHERE else self.ip}:{self.number}"


def open_ports(api: Api) -> list[Port]:
    """The ports that running containers publish at IPv4 addresses of the host, in the order of the containers."""
    found = []
    for target, bindings in _published(api):
        kind = target.rpartition("/")[2]
        for each in bindings if kind in CARRIED else ():
            if ":" not in each["HostIp"] and each["HostPort"] not in ("", "0"):
                found.append(Port(each["HostIp"], int(each["HostPort"]), kind))
    return list(dict.fromkeys(found))


def _published(api: Api) -> list[tuple[str, list[dict[str, str]]]]:
    """Port and bindings of all running containers; another thread may not change them meanwhile."""
    with api.world.clock.lock:
        known = [each.network_settings.ports for each in api.engine.daemon.containers.values() if each.running]
        return [(target, list(bindings or ())) for ports in known for target, bindings in ports.items()]


def not_bound(api: Api) -> list[str]:
    """Published ports of running containers that are not bound on the loopback: SCTP, and at IPv6 addresses alone."""
    found = []
    for target, bindings in _published(api):
        kind = target.rpartition("/")[2]
        alone = all(":" in each["HostIp"] for each in bindings)
        for each in bindings:
            if kind not in CARRIED or alone:
                ip = f"[{each['HostIp']}]" if ":" in each["HostIp"] else each["HostIp"]
                found.append(f"{ip}:{each['HostPort']}/{kind}")
    return list(dict.fromkeys(found))


class Client(Conversation):
    """One real client of a published port: its bytes go through a connection that the host of the lab makes.

    Parameters
    ----------
    api : Api
        The engine's.
    port : Port
        The port of the lab.
    """

    asked = False  # it is no request of the API

    def __init__(self, api: Api, port: Port) -> None:
        super().__init__(api.now, upgraded=True)
        self._clock = api.world.clock
        self.error = ""
        self.tunnel = Tunnel(api.world, api.machine, port.dialled, self._heard, self._over)

    def _heard(self, data: bytes) -> None:
        self.send(data)
        self.until = self._clock.now + FOLLOWED

    def _over(self, why: str) -> None:
        self.error = why
        self.end()

    # -- time ------------------------------------------------------------------
    def limit(self) -> float:
        """Until the server has answered, and a little longer; not while the client does not read."""
        if self.ended and not self.tunnel.unsent:
            return NEVER
        return NEVER if self.waiting_bytes > MOST_WAITING else self.until

    def turn(self) -> None:
        """Between two turns: what a client has not read closes the window."""
        if self.waiting_bytes > MOST_WAITING:
            self.tunnel.hold()
        elif self.waiting_bytes < MOST_WAITING // 2:
            self.tunnel.read_on()

    # -- what the client does ----------------------------------------------------
    @property
    def full(self) -> bool:
        """Whether the server has to take something before more is read from the client."""
        return self.tunnel.unsent > MOST_UNSENT

    def hear(self, data: bytes) -> None:
        """Bytes of the client."""
        self.until = self._clock.now + WAITED
        self.tunnel.write(data)

    def half_close(self) -> None:
        """The client sends no more."""
        self.until = self._clock.now + WAITED
        self.tunnel.finish()

    def hang_up(self) -> None:
        """The client is gone."""
        self.tunnel.leave()
        self.end()

    def give_up(self, error: Exception) -> None:
        """The simulation cannot go on with this."""
        self.error = type(error).__name__
        self.hang_up()
