"""docker network inspect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.sim.when import rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.endpoint import Endpoint
    from dockernet_sim.engine.cnm.network import IpamConfig, Network


@dataclass(frozen=True, eq=False)
class NetworkFacts:
    """What the daemon keeps of a network beside what libnetwork works with."""

    created: float
    labels: dict[str, str] = field(default_factory=dict)
    attachable: bool = False
    ipam_options: dict[str, str] | None = None


def address_counts(network: Network) -> dict[str, dict[str, int]]:
    """How many addresses of each subnet are taken, and how many of its range can still be given out."""
    found = {}
    for data in network.ipam:
        bits, (first, last) = data.pool.bits, data.pool.range or (0, data.pool.bits.size - 1)
        free = last - first + 1 - bits.taken_within(first, last)
        found[str(data.plan)] = {"IPsInUse": bits.size - bits.free, "DynamicIPsAvailable": free}
    return found


def inspect_network(network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
    """The whole of it; in a list it stands without the containers."""
    return {
        "Name": network.name,
        "Id": network.id,
        "Created": rfc3339(facts.created),
        "Scope": "local",
        "Driver": network.driver.kind,
        "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": facts.ipam_options, "Config": _ipam(network)},
        "Internal": network.internal,
        "Attachable": facts.attachable,
        "Ingress": False,
        "ConfigFrom": {"Network": network.config_from},
        "ConfigOnly": network.config_only,
        "Containers": _containers(network) if containers else {},
        "Options": dict(sorted(network.options.items())),
        "Labels": facts.labels,
    }


def _ipam(network: Network) -> list[dict[str, Any]]:
    """What was asked for, or, when nothing was, what the engine chose."""
    asked = [config for config in network.ipam_config if config.subnet]
    if asked:
        return [_config(config) for config in asked]
    return [{"Subnet": str(data.plan), **({"Gateway": data.gateway} if data.gateway else {})} for data in network.ipam]


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
