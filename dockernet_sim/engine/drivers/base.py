"""What a driver is, and the plain data that goes between libnetwork and its drivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.engine.iptables import Iptables
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.wire.address import UNSPECIFIED, ip_text

if TYPE_CHECKING:
    from dockernet_sim.engine.firewall.base import Firewall
    from dockernet_sim.engine.flags import Settings
    from dockernet_sim.engine.versions import Release
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.programs.task import Place


@dataclass(frozen=True, eq=False)
class Machine:
    """Where the daemon runs: the host, its root shell's place (for docker-proxy), its flags, its release,
    its process id."""

    host: Host
    place: Place
    settings: Settings
    release: Release
    pid: int = 0
    more: Mapping[str, Callable[[Machine], Driver]] = field(default_factory=dict)  # drivers of extensions

    @cached_property
    def owner(self) -> Owner:
        """dockerd as the owner of a socket."""
        return Owner("dockerd", self.pid)

    @cached_property
    def refuse(self) -> Refusals:
        """The refusals of this run of dockerd, in its release's words."""
        return Refusals(self.release.texts)

    @cached_property
    def firewall(self) -> Firewall | None:
        """The release's layout of rules; None with ``--iptables=false``."""
        return self.release.firewall(Iptables(self.host.root)) if self.settings.iptables else None


@dataclass(eq=False)
class AddressPlan:
    """The addresses that IPAM gave a network: subnet, gateway, and the auxiliary addresses by name.

    Examples
    --------
    >>> from dockernet_sim.wire.address import ip_int
    >>> print(AddressPlan(ip_int("10.1.0.0"), 16, ip_int("10.1.0.1")))
    10.1.0.0/16
    """

    net: int
    plen: int
    gateway: int
    aux: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{ip_text(self.net)}/{self.plen}"


@dataclass(eq=False)
class NetworkPlan:
    """What a driver is asked to make: a network's id, options, and addresses. Those of IPv6 are state: nothing flows.

    Examples
    --------
    >>> NetworkPlan("1f3b", internal=True).options
    {}
    """

    id: str
    options: dict[str, str] = field(default_factory=dict)
    internal: bool = False
    ipv4: list[AddressPlan] = field(default_factory=list)
    ipv6: list[AddressPlan] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Interface:
    """An endpoint's device: its address and MAC, its name on the host, and the one (beginning with ``eth``) that it has
    inside.

    ``ip`` and ``mac`` are 0 where there is none. ``make`` makes the device in the container's namespace, in releases
    where it does not wait for it on the host.

    Examples
    --------
    >>> from dockernet_sim.wire.address import ip_int
    >>> Interface(ip_int("10.1.0.2"), 16).cidr
    '10.1.0.2/16'
    """

    ip: int = UNSPECIFIED
    plen: int = 0
    mac: int = 0
    src_name: str = ""
    dst_prefix: str = ""
    name: str = ""
    gateway: int = UNSPECIFIED
    make: Callable[[NetNs], Device] | None = None
    mac_asked: bool = False  # a MAC was asked for, which may be all zero
    link_local: Sequence[int] = ()  # further addresses, /16 each
    fixed_name: str = ""  # what it is called inside, whatever else is there
    sysctls: Sequence[tuple[str, str | None]] = ()  # of the device, whose name stands for {}
    routed: bool = False  # its network's driver translates no addresses: its ports are open on its own address

    @property
    def cidr(self) -> str:
        """Address and prefix length as text."""
        return f"{ip_text(self.ip)}/{self.plen}"


@dataclass(eq=False, slots=True)
class Connectivity:
    """What a container wants besides addresses: ports, and the endpoints on the other side of its legacy links.

    ``exposed`` holds (port, protocol); ``parents`` are endpoints of containers that link to this one, ``children``
    those that this one links to. With ``routed`` only packets to its own address are let in, and no port of the host's
    is taken.

    Examples
    --------
    >>> Connectivity(exposed=[(80, "tcp")]).bindings
    ()
    """

    bindings: Sequence[PortBinding] = ()
    exposed: Sequence[tuple[int, str]] = ()
    parents: Sequence[str] = ()
    children: Sequence[str] = ()
    routed: bool = False


GATEWAY_MODE = "com.docker.network.bridge.gateway_mode_ipv4"
NO_WISHES = Connectivity()


class Driver(Protocol):
    """A kind of network. All calls name networks and endpoints by id.

    ``wants_ipam``: its networks have pools and its endpoints addresses. ``publishes_ports``: containers' ports can be
    published on its networks. ``is_host``: its one network is the host's own namespace.
    """

    kind: str
    wants_ipam: bool
    publishes_ports: bool
    is_host: bool

    def check(self, options: Mapping[str, str], internal: bool) -> None:
        """Refuse a network with these options before anything is made or taken for it."""

    def skips_gateway(self, options: Mapping[str, str], internal: bool) -> bool:
        """Whether a network with these options has no gateway; refuses what is wrong with them."""

    def create_network(self, plan: NetworkPlan) -> None:
        """Make what the network needs on the host."""

    def restore_network(self, plan: NetworkPlan, earlier: Driver) -> None:
        """Make what is missing of a network that a driver of an earlier run has made."""

    def delete_network(self, network_id: str) -> None:
        """Undo it."""

    def create_endpoint(self, network_id: str, endpoint_id: str, interface: Interface) -> None:
        """Make an endpoint's device on the host, and fill in its MAC and name."""

    def delete_endpoint(self, network_id: str, endpoint_id: str) -> None:
        """Take the device away."""

    def join(self, network_id: str, endpoint_id: str, interface: Interface, wants: Connectivity) -> None:
        """The endpoint joins a sandbox: fill in its name there and the gateway."""

    def leave(self, network_id: str, endpoint_id: str) -> None:
        """The endpoint leaves its sandbox."""

    def program_ports(self, network_id: str, endpoint_id: str, wants: Connectivity) -> None:
        """Publish the container's ports on this endpoint."""

    def revoke_ports(self, network_id: str, endpoint_id: str) -> None:
        """Take them back."""

    def published(self, network_id: str, endpoint_id: str) -> list[PortBinding]:
        """The bindings that are in force, with the host ports that were chosen."""


DRIVERS: dict[str, Callable[[Machine], Driver]] = {}


def driver(kind: str) -> Callable[[Callable[[Machine], Driver]], Callable[[Machine], Driver]]:
    """Register a class as the driver of that kind."""

    def register(make: Callable[[Machine], Driver]) -> Callable[[Machine], Driver]:
        DRIVERS[kind] = make
        return make

    return register
