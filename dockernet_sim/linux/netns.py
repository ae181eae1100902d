"""A network namespace: its own links, addresses, routes, neighbours, rules and sockets (network_namespaces(7))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heapify, heappop
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.ip.stack import Ip
from dockernet_sim.linux.link.device import NEVER_UP, Device, Loopback
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netfilter.netfilter import Netfilter
from dockernet_sim.linux.socket.table import SocketTable
from dockernet_sim.linux.sysctl import FORWARD, PER_DEVICE_PREFIX, Sysctl
from dockernet_sim.sim.later import later
from dockernet_sim.wire.address import LOOPBACK, LOOPBACK_PLEN
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.inet import Inet
    from dockernet_sim.wire.ethernet import Frame
    from dockernet_sim.wire.packet import Packet

FLAGS = {
    "net.bridge.bridge-nf-call-iptables": "bridge_nf",
    "net.ipv4.icmp_echo_ignore_all": "ignores_echoes",
    "net.ipv4.icmp_echo_ignore_broadcasts": "ignores_broadcast_echoes",
    FORWARD: "ip_forward",
}
NAME_LENGTH = 15
FEW = 4  # devices among which looking at each is as good as a table
ALIKE: dict[str, bool] = {}  # no device that differs; never written to
NUMBERLESS: dict[NetNs, int] = {}  # of a namespace that no veth pair leads out of; never written to
NONE_FREE: list[int] = []  # never written to
NOBODY: dict[int, Callable[..., None]] = {}  # takes the frames of a namespace that has not seen any; never written to


def _ignored(*_: object) -> None:
    """Takes what no protocol here knows."""


class Server(Protocol):
    """Who has rules and sockets in a namespace without being a program in it."""

    def put_rules(self, nf: Netfilter) -> object:
        """Put the rules in."""

    def open_sockets(self, sockets: SocketTable) -> object:
        """Open the sockets; nothing more is checked."""


class NetNs:
    """One network namespace of a host; made by :meth:`Host.new_netns`.

    CPython keeps attributes beside an object, and finds them fast, while there are fewer than thirty.
    """

    def __init__(self, host: Host, name: str) -> None:
        self.host = host
        self.name = name
        self.clock = host.clock
        self.trace = host.trace
        self.generation = 0  # every change of configuration bumps it; caches of decisions look at it
        self.begin()

    def begin(self) -> None:
        """As a new namespace is: nothing but lo, and every setting at its default;
        a machine's own one begins anew at a boot."""
        self.devices: dict[str, Device] = {}
        self._by_index: dict[int, Device] | None = None  # made at the first look-up, or when there are many
        self.sysctl = Sysctl(self, self.host.shared_sysctl)
        self.bridge_nf, self.ip_forward = True, False
        self.forwarding = ALIKE  # devices that differ from ip_forward
        self.ignores_echoes, self.ignores_broadcast_echoes = False, True
        self.default_ttl = 64
        self.rp_filter = False  # whether any device wants sources checked
        self.arp_ignore = False  # whether any device is choosy about which addresses it answers for
        self.ethertypes = NOBODY
        self.nsids = NUMBERLESS  # the numbers by which it calls other namespaces, to which veth pairs lead, or did
        self._free_nsids: list[int] = NONE_FREE  # those below the highest that are not in use
        self._next_index = 2
        self.has_flows = self.has_sockets = False  # whether there can be any
        self._servers: tuple[Server, ...] = ()
        self.ip = Ip(self)
        self.lo = Loopback()
        self.lo.ns, self.lo.ifindex = self, 1
        self.devices["lo"] = self.lo

    def begin_anew(self) -> None:
        """The machine boots: whatever was here is gone."""
        for part in ("nf", "sockets"):
            vars(self).pop(part, None)
        self.begin()

    def __repr__(self) -> str:
        return f"<NetNs {self.host.name}/{self.name}>"

    @property
    def inet(self) -> Inet:
        """What the layers below IPv4 know of it."""
        return self.ip

    # -- what a namespace without packets has no need of ---------------------
    @later
    def nf(self) -> Netfilter:
        """The rules and flows."""
        nf = self.nf = Netfilter(self)
        self.has_flows = True
        for server in self._servers:
            server.put_rules(nf)
        return nf

    @later
    def sockets(self) -> SocketTable:
        """The sockets."""
        sockets = self.sockets = SocketTable(self)
        self.has_sockets = True
        for server in self._servers:
            server.open_sockets(sockets)
        return sockets

    def handler(self, ethertype: int) -> Callable[..., None]:
        """Who takes frames of that type; known from the first one on (``ethertypes``):
        a namespace that only hears ARP needs no rules."""
        if ethertype not in (ETHERTYPE_IP, ETHERTYPE_ARP):
            return _ignored
        if self.ethertypes is NOBODY:
            self.ethertypes = {}
        taker = self.ip.input.ip_rcv if ethertype == ETHERTYPE_IP else self.ip.arp.receive
        self.ethertypes[ethertype] = taker
        return taker

    def serve(self, server: Server) -> None:
        """Have a server's rules and sockets put in: each now, or as soon as the program looks at what is there."""
        self._servers = (*self._servers, server)
        if self.has_flows:
            server.put_rules(self.nf)
        if self.has_sockets:
            server.open_sockets(self.sockets)

    def drop(self, packet: Frame | Packet, device: Device | None, reason: str, cause: object) -> None:
        """A packet or frame ends here: record where and why (kfree_skb_reason)."""
        if self.trace.on:
            self.note(packet, device, "drop", reason, cause)

    def note(self, packet: Frame | Packet, device: Device | None, event: str, verdict: str, cause: object) -> None:
        """Record what happened to a packet or frame, and why; callers look whether the trace is on."""
        name = device.name if device is not None else ""
        self.trace.add(self.clock.t, self.host.name, self.name, name, event, packet, verdict, cause)

    # -- told of changes -----------------------------------------------------
    def rewired(self) -> None:
        """The same as :meth:`changed`, for what decides which frames a station of a bridge hears."""
        self.host.rewired += 1
        self.changed()

    def changed(self) -> None:
        """Bump the generation, which invalidates cached paths."""
        host, fib = self.host, self.ip.fib
        self.generation += 1
        host.generation += 1
        host.configured += 1
        if fib.decided:
            fib.forget_decisions()

    def settings_changed(self, values: Mapping[str, str]) -> None:
        """These kernel settings have other values."""
        for name, value in values.items():
            self._apply(name, value)
        self.changed()

    def _apply(self, name: str, value: str) -> None:
        if name in FLAGS:
            setattr(self, FLAGS[name], value != "0")
        elif name == "net.ipv4.ip_default_ttl":
            self.default_ttl = int(value)
        if name == FORWARD or name.startswith(PER_DEVICE_PREFIX):
            self.forwarding = {d: v != "0" for d, v in self.sysctl.devices_with("forwarding").items()}
            self.rp_filter = any(v != "0" for v in self.sysctl.devices_with("rp_filter").values())
            self.arp_ignore = any(v != "0" for v in self.sysctl.devices_with("arp_ignore").values())

    def forwards(self, device: Device) -> bool:
        """Whether packets that come in at this device may go on."""
        own = self.forwarding
        return own.get(device.name, own.get("default", self.ip_forward)) if own else self.ip_forward

    def has_address(self, device: str) -> bool:
        """Whether a device has an IPv4 address."""
        return any(address.dev.name == device for address in self.ip.addresses)

    # -- devices -------------------------------------------------------------
    @property
    def by_index(self) -> dict[int, Device]:
        """The devices by their numbers."""
        if self._by_index is None:
            self._by_index = {device.ifindex: device for device in self.devices.values()}
        return self._by_index

    def _taken(self, index: int) -> bool:
        if self._by_index is not None or len(self.devices) > FEW:
            return index in self.by_index
        return index in [device.ifindex for device in self.devices.values()]

    def next_index(self) -> int:
        """The index that the next device made here gets; none is used twice."""
        while self._taken(self._next_index):
            self._next_index += 1
        index = self._next_index
        self._next_index += 1
        return index

    def check_name(self, name: str) -> None:
        """Refuse a device name that is taken or unusable (dev_valid_name)."""
        if (
            not 0 < len(name.encode()) <= NAME_LENGTH
            or {*"/:"} & {*name}
            or name in (".", "..")
            or name.split() != [name]
        ):
            raise NetError("EINVAL", name)
        if name in self.devices:
            raise NetError("EEXIST", name)

    def add_device(self, device: Device, index: int | None = None, new: bool = True) -> Device:
        """Put a new device into this namespace."""
        self.check_name(device.name)
        return self.put_device(device, index, new)

    def put_device(self, device: Device, index: int | None = None, new: bool = True) -> Device:
        """The same for one whose name was checked."""
        device.ns = self
        device.ifindex = index if index and not self._taken(index) else self.next_index()
        self.devices[device.name] = device
        if self._by_index is not None:
            self._by_index[device.ifindex] = device
        self.changed()
        if new:
            device.created()
        return device

    def device(self, name: str) -> Device:
        """The device of that name; NetError ENODEV without one."""
        found = self.devices.get(name)
        if found is None:
            raise NetError("ENODEV", name)
        return found

    def links(self) -> list[Device]:
        """All devices by index, as `ip link` lists them."""
        return sorted(self.devices.values(), key=lambda device: device.ifindex)

    def take_out(self, device: Device) -> None:
        """A device leaves: it goes down, and what hangs on it goes with it."""
        if device.up:
            device.set_down()
        if device.master is not None:
            device.master.remove_port(device)
        self.ip.forget_device(device)
        self.sysctl.forget_device(device.name)
        del self.devices[device.name]
        if self._by_index is not None:
            del self._by_index[device.ifindex]
        self.changed()

    def delete_device(self, name: str) -> None:
        """``ip link del NAME``; a veth takes its peer along."""
        device = self.device(name)
        if device is self.lo:
            raise NetError("EOPNOTSUPP")
        device.detach()
        self.take_out(device)
        if isinstance(device, Veth):
            peer = device.peer
            if peer.ns.devices.get(peer.name) is peer:
                peer.detach()
                peer.ns.take_out(peer)

    def move_device(self, name: str, to: NetNs, new_name: str | None = None) -> Device:
        """``ip link set NAME netns TO``:
        it goes down, loses its addresses, and keeps its index if that is free there."""
        device = self.device(name)
        if device.kind in ("loopback", "bridge"):
            raise NetError("EINVAL", "The interface netns is immutable.")
        to.check_name(new_name or name)
        self.take_out(device)
        device.name = new_name or name
        device.taps = ()
        self.host.rewired += 1
        device.set_root(None)
        device.qdisc = NEVER_UP
        to.put_device(device, device.ifindex, new=False)
        if to.has_flows:
            to.nf.changed()  # it may have been there before, and rules knew it by another name
        if isinstance(device, Veth) and device.peer.ns is not to:
            device.peer.ns.nsid(to)
            to.nsid(device.peer.ns)
        return device

    def rename_device(self, name: str, new_name: str) -> None:
        """``ip link set NAME name NEW``."""
        device = self.device(name)
        self.check_name(new_name)
        del self.devices[name]
        device.name = new_name
        self.devices[new_name] = device
        self.sysctl.rename_device(name, new_name)
        self.ip.rename_device(device)
        if self.has_flows:
            self.nf.changed()  # rules know devices by their names
        (self.rewired if device.running else self.changed)()

    def nsid(self, other: NetNs) -> int:
        """The number by which this namespace calls another one (link-netnsid); given at first use."""
        if self.nsids is NUMBERLESS:
            self.nsids = {}
        found = self.nsids.get(other)
        if found is None:
            found = heappop(self._free_nsids) if self._free_nsids else len(self.nsids)
            self.nsids[other] = found
        return found

    def forget_nsid(self, other: NetNs) -> None:
        """That namespace is gone: its number is free again."""
        if other in self.nsids:
            self._free_nsids = [*self._free_nsids, self.nsids.pop(other)]
            heapify(self._free_nsids)

    # -- told by devices -----------------------------------------------------
    def device_up(self, device: Device) -> None:
        """A device was set up: its connected routes appear."""
        if device is self.lo and not self.ip.addresses_of(device):
            self.ip.add(Address(LOOPBACK, LOOPBACK_PLEN, device, 0, "host", device.name))
            return
        self.ip.device_up(device)
        self.changed()

    def device_down(self, device: Device) -> None:
        """A device was set down: every route through it goes."""
        self.ip.device_down(device)
        if self.has_flows:
            self.nf.device_gone(device)
        self.changed()

    def device_readdressed(self, device: Device) -> None:
        """A device got another MAC: what was learnt on it is forgotten (NETDEV_CHANGEADDR)."""
        self.inet.forget_neighbours(device)

    def device_carrier(self, device: Device) -> None:
        """The kernel saw that a carrier came or went;
        what was learnt through a dead link is forgotten (arp_evict_nocarrier)."""
        if not device.carrier and device.up and device.ns is self:
            self.inet.forget_neighbours(device, keep_permanent=True)
        self.changed()
