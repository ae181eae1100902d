"""The IPv4 of one namespace: its tables, and the three ways a packet can take (ip(7))."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.inet import Inet
from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.ip.arp import ArpProtocol
from dockernet_sim.linux.ip.fib import Fib, Route
from dockernet_sim.linux.ip.fragment import fragments
from dockernet_sim.linux.ip.icmp import IcmpProtocol
from dockernet_sim.linux.ip.input import Input
from dockernet_sim.linux.ip.neighbour import BASE_REACHABLE, NeighbourTable
from dockernet_sim.linux.ip.output import Output
from dockernet_sim.linux.ip.redirect import Redirects
from dockernet_sim.linux.link.device import NEVER_UP
from dockernet_sim.sim.later import later
from dockernet_sim.wire.address import (
    UNSPECIFIED,
    has_broadcast,
    is_loopback,
    network,
    parse_cidr,
    subnet_broadcast,
    width,
)
from dockernet_sim.wire.icmp import HOST_UNREACHABLE, UNREACHABLE
from dockernet_sim.wire.packet import PROTO_ICMP, Packet

if TYPE_CHECKING:
    from random import Random

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.ethernet import Frame

Handler = Callable[[Packet, "Device"], None]


class Ip(Inet):
    """Addresses, FIB, neighbours and the paths in, through and out of a namespace."""

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.addresses: list[Address] = []
        self.fib = Fib()
        self.has_neighbours = False  # whether there can be any
        self._reachable_time = BASE_REACHABLE * (0.5 + ns.host.identity.stream("reachable-time").random())

    # -- its parts, which a namespace without packets has no need of ---------
    @later
    def arp(self) -> ArpProtocol:
        """Asking for MACs, and answering."""
        return ArpProtocol(self)

    @later
    def neigh(self) -> NeighbourTable:
        """The neighbour table."""
        self.has_neighbours = True
        return NeighbourTable(self.ns, self.arp.solicit, self._neighbour_failed, self._reachable_time)

    @later
    def icmp(self) -> IcmpProtocol:
        """Echoes and errors."""
        return IcmpProtocol(self)

    @later
    def redirects(self) -> Redirects:
        """ICMP redirects, sent and learnt."""
        return Redirects(self)

    @later
    def protocols(self) -> dict[int, Handler]:
        """Who takes the packets of each IP protocol."""
        return {PROTO_ICMP: self.icmp.receive, **self.ns.sockets.handlers()}

    @later
    def output(self) -> Output:
        """The way out."""
        return Output(self)

    @later
    def input(self) -> Input:
        """The way in, and the way through."""
        return Input(self)

    @later
    def send(self) -> Callable[..., None]:
        """:meth:`Output.send`."""
        return self.output.send

    @later
    def idents(self) -> Random:
        """Where identifications come from."""
        return self.ns.host.identity.stream("ip-ident")

    def register(self, proto: int, handler: Handler) -> None:
        """Give packets of an IP protocol to `handler`; for ICMP, it listens beside the kernel's own handling."""
        if proto == PROTO_ICMP:
            self.icmp.raw.append(handler)
        else:
            self.protocols[proto] = handler

    def next_ident(self) -> int:
        """An identification for the next packet that may be fragmented."""
        return self.idents.getrandbits(16)

    # -- addresses -----------------------------------------------------------
    def add_address(
        self,
        dev: Device,
        cidr: str,
        broadcast_on: bool = True,
        scope: str = "global",
        label: str = "",
        brd: int = UNSPECIFIED,
    ) -> Address:
        """``ip addr add CIDR brd + dev DEV``; NetError EEXIST when the device has it."""
        ip, plen = parse_cidr(cidr)
        if not brd and broadcast_on and scope != "host":
            brd = subnet_broadcast(ip, plen)
        return self.add(Address(ip, plen, dev, brd, scope, label or dev.name))

    def add(self, address: Address) -> Address:
        """Have this address; NetError EEXIST when its device has it."""
        ip, dev = address.ip, address.dev
        own = [a for a in self.addresses if a.dev is dev]
        first = self._among(own, address) if own else ip
        if own:
            self._insert(address)
        else:
            self.addresses.append(address)
        held = self.ns.host.held
        held[ip] = held.get(ip, 0) + 1
        self.fib.add_local(address, first)
        if dev.up:
            self._connect(address)
        self.ns.changed()
        return address

    @staticmethod
    def _among(own: list[Address], address: Address) -> int:
        """The first address of its subnet on its device, beside which it is secondary; NetError EEXIST."""
        ip, plen = address.ip, address.plen
        if [a for a in own if a.ip == ip and a.plen == plen]:
            raise NetError("EEXIST", "ipv4: Address already assigned.")
        same = [a for a in own if a.plen == plen and a.net == network(ip, plen)]
        if not same:
            return ip
        address.secondary = True
        return same[0].ip

    def del_address(self, dev: Device, cidr: str) -> None:
        """``ip addr del CIDR dev DEV``; NetError EADDRNOTAVAIL when the device has it not."""
        ip, plen = parse_cidr(cidr)
        for address in self.addresses:
            if address.ip == ip and address.dev is dev and (address.plen == plen or "/" not in cidr):
                self._remove(address)
                if self.ns.has_flows:
                    self.ns.nf.device_gone(dev, ip)
                self.ns.changed()
                return
        raise NetError("EADDRNOTAVAIL", "ipv4: Address not found.")

    def _insert(self, address: Address) -> None:
        """Behind the device's other addresses; a primary one before the secondary ones."""
        own = [
            i for i, a in enumerate(self.addresses) if a.dev is address.dev and (address.secondary or not a.secondary)
        ]
        first = next((i for i, a in enumerate(self.addresses) if a.dev is address.dev), len(self.addresses))
        self.addresses.insert(own[-1] + 1 if own else first, address)

    def _remove(self, address: Address) -> None:
        """Take an address away; a primary one takes the secondary ones of its subnet along (promote_secondaries 0)."""
        gone = [address]
        if not address.secondary:
            gone += [
                a
                for a in self.addresses
                if a.secondary and a.dev is address.dev and a.plen == address.plen and a.net == address.net
            ]
        self.addresses = [a for a in self.addresses if a not in gone]
        self._let_go(gone)
        for one in gone:
            self._disconnect(one)

    def _let_go(self, gone: Iterable[Address]) -> None:
        held = self.ns.host.held
        for address in gone:
            if held.get(address.ip, 0) > 1:
                held[address.ip] -= 1
            else:
                held.pop(address.ip, None)

    def rename_device(self, dev: Device) -> None:
        """Labels follow the device's name: the first is the name, later ones get a number (inetdev_changename)."""
        own = [a for a in self.addresses if a.dev is dev]
        for number, address in enumerate(own, 1):
            _, colon, alias = address.label.partition(":")
            address.label = dev.name if number == 1 else f"{dev.name}:{alias if colon else number}"

    def _make_local(self, address: Address) -> None:
        """Packets to an address of ours end here, whether its device is up or not."""
        first = next(
            a for a in self.addresses if a.dev is address.dev and a.plen == address.plen and a.net == address.net
        )
        self.fib.add_local(address, first.ip)

    def _connect(self, address: Address) -> None:
        """The routes that come with an address on a device that is up."""
        self._hear_broadcasts(address)
        if address.dev.kind != "loopback" and not address.secondary and address.plen < width(address.ip):
            self.fib.put(
                Route(address.net, address.plen, address.dev, UNSPECIFIED, address.ip, "link", "kernel"), append=True
            )

    def _hear_broadcasts(self, address: Address) -> None:
        """Packets to the broadcast addresses of a subnet are for us too."""
        if address.dev.kind != "loopback" and has_broadcast(address.ip, address.plen):
            self.fib.add_broadcasts(address)

    def _disconnect(self, address: Address) -> None:
        """Take back what came with an address that is gone;
        after a device's last address, all that hangs on IP there."""
        fib, dev = self.fib, address.dev
        if not any(a.dev is dev for a in self.addresses):
            fib.flush_device(dev, gone=True)
            self.forget_neighbours(dev)
        fib.forget_prefix(address.net, address.plen, dev, address.ip)
        for table in (fib.local, fib.broadcasts):
            for key in [
                k for k, r in table.items() if r.dev is dev and (k if r.type == "local" else r.src) == address.ip
            ]:
                del table[key]
        for other in self.addresses:
            if other.ip == address.ip:
                self._make_local(other)
            if other.dev.up:
                self._hear_broadcasts(other)
        if address.ip not in fib.local:
            fib.flush_source(address.ip)
        fib.forget_decisions()

    def address_towards(self, dev: Device, target: int) -> int:
        """The address of `dev` that a question about `target` should come from: one in its subnet if there is."""
        own = [a for a in self.addresses if a.dev is dev]
        for address in own:
            if address.net == network(target, address.plen):
                return address.ip
        candidates = own or [a for a in self.addresses if a.dev.kind != "loopback"]
        return candidates[0].ip if candidates else UNSPECIFIED

    def is_local(self, ip: int) -> bool:
        return ip in self.fib.local or (is_loopback(ip) and self.ns.lo.up)

    def source_for(self, dst: int, dev: Device | None = None) -> int:
        """The source address that a packet to `dst` gets; NetError ENETUNREACH without a route."""
        route = self.output.route(dst, dev)
        if route.type == "local":
            return dst if dst in self.fib.local else route.src  # all of 127.0.0.0/8 is spoken to from 127.0.0.1
        if route.src:
            return route.src
        assert route.dev is not None
        return self.address_towards(route.dev, route.gateway or dst)

    def confirm(self, dst: int) -> None:
        """An upper layer saw an answer from `dst`: the neighbour on the way works."""
        route = self.fib.lookup(dst)
        if route is not None and route.dev is not None and route.type == "unicast":
            self.neigh.confirm(route.dev, route.gateway or dst)

    # -- what the layers below may ask for (linux/inet.py) -------------------
    def is_broadcast(self, ip: int) -> bool:
        return ip in self.fib.broadcasts

    def addresses_of(self, dev: Device) -> list[int]:
        return [a.ip for a in self.addresses if a.dev is dev]

    def lookup(self, dst: int, oif: Device | None = None) -> Route | None:
        return self.fib.lookup(dst, oif)

    def icmp_send(self, packet: Packet, type: int, code: int) -> None:
        self.icmp.error(packet, type, code)

    def neigh_xmit(self, dev: Device, nexthop: int, packet: Packet) -> None:
        self.neigh.send(dev, nexthop, packet)

    def ip_rcv(self, dev: Device, frame: Frame, prerouted: bool = False) -> None:
        self.input.ip_rcv(dev, frame, prerouted)

    def defrag(self, packet: Packet) -> Packet | None:
        return self.input.reassembly.add(packet)

    def largest_fragment(self, packet: Packet) -> int:
        return self.input.reassembly.largest(packet)

    def fragment(self, packet: Packet, mtu: int) -> list[Packet]:
        return fragments(packet, mtu)

    def path_mtu(self, packet: Packet) -> int:
        pmtu = self.ns.sockets.pmtu
        try:
            self.output.route(packet.dst)
        except NetError:
            return 0
        return min(pmtu.towards(packet.dst), pmtu.device_mtu(packet.src))

    def has_socket(self, end: tuple[int, int, int, int]) -> bool:
        connection = self.ns.sockets.tcp_protocol.connections.get(end)
        return connection is not None and not connection.orphan

    def _neighbour_failed(self, packet: Packet) -> None:
        self.icmp.error(packet, UNREACHABLE, HOST_UNREACHABLE)

    # -- told by the namespace -----------------------------------------------
    def device_up(self, dev: Device) -> None:
        """Connected routes appear again."""
        for address in self.addresses:
            if address.dev is dev:
                self._connect(address)

    def device_down(self, dev: Device) -> None:
        """Routes and neighbours through the device go; its addresses stay."""
        self.fib.flush_device(dev)
        self.forget_neighbours(dev)

    def forget_device(self, dev: Device) -> None:
        """The device leaves the namespace, its addresses with it."""
        self.forget_neighbours(dev)
        if dev.qdisc == NEVER_UP and not [a for a in self.addresses if a.dev is dev]:
            return  # nothing else was ever there
        self.fib.flush_device(dev, gone=True)
        kept = [a for a in self.addresses if a.dev is not dev]
        if len(kept) < len(self.addresses):
            self._let_go(a for a in self.addresses if a.dev is dev)
            self.addresses = kept
            for address in kept:
                self._make_local(address)

    def forget_neighbours(self, dev: Device, keep_permanent: bool = False) -> None:
        """What was learnt on a device counts no more."""
        if self.has_neighbours:
            self.neigh.forget_device(dev, keep_permanent)
