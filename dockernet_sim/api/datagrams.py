"""Published UDP ports on the loopback of the real machine: a socket of the lab's for each real client."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.api.conversation import Conversation
from dockernet_sim.world.datagrams import Asker

if TYPE_CHECKING:
    from dockernet_sim.api.core import Api
    from dockernet_sim.api.published import Port
    from dockernet_sim.api.publishing import Publisher

MOST_ASKERS = 200  # of one port at a time
SILENT_SECONDS = 5.0  # real seconds without a datagram of its own, before a client may have to make room for another,
IDLE_SECONDS = 90.0  # and before it is forgotten, as docker-proxy does
ASKED = 10.0  # simulated seconds in which answers to a datagram may come: twice what a resolver waits
MOST_WAITING = 256  # datagrams for a client; more are lost
Address = tuple[str, int]


class Asking(Conversation):
    """What one real client sends, and is sent."""

    asked = False  # it is no request of the API

    def __init__(self, api: Api, port: Port) -> None:
        super().__init__(api.now)
        self._clock = api.world.clock
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self.active = time.monotonic()
        self._asker = Asker(api.world, api.machine, port.dialled, self._waiting.append)

    def hear(self, data: bytes) -> None:
        """A datagram of the client; only its own keep it: it may have left without a word while a server sends on."""
        self.active = time.monotonic()
        self.until = self._clock.now + ASKED
        self._asker.send(data)

    def datagrams(self) -> list[bytes]:
        """What there is to be sent to it."""
        found = []
        while self._waiting:
            found.append(self._waiting.popleft())
        return found

    def hang_up(self) -> None:
        """It is gone."""
        if not self.ended:
            self.end()
            self._asker.close()

    def give_up(self, error: Exception) -> None:
        """The simulation cannot go on with this."""
        self.hang_up()


class Datagrams(asyncio.DatagramProtocol):
    """One port: its real clients by their addresses.

    Parameters
    ----------
    publisher : Publisher
        Counts what is sent.
    api : Api
        The engine's.
    port : Port
        The port of the lab.
    bound : socket
        The real one.
    """

    def __init__(self, publisher: Publisher, api: Api, port: Port, bound: socket.socket) -> None:
        self._publisher, self._api, self._port, self._bound = publisher, api, port, bound
        self._askers: dict[Address, Asking] = {}
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The loop listens."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One from a client; it is lost where there is no room, as UDP may be."""
        if not self._publisher.counted(data):
            return
        try:
            with self._api.world.clock.lock:
                asking = self._askers.get(addr) or self._new(addr)
                if asking is not None:
                    asking.hear(data)
        except Exception as error:
            self._publisher.failed(error)
        self._publisher.heard()

    def error_received(self, exc: Exception) -> None:
        """A client's port is closed, but not whose: it is forgotten in its time."""

    def _new(self, addr: Address) -> Asking | None:
        if len(self._askers) >= MOST_ASKERS and not self._forget(SILENT_SECONDS):
            return None
        asking = self._askers[addr] = Asking(self._api, self._port)
        self._api.conversations.append(asking)
        return asking

    def _forget(self, seconds: float) -> bool:
        """Forget the client that has been silent for longest, if it has been for so long."""
        addr, silent = min(self._askers.items(), key=lambda each: each[1].active)
        if time.monotonic() - silent.active < seconds:
            return False
        del self._askers[addr]
        silent.hang_up()
        return True

    def look(self) -> None:
        """After each turn: send what came."""
        for addr, asking in list(self._askers.items()):
            for data in asking.datagrams():
                with suppress(OSError):  # what does not fit is lost; asyncio's own sendto loses empty ones
                    self._bound.sendto(data, addr)
            if asking.ended:  # a turn has failed
                del self._askers[addr]
        while self._askers and self._forget(IDLE_SECONDS):
            pass

    def close(self) -> None:
        """Let go of the port and all clients."""
        if self._transport is not None:
            self._transport.close()
        for asking in self._askers.values():
            asking.hang_up()
        self._askers.clear()
