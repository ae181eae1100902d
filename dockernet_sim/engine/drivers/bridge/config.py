"""A bridge network's options, read from labels as dockerd reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from dockernet_sim.engine.drivers.base import GATEWAY_MODE, AddressPlan, NetworkPlan
from dockernet_sim.engine.errors import BadRequest, Forbidden, ServerError
from dockernet_sim.sim.gonumbers import NoNumber, atoi
from dockernet_sim.wire.address import in_net, ip6_int, ip_int, ip_text, is_multicast

if TYPE_CHECKING:
    from dockernet_sim.engine.rules import Rules

BRIDGE = "com.docker.network.bridge."
BRIDGE_NAME = f"{BRIDGE}name"
DEFAULT_BRIDGE = f"{BRIDGE}default_bridge"
ENABLE_ICC = f"{BRIDGE}enable_icc"
ENABLE_MASQUERADE = f"{BRIDGE}enable_ip_masquerade"
HOST_BINDING = f"{BRIDGE}host_binding_ipv4"
INHIBIT_IPV4 = "com.docker.network.bridge.inhibit_ipv4"
HOST_IPV4 = "com.docker.network.host_ipv4"
MTU = "com.docker.network.driver.mtu"
PREFIX = "com.docker.network.container_iface_prefix"
TRUSTED = f"{BRIDGE}trusted_host_interfaces"
DEFAULT_GATEWAY = "DefaultGatewayIPv4"
NAT, UNPROTECTED, ROUTED, ISOLATED = MODES = ("nat", "nat-unprotected", "routed", "isolated")

LINK_LOCAL = ip6_int("fe80::"), 64
Labels = Mapping[str, tuple[str, Callable[[str, str], object]]]
"""By label: the field of BridgeConfig, and what reads its value (given both)"""

TRUE = {"1", "t", "T", "TRUE", "true", "True"}
FALSE = {"0", "f", "F", "FALSE", "false", "False"}


@dataclass(eq=False)
class BridgeConfig:
    """One network's configuration; ``next_hop`` is what containers are told.

    ``direct_routing`` and ``accept_mark`` are the daemon's: whether packets may come straight to containers' addresses,
    and which mark on a packet lets it pass.
    """

    id: str
    bridge: str = ""
    default: bool = False
    icc: bool = True
    masquerade: bool = True
    internal: bool = False
    inhibit_ipv4: bool = False
    host_binding: str = ""
    host_ipv4: str = ""
    mtu: int = 0
    prefix: str = "eth"
    addresses: AddressPlan | None = None
    addresses6: AddressPlan | None = None
    next_hop: int = 0
    mode: str = NAT
    trusted: tuple[str, ...] = ()
    direct_routing: bool = False
    accept_mark: str = ""

    @property
    def unprotected(self) -> bool:
        """Whether all ports of its containers are open (gateway mode nat-unprotected)."""
        return self.mode == UNPROTECTED

    @property
    def routed(self) -> bool:
        """Whether others route to its containers, and no address is translated (gateway mode routed)."""
        return self.mode == ROUTED

    @property
    def isolated(self) -> bool:
        """Whether the bridge has no address (gateway mode isolated)."""
        return self.mode == ISOLATED

    @property
    def plan(self) -> AddressPlan:
        """The addresses of IPv4."""
        assert self.addresses is not None
        return self.addresses

    def conflict(self, other: BridgeConfig) -> str:
        """Why both cannot be there; empty when they can."""
        if self.bridge == other.bridge:
            return "networks have same bridge name"
        if self.addresses is None or other.addresses is None:
            return ""
        mine, theirs = self.plan, other.plan
        if in_net(mine.gateway or mine.net, theirs.gateway or theirs.net, min(mine.plen, theirs.plen)):
            return "networks have overlapping IPv4"
        return ""


def read_config(plan: NetworkPlan, labels: Labels, rules: Rules) -> BridgeConfig:
    """The configuration that a network's options ask for; a label that is not in the table says nothing to this
    release.

    Raises
    ------
    BadRequest
        For a value that cannot be read.
    Forbidden
        For more than one subnet, or a next hop outside of it.
    """
    config = BridgeConfig(plan.id)
    for label, value in plan.options.items():
        if label in labels:
            field, read = labels[label]
            setattr(config, field, read(label, value))
    config.internal = plan.internal
    config.bridge = config.bridge or f"br-{plan.id[:12]}"
    if len(plan.ipv4) > 1 or len(plan.ipv6) > 1:
        raise Forbidden("bridge driver doesn't support multiple subnets")
    if not plan.ipv4 and not plan.ipv6:
        raise BadRequest("IPv4 or IPv6 must be enabled")
    for addresses in plan.ipv4:
        config.addresses = addresses
        config.next_hop = addresses.aux.get(DEFAULT_GATEWAY, addresses.gateway)
    for addresses in plan.ipv6:
        check_ipv6(addresses, rules)
        config.addresses6 = addresses
    return config


def check_ipv6(plan: AddressPlan, rules: Rules) -> None:
    """Refuse a subnet of IPv6 that a bridge cannot have.

    Raises
    ------
    BadRequest
        For one that overlaps fe80::/64, and (from 28 on) a multicast one.
    """
    shown, (net, plen) = f"{ip_text(plan.gateway)}/{plan.plen}", LINK_LOCAL
    if rules.subnets6_checked:
        if is_multicast(plan.gateway):
            raise BadRequest(f"multicast subnet '{shown}' is not allowed")
        if in_net(plan.net, net, min(plen, plan.plen)) and (plan.net, plan.plen) != LINK_LOCAL:
            raise BadRequest(f"'{shown}' clashes with the Link-Local prefix 'fe80::/64'")
    elif rules.link_local_kept and in_net(plan.gateway, net, plen) and plan.plen != plen:
        raise BadRequest("clash with the Link-Local prefix 'fe80::/64'")


def skips_gateway(options: Mapping[str, str], internal: bool) -> bool:
    """Whether a network needs no gateway (releases from 28 on).

    Raises
    ------
    ApiError
        For values that cannot be read, and for a mode that does not go with the network.
    """
    config = BridgeConfig("")
    for label, value in options.items():
        if label in LATER_LABELS:
            field, read = LATER_LABELS[label]
            setattr(config, field, read(label, value))
    if config.isolated and not internal:
        raise ServerError("gateway mode 'isolated' can only be used for an internal network")
    return config.isolated or (config.inhibit_ipv4 and internal)


def needs_gateway(options: Mapping[str, str], internal: bool) -> bool:
    """No network goes without one (releases up to 27)."""
    return False


def _unreadable(label: str, value: str, why: str) -> BadRequest:
    return BadRequest(f"failed to parse {label} value: {value} ({why})")


def _boolean(label: str, value: str) -> bool:
    if value not in TRUE | FALSE:
        raise _unreadable(label, value, f'strconv.ParseBool: parsing "{value}": invalid syntax')
    return value in TRUE


def _address(label: str, value: str) -> str:
    try:
        ip_int(value)
    except ValueError:
        raise _unreadable(label, value, "nil ip") from None
    return value


def _mtu(label: str, value: str) -> int:
    try:
        mtu = atoi(value)
    except NoNumber as error:
        raise _unreadable(label, value, str(error)) from None
    if mtu < 0:
        raise BadRequest(f"invalid MTU number: {mtu}")
    return mtu


def _text(label: str, value: str) -> str:
    return value


def _prefix(label: str, value: str) -> str:
    return value or "eth"


def _mode(label: str, value: str) -> str:
    if value not in MODES:
        raise _unreadable(label, value, f"unknown gateway mode {value}")
    return value


def _devices(label: str, value: str) -> tuple[str, ...]:
    return tuple(filter(None, value.split(":")))


LABELS: Labels = MappingProxyType(
    {
        BRIDGE_NAME: ("bridge", _text),
        DEFAULT_BRIDGE: ("default", _boolean),
        ENABLE_ICC: ("icc", _boolean),
        ENABLE_MASQUERADE: ("masquerade", _boolean),
        INHIBIT_IPV4: ("inhibit_ipv4", _boolean),
        HOST_BINDING: ("host_binding", _address),
        HOST_IPV4: ("host_ipv4", _address),
        MTU: ("mtu", _mtu),
        PREFIX: ("prefix", _prefix),
    }
)
LATER_LABELS: Labels = MappingProxyType({**LABELS, GATEWAY_MODE: ("mode", _mode), TRUSTED: ("trusted", _devices)})
"""Those of releases from 28 on."""
