"""``--network`` and what goes with it: the settings of a new container's endpoints."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.request import EndpointRequest
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.checks import check_mac
from dockernet_sim.shell.docker.errors import CliError

UNNAMED: dict[str, Any] = {"target": "default", "aliases": [], "options": {}, "ip": "", "ip6": ""}
MIXED = "conflicting options: cannot attach both user-defined and non-user-defined network-modes"


def is_user_defined(name: str) -> bool:
    """Whether a network's name is none of those that are always there."""
    return (
        name not in ("default", "bridge", "host", "none") and not name.startswith("container:") and name != "container"
    )


def endpoint_settings(call: Call) -> dict[str, EndpointRequest]:
    """EndpointsConfig; the options without a network of their own go to the first one."""
    networks = call["network"] or ([UNNAMED] if call.client.several_networks else [])
    endpoints: dict[str, EndpointRequest] = {}
    kinds = {is_user_defined(network["target"]) for network in networks}
    for number, network in enumerate(networks):
        settings = one_endpoint(call, network, first=number == 0)
        if network["target"] in endpoints:
            raise CliError(f'network "{network["target"]}" is specified multiple times')
        if settings.settings() or len(networks) > 1:
            endpoints[network["target"]] = settings
    if len(kinds) > 1:
        raise CliError(MIXED)
    return dict(sorted(endpoints.items()))  # as JSON has them


def one_endpoint(call: Call, network: dict[str, Any], first: bool) -> EndpointRequest:
    """What is asked of one network."""
    given = call if first else None
    aliases = _either(network["aliases"], given and given["network-alias"], "--network-alias and per-network alias")
    ipv4 = _either(network["ip"], given and given["ip"], "--ip and per-network IPv4 address")
    ipv6 = _either(network["ip6"], given and given["ip6"], "--ip6 and per-network IPv6 address")
    own_local: list[str] = network.get("link-local", [])
    links, common = (given["link"], given["link-local-ip"]) if given else ([], [])
    local = _either(own_local, common, "--link-local-ip and per-network link-local IP addresses")
    mac = _either(network.get("mac", ""), given and _mac(call), "--mac-address and per-network MAC address")
    check_mac(mac)
    if not network["target"].strip():
        raise CliError("no name set for network")
    if not is_user_defined(network["target"]):
        if aliases:
            raise CliError("network-scoped aliases are only supported for user-defined networks")
        if links and not call.client.several_networks:
            raise CliError("links are only supported for user-defined networks")
        links = []
    return EndpointRequest(
        ipv4, ipv6, local, aliases or None, links, network["options"], mac, network.get("priority") or 0
    )


def _mac(call: Call) -> str:
    """``--mac-address``, where the client hands it on with the first network."""
    return str(call["mac-address"]) if call.client.several_networks else ""


def _either(own: Any, common: Any, what: str) -> Any:
    """A field of ``--network``, or the option that stands for it; not both."""
    if own and common:
        raise CliError(f"conflicting options: cannot specify both {what}")
    return own or common or type(own)()
