"""docker inspect of any API version, filled up to one shape."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from dockernet_sim.plans.hosts.dump import HostDump, Json, name_of

MODES = ("", "default", "bridge", "host", "none")
BRIDGE_NAME = "com.docker.network.bridge.name"
STATE = {"Running": True, "Pid": 0, "ExitCode": 0, "StartedAt": "0001-01-01T00:00:00Z"}
KNOWN_DRIVERS = ("bridge", "host", "null")
NETWORK = {
    "Driver": "bridge", "Internal": False, "Attachable": False, "EnableIPv6": False, "Options": {}, "Labels": {},
    "Containers": {},
    "Scope": "local", "Created": "",
}  # fmt: skip


def is_container(value: Any) -> bool:
    """Whether it is what ``docker inspect`` prints of one container."""
    return isinstance(value, dict) and {"Id", "Name", "Config", "State"} <= set(value) and "NetworkSettings" in value


def is_network(value: Any) -> bool:
    """Whether it is what ``docker network inspect`` prints of one network."""
    return isinstance(value, dict) and {"Id", "Name", "IPAM"} <= set(value)


def fill(dump: HostDump) -> None:
    """Give containers and networks every key that later releases have, or earlier ones had,
    and make up the networks that are missing."""
    dump.networks = [network(each) for each in dump.networks]
    dump.containers = [container(each) for each in dump.containers]
    for each in dump.containers:
        endpoints = each["NetworkSettings"]["Networks"]
        for name, endpoint in endpoints.items():
            there = dump.network(endpoint.get("NetworkID") or "") or dump.network(name)
            if there is None and name not in ("host", "none"):
                there = missing(name, endpoint)
                dump.networks.append(there)
                if name != "bridge":
                    dump.notes.append(
                        f"network {name} is not in the dump (docker network inspect {name}): taken for an "
                        "ordinary bridge network"
                    )
            if there is not None:
                endpoint["NetworkID"] = there["Id"]
    dump.networks.sort(key=lambda each: str(each["Created"]))
    dump.containers.sort(key=lambda each: str(each["State"]["StartedAt"]))


def container(given: Mapping[str, Any]) -> Json:
    """One container."""
    found = dict(given)
    found["State"] = {**STATE, **(given.get("State") or {})}
    found["Created"] = given.get("Created") or "1970-01-01T00:00:00Z"
    found["Config"] = {"Hostname": given["Id"][:12], "Image": "", **(given.get("Config") or {})}
    found["HostConfig"] = {"NetworkMode": "default", **(given.get("HostConfig") or {})}
    found["HostConfig"]["NetworkMode"] = found["HostConfig"]["NetworkMode"] or "default"
    settings = found["NetworkSettings"] = dict(given.get("NetworkSettings") or {})
    endpoints = {name: dict(each or {}) for name, each in (settings.get("Networks") or {}).items()}
    if not endpoints and settings.get("IPAddress"):  # before API 1.21
        endpoints["bridge"] = {
            key: settings.get(key, "") for key in ("IPAddress", "IPPrefixLen", "Gateway", "MacAddress")
        }
    for endpoint in endpoints.values():
        for key in ("Aliases", "Links", "DNSNames"):
            endpoint.setdefault(key, None)
        for key in ("IPAddress", "Gateway", "NetworkID", "MacAddress"):
            endpoint[key] = endpoint.get(key) or ""
    settings["Networks"] = endpoints
    settings["Ports"] = settings.get("Ports") or {}
    return found


def network(given: Mapping[str, Any]) -> Json:
    """One network."""
    found: Json = {**NETWORK, **{key: value for key, value in given.items() if value is not None}}
    ipam = dict(given.get("IPAM") or {})
    configs = [dict(each) for each in ipam.get("Config") or ()]
    for each in configs:
        each["Gateway"] = str(each.get("Gateway") or "").partition("/")[0]
    ipam["Config"] = configs
    found["IPAM"] = ipam
    return found


def missing(name: str, endpoint: Mapping[str, Any]) -> Json:
    """A network that only an endpoint tells of."""
    key = endpoint.get("NetworkID") or name.encode().hex().ljust(64, "0")[:64]
    config = []
    if endpoint.get("IPAddress"):
        plen = int(endpoint.get("IPPrefixLen") or 16)
        subnet = ipaddress.ip_network(f"{endpoint['IPAddress']}/{plen}", strict=False)
        config = [{"Subnet": str(subnet), "Gateway": str(endpoint.get("Gateway") or "")}]
    options = {BRIDGE_NAME: "docker0"} if name == "bridge" else {}
    return network({"Id": key, "Name": name, "Driver": "bridge", "IPAM": {"Config": config}, "Options": options})


def pool(network: Mapping[str, Any]) -> Json:
    """A network's first IPv4 pool; empty without one."""
    return next((each for each in network["IPAM"]["Config"] if "." in str(each.get("Subnet") or "")), {})


def mode_of(dump: HostDump, container: Mapping[str, Any]) -> str:
    """The network mode, with names in place of ids."""
    mode = str(container["HostConfig"]["NetworkMode"])
    word, _, ref = mode.partition(":")
    if word == "container" and ref:
        owner = dump.container(ref)
        return f"container:{name_of(owner)}" if owner else mode
    there = dump.network(mode)
    return str(there["Name"]) if there else mode


def bridge_of(network: Mapping[str, Any]) -> str:
    """The bridge device of a network."""
    name = str((network["Options"] or {}).get(BRIDGE_NAME) or "")
    return name or ("docker0" if network["Name"] == "bridge" else f"br-{network['Id'][:12]}")


def service_of(container: Mapping[str, Any]) -> str:
    """What Compose calls the service; the container's name without Compose."""
    labels = container["Config"].get("Labels") or {}
    return str(labels.get("com.docker.compose.service") or name_of(container))
