"""``-v``, ``--mount`` and ``--tmpfs`` as the CLI reads them."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.kinds import BadValue, read_bool, read_size, read_strings

PREFIXES = {"volume": "VolumeOptions", "bind": "BindOptions", "tmpfs": "TmpfsOptions"}


def mount(text: str) -> dict[str, Any]:
    """One ``--mount``: ``type=volume,source=data,target=/var/lib/data,readonly``.

    >>> mount("source=v,dst=/m")
    {'Type': 'volume', 'Source': 'v', 'Target': '/m'}
    """
    found: dict[str, Any] = {"Type": "volume"}
    options: dict[str, dict[str, Any]] = {}
    for part in read_strings(text):
        key, equals, value = part.partition("=")
        key = key.lower()
        if not equals and key not in ("readonly", "ro", "volume-nocopy", "bind-nonrecursive"):
            raise BadValue(f"invalid field '{part}' must be a key=value pair")
        if not _common(found, key, equals, value):
            _special(options, key, equals, value, part)
    if not found.get("Target"):
        raise BadValue("target is required")
    for prefix, settings in options.items():
        if prefix != found["Type"]:
            raise BadValue(f"cannot mix '{prefix}-*' options with mount type '{found['Type']}'")
        found[PREFIXES[prefix]] = settings
    return found


def _common(found: dict[str, Any], key: str, equals: str, value: str) -> bool:
    if key == "type":
        found["Type"] = value.lower()
    elif key in ("source", "src"):
        found["Source"] = value
    elif key in ("target", "dst", "destination"):
        found["Target"] = value
    elif key in ("readonly", "ro"):
        found["ReadOnly"] = _flag(key, equals, value)
    elif key == "consistency":
        found["Consistency"] = value.lower()
    else:
        return False
    return True


def _special(options: dict[str, dict[str, Any]], key: str, equals: str, value: str, part: str) -> None:
    """A key that belongs to one type of mounts."""
    name, _, setting = value.partition("=")
    if key == "bind-propagation":
        options.setdefault("bind", {})["Propagation"] = value.lower()
    elif key == "bind-nonrecursive":
        options.setdefault("bind", {})["NonRecursive"] = _flag(key, equals, value)
    elif key == "volume-nocopy":
        options.setdefault("volume", {})["NoCopy"] = _flag(key, equals, value)
    elif key == "volume-label":
        options.setdefault("volume", {}).setdefault("Labels", {})[name] = setting
    elif key == "volume-driver":
        options.setdefault("volume", {}).setdefault("DriverConfig", {})["Name"] = value
    elif key == "volume-opt":
        options.setdefault("volume", {}).setdefault("DriverConfig", {}).setdefault("Options", {})[name] = setting
    elif key == "tmpfs-size":
        options.setdefault("tmpfs", {})["SizeBytes"] = _size(key, value)
    elif key == "tmpfs-mode":
        options.setdefault("tmpfs", {})["Mode"] = _octal(key, value)
    else:
        raise BadValue(f"unexpected key '{key}' in '{part}'")


def _flag(key: str, equals: str, value: str) -> bool:
    if not equals:
        return True
    try:
        return read_bool(value)
    except BadValue:
        raise BadValue(f"invalid value for {key}: {value}") from None


def _size(key: str, value: str) -> int:
    try:
        return read_size(value)
    except BadValue:
        raise BadValue(f"invalid value for {key}: {value}") from None


def _octal(key: str, value: str) -> int:
    try:
        return int(value, 8)
    except ValueError:
        raise BadValue(f"invalid value for {key}: {value}") from None


def split_volumes(texts: list[str]) -> tuple[list[str], dict[str, Any]]:
    """``-v``: those with a source are ``Binds``, the others anonymous ``Volumes``."""
    binds = [text for text in texts if ":" in text]
    return binds, {text: {} for text in texts if ":" not in text}


def tmpfs(texts: list[str]) -> dict[str, str]:
    """``--tmpfs PATH[:OPTIONS]``"""
    return {path: options for path, _, options in (text.partition(":") for text in texts)}
