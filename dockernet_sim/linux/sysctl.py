"""Kernel settings by name, as `sysctl` and /proc/sys show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Protocol

from dockernet_sim.linux.errors import NetError
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.numbers import U32

HOST_WIDE = {
    "net.ipv4.neigh.default.gc_thresh1": "128",
    "net.ipv4.neigh.default.gc_thresh2": "512",
    "net.ipv4.neigh.default.gc_thresh3": "1024",
}
NOT_KEPT = (
    "abi.", "debug.", "dev.", "fs.", "kernel.", "net.core.", "net.ipv4.neigh.", "net.ipv4.route.", "net.ipv4.tcp_mem",
    "net.ipv4.udp_mem", "net.ipv4.vs.", "net.ipv6.neigh.", "net.mptcp.", "net.netfilter.nf_log.", "net.rds.",
    "net.sctp.", "net.tipc.", "sunrpc.", "user.", "vm.",
)  # fmt: skip
"""What a kernel has beside these, with values that nothing here tells: refused by name."""
NOT_MODELLED = (
    "arp_announce", "arp_evict_nocarrier", "arp_filter", "arp_notify", "ignore_routes_with_linkdown",
    "promote_secondaries", "proxy_arp",
)  # fmt: skip
"""Can be read, but not be changed: the model behaves as the default says."""
LIMITS = {
    "net.core.somaxconn": (0, (1 << 31) - 1),
    "net.ipv4.ip_default_ttl": (1, 255),
    "net.ipv4.ip_unprivileged_port_start": (0, 65535),
    "net.ipv4.tcp_syn_retries": (1, 127),
    "net.ipv4.tcp_tw_reuse": (0, 2),
}
PAIRS = ("net.ipv4.ip_local_port_range", "net.ipv4.ping_group_range")
FORWARD, ALL_FORWARD = "net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding"
ALL_REDIRECTS = ("all", "accept_redirects")  # goes with forwarding, whatever it was (inet_forward_change)
PER_DEVICE_PREFIX, PER_DEVICE_PREFIX6 = "net.ipv4.conf.", "net.ipv6.conf."
ANY_DEVICE = "DEVICE."  # stands in sysctl.conf for all, default and each device
CONGESTION = "net.ipv4.tcp_congestion_control"
FREE_TEXT = ("ip_local_reserved_ports", "tcp_allowed_congestion_control", "tcp_fastopen_key", "icmp.ratemask")
SIX = "6"  # what the names of IPv6's settings of devices begin with inside
NOTHING: Mapping[str, str] = {}
NO_DEVICES: Mapping[tuple[str, str], str] = {}


def _read() -> dict[str, str]:
    """What a new namespace has: name and value."""
    text = files(__package__).joinpath("sysctl.conf").read_text(encoding="utf-8")
    pairs = (line.partition("=") for line in text.splitlines() if line[0] != "#")
    return {name.strip(): value.strip(" ") for name, _, value in pairs}


def _number(word: str) -> int:
    """A number as the kernel reads it (strtoul_lenient): decimal, octal or hexadecimal."""
    if not re.fullmatch(r"-?(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)", word, re.A | re.I):
        raise ValueError(word)
    sign, digits = (-1, word[1:]) if word[0] == "-" else (1, word)
    return sign * (int(digits, 8) if digits.isdigit() and digits[0] == "0" else int(digits, 0))


def _of_devices(prefix: str) -> dict[str, str]:
    """The settings that each device has, by the last word of their names."""
    prefix += ANY_DEVICE
    return {name[len(prefix) :]: value for name, value in _ALL.items() if name.startswith(prefix)}


_ALL = _read()
DEFAULTS = {name: value for name, value in _ALL.items() if ANY_DEVICE not in name}
DEVICE4, DEVICE6 = _of_devices(PER_DEVICE_PREFIX), _of_devices(PER_DEVICE_PREFIX6)


class Owner(Protocol):
    """Whose settings they are: it is told of changes."""

    @property
    def devices(self) -> Mapping[str, object]:
        """The devices by name."""

    def has_address(self, device: str) -> bool:
        """Whether a device has an IPv4 address."""

    def settings_changed(self, values: Mapping[str, str]) -> None:
        """These settings have other values."""


class Sysctl:
    """The settings of one namespace.

    ``net.ipv4.conf.DEV.NAME`` exists for each device, ``all`` and ``default``. A device follows ``default`` until it
    has an address (ipv4_devconf_setall); in ``forwarding``, and in IPv6, only as it is made. ``sysctl.conf`` says what
    a new namespace has, and which of it is no more than kept; :meth:`check_modelled` refuses the rest by name.
    """

    __slots__ = ("_devices", "_owner", "_shared", "_values")

    def __init__(self, owner: Owner, shared: dict[str, str]) -> None:
        self._values = NOTHING  # those that were set; may be shared with other namespaces
        self._devices = NO_DEVICES
        self._owner = owner
        self._shared = shared

    def __contains__(self, name: str) -> bool:
        return name in DEFAULTS or name in self._shared or self._split(name) is not None

    @staticmethod
    def check_modelled(name: str) -> None:
        """Raise NotModelled for a name that a real kernel may have and the model does not know."""
        if name.startswith(NOT_KEPT):
            raise NotModelled(f"the setting {name} is not modelled")

    def __iter__(self) -> Iterator[str]:
        yield from sorted([*DEFAULTS, *self._shared])
        for prefix, settings in ((PER_DEVICE_PREFIX, DEVICE4), (PER_DEVICE_PREFIX6, DEVICE6)):
            for device in ["all", "default", *self._owner.devices]:
                for setting in settings:
                    yield f"{prefix}{device}.{setting}"

    def __getitem__(self, name: str) -> str:
        if name in DEFAULTS:
            return self._values.get(name, DEFAULTS[name])
        if name in self._shared:
            return self._shared[name]
        split = self._split(name)
        if split is None:
            raise KeyError(name)
        device, setting = split
        if setting == "forwarding":
            default = self[FORWARD]
        elif split == ALL_REDIRECTS:
            default = "0" if self.flag(FORWARD) else "1"
        else:
            default = DEVICE6[setting[1:]] if setting[0] == SIX else DEVICE4[setting]
        followed = default if device == "all" else self._devices.get(("default", setting), default)
        return self._devices.get(split, followed)

    def __setitem__(self, name: str, value: str) -> None:
        if name not in self:
            self.check_modelled(name)
            raise NetError("ENOENT", name)
        value = self._checked(name, str(value))
        if name == ALL_FORWARD:
            name = FORWARD
        if name in DEFAULTS:
            self._values = {**self._values, name: value}
        elif name in self._shared:
            self._shared[name] = value
        else:
            split = self._split(name)
            assert split is not None
            if split[1] in NOT_MODELLED and value != self[name]:
                raise NotModelled(f"{name} other than {self[name]} is not modelled")
            self._devices = {**self._devices, **self._kept(*split), split: value}
        if name == FORWARD:  # it is the same as conf.all.forwarding, and goes for every device
            gone = [key for key in self._devices if key[1] == "forwarding" or key == ALL_REDIRECTS]
            self._devices = {key: value for key, value in self._devices.items() if key not in gone}
        self._owner.settings_changed({name: value})

    def _kept(self, device: str, setting: str) -> dict[tuple[str, str], str]:
        """What devices keep for themselves as ``default`` changes."""
        owner, prefix = self._owner, PER_DEVICE_PREFIX6 if setting[0] == SIX else PER_DEVICE_PREFIX
        if device != "default":
            return {}
        keeping = [
            each for each in owner.devices if setting[0] == SIX or setting == "forwarding" or owner.has_address(each)
        ]
        return {(each, setting): self[f"{prefix}{each}.{setting.removeprefix(SIX)}"] for each in keeping}

    def begin_with(self, values: Mapping[str, str]) -> None:
        """Give a new namespace these of the settings that each has, and that nothing but their readers depends on; they
        are as the kernel would show them."""
        self._values = values

    def _checked(self, name: str, text: str) -> str:
        """The value as the kernel shows it; NetError EINVAL for one that cannot be."""
        words = text.split()
        if name == CONGESTION and text not in DEFAULTS["net.ipv4.tcp_available_congestion_control"].split():
            raise NetError("ENOENT", name)
        if name == CONGESTION or name.endswith(FREE_TEXT):
            return text
        try:
            numbers = [_number(word) for word in words]
        except ValueError:
            raise NetError("EINVAL", name) from None
        low, high = LIMITS.get(name, (-(1 << 31), U32))
        if len(numbers) != len(self[name].split()) or not all(low <= n <= high for n in numbers):
            raise NetError("EINVAL", name)
        if (
            name == PAIRS[0]
            and not max(1, self.number("net.ipv4.ip_unprivileged_port_start")) <= numbers[0] <= numbers[1] <= 65535
        ):
            raise NetError("EINVAL", name)
        return "\t".join(str(n) for n in numbers)

    def flag(self, name: str) -> bool:
        """Whether a setting is not 0."""
        return self[name] not in ("0", "")

    def number(self, name: str) -> int:
        """A setting as a number."""
        return int(self[name])

    def device(self, device: str, setting: str) -> int:
        """A per-device setting with ``all`` taken into account: the larger of the two (IN_DEV_MAXCONF)."""
        own = int(self[f"net.ipv4.conf.{device}.{setting}"])
        return max(own, int(self._devices.get(("all", setting), DEVICE4[setting])))

    def changed(self) -> dict[str, str]:
        """The namespace's settings that are not as in a new one."""
        own = {name: value for name, value in self._values.items() if value != DEFAULTS[name]}
        devices = {
            f"{PER_DEVICE_PREFIX6 if name[0] == SIX else PER_DEVICE_PREFIX}{device}.{name.removeprefix(SIX)}": value
            for (device, name), value in self._devices.items()
        }
        return own | devices

    def devices_with(self, setting: str) -> dict[str, str]:
        """The devices (``all`` and ``default`` included) on which a setting was changed."""
        return {device: value for (device, name), value in self._devices.items() if name == setting}

    def forget_device(self, device: str) -> None:
        """A device went: so do its settings."""
        if self._devices:
            self._devices = {key: value for key, value in self._devices.items() if key[0] != device}

    def rename_device(self, old: str, new: str) -> None:
        """A device got another name: its settings go with it."""
        if self._devices:
            self._devices = {(new if d == old else d, setting): value for (d, setting), value in self._devices.items()}

    def _split(self, name: str) -> tuple[str, str] | None:
        """Device and setting; one of IPv6 begins with ``SIX``."""
        head, _, setting = name.rpartition(".")
        if head.startswith(PER_DEVICE_PREFIX6) and setting in DEVICE6:
            setting = SIX + setting
        elif setting not in DEVICE4 or not head.startswith(PER_DEVICE_PREFIX):
            return None
        device = head[len(PER_DEVICE_PREFIX) :].replace("/", ".")
        known = device in ("all", "default") or device in self._owner.devices
        return (device, setting) if known else None
