"""``-v``, ``--mount`` and ``--tmpfs`` as the CLI reads them."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.kinds import BadValue, read_bool, read_size, read_strings
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.quote import quote

PREFIXES = {
    "volume": "VolumeOptions",
    "bind": "BindOptions",
    "tmpfs": "TmpfsOptions",
    "image": "ImageOptions",
}
FLAGS = ("readonly", "ro", "volume-nocopy", "bind-nonrecursive", "bind-create-src")
RECURSIVE = {
    "enabled": "",
    "disabled": "NonRecursive",
    "writable": "ReadOnlyNonRecursive",
    "readonly": "ReadOnlyForceRecursive",
}


def mount(text: str) -> dict[str, Any]:
    """One ``--mount``: ``type=volume,source=data,target=/var/lib/data,readonly``.

    >>> mount("source=v,dst=/m")
    {'Type': 'volume', 'Source': 'v', 'Target': '/m'}
    """
    found: dict[str, Any] = {"Type": "volume"}
    options: dict[str, dict[str, Any]] = {}
    if not text:
        raise BadValue("EOF")
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


def latest_mount(text: str) -> dict[str, Any]:
    """The same in the words of clients from 29 on, which leave it to the daemon that there must be a target."""
    text = text.strip()
    if not text:
        raise BadValue("value is empty")
    found: dict[str, Any] = {"Type": "volume"}
    options: dict[str, dict[str, Any]] = {}
    for part in read_strings(text):
        key, equals, value = part.partition("=")
        _check_spaces(key, equals, value, part)
        key = key.lower()
        if not equals and key not in FLAGS:
            raise BadValue(f"invalid field '{part}' must be a key=value pair")
        if key in FLAGS and value not in ("", "1", "true", "0", "false"):
            raise BadValue(
                f"invalid value for '{key}': invalid boolean value ({quote(value)}): must be one of "
                '"true", "1", "false", or "0" (default "true")'
            )
        _latest_field(found, options, key, equals, value, part)
    for prefix, settings in options.items():
        if prefix != found["Type"]:
            raise BadValue(f"cannot mix '{prefix}-*' options with mount type '{found['Type']}'")
        found[PREFIXES[prefix]] = settings
    _check_recursion(found)
    if found["Type"] == "image":
        raise NotModelled("a mount of an image (--mount type=image) is not modelled")
    return found


def _check_spaces(key: str, equals: str, value: str, part: str) -> None:
    if key.strip() != key:
        raise BadValue(f"invalid option '{key.strip()}' in '{part}': option should not have whitespace")
    if equals and not value.strip():
        raise BadValue(f"invalid value for '{key}': value is empty")
    if value.strip() != value:
        raise BadValue(f"invalid value for '{key}' in '{part}': value should not have whitespace")


def _latest_field(
    found: dict[str, Any], options: dict[str, dict[str, Any]], key: str, equals: str, value: str, part: str
) -> None:
    if _common(found, key, equals, value):
        return
    if key == "bind-nonrecursive":
        raise BadValue("bind-nonrecursive is deprecated, use bind-recursive=disabled instead")
    if key == "bind-recursive":
        if value not in RECURSIVE:
            known = 'must be "enabled", "disabled", "writable", or "readonly"'
            raise BadValue(f"invalid value for {key}: {value} ({known})")
        if RECURSIVE[value]:
            options.setdefault("bind", {})[RECURSIVE[value]] = True
    elif key == "bind-create-src":
        options.setdefault("bind", {})["CreateMountpoint"] = _flag(key, equals, value)
    elif key in ("volume-subpath", "image-subpath"):
        options.setdefault(key.partition("-")[0], {})["Subpath"] = value
    else:
        try:
            _special(options, key, equals, value, part)
        except BadValue as problem:
            raise BadValue(str(problem).replace("unexpected key", "unknown option")) from None


def _check_recursion(found: dict[str, Any]) -> None:
    bind = found.get("BindOptions") or {}
    for word, key in (("writable", "ReadOnlyNonRecursive"), ("readonly", "ReadOnlyForceRecursive")):
        if bind.get(key) and not found.get("ReadOnly"):
            raise BadValue(f"option 'bind-recursive={word}' requires 'readonly' to be specified in conjunction")
    if bind.get("ReadOnlyForceRecursive") and bind.get("Propagation") != "rprivate":
        raise BadValue(
            "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction"
        )


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
