"""A socket for ICMP: raw, or a "ping socket" (icmp(7));
hears every ICMP packet that arrives, as its program's filter wants."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, NamedTuple

from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.wire.icmp import ECHO_REPLY, Icmp
from dockernet_sim.wire.packet import Packet, Piece

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task


class Heard(NamedTuple):
    """An ICMP packet, and when it arrived."""

    packet: Packet
    time: float

    @property
    def message(self) -> Icmp:
        """The ICMP message in it."""
        message: Icmp = self.packet.payload
        return message


class IcmpSocket:
    """Puts the ICMP packets that `wanted` says yes to into a mailbox; `device` is the one it is bound to, if any."""

    def __init__(
        self,
        task: Task,
        wanted: Callable[[Packet], bool],
        device: str = "",
        mailbox: Mailbox[Packet] | None = None,
    ) -> None:
        self.ns = task.ns
        self.device = device
        self._wanted = wanted
        self._mailbox: Mailbox[Packet] = mailbox or Mailbox(task.clock)
        self.ns.ip.icmp.raw.append(self._hear)
        task.at_exit.append(self.close)

    def close(self) -> None:
        """Hear no more."""
        if self._hear in self.ns.ip.icmp.raw:
            self.ns.ip.icmp.raw.remove(self._hear)

    def _hear(self, packet: Packet, device: Device) -> None:
        if (not self.device or device.name == self.device) and self._wanted(packet):
            self._mailbox.put(packet)

    def next(self) -> Heard | None:
        """What arrived first and was not read yet."""
        found = self._mailbox.next()
        return Heard(*found) if found is not None else None

    def wait(self, seconds: float) -> Generator[Any, Any, None]:
        """Until something is there, or so many seconds have passed."""
        yield from self._mailbox.wait(seconds)


def answers(ident: int) -> Callable[[Packet], bool]:
    """Whether a packet is the reply to, or an error about, an echo request of this identifier."""

    def wanted(packet: Packet) -> bool:
        about = quoted_icmp(packet)
        replied = packet.payload.type == ECHO_REPLY and packet.payload.ident == ident
        return replied or (about is not None and about[1].ident == ident)

    return wanted


def quoted_icmp(packet: Packet) -> tuple[Packet, Icmp] | None:
    """The ICMP packet that an ICMP error is about, or None."""
    inner = quoted(packet)
    if inner is None:
        return None
    payload = inner.payload.whole if isinstance(inner.payload, Piece) else inner.payload
    return (inner, payload) if isinstance(payload, Icmp) else None


def quoted(packet: Packet) -> Packet | None:
    """The packet that an ICMP error is about, or None."""
    message = packet.payload
    inner: Packet | None = getattr(message, "inner", None)
    return inner if inner is not None and message.is_error else None
