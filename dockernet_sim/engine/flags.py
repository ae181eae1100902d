"""dockerd's flags, as words on its command line, made into settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from dockernet_sim.engine.errors import StartError
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, parse_cidr


class Settings(NamedTuple):
    """How a daemon was started; the names are the flags' names.

    ``default_address_pools`` holds ``(base, size)`` pairs, empty for Docker's own; ``ip`` is the address that ports are
    published on by default; ``default_network_opts`` holds (driver, option, value).

    Examples
    --------
    >>> parse_flags("--bip 10.9.0.1/24 --icc=false").bip
    '10.9.0.1/24'
    """

    bip: str = ""
    bridge: str = ""
    default_address_pools: tuple[tuple[str, int], ...] = ()
    default_gateway: str = ""
    dns: tuple[str, ...] = ()
    dns_opt: tuple[str, ...] = ()
    dns_search: tuple[str, ...] = ()
    fixed_cidr: str = ""
    host_gateway_ip: str = ""
    icc: bool = True
    ip: str = "0.0.0.0"
    ip_forward: bool = True
    ip_masq: bool = True
    iptables: bool = True
    mtu: int = 1500
    userland_proxy: bool = True
    allow_direct_routing: bool = False
    bridge_accept_fwmark: str = ""
    default_network_opts: tuple[tuple[str, str, str], ...] = ()
    ip_forward_no_drop: bool = False
    firewall_backend: str = ""
    default_stop_timeout: int = 10


def _cidr(flag: str, text: str) -> str:
    try:
        if "/" in text:
            parse_cidr(text)
            return text
    except ValueError:
        pass
    raise StartError(f"invalid argument {text!r} for --{flag}: invalid CIDR address: {text}")


def _address(flag: str, text: str) -> str:
    try:
        ip_int(text)
    except ValueError:
        raise StartError(f'invalid argument "{text}" for "--{flag}" flag: {text} is not an ip address') from None
    return text


def whole_number(flag: str, text: str) -> int:
    """A flag's number, or the refusal of Go's flag package (strconv.ParseInt)."""
    try:
        return int(text)
    except ValueError:
        raise StartError(
            f'invalid argument "{text}" for "--{flag}" flag: strconv.ParseInt: parsing "{text}": invalid syntax'
        ) from None


def _pool(flag: str, text: str) -> tuple[str, int]:
    parts = dict(part.partition("=")[::2] for part in text.split(","))
    unknown = next((key for key in parts if key not in ("base", "size")), None)
    if unknown is not None:
        raise StartError(f"invalid argument \"{text}\" for \"--{flag}\" flag: unexpected key '{unknown}' in '{text}'")
    try:
        size = int(parts.get("size", ""))
    except ValueError:
        raise StartError(
            f'invalid argument "{text}" for "--{flag}" flag: invalid size value: "{parts.get("size", "")}"'
        ) from None
    return _cidr(flag, parts.get("base", "")), size


def _text(flag: str, text: str) -> str:
    return text


Read = Callable[[str, str], object]
"""Given a flag's name and its text, its value; StartError"""


WITHOUT_EFFECT = frozenset(
    (
        "add-runtime", "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugin", "cgroup-parent",
        "containerd",
        "containerd-namespace", "containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime", "data-root",
        "default-cgroupns-mode",
        "default-ipc-mode", "default-runtime", "default-shm-size", "default-ulimit", "exec-opt", "exec-root", "group",
        "host",
        "init-path", "insecure-registry", "label", "log-driver", "log-level", "log-opt", "max-concurrent-downloads",
        "max-concurrent-uploads", "max-download-attempts", "metrics-addr", "network-control-plane-mtu",
        "node-generic-resource",
        "oom-score-adjust", "pidfile", "registry-mirror", "seccomp-profile", "shutdown-timeout", "storage-driver",
        "storage-opt",
        "swarm-default-advertise-addr", "tlscacert", "tlscert", "tlskey", "userland-proxy-path",
    )
)  # fmt: skip
"""Flags that are accepted: what they do cannot be seen in the model."""
WITHOUT_EFFECT_BOOLEAN = frozenset(
    (
        "cri-containerd", "debug", "experimental", "init", "ip6tables", "no-new-privileges", "raw-logs", "rootless",
        "selinux-enabled",
        "tls", "tlsverify",
    )
)  # fmt: skip


class FlagTable(NamedTuple):
    """The flags that a release's dockerd knows; ``lists`` may be given several times and lead to a field of Settings.

    What ``without_effect`` and ``booleans_without_effect`` do cannot be seen in the model; ``absent`` ones are refused
    by name.
    """

    booleans: frozenset[str]
    values: Mapping[str, Read]
    lists: Mapping[str, tuple[str, Read]]
    without_effect: frozenset[str]
    booleans_without_effect: frozenset[str]
    absent: frozenset[str]


FLAGS = FlagTable(
    booleans=frozenset(("icc", "ip-forward", "ip-masq", "iptables", "userland-proxy")),
    values=MappingProxyType(
        {
            "bip": _cidr,
            "bridge": _text,
            "default-gateway": _address,
            "fixed-cidr": _cidr,
            "host-gateway-ip": _address,
            "ip": _address,
            "mtu": whole_number,
        }
    ),
    lists=MappingProxyType(
        {
            "default-address-pool": ("default_address_pools", _pool),
            "dns": ("dns", _address),
            "dns-opt": ("dns_opt", _text),
            "dns-search": ("dns_search", _text),
        }
    ),
    without_effect=WITHOUT_EFFECT,
    booleans_without_effect=WITHOUT_EFFECT_BOOLEAN,
    absent=frozenset(
        (
            "config-file",
            "default-gateway-v6",
            "fixed-cidr-v6",
            "ipv6",
            "live-restore",
            "userns-remap",
        )
    ),
)
SHORT = {"b": "bridge", "D": "debug", "H": "host", "l": "log-level", "p": "pidfile", "s": "storage-driver"}
TRUE = {"1", "t", "T", "TRUE", "true", "True"}
FALSE = {"0", "f", "F", "FALSE", "false", "False"}


def _pairs(words: list[str], table: FlagTable) -> Iterator[tuple[str, str]]:
    """Flag names with their values, in order."""
    rest = iter(words)
    for word in rest:
        name, equals, value = _name(word)
        if name in table.absent:
            raise NotModelled(f"dockerd --{name} is not modelled")
        if name in table.booleans | table.booleans_without_effect:
            yield name, value if equals else "true"
        elif name in table.values or name in table.lists or name in table.without_effect:
            if not equals and (value := next(rest, "")) == "":
                raise StartError(f"flag needs an argument: --{name}")
            yield name, value
        else:
            raise StartError(f"unknown flag: --{name}")


def _name(word: str) -> tuple[str, str, str]:
    """A flag's long name, whether ``=`` follows, and what follows it."""
    if word.startswith("--"):
        return word[2:].partition("=")
    if word.startswith("-") and word[1:2] in SHORT:
        value = word[2:].removeprefix("=")
        return SHORT[word[1]], "=" if value else "", value
    if word.startswith("-"):
        raise StartError(f"unknown shorthand flag: {word[1:2]!r} in {word}")
    raise StartError(f'"dockerd" accepts no arguments, not {word!r}')


def given(flags: str | list[str], table: FlagTable = FLAGS) -> dict[str, Any]:
    """What stands on dockerd's command line, by flag: texts, truth values, lists for those that may be repeated.

    Raises
    ------
    StartError
        What dockerd says before it gives up.
    NotModelled
        For flags that exist and have no model.
    """
    found: dict[str, Any] = {}
    for name, value in _pairs(flags.split() if isinstance(flags, str) else flags, table):
        if name in table.booleans | table.booleans_without_effect:
            found[name] = _boolean(name, value)
        elif name in table.lists:
            table.lists[name][1](name, value)
            found.setdefault(name, []).append(value)
        else:
            found[name] = table.values[name](name, value) if name in table.values else value
    return found


def parse_flags(flags: str | list[str], table: FlagTable = FLAGS, file: Mapping[str, Any] | None = None) -> Settings:
    """The settings that dockerd's command line and its configuration file ask for.

    Parameters
    ----------
    flags : str or list of str
        ``"--bip 10.0.0.1/24 --icc=false"``, or its words.
    table : FlagTable
        The flags that the release knows.
    file : mapping, optional
        What :func:`dockernet_sim.engine.daemonfile.read` found.

    Raises
    ------
    StartError
        What dockerd says before it gives up.
    NotModelled
        For flags that exist and have no model.
    """
    changes: dict[str, Any] = {}
    for name, value in given(flags, table).items():
        if name in table.lists:
            field, read = table.lists[name]
            changes[field] = tuple(read(name, each) for each in value)
        elif name in table.booleans or name in table.values:
            changes[name.replace("-", "_")] = value
    changes |= dict(_from_file(name, value, table) for name, value in (file or {}).items())
    settings = Settings(**changes)
    if settings.bridge and settings.bip:
        raise StartError("You specified -b & --bip, mutually exclusive options. Please specify only one")
    if not settings.iptables and not settings.icc:
        raise StartError(
            "You specified --iptables=false with --icc=false. ICC=false uses iptables to function. "
            "Please set --icc or --iptables to true"
        )
    return settings


def _from_file(name: str, value: Any, table: FlagTable) -> tuple[str, Any]:
    """A setting of the file: its field and value."""
    if name == "default-address-pool":
        value = [_file_pool(base, size) for base, size in value]
    if name in table.lists:
        return table.lists[name][0], tuple(value)
    if table.values.get(name) is _cidr and value:
        try:
            parse_cidr(value if "/" in value else "")
        except ValueError:
            raise StartError(f"Error initializing network controller: invalid CIDR address: {value}") from None
    elif name in table.values and isinstance(value, str):
        value = table.values[name](name, value)
    return name.replace("-", "_"), value


def _file_pool(base: str, size: int) -> tuple[str, int]:
    head = "Error initializing network controller: error obtaining controller instance"
    try:
        parse_cidr(base if "/" in base else "")
    except ValueError:
        raise StartError(f'{head}: invalid base pool "{base}": invalid CIDR address: {base}') from None
    return base, size


def _boolean(name: str, value: str) -> bool:
    if value not in TRUE | FALSE:
        raise StartError(
            f'invalid argument "{value}" for "--{name}" flag: strconv.ParseBool: parsing "{value}": invalid syntax'
        )
    return value in TRUE
