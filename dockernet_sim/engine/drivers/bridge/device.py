"""The bridge device of a network: found or made, given its address, and set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
from dockernet_sim.engine.errors import Forbidden, ServerError
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.netns import NAME_LENGTH
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

DEFAULT_NAME = "docker0"


def find_bridge(ns: NetNs, name: str) -> Bridge | None:
    """The bridge of that name, if there is one.

    Raises
    ------
    ServerError
        When the name is too long, or a device of another kind has it.
    """
    if len(name) > NAME_LENGTH:
        raise ServerError("failed to check bridge interface existence: numerical result out of range")
    found = ns.devices.get(name)
    if found is not None and not isinstance(found, Bridge):
        raise ServerError(f"existing interface {name} is not a bridge")
    return found


def make_bridge(ns: NetNs, config: BridgeConfig, mac: int) -> Bridge:
    """``ip link add NAME address MAC type bridge``."""
    if config.default and config.bridge != DEFAULT_NAME:
        raise Forbidden(f"bridge device with non default name {config.bridge} must be created manually")
    bridge = Bridge(config.bridge, mac)
    try:
        ns.add_device(bridge)
    except NetError as error:
        raise ServerError(_go_text(error)) from None
    return bridge


def give_mtu(bridge: Bridge, mtu: int) -> None:
    """``ip link set NAME mtu MTU``."""
    try:
        bridge.set_mtu(mtu)
    except NetError as error:
        raise ServerError(_go_text(error)) from None


def give_address(ns: NetNs, bridge: Bridge, config: BridgeConfig) -> None:
    """The bridge has the gateway's address, and no other first address."""
    if config.addresses is None or config.inhibit_ipv4 or not config.plan.gateway:
        return
    wanted = f"{ip_text(config.plan.gateway)}/{config.plan.plen}"
    own = [str(address) for address in ns.ip.addresses if address.dev is bridge]
    if wanted in own:
        return
    if own:
        ns.ip.del_address(bridge, own[0])
    ns.ip.add_address(bridge, wanted)


def _go_text(error: NetError) -> str:
    return error.text[:1].lower() + error.text[1:]
