"""Kernel settings by name, as `sysctl` and /proc/sys show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dockernet_sim.linux.errors import NetError

DEFAULTS = {
    "net.bridge.bridge-nf-call-iptables": "1",
    "net.ipv4.icmp_echo_ignore_all": "0",
    "net.ipv4.icmp_echo_ignore_broadcasts": "1",
    "net.ipv4.icmp_ratelimit": "1000",
    "net.ipv4.ip_default_ttl": "64",
    "net.ipv4.ip_forward": "0",
    "net.ipv4.ip_local_port_range": "32768\t60999",
    "net.ipv4.ip_unprivileged_port_start": "1024",
    "net.ipv4.ping_group_range": "1\t0",
    "net.ipv4.tcp_fin_timeout": "60",
    "net.ipv4.tcp_syn_linear_timeouts": "4",
    "net.ipv4.tcp_syn_retries": "6",
    "net.netfilter.nf_conntrack_max": "262144",
}
HOST_WIDE = {
    "net.ipv4.neigh.default.gc_thresh1": "128",
    "net.ipv4.neigh.default.gc_thresh2": "512",
    "net.ipv4.neigh.default.gc_thresh3": "1024",
}
PER_DEVICE = {
    "arp_announce": "0",
    "arp_filter": "0",
    "arp_ignore": "0",
    "forwarding": "0",
    "proxy_arp": "0",
    "route_localnet": "0",
    "rp_filter": "0",
    "send_redirects": "1",
}


class Sysctl:
    """The settings of one namespace.

    ``net.ipv4.conf.DEV.NAME`` exists for each device, ``all`` and ``default``. Whoever needs to know of changes adds a
    function to ``watchers``; it is given the name and the new value.
    """

    def __init__(self, device_names: Callable[[], Iterator[str]], shared: dict[str, str]) -> None:
        self._values = dict(DEFAULTS)
        self._devices: dict[tuple[str, str], str] = {}
        self._device_names = device_names
        self._shared = shared
        self.watchers: list[Callable[[str, str], None]] = []

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self._shared or self._split(name) is not None

    def __iter__(self) -> Iterator[str]:
        yield from sorted([*self._values, *self._shared])
        for device in ["all", "default", *self._device_names()]:
            for setting in PER_DEVICE:
                yield f"net.ipv4.conf.{device}.{setting}"

    def __getitem__(self, name: str) -> str:
        if name in self._values:
            return self._values[name]
        if name in self._shared:
            return self._shared[name]
        split = self._split(name)
        if split is None:
            raise KeyError(name)
        setting = split[1]
        if setting == "forwarding" and split not in self._devices:
            return self._values["net.ipv4.ip_forward"]
        return self._devices.get(split, self._devices.get(("default", setting), PER_DEVICE[setting]))

    def __setitem__(self, name: str, value: str) -> None:
        if name not in self:
            raise NetError("ENOENT", name)
        value = " ".join(str(value).split()) if "range" not in name else "\t".join(str(value).split())
        if not value.replace("\t", "").replace(" ", "").lstrip("-").isdigit():
            raise NetError("EINVAL", name)
        if name in self._values:
            self._values[name] = value
        elif name in self._shared:
            self._shared[name] = value
        else:
            split = self._split(name)
            assert split is not None
            self._devices[split] = value
        if name == "net.ipv4.ip_forward":
            self._devices = {k: v for k, v in self._devices.items() if k[1] != "forwarding"}
        for watcher in self.watchers:
            watcher(name, value)

    def flag(self, name: str) -> bool:
        """Whether a setting is not 0."""
        return self[name] not in ("0", "")

    def number(self, name: str) -> int:
        """A setting as a number."""
        return int(self[name])

    def device(self, device: str, setting: str) -> int:
        """A per-device setting with ``all`` taken into account: the larger of the two."""
        own = int(self[f"net.ipv4.conf.{device}.{setting}"])
        return max(own, int(self._devices.get(("all", setting), "0")))

    def forget_device(self, device: str) -> None:
        """A device went: so do its settings."""
        for key in [k for k in self._devices if k[0] == device]:
            del self._devices[key]

    def rename_device(self, old: str, new: str) -> None:
        """A device got another name: its settings go with it."""
        self._devices = {(new if d == old else d, setting): value for (d, setting), value in self._devices.items()}

    def _split(self, name: str) -> tuple[str, str] | None:
        head, _, setting = name.rpartition(".")
        prefix = "net.ipv4.conf."
        if setting not in PER_DEVICE or not head.startswith(prefix):
            return None
        device = head[len(prefix) :].replace("/", ".")
        known = device in ("all", "default") or device in set(self._device_names())
        return (device, setting) if known else None
