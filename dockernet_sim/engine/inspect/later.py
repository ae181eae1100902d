"""Engine API JSON as later releases give it:
the same facts in another order, with keys that came and keys that went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.inspect.container import DEFAULT_NETWORK
from dockernet_sim.engine.inspect.network import NetworkFacts, address_counts, ipam_configs
from dockernet_sim.engine.inspect.shape import Shape
from dockernet_sim.wire.address import parse_cidr, prefix_size

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.container.endpoint import EndpointSettings
    from dockernet_sim.engine.images import Image
    from dockernet_sim.engine.imagestore import ImageStore

ADDRESSES = ("IPv6Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen")
ENDPOINT_26 = (
    "IPAMConfig", "Links", "Aliases", "MacAddress", "NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen",
    *ADDRESSES,
    "DriverOpts", "DNSNames",
)  # fmt: skip
ENDPOINT_28 = (
    "IPAMConfig", "Links", "Aliases", "MacAddress", "DriverOpts", "GwPriority", "NetworkID", "EndpointID", "Gateway",
    "IPAddress",
    "IPPrefixLen", *ADDRESSES, "DNSNames",
)  # fmt: skip
ENDPOINT_29 = (
    "IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority", "NetworkID", "EndpointID", "Gateway", "IPAddress",
    "MacAddress",
    "IPPrefixLen", *ADDRESSES, "DNSNames",
)  # fmt: skip
MODULE = {"Module": "github.com/moby/moby/v2", "ModuleVersion": "v2.0.0+unknown"}
CONTAINERD = {
    "Address": "/run/containerd/containerd.sock", "Namespaces": {"Containers": "moby", "Plugins": "plugins.moby"},
}  # fmt: skip
CGROUPS = (
    "WARNING: Support for cgroup v1 is deprecated and planned to be removed by no later than May 2029 "
    "(https://github.com/moby/moby/issues/51111)"
)
SETTINGS_29 = ("SandboxID", "SandboxKey", "Ports", "Networks")
LISTS_29 = ("BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps", "Ulimits")
ALSO_MASKED_29 = ("/proc/interrupts", "/sys/devices/virtual/powercap")
HOST_CONFIG_GONE = ("KernelMemory", "KernelMemoryTCP")


class LaterShape(Shape):
    """Since 26: an endpoint's DNS names, and only the aliases that were asked for.

    Parameters
    ----------
    endpoint_keys : sequence of str
        The keys of an endpoint, in order.
    """

    def __init__(self, endpoint_keys: Sequence[str] = ENDPOINT_26) -> None:
        self.endpoint_keys = endpoint_keys

    def info(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without containerd's first runtime."""
        kept = {
            name: each for name, each in data["Runtimes"].items() if not name.startswith("io.containerd.runtime.v1")
        }
        backing, d_type, *status = data["DriverStatus"]
        return {
            **data,
            "Runtimes": kept,
            "DriverStatus": [backing, d_type, ["Using metacopy", "false"], *status],
            "SecurityOptions": ["name=seccomp,profile=builtin"],
            "CDISpecDirs": ["/etc/cdi", "/var/run/cdi"],
        }

    def endpoint(self, settings: EndpointSettings) -> dict[str, Any]:
        """``NetworkSettings.Networks[NAME]``."""
        known = settings.to_json()
        known |= {
            "Aliases": settings.aliases,
            "GwPriority": settings.gw_priority,
            "DNSNames": settings.dns_names,
        }
        return {key: known[key] for key in self.endpoint_keys}

    def network(self, network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
        """The default network's gateway is always there."""
        found = super().network(network, facts, containers)
        found["IPAM"]["Config"] = ipam_configs(network, later=True, given=network.name == DEFAULT_NETWORK) or None
        return found

    def network_settings(self, container: Container) -> dict[str, Any]:
        """SandboxKey behind SandboxID."""
        known = super().network_settings(container)
        return {
            "Bridge": "",
            "SandboxID": known["SandboxID"],
            "SandboxKey": known["SandboxKey"],
            "Ports": known["Ports"],
            **known,
        }

    def container(self, container: Container, links: list[str], size: bool = False) -> dict[str, Any]:
        """Without what is gone."""
        known = super().container(container, links, size)
        known["HostConfig"] = {key: value for key, value in known["HostConfig"].items() if key not in HOST_CONFIG_GONE}
        return known


class Shape28(LaterShape):
    """Since 28: whether a network has IPv4, and what filters packets."""

    def info(self, data: dict[str, Any]) -> dict[str, Any]:
        """``FirewallBackend`` comes last but for the warnings (API 1.49)."""
        found = super().info(data)
        warned = found.pop("Warnings", None)
        registry = {key: found["RegistryConfig"][key] for key in ("IndexConfigs", "Mirrors")}
        found["RegistryConfig"] = {"InsecureRegistryCIDRs": ["::1/128", "127.0.0.0/8"], **registry}
        found |= {key: {"ID": found[key]["ID"]} for key in ("ContainerdCommit", "RuncCommit", "InitCommit")}
        return {**found, "Containerd": CONTAINERD, "FirewallBackend": {"Driver": "iptables"}, "Warnings": warned}

    def network(self, network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
        """``EnableIPv4`` stands before ``EnableIPv6``."""
        found: dict[str, Any] = {}
        for key, value in super().network(network, facts, containers).items():
            if key == "EnableIPv6":
                found["EnableIPv4"] = network.ipv4
            found[key] = value
        return found

    def swarm_network(self, shown: dict[str, Any], containers: bool = True) -> dict[str, Any]:
        """The same for a swarm's."""
        head = {key: shown[key] for key in ("Name", "Id", "Created", "Scope", "Driver")}
        return {**head, "EnableIPv4": True, **super().swarm_network(shown, containers)}


class Shape29(Shape28):
    """Since 29, for clients that ask with API 1.52 or later: no flat addresses; gateways always;
    how many addresses are in use."""

    def info(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without limits of the kernel's own memory; with docker-proxy, and a warning of old control groups."""
        found = super().info(data)
        proxy = [["EnableUserlandProxy", "true"], ["UserlandProxyPath", "/usr/bin/docker-proxy"]]
        backend = {"Driver": "iptables", "Info": proxy}
        kept = {key: value for key, value in found.items() if key not in ("KernelMemory", "KernelMemoryTCP")}
        return {**kept, "FirewallBackend": backend, "Warnings": [CGROUPS]}

    def image(self, image: Image, store: ImageStore, engine: str) -> dict[str, Any]:
        """The version of the engine that made it is not told."""
        found = super().image(image, store, "")
        found["ContainerConfig"] = {
            key: found["ContainerConfig"][key] for key in found["ContainerConfig"] if key != "OnBuild"
        }
        return found

    def container_summary(self, container: Container, names: list[str], now: float) -> dict[str, Any]:
        """With its health."""
        health = container.state.to_json().get("Health") or {"Status": "none", "FailingStreak": 0}
        shown = {key: health[key] for key in ("Status", "FailingStreak")}
        found = super().container_summary(container, names, now)
        found["Ports"] = [{"IP": "", **each} for each in found["Ports"]]
        return {**found, "Health": shown}

    def version(self, data: dict[str, Any]) -> dict[str, Any]:
        """With the engine's Go module."""
        engine, *others = data["Components"]
        details = dict(sorted({**engine["Details"], **MODULE}.items()))
        return {**data, "Components": [{**engine, "Details": details}, *others]}

    def network(self, network: Network, facts: NetworkFacts, containers: bool = True) -> dict[str, Any]:
        """``Containers`` comes behind ``Labels``, and ``Status`` last."""
        found = super().network(network, facts, containers)
        found["Containers"] = found.pop("Containers")
        found["IPAM"]["Config"] = ipam_configs(network, later=True, given=True) or None
        if containers:
            counts = address_counts(network)
            found["Status"] = {"IPAM": {"Subnets": counts} if counts else {}}
        if not containers:
            del found["Containers"]
        return found

    def swarm_network(self, shown: dict[str, Any], containers: bool = True) -> dict[str, Any]:
        """``Containers`` is never null."""
        found = super().swarm_network(shown, containers)
        peers = {"Peers": found.pop("Peers")} if "Peers" in found else {}
        if not containers:
            return found | peers
        boxes = found.pop("Containers") or {}
        counts = {each["Subnet"]: _swarm_counts(each["Subnet"], len(boxes)) for each in found["IPAM"]["Config"] or ()}
        status = {"Status": {"IPAM": {"Subnets": counts} if counts else {}}}
        return found | peers | {"Containers": boxes} | status

    def container(self, container: Container, links: list[str], size: bool = False) -> dict[str, Any]:
        """Lists that are empty, not null; more that is masked."""
        known = super().container(container, links, size)
        host, config = known["HostConfig"], known["Config"]
        host |= {key: host[key] or [] for key in LISTS_29} | {"Dns": host["Dns"] or None}
        if host["MaskedPaths"]:
            host["MaskedPaths"] = sorted((*host["MaskedPaths"], *ALSO_MASKED_29))
        if not config["OnBuild"]:
            del config["OnBuild"]
        known["GraphDriver"] = {**known["GraphDriver"], "Data": {"ID": container.id, **known["GraphDriver"]["Data"]}}
        return known

    def network_settings(self, container: Container) -> dict[str, Any]:
        """Addresses stand with their networks alone."""
        known = super().network_settings(container)
        return {key: known[key] for key in SETTINGS_29}


def _swarm_counts(subnet: str, boxes: int) -> dict[str, int]:
    net, plen = parse_cidr(subnet)
    used = boxes + 3  # network, broadcast and gateway
    return {"IPsInUse": used, "DynamicIPsAvailable": prefix_size(net, plen) - used}


SHAPE_26 = LaterShape()
SHAPE_28 = Shape28(ENDPOINT_28)
SHAPE_29 = Shape29(ENDPOINT_29)
