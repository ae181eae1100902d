"""The keys of /etc/docker/daemon.json: what a release's dockerd reads, and which Go type each has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

PATH = "/etc/docker/daemon.json"
MAPS = MappingProxyType(
    {"map[string]string": "string", "map[string]bool": "bool", "map[string]map[string]string": "map[string]string"}
)
"""Go's maps whose values have a type of their own."""


class KeyTable(NamedTuple):
    """The keys that a release's dockerd knows.

    ``kinds`` holds those that it reads, with their types; ``unread`` ones pass because they are names of flags, and
    nothing comes of them; objects below ``flat`` hold names of the user's, not further keys; ``absent`` ones are
    refused by name, as they would change what is modelled; ``failed`` stands before what is wrong with the values, and
    ``invalid`` before what is wrong with the text.
    """

    kinds: Mapping[str, str]
    unread: frozenset[str]
    flat: frozenset[str]
    absent: frozenset[str]
    failed: str
    invalid: str
    whole: bool  # the text is read to its end, and an empty one says nothing
    bases_checked: bool  # address pools' subnets are checked with the file
    runc_reserved: bool  # the runtime's name is checked with the file
    cors_removed: bool = False  # the API's header is a key that is refused


def by_key(kinds: Mapping[str, str]) -> dict[str, str]:
    """Types by key, from words behind each type.

    >>> by_key({"int": "mtu shutdown-timeout"})
    {'mtu': 'int', 'shutdown-timeout': 'int'}
    """
    return {key: kind for kind, keys in kinds.items() for key in keys.split()}


def key_set(words: str) -> frozenset[str]:
    """Keys, from a text."""
    return frozenset(words.split())


NAMES = MappingProxyType(
    {
        "authorization-plugins": "authorization-plugin",
        "cdi-spec-dirs": "cdi-spec-dir",
        "default-address-pools": "default-address-pool",
        "default-network-opts": "default-network-opt",
        "default-ulimits": "default-ulimit",
        "dns-opts": "dns-opt",
        "exec-opts": "exec-opt",
        "features": "feature",
        "host-gateway-ips": "host-gateway-ip",
        "insecure-registries": "insecure-registry",
        "labels": "label",
        "log-opts": "log-opt",
        "node-generic-resources": "node-generic-resource",
        "registry-mirrors": "registry-mirror",
        "runtimes": "add-runtime",
        "storage-opts": "storage-opt",
    }
)
"""Flags' names, for keys that are called otherwise."""

KEYS = KeyTable(
    kinds=MappingProxyType(
        by_key(
            {
                "string": """
                    api-cors-header bip bridge cgroup-parent cluster-advertise cluster-store containerd
                    containerd-namespace data-root default-cgroupns-mode default-ipc-mode default-runtime
                    deprecated-key-path exec-root fixed-cidr fixed-cidr-v6 graph group init-path log-driver log-level
                    metrics-addr pidfile seccomp-profile storage-driver swarm-default-advertise-addr tlscacert tlscert
                    tlskey userland-proxy-path userns-remap
                """,
                "opts.MemBytes": "default-shm-size",
                "net.IP": "default-gateway default-gateway-v6 host-gateway-ip ip",
                "bool": """
                    cri-containerd debug experimental icc init ip-forward ip-masq ip6tables iptables ipv6 live-restore
                    no-new-privileges raw-logs rootless selinux-enabled tls tlsverify userland-proxy
                """,
                "int": """
                    max-concurrent-downloads max-concurrent-uploads max-download-attempts mtu network-control-plane-mtu
                    network-diagnostic-port oom-score-adjust shutdown-timeout
                """,
                "int64": "cpu-rt-period cpu-rt-runtime",
                "[]string": """
                    allow-nondistributable-artifacts authorization-plugins dns dns-opts dns-search exec-opts hosts
                    insecure-registries labels node-generic-resources registry-mirrors storage-opts
                """,
                "[]*ipamutils.NetworkToSplit": "default-address-pools",
                "map[string]string": "cluster-store-opts log-opts",
                "map[string]bool": "features",
                "map[string]*units.Ulimit": "default-ulimits",
                "map[string]types.Runtime": "runtimes",
                "config.BuilderConfig": "builder",
            }
        )
    ),
    unread=key_set(
        """
        add-runtime authorization-plugin cluster-store-opt config-file containerd-plugins-namespace
        default-address-pool default-ulimit dns-opt exec-opt help host insecure-registry label log-opt
        node-generic-resource registry-mirror restart storage-opt version
        """
    ),
    flat=key_set("builder cluster-store-opts default-ulimits features log-opts runtimes"),
    absent=key_set("default-gateway-v6 fixed-cidr-v6 ipv6 live-restore userns-remap"),
    failed="configuration validation from file failed: ",
    invalid="",
    whole=False,
    bases_checked=False,
    runc_reserved=True,
)
"""Those of 20.10."""
