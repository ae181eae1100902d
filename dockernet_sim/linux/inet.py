"""What IPv4 and the sockets of a namespace offer to the layers below them, which know no more of them than this.

The upper layers register themselves as ``ns.inet`` (in Linux: struct nf_ipv6_ops, inet_protos, and exported functions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.ethernet import Frame
    from dockernet_sim.wire.packet import Packet


class Inet(Protocol):
    """IPv4 as link/ and netfilter/ see it."""

    def is_local(self, ip: int) -> bool:
        """Whether packets to `ip` end here (inet_addr_type)."""

    def is_broadcast(self, ip: int) -> bool:
        """Whether `ip` is the broadcast address of a subnet here."""

    def addresses_of(self, dev: Device) -> list[int]:
        """The addresses of a device, the first one first."""

    def address_towards(self, dev: Device, target: int) -> int:
        """The address of `dev` that a packet to `target` should come from; 0 without one (inet_select_addr)."""

    def lookup(self, dst: int, oif: Device | None = None) -> Any:
        """The route for a destination, or None (fib_lookup)."""

    def send(self, packet: Packet) -> None:
        """Send a packet made here (ip_local_out)."""

    def icmp_send(self, packet: Packet, type: int, code: int) -> None:
        """Tell the sender of a packet why it went no further."""

    def neigh_xmit(self, dev: Device, nexthop: int, packet: Packet) -> None:
        """Put a packet on the link to `nexthop`, once its MAC is known."""

    def ip_rcv(self, dev: Device, frame: Frame, prerouted: bool = False) -> None:
        """Take a packet that arrived at a device."""

    def defrag(self, packet: Packet) -> Packet | None:
        """Take a fragment; the whole packet once nothing is missing, else None (nf_ct_ipv4_gather_frags)."""

    def largest_fragment(self, packet: Packet) -> int:
        """The size of the largest fragment so far of the packet that this one is a part of."""

    def fragment(self, packet: Packet, mtu: int) -> list[Packet]:
        """The pieces in which a packet fits the MTU (ip_do_fragment)."""

    def path_mtu(self, packet: Packet) -> int:
        """What fits both ways: the path's MTU ahead and the device's MTU back; 0 without a route."""

    def forget_neighbours(self, dev: Device, keep_permanent: bool = False) -> None:
        """Drop what was learnt on a device (neigh_changeaddr, neigh_carrier_down)."""

    def has_socket(self, end: tuple[int, int, int, int]) -> bool:
        """Whether a program's TCP socket has these ends:
        address, port, foreign address, foreign port (sk_to_full_sk)."""
