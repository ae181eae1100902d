"""A capture on one device, as ``tcpdump -i DEV`` makes it: promiscuous, IPv4 and ARP, in the order of time."""

from __future__ import annotations

from types import TracebackType

from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, Frame
from dockernet_sim.wire.ipv4 import PROTO_ICMP, PROTO_TCP, PROTO_UDP

SHOWN = (PROTO_ICMP, PROTO_TCP, PROTO_UDP)


class Capture:
    """Frames seen at a device while it is open; a device that is not there shows none.

    Use as a context manager; read ``lines`` behind it.
    """

    def __init__(self, ns: NetNs, name: str) -> None:
        self._device: Device | None = ns.devices.get(name)
        self._seen: list[tuple[float, Frame]] = []

    def __enter__(self) -> Capture:
        if self._device is not None:
            self._device.taps.append(self._see)
            self._device.promisc += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        device = self._device
        if device is not None and self._see in device.taps:
            device.taps.remove(self._see)
            device.promisc -= 1

    def _see(self, frame: Frame, direction: str, time: float) -> None:
        assert self._device is not None
        if self._device.kind == "loopback" and direction == "out":
            return  # lo shows each packet once
        if frame.ethertype == ETHERTYPE_ARP or frame.payload.proto in SHOWN:
            self._seen.append((time, frame))

    @property
    def lines(self) -> list[str]:
        """One line a frame, as ``tcpdump -n -t -e`` prints it."""
        return [line for _, frame in sorted(self._seen, key=lambda seen: seen[0]) for line in str(frame).splitlines()]
