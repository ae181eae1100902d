"""A release that never was: other MACs, another firewall layout, other pools, files and words.

It proves that the seam holds.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.drivers.bridge.config import LABELS
from dockernet_sim.engine.errors import Forbidden, ServerError
from dockernet_sim.engine.firewall.base import NO_ICC, Exposed, Meaning
from dockernet_sim.engine.flags import FLAGS
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.engine.inspect.shape import Shape
from dockernet_sim.engine.ipam.order import FirstFit
from dockernet_sim.engine.iptables import APPEND, DELETE, Iptables
from dockernet_sim.engine.names.files import BareFiles, Overrides
from dockernet_sim.engine.names.hosts import Line
from dockernet_sim.engine.rules import Rules
from dockernet_sim.engine.versions import release
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network
    from dockernet_sim.engine.container.endpoint import EndpointSettings
    from dockernet_sim.engine.drivers.base import Interface
    from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
    from dockernet_sim.engine.drivers.pairs import Plug
    from dockernet_sim.engine.ports.binding import PortBinding
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.sim.identity import Identity

CHAIN = "TOY"


class ToyMacs:
    """``06:06:`` and random digits, new at each start."""

    def bridge(self, identity: Identity) -> int:
        return identity.mac("bridge-mac", 0x0606)

    def endpoint(self, identity: Identity, ip: int) -> int:
        return identity.mac("endpoint-mac", 0x0606)


class ToyPairs:
    """The inner end is made inside the container, and takes the lowest free number."""

    namespace_first = True

    def make(self, root: NetNs, names: tuple[str, str], interface: Interface, plug: Plug) -> None:
        def made(ns: NetNs) -> Device:
            outer, inner = veth_pair(root, names[0], ns, names[1])
            plug(outer, inner)
            return inner

        interface.src_name, interface.make = names[0], made

    def enter(self, root: NetNs, ns: NetNs, interface: Interface) -> Device:
        assert interface.make is not None
        return interface.make(ns)

    def leave(self, root: NetNs, ns: NetNs, interface: Interface) -> None:
        interface.name = ""

    def delete(self, root: NetNs, interface: Interface) -> None:
        if interface.src_name in root.devices:
            root.delete_device(interface.src_name)

    def number(self, prefix: str, given: Sequence[str], taken: Container[str]) -> int:
        return next(number for number in range(100) if f"{prefix}{number}" not in taken)


class ToyRules:
    """One ACCEPT for each container, one for its bridge, DNAT in PREROUTING."""

    def __init__(self, iptables: Iptables, config: BridgeConfig) -> None:
        self.iptables = iptables
        self.config = config

    def insert(self) -> None:
        if not self.config.icc:
            self.iptables.program("filter", APPEND, CHAIN, f"-i {self.config.bridge} -o {self.config.bridge} -j DROP")
        self.iptables.program("filter", APPEND, CHAIN, f"-i {self.config.bridge} -j ACCEPT")

    def remove(self) -> None:
        self.iptables.program("filter", DELETE, CHAIN, f"-i {self.config.bridge} -j ACCEPT")

    def add_endpoint(self, ip: int) -> None:
        self.iptables.program("filter", APPEND, CHAIN, f"-d {ip_text(ip)} -j ACCEPT")

    def remove_endpoint(self, ip: int) -> None:
        self.iptables.program("filter", DELETE, CHAIN, f"-d {ip_text(ip)} -j ACCEPT")

    def add_port(self, binding: PortBinding, ip: int) -> None:
        if not binding.ipv6:
            self.iptables.program("nat", APPEND, "PREROUTING", self._dnat(binding, ip))

    def remove_port(self, binding: PortBinding, ip: int) -> None:
        if not binding.ipv6:
            self.iptables.program("nat", DELETE, "PREROUTING", self._dnat(binding, ip))

    @staticmethod
    def _dnat(binding: PortBinding, ip: int) -> str:
        return f"-p {binding.proto} --dport {binding.host_port} -j DNAT --to-destination {ip_text(ip)}:{binding.port}"

    def add_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """All containers reach each other."""

    def remove_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """All containers reach each other."""


class ToyFirewall:
    """One chain, and nothing else in FORWARD."""

    def __init__(self, iptables: Iptables) -> None:
        self.iptables = iptables

    def start(self, proxy: bool) -> None:
        self.iptables.new_chain("filter", CHAIN)

    def forwarding(self) -> bool:
        return False

    def user_chain(self) -> None:
        self.iptables.jump_first("FORWARD", CHAIN)

    def meaning(self, table: str, chain: str, rule: str) -> Meaning | None:
        return Meaning(NO_ICC, rule.split()[1]) if chain == CHAIN and rule.endswith("-j DROP") else None

    def network(self, config: BridgeConfig, proxy: bool) -> ToyRules:
        return ToyRules(self.iptables, config)


class ToyFiles(BareFiles):
    """A remark on top of both files; hosts lines go by address."""

    def hosts(self, extra: Sequence[Line]) -> str:
        return "# toy\n" + super().hosts(extra)

    def hosts_without(self, text: str, names: Container[str], address: str) -> str:
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{address}\t"))

    def resolv_conf_inside(self, text: str, host_text: str, overrides: Overrides) -> tuple[str, bool]:
        return "# toy\nnameserver 127.0.0.11\n", False


class ToyShape(Shape):
    """A further field, and one that is gone; names and aliases apart."""

    def endpoint(self, settings: EndpointSettings) -> dict[str, Any]:
        return super().endpoint(settings) | {"Aliases": settings.aliases, "DNSNames": settings.names}

    def network(self, network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
        shown = super().network(network, facts, containers) | {"Toy": True}
        del shown["Ingress"]
        return shown


SHINY = "com.docker.network.bridge.shiny"

TOY = replace(
    release("20.10"),
    name="toy",
    build=release("20.10").build._replace(release="0.1-toy", api="1.99"),
    firewall=ToyFirewall,
    macs=ToyMacs(),
    pairs=ToyPairs(),
    pools=FirstFit,
    files=ToyFiles(),
    publish_order=lambda ports, bound: sorted(ports),
    join_order=lambda names, identity: sorted(names, reverse=True),
    flags=FLAGS._replace(booleans_without_effect=FLAGS.booleans_without_effect | {"shiny"}),
    labels={**LABELS, SHINY: ("mtu", lambda label, value: 1234)},
    rules=Rules(
        internal_default_route=False,
        anonymous_names=False,
        default_mode="bridge",
        dns_host_always=False,
        dns_nxdomain_final=True,
        dns_servfail=True,
        internal_ports_shown=True,
        static_ip_needs_subnet=False,
        host_bits=False,
        several_networks=True,
        dns_from_host=True,
        link_variables=False,
        link_warning="links are old",
        bridge_skips_dnat=False,
        ports_open_to_bridges=True,
    ),
    shapes=(((1, 0), Shape()), ((1, 90), ToyShape())),
    texts={
        "network-failed": (ServerError, "no network: {why}"),
        "pool-overlaps": (Forbidden, "toys overlap"),
        "network-in-use": (Forbidden, "{name} is held by {endpoints}"),
    },
)
