"""docker network inspect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dockernet_sim.sim.when import rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.endpoint import Endpoint
    from dockernet_sim.engine.cnm.network import IpamConfig, IpamData, Network

IPAM_KEYS = ("Subnet", "IPRange", "Gateway", "AuxiliaryAddresses")
MOST = (1 << 64) - 1  # Go's largest uint64


class NetworkFacts(NamedTuple):
    """What the daemon keeps of a network beside what libnetwork works with."""

    created: float
    labels: dict[str, str]
    attachable: bool = False
    ipam_options: dict[str, str] | None = None


def address_counts(network: Network) -> dict[str, dict[str, int]]:
    """How many addresses of each subnet are taken, and how many of its range can still be given out."""
    found = {}
    for data in network.ipam + network.ipam6:
        bits, (first, last) = data.pool.bits, data.pool.range or (0, data.pool.bits.size - 1)
        free = last - first + 1 - bits.taken_within(first, last)
        found[str(data.plan)] = {"IPsInUse": bits.size - bits.free, "DynamicIPsAvailable": min(free, MOST)}
    return dict(sorted(found.items()))


def inspect_network(network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
    """The whole of it; in a list it stands without the containers."""
    return {
        "Name": network.name,
        "Id": network.id,
        "Created": rfc3339(facts.created),
        "Scope": "local",
        "Driver": network.driver.kind,
        "EnableIPv6": network.ipv6,
        "IPAM": {"Driver": "default", "Options": facts.ipam_options, "Config": ipam_configs(network)},
        "Internal": network.internal,
        "Attachable": facts.attachable,
        "Ingress": False,
        "ConfigFrom": {"Network": network.config_from},
        "ConfigOnly": network.config_only,
        "Containers": _containers(network) if containers else {},
        "Options": dict(sorted(network.options.items())),
        "Labels": facts.labels,
    }


def ipam_configs(network: Network, later: bool = False, given: bool = False) -> list[dict[str, Any]]:
    """What was asked for, and for a family of which nothing was, what the engine chose.

    Parameters
    ----------
    network : Network
        The network.
    later : bool
        What was asked for comes first (since 25); else all of IPv4 does.
    given : bool
        Subnets as they were given, with their gateways (since 29).
    """
    shows_unused = network.ipv6 or network.config_only or network.controller.machine.release.rules.ipv6_unused_shown
    asked = [_asked(network.ipam_config, network.ipam, given)]
    asked += [_asked(network.ipam6_config, network.ipam6, given) if shows_unused else []]
    chosen = [[] if asked[0] else _chosen(network.ipam), [] if asked[1] else _chosen(network.ipam6)]
    order = [*asked, *chosen] if later else [asked[0], chosen[0], asked[1], chosen[1]]
    return [each for part in order for each in part]


def _asked(configs: list[IpamConfig], held: list[IpamData], given: bool) -> list[dict[str, Any]]:
    found = []
    for number, config in enumerate(configs):
        shown = _config(config)
        if given and number < len(held):
            gateway = config.gateway or held[number].gateway
            shown |= {"Subnet": str(held[number].plan)} | ({"Gateway": gateway} if gateway else {})
        if config.subnet and (number < len(held) or not given):
            found.append({key: shown[key] for key in IPAM_KEYS if key in shown})
    return found


def _chosen(held: list[IpamData]) -> list[dict[str, Any]]:
    return [{"Subnet": str(data.plan), **({"Gateway": data.gateway} if data.gateway else {})} for data in held]


def _config(config: IpamConfig) -> dict[str, Any]:
    shown = {
        "Subnet": config.subnet,
        "IPRange": config.ip_range,
        "Gateway": config.gateway,
        "AuxiliaryAddresses": dict(sorted(config.aux_addresses.items())),
    }
    return {key: value for key, value in shown.items() if value}


def _containers(network: Network) -> dict[str, dict[str, str]]:
    """Endpoints by their containers' ids; one in no sandbox by its own."""
    found = {
        (each.sandbox.container_id if each.sandbox else f"ep-{each.id}"): _endpoint(each) for each in network.endpoints
    }
    return dict(sorted(found.items()))


def _endpoint(endpoint: Endpoint) -> dict[str, str]:
    address = f"{endpoint.ip_address}/{endpoint.prefix_len}" if endpoint.ip_address else ""
    return {
        "Name": endpoint.name,
        "EndpointID": endpoint.id,
        "MacAddress": endpoint.mac_address,
        "IPv4Address": address,
        "IPv6Address": "",
    }
