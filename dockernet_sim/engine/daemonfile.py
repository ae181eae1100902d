"""/etc/docker/daemon.json: read by dockerd as it starts, beside its flags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dockernet_sim.engine.daemonchecks import GO_KINDS, check_types, check_values, entry_of, refusal, with_zeros
from dockernet_sim.engine.daemonkeys import KEYS, NAMES, PATH, KeyTable
from dockernet_sim.engine.flags import FLAGS, FlagTable
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import is_ipv6, parse_ip

HOSTS_IGNORED = f'"hosts" in {PATH} has no effect: the Engine API is reached at its own socket only'
TWICE = "host-gateway-ip and host-gateway-ips must not both be specified in the config file"


def read(text: str, flags: Mapping[str, Any], keys: KeyTable = KEYS, table: FlagTable = FLAGS) -> dict[str, Any]:
    """The settings that the file asks for, by their names as flags.

    Parameters
    ----------
    text : str
        The file's text.
    flags : mapping
        What dockerd's command line gave, by flag: a key that stands in both is an error.
    keys : KeyTable
        The keys that the release knows.
    table : FlagTable
        The flags that it knows: keys whose flags have no effect in the model have none.

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
    found = _parse(text, keys)
    flat = _flat(found, keys)
    _check_keys(flat, keys)
    _check_conflicts(flat, flags)
    check_types(found, keys)
    found = {
        key: value if value is None else with_zeros(value, keys.kinds.get(key, "")) for key, value in found.items()
    }
    check_values(found, keys)
    _check_models(found, keys)
    booleans = {key: value for key, value in flat.items() if keys.kinds.get(key) == "bool" and type(value) is bool}
    read = {key: value for key, value in {**booleans, **found}.items() if key in keys.kinds and value is not None}
    settings = {NAMES.get(key, key): _as_flag(key, value) for key, value in read.items()}
    effective = table.booleans.union(table.values, table.lists, ("hosts",))
    return {flag: value for flag, value in settings.items() if flag in effective}


def _as_flag(key: str, value: Any) -> Any:
    """A value as the flag gives it."""
    if key == "default-address-pools":
        return [(entry_of(each, "base", ""), entry_of(each, "size", 0)) for each in value]
    if key == "default-network-opts":
        return [(driver, option, text) for driver, options in value.items() for option, text in (options or {}).items()]
    if key == "host-gateway-ips":
        return "".join(value)
    return value


def _check_models(found: Mapping[str, Any], keys: KeyTable) -> None:
    """Refuse what would change what is modelled."""
    for key in keys.absent:
        if found.get(key):
            raise NotModelled(f'"{key}" in {PATH} is not modelled')
    for text in found.get("host-gateway-ips") or () if "host-gateway-ips" in keys.kinds else ():
        if is_ipv6(parse_ip(text)):
            raise NotModelled(f'"host-gateway-ips" in {PATH}: IPv6 is not modelled')


def _parse(text: str, keys: KeyTable) -> dict[str, Any]:
    text = text.strip()
    if not text:
        if keys.whole:
            return {}
        raise refusal("EOF")
    try:
        found, end = json.JSONDecoder(parse_int=_number).raw_decode(text)
    except json.JSONDecodeError as error:
        raise refusal(keys.invalid + _go_syntax(error)) from None
    except RecursionError:
        raise refusal(f"{keys.invalid}exceeded max depth") from None
    if keys.whole and (rest := text[end:].strip()):
        raise refusal(f"{keys.invalid}invalid character {_quoted(rest[0])} after top-level value")
    if not isinstance(found, dict):
        kind = GO_KINDS[type(found)]
        raise refusal(f"{keys.invalid}json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}")
    return found


def _number(text: str) -> int | float:
    """An integer of 64 bits, or what Go refuses as none."""
    return int(text) if len(text) < 20 else float(text)


def _quoted(char: str) -> str:
    return repr(char) if char != '"' else "'\"'"


def _go_syntax(error: json.JSONDecodeError) -> str:
    """Go's words for what is wrong with the text."""
    at = error.pos
    rest = error.doc[at:]
    if rest[:1] == "," and "delimiter" not in error.msg:
        rest = rest[1:]
    rest = rest.lstrip()
    if not rest or "Unterminated" in error.msg:
        return "unexpected EOF"
    char = _quoted(rest[0])
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


def _flat(found: Mapping[str, Any], keys: KeyTable) -> dict[str, Any]:
    """All keys; an object's own instead of it, but for those that hold names of the user's."""
    flat: dict[str, Any] = {}
    for key, value in found.items():
        flat |= value if isinstance(value, dict) and key not in keys.flat else {key: value}
    return flat


def _check_keys(found: Iterable[str], keys: KeyTable) -> None:
    passing = (keys.kinds.keys() - {"proxies"}) | keys.unread
    unknown = sorted(key for key in found if key not in passing)
    if unknown:
        raise refusal(f"the following directives don't match any configuration option: {', '.join(unknown)}")


def _check_conflicts(found: Mapping[str, Any], flags: Mapping[str, Any]) -> None:
    both = {key: NAMES.get(key, key) for key in found if key != "hosts"}
    clashes = [
        f"{key}: (from flag: {_go(flags[flag])}, from file: {_go(found[key])})"
        for key, flag in both.items()
        if flag in flags
    ]
    faults = [TWICE] if "host-gateway-ip" in found and "host-gateway-ips" in found else []
    if clashes:
        head = "the following directives are specified both as a flag and in the configuration file"
        faults.append(f"{head}: {', '.join(clashes)}")
    if faults:
        raise refusal("\n".join(faults))


def _go(value: Any) -> str:
    """Go's %v."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{' '.join(map(_go, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go(each)}' for key, each in value.items())}]"
    return str(value)
