"""``docker version`` and ``docker info`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.shell.formats.units import bytes_size

VERSION_LABELS = (
    ("Version", "Version"), ("API version", "ApiVersion"), ("Go version", "GoVersion"), ("Git commit", "GitCommit"),
    ("Built", "BuildTime"),
)  # fmt: skip


def client_version(server: Mapping[str, Any], commit: str) -> dict[str, Any]:
    """The client's own version: it came in the same package as the server."""
    return {
        "Platform": {"Name": ""},
        "Version": server["Version"],
        "ApiVersion": server["ApiVersion"],
        "DefaultAPIVersion": server["ApiVersion"],
        "GitCommit": commit,
        "GoVersion": server["GoVersion"],
        "Os": "linux",
        "Arch": "amd64",
        "BuildTime": server["BuildTime"],
        "Context": "default",
        "Experimental": True,
    }


def version_line(server: Mapping[str, Any], commit: str) -> str:
    """``docker --version``"""
    return f"Docker version {server['Version']}, build {commit}\n"


def version_text(data: Mapping[str, Any]) -> str:
    """``docker version``"""
    client, server = data["Client"], data["Server"]
    lines = ["Client:"]
    lines += [f" {label + ':':<18} {client[key]}" for label, key in VERSION_LABELS]
    lines += [
        f" {'OS/Arch:':<18} linux/amd64",
        f" {'Context:':<18} {client['Context']}",
    ]
    lines += [f" {'Experimental:':<18} true"] if "Experimental" in client else []
    lines += ["", "Server:", " Engine:"]
    api = f"{server['ApiVersion']} (minimum version {server['MinAPIVersion']})"
    values = {**server, "ApiVersion": api}
    lines += [f"  {label + ':':<17} {values[key]}" for label, key in VERSION_LABELS]
    lines += [f"  {'OS/Arch:':<17} linux/amd64", f"  {'Experimental:':<17} false"]
    for component in server["Components"][1:]:
        commit = component["Details"]["GitCommit"]
        lines += [
            f" {component['Name']}:",
            f"  {'Version:':<17} {component['Version']}",
            f"  {'GitCommit:':<17} {commit}",
        ]
    return "\n".join(lines) + "\n"


def later_client_version(server: Mapping[str, Any], commit: str) -> dict[str, Any]:
    """The same, of releases from 23 on: all of them are experimental, and none says so."""
    return {
        key: value for key, value in client_version(server, commit).items() if key not in ("Experimental", "Platform")
    }


def info_text(data: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]]) -> str:
    """``docker info``"""
    lines = ["Client:", " Context:    default", " Debug Mode: false", *_server(data, versions, "")]
    lines += [f" Registry: {data['IndexServerAddress']}", " Labels:", *END]
    return "\n".join([*lines, "", *warnings(data)]) + "\n"


def later_info_text(data: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]]) -> str:
    """``docker info`` of clients from 26 on: with their version, without the registry and an empty list of labels."""
    lines = ["Client:", f" Version:    {data['ServerVersion']}", " Context:    default", " Debug Mode: false"]
    lines += [*_server(data, versions, versions["docker-init"]["Details"]["GitCommit"]), *END]
    if "::1/128" in data["RegistryConfig"]["InsecureRegistryCIDRs"]:
        lines.insert(-1, "  ::1/128")
    if data.get("DefaultAddressPools"):
        lines.append(" Default Address Pools:")
        lines += [f"   Base: {pool['Base']}, Size: {pool['Size']}" for pool in data["DefaultAddressPools"]]
    backend = data.get("FirewallBackend")
    lines += [f" Firewall Backend: {backend['Driver']}"] if backend else []
    lines += [f"  {name}: {value}" for name, value in (backend or {}).get("Info") or ()]
    return "\n".join([*lines, "", *warnings(data)]) + "\n"


END = (" Experimental: false", " Insecure Registries:", "  127.0.0.0/8", " Live Restore Enabled: false")


def _server(data: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]], init: str) -> list[str]:
    """What all clients say of the server."""
    lines = ["", "Server:"]
    lines += [f" Containers: {data['Containers']}"]
    lines += [f"  {word}: {data[f'Containers{word}']}" for word in ("Running", "Paused", "Stopped")]
    lines += [
        f" Images: {data['Images']}",
        f" Server Version: {data['ServerVersion']}",
        f" Storage Driver: {data['Driver']}",
    ]
    lines += [f"  {name}: {value}" for name, value in data["DriverStatus"]]
    lines += [f" Logging Driver: {data['LoggingDriver']}", f" Cgroup Driver: {data['CgroupDriver']}"]
    lines += [f" Cgroup Version: {data['CgroupVersion']}", " Plugins:"]
    lines += [f"  {name}: {' '.join(data['Plugins'][name])}" for name in ("Volume", "Network", "Log")]
    folders = data.get("CDISpecDirs")
    lines += [" CDI spec directories:", *(f"  {each}" for each in folders)] if folders else []
    lines += [f" Swarm: {data['Swarm']['LocalNodeState']}", *_swarm(data["Swarm"])]
    lines += [f" Runtimes: {' '.join(sorted(data['Runtimes']))}"]
    lines += [f" Default Runtime: {data['DefaultRuntime']}", f" Init Binary: {data['InitBinary']}"]
    lines += [
        f" {name} version: {versions[name]['Details']['GitCommit']}"
        for name in ("containerd", "runc")
        if name in versions
    ]
    lines += [f" init version: {init}", " Security Options:", "  seccomp"]
    lines += [f"   Profile: {data['SecurityOptions'][0].rpartition('=')[2]}"]
    lines += [f" Kernel Version: {data['KernelVersion']}", f" Operating System: {data['OperatingSystem']}"]
    lines += [f" OSType: {data['OSType']}", f" Architecture: {data['Architecture']}", f" CPUs: {data['NCPU']}"]
    lines += [f" Total Memory: {bytes_size(data['MemTotal'])}", f" Name: {data['Name']}", f" ID: {data['ID']}"]
    return [*lines, f" Docker Root Dir: {data['DockerRootDir']}", " Debug Mode: false"]


def _swarm(data: Mapping[str, Any]) -> list[str]:
    """What a node of a swarm is told to be."""
    if data["LocalNodeState"] == "inactive":
        return []
    cluster, spec = data["Cluster"], data["Cluster"]["Spec"]
    lines = [f"  NodeID: {data['NodeID']}", "  Is Manager: true", f"  ClusterID: {cluster['ID']}"]
    lines += [f"  Managers: {data['Managers']}", f"  Nodes: {data['Nodes']}"]
    if cluster["DefaultAddrPool"] is not None:
        pools = "".join(f"{each}  " for each in cluster["DefaultAddrPool"])
        lines += [f"  Default Address Pool: {pools}", f"  SubnetSize: {cluster['SubnetSize']}"]
    raft, history = spec["Raft"], spec["Orchestration"]["TaskHistoryRetentionLimit"]
    lines += [f"  Data Path Port: {cluster['DataPathPort']}", "  Orchestration:"]
    lines += [f"   Task History Retention Limit: {history}", "  Raft:"]
    lines += [f"   Snapshot Interval: {raft['SnapshotInterval']}"]
    lines += [f"   Number of Old Snapshots to Retain: {raft['KeepOldSnapshots']}"]
    lines += [f"   Heartbeat Tick: {raft['HeartbeatTick']}", f"   Election Tick: {raft['ElectionTick']}"]
    lines += ["  Dispatcher:", "   Heartbeat Period: 5 seconds", "  CA Configuration:"]
    lines += ["   Expiry Duration: 3 months", "   Force Rotate: 0", "  Autolock Managers: false"]
    lines += ["  Root Rotation In Progress: false", f"  Node Address: {data['NodeAddr']}", "  Manager Addresses:"]
    return [*lines, *(f"   {each['Addr']}" for each in data["RemoteManagers"])]


def warnings(data: Mapping[str, Any]) -> list[str]:
    """What docker info warns of: forwarding and bridge netfilter that are off."""
    found = []
    if not data["IPv4Forwarding"]:
        found.append("WARNING: IPv4 forwarding is disabled")
    if not data["BridgeNfIptables"]:
        found.append("WARNING: bridge-nf-call-iptables is disabled")
    if not data["BridgeNfIp6tables"]:
        found.append("WARNING: bridge-nf-call-ip6tables is disabled")
    return found
