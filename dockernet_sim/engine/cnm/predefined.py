"""The networks that are there when dockerd has started: none, host, and bridge with docker0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.network import IpamConfig, Network
from dockernet_sim.engine.cnm.overlap import host_uses
from dockernet_sim.engine.drivers.bridge import config as label
from dockernet_sim.engine.drivers.bridge.device import DEFAULT_NAME
from dockernet_sim.engine.errors import ApiError, StartError
from dockernet_sim.engine.flags import Settings
from dockernet_sim.wire.address import ip_text, network, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.controller import Controller


def make_networks(controller: Controller) -> Network | None:
    """Make none, host and (unless ``--bridge none``) bridge, which is returned; StartError as for that one."""
    controller.new_network("none", "null")
    controller.new_network("host", "host")
    return make_default_network(controller)


def make_default_network(controller: Controller) -> Network | None:
    """Make bridge, unless ``--bridge none`` forbids it.

    Raises
    ------
    StartError
        When docker0 cannot be made: dockerd would not start.
    """
    settings = controller.machine.settings
    if settings.bridge == "none":
        return None
    name = settings.bridge or DEFAULT_NAME
    try:
        return controller.new_network("bridge", options=options(settings, name), ipam_config=[_ipam(controller, name)])
    except ApiError as failed:
        raise StartError(
            f'Error initializing network controller: Error creating default "bridge" network: {failed.text}'
        ) from None


def options(settings: Settings, name: str) -> dict[str, str]:
    """The default network's options, as inspect shows them."""
    return {
        label.DEFAULT_BRIDGE: "true",
        label.ENABLE_ICC: _text(settings.icc),
        label.ENABLE_MASQUERADE: _text(settings.ip_masq and settings.iptables),
        label.HOST_BINDING: settings.ip,
        label.BRIDGE_NAME: name,
        label.MTU: str(settings.mtu),
    }


def _text(flag: bool) -> str:
    return "true" if flag else "false"


def _ipam(controller: Controller, name: str) -> IpamConfig:
    """What is asked of IPAM: the subnet of the device if it is there,
    or else the first default pool with room for it."""
    settings = controller.machine.settings
    found = IpamConfig()
    if settings.bip:
        address, plen = parse_cidr(settings.bip)
        found.subnet, found.gateway = f"{ip_text(network(address, plen))}/{plen}", ip_text(address)
    else:
        found.subnet, found.gateway = _elect(controller, name)
    if settings.fixed_cidr:
        address, plen = parse_cidr(settings.fixed_cidr)
        found.ip_range = f"{ip_text(network(address, plen))}/{plen}"
    if settings.default_gateway:
        found.aux_addresses[label.DEFAULT_GATEWAY] = settings.default_gateway
    return found


def _elect(controller: Controller, name: str) -> tuple[str, str]:
    """Subnet and gateway for the bridge device without ``--bip``."""
    root = controller.machine.host.root
    own = [each for each in root.ip.addresses if each.dev is root.devices.get(name)]
    fixed = controller.machine.settings.fixed_cidr
    if len(own) > 1 and fixed:
        address, plen = parse_cidr(fixed)
        own = [each for each in own if network(each.ip, plen) == network(address, plen)] or own
    if own:
        return f"{ip_text(own[0].net)}/{own[0].plen}", ip_text(own[0].ip)
    for net, plen in controller.default_pools:
        if not host_uses(controller.machine.host, (net, plen)):
            return f"{ip_text(net)}/{plen}", ""
    none_left = controller.machine.refuse("pool-exhausted").text
    raise StartError(f"Error initializing network controller: list bridge addresses failed: {none_left}")
