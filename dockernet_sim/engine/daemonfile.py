"""/etc/docker/daemon.json: read by dockerd as it starts, beside its flags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dockernet_sim.engine.errors import StartError
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int

PATH = "/etc/docker/daemon.json"
TYPES: Mapping[str, tuple[str, ...]] = {
    "string": (
        "api-cors-header", "bip", "bridge", "cgroup-parent", "cluster-advertise", "cluster-store", "containerd",
        "containerd-namespace",
        "containerd-plugins-namespace", "data-root", "default-cgroupns-mode", "default-gateway-v6", "default-ipc-mode",
        "default-runtime",
        "default-shm-size", "exec-root", "fixed-cidr", "fixed-cidr-v6", "graph", "group", "init-path", "log-driver",
        "log-level",
        "metrics-addr", "pidfile", "seccomp-profile", "storage-driver", "swarm-default-advertise-addr", "tlscacert",
        "tlscert", "tlskey",
        "userland-proxy-path", "userns-remap",
    ),
    "net.IP": ("default-gateway", "host-gateway-ip", "ip"),
    "bool": (
        "debug", "experimental", "icc", "init", "ip-forward", "ip-masq", "ip6tables", "iptables", "ipv6",
        "live-restore",
        "no-new-privileges", "raw-logs", "rootless", "selinux-enabled", "tls", "tlsverify", "userland-proxy",
    ),
    "int": (
        "cpu-rt-period", "cpu-rt-runtime", "max-concurrent-downloads", "max-concurrent-uploads",
        "max-download-attempts", "mtu",
        "network-control-plane-mtu", "network-diagnostic-port", "oom-score-adjust", "shutdown-timeout",
    ),
    "[]string": (
        "allow-nondistributable-artifacts", "authorization-plugins", "dns", "dns-opts", "dns-search", "exec-opts",
        "hosts",
        "insecure-registries", "labels", "node-generic-resources", "registry-mirrors", "storage-opts",
    ),
    "[]*ipamutils.NetworkToSplit": ("default-address-pools",),
    "map[string]string": ("builder", "cluster-store-opts", "default-ulimits", "features", "log-opts", "runtimes"),
}  # fmt: skip
LATER = {"allow-direct-routing": "bool", "ip-forward-no-drop": "bool", "bridge-accept-fwmark": "string"}
"""Keys of later releases whose flags have an effect: a release takes those whose flags it knows."""
HOSTS_IGNORED = f'"hosts" in {PATH} has no effect: the Engine API is reached at its own socket only'
KINDS = {key: kind for kind, keys in TYPES.items() for key in keys}
FLAGS = {
    "default-address-pools": "default-address-pool", "dns-opts": "dns-opt", "labels": "label",
    "log-opts": "log-opt", "exec-opts": "exec-opt", "storage-opts": "storage-opt",
    "registry-mirrors": "registry-mirror",
    "insecure-registries": "insecure-registry", "authorization-plugins": "authorization-plugin",
    "runtimes": "add-runtime",
    "default-ulimits": "default-ulimit", "node-generic-resources": "node-generic-resource",
}  # fmt: skip
"""Keys that are called otherwise on the command line."""
WITH_EFFECT = frozenset(
    (
        "hosts", "bip", "bridge", "default-address-pools", "default-gateway", "dns", "dns-opts", "dns-search",
        "fixed-cidr", "host-gateway-ip",
        "icc", "ip", "ip-forward", "ip-masq", "iptables", "mtu", "userland-proxy",
    )
)  # fmt: skip
ABSENT = ("default-gateway-v6", "fixed-cidr-v6", "ipv6", "live-restore", "userns-remap")
"""Keys that would change what is modelled, and have no model themselves."""
GO_KINDS = {
    str: "string",
    bool: "bool",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
LEVELS = ("debug", "info", "warn", "error", "fatal", "panic", "trace", "warning")


def read(text: str, flags: Mapping[str, Any], known: Iterable[str] = ()) -> dict[str, Any]:
    """The settings that the file asks for, by their names as flags.

    Parameters
    ----------
    text : str
        The file's text.
    flags : mapping
        What dockerd's command line gave, by flag: a key that stands in both is an error.
    known : iterable of str
        The flags that the release knows.

    Returns
    -------
    dict
        Values by flag name; lists for those that a flag repeats.

    Raises
    ------
    StartError
        With dockerd's text.
    NotModelled
        For a key that would change what is modelled and has no model.

    Examples
    --------
    >>> read('{"bip": "10.77.0.1/24", "dns": ["1.1.1.1"], "log-level": "debug"}', {})
    {'bip': '10.77.0.1/24', 'dns': ['1.1.1.1']}
    """
    found = _parse(text)
    later = LATER.keys() & known
    if "allow-direct-routing" in later:
        for key in ("default-network-opts", "firewall-backend"):
            if found.get(key):
                raise NotModelled(f'"{key}" in {PATH} is not modelled; dockerd\'s flag of that name is')
    _check_keys(key for key in _flat(found) if key not in later)
    _check_conflicts(found, flags)
    for key, value in found.items():
        _check_type(key, value)
    _validate(found)
    for key in ABSENT:
        if found.get(key):
            raise NotModelled(f'"{key}" in {PATH} is not modelled')
    effective = WITH_EFFECT | later
    return {FLAGS.get(key, key): value for key, value in found.items() if key in effective and value is not None}


def _refuse(why: str) -> StartError:
    return StartError(f"unable to configure the Docker daemon with file {PATH}: {why}")


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise _refuse("EOF")
    try:
        found, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except json.JSONDecodeError as error:
        raise _refuse(_go_syntax(error)) from None
    except RecursionError:
        raise _refuse("exceeded max depth") from None
    if not isinstance(found, dict):
        kind = GO_KINDS[type(found)]
        raise _refuse(f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}")
    return found


def _go_syntax(error: json.JSONDecodeError) -> str:
    """Go's words for what is wrong with the text."""
    at = error.pos
    rest = error.doc[at:]
    if rest[:1] == "," and "delimiter" not in error.msg:
        rest = rest[1:]
    rest = rest.lstrip()
    if not rest or "Unterminated" in error.msg:
        return "unexpected EOF"
    char = repr(rest[0]) if rest[0] != '"' else "'\"'"
    if "property name" in error.msg or "trailing comma" in error.msg:
        return f"invalid character {char} looking for beginning of object key string"
    if "':'" in error.msg:
        return f"invalid character {char} after object key"
    if "','" in error.msg:
        inside = _innermost(error.doc[:at])
        return f"invalid character {char} after {'array element' if inside == '[' else 'object key:value pair'}"
    return f"invalid character {char} looking for beginning of value"


def _innermost(text: str) -> str:
    """The bracket that is open at the end of a text."""
    opened: list[str] = []
    quoted = False
    for char in text:
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "[{":
            opened.append(char)
        elif not quoted and char in "]}" and opened:
            opened.pop()
    return opened[-1] if opened else ""


def _flat(found: Mapping[str, Any]) -> list[str]:
    """All keys; an object's own instead of it, but for those that hold names of the user's."""
    keys: list[str] = []
    for key, value in found.items():
        if isinstance(value, dict) and KINDS.get(key) != "map[string]string":
            keys += value
        else:
            keys.append(key)
    return keys


def _check_keys(keys: Iterable[str]) -> None:
    unknown = sorted(key for key in keys if key not in KINDS)
    if unknown:
        raise _refuse(f"the following directives don't match any configuration option: {', '.join(unknown)}")


def _check_conflicts(found: Mapping[str, Any], flags: Mapping[str, Any]) -> None:
    clashes = [
        f"{key}: (from flag: {_go(flags[FLAGS.get(key, key)])}, from file: {_go(value)})"
        for key, value in found.items()
        if FLAGS.get(key, key) in flags and key != "hosts"
    ]
    if clashes:
        head = "the following directives are specified both as a flag and in the configuration file"
        raise _refuse(f"{head}: {', '.join(clashes)}")


def _go(value: Any) -> str:
    """Go's %v."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{' '.join(map(_go, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go(each)}' for key, each in value.items())}]"
    return str(value)


def _check_type(key: str, value: Any) -> None:
    kind = KINDS.get(key) or LATER[key]
    if value is None or kind == "map[string]string":
        return
    given = GO_KINDS[type(value)]
    if kind.startswith("[]"):
        if given != "array":
            raise _mismatch(given, key, kind)
        wrong = next((each for each in value if (type(each) is not str) == (kind == "[]string")), None)
        if wrong is not None and kind == "[]string":
            raise _mismatch(GO_KINDS[type(wrong)], key, "string")
        return
    wanted = {"net.IP": "string", "int": "number"}.get(kind, kind)
    if given != wanted:
        raise _mismatch(given, key, kind)
    if kind == "int" and not isinstance(value, int):
        raise _mismatch(f"number {value}", key, kind)


def _mismatch(given: str, key: str, kind: str) -> StartError:
    return _refuse(f"json: cannot unmarshal {given} into Go struct field Config.{key} of type {kind}")


def _validate(found: Mapping[str, Any]) -> None:
    for key in ("default-gateway", "host-gateway-ip", "ip"):
        if found.get(key) and not _is_address(found[key]):
            raise _refuse(f"invalid IP address: {found[key]}")
    for text in found.get("dns") or ():
        if not _is_address(text):
            raise _refuse(f"configuration validation from file failed: {text} is not an ip address")
    for text in found.get("dns-search") or ():
        if " " in text.strip() or not text.strip():
            raise _refuse(f"configuration validation from file failed: {text} is not a valid domain")
    for text in found.get("labels") or ():
        if "=" not in text:
            raise _refuse(f"configuration validation from file failed: bad attribute format: {text}")
    for name in found.get("runtimes") or ():
        if name == "runc":
            raise _refuse("configuration validation from file failed: runtime name 'runc' is reserved")
    if found.get("log-level") and found["log-level"] not in LEVELS:
        raise StartError(f"unable to parse logging level: {found['log-level']}")


def _is_address(text: str) -> bool:
    try:
        ip_int(text)
    except ValueError:
        return False
    return True
