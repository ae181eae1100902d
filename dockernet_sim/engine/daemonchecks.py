"""What dockerd says to the values of /etc/docker/daemon.json: their types, then what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from dockernet_sim.engine.daemonkeys import MAPS, PATH, KeyTable
from dockernet_sim.engine.errors import StartError
from dockernet_sim.wire.address import is_ipv6, parse_ip, parse_net

GO_KINDS = MappingProxyType(
    {
        str: "string",
        bool: "bool",
        int: "number",
        float: "number",
        list: "array",
        dict: "object",
        type(None): "null",
    }
)
WANTED = MappingProxyType(
    {
        "string": str,
        "net.IP": str,
        "netip.Addr": str,
        "log.OutputFormat": str,
        "bool": bool,
        "int": int,
        "int64": int,
    }
)
"""What JSON has for Go's types; structures otherwise."""
LEVELS = ("debug", "info", "warn", "error", "fatal", "panic", "trace")
CORS = "api-cors-header"
REMOVED = (
    f'DEPRECATED: The "{CORS}" config parameter and the dockerd "--{CORS}" option have been removed; use a reverse '
    "proxy if you need CORS headers"
)


def refusal(why: str) -> StartError:
    """What dockerd says as it gives up for the file's sake."""
    return StartError(f"unable to configure the Docker daemon with file {PATH}: {why}")


def check_types(found: Mapping[str, Any], keys: KeyTable) -> None:
    """Refuse the first value that Go cannot read into its field; a key that is no field says nothing.

    Raises
    ------
    StartError
        With Go's text.
    """
    for key, value in found.items():
        kind = keys.kinds.get(key)
        if kind is not None:
            _check_type(key, value, kind, keys)


def _check_type(key: str, value: Any, kind: str, keys: KeyTable) -> None:
    if kind == "opts.MemBytes" and type(value) in (int, float):
        raise refusal(f'{keys.invalid}invalid size: "{value}"')
    wrong = _wrong(value, kind, key)
    if wrong is not None:
        given, path, kind = wrong
        what = f"number {given}" if type(given) is float and kind.startswith("int") else GO_KINDS[type(given)]
        raise refusal(f"{keys.invalid}json: cannot unmarshal {what} into Go struct field Config.{path} of type {kind}")


def _wrong(value: Any, kind: str, path: str) -> tuple[Any, str, str] | None:
    """The first value of another type than its field's: itself, the field and the type; None where all is well."""
    if value is None:
        return None
    if kind.startswith("[]"):
        if not isinstance(value, list):
            return value, path, kind
        found = (_wrong(each, kind[2:].removeprefix("*"), path) for each in value)
    elif kind in MAPS:
        if not isinstance(value, dict):
            return value, path, kind
        found = (_wrong(each, MAPS[kind], path) for each in value.values())
    elif kind == "ipamutils.NetworkToSplit" and isinstance(value, dict):
        found = (_wrong(entry_of(value, name, None), of, path) for name, of in (("base", "string"), ("size", "int")))
    else:
        return None if kind == "opts.MemBytes" or type(value) is WANTED.get(kind, dict) else (value, path, kind)
    return next(filter(None, found), None)


def with_zeros(value: Any, kind: str) -> Any:
    """A list or map whose nulls are Go's zero values, as far as they are texts."""
    if isinstance(value, list):
        return [with_zeros(each, kind.removeprefix("[]")) for each in value]
    if isinstance(value, dict):
        return {key: with_zeros(each, MAPS.get(kind, "")) for key, each in value.items()}
    return "" if value is None and WANTED.get(kind) is str else value


def check_values(found: Mapping[str, Any], keys: KeyTable) -> None:
    """Refuse values that cannot be, in dockerd's words.

    Raises
    ------
    StartError
        With the release's text.
    """
    for key, kind in keys.kinds.items():
        for text in _texts(found.get(key)):
            if kind.endswith("net.IP") and text and not _is_address(text):
                raise refusal(f"{keys.invalid}invalid IP address: {text}")
            if kind == "[]netip.Addr" and not _is_address(text):
                raise refusal(f'{keys.invalid}ParseAddr("{text}"): unable to parse IP')
    if keys.bases_checked:
        for entry in found.get("default-address-pools") or ():
            _check_base(str(entry_of(entry, "base", "")), keys)
    why = next(_faults(found, keys), "")
    if why:
        raise refusal(keys.failed + why)
    level = found.get("log-level")
    if level and not keys.whole and level.lower() not in (*LEVELS, "warning"):
        raise StartError(f"unable to parse logging level: {level}")


def _texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _check_base(text: str, keys: KeyTable) -> None:
    head = f"{keys.invalid}netip.ParsePrefix({json.dumps(text)}): "
    if "/" not in text:
        raise refusal(f"{head}no '/'")
    try:
        parse_net(text)
    except ValueError:
        address = text.rpartition("/")[0]
        why = "prefix length out of range" if _is_address(address) else f'ParseAddr("{address}"): unable to parse IP'
        raise refusal(head + why) from None


def _faults(found: Mapping[str, Any], keys: KeyTable) -> Iterator[str]:
    """What dockerd's own checks say, in their order."""
    if keys.kinds["dns"] == "[]string":
        yield from (f"{text} is not an ip address" for text in found.get("dns") or () if not _is_address(text))
    level = found.get("log-level")
    if level and keys.whole and level.lower() not in LEVELS:
        yield f"invalid logging level: {level}"
    if found.get("log-format") not in (None, "", "text", "json") and "log-format" in keys.kinds:
        yield f"invalid log format: {found['log-format']}"
    for text in found.get("dns-search") or ():
        if " " in text.strip() or not text.strip():
            yield f"{text} is not a valid domain"
    gateways = [is_ipv6(parse_ip(text)) for text in found.get("host-gateway-ips") or ()]
    for family, is_of in (("IPv4", False), ("IPv6", True)):
        if gateways.count(is_of) > 1:
            yield f"only one {family} host gateway IP address can be specified"
    yield from (f"bad attribute format: {text}" for text in found.get("labels") or () if "=" not in text)
    if keys.runc_reserved and "runc" in (found.get("runtimes") or {}):
        yield "runtime name 'runc' is reserved"
    if (found.get("default-stop-timeout") or 0) < 0:
        yield f"invalid default stop timeout: {found['default-stop-timeout']}"
    if found.get(CORS) and keys.cors_removed:
        yield REMOVED


def _is_address(text: str) -> bool:
    try:
        parse_ip(text)
    except ValueError:
        return False
    return True


def entry_of(entry: Mapping[str, Any] | None, name: str, default: Any) -> Any:
    """A field of an entry, whatever the case of its name is."""
    return next((value for key, value in (entry or {}).items() if key.lower() == name and value is not None), default)
