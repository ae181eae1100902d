"""``--ulimit``, ``--device``, ``--gpus``, ``--security-opt`` and their like, as the CLI reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue, later_size, read_size, read_strings
from dockernet_sim.sim.gonumbers import NoNumber, atoi

ULIMITS = (
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime",
    "sigpending", "stack",
)  # fmt: skip
CGROUP_RULE = re.compile(r"[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}")
MODE = re.compile(r"(?!.*(.).*\1)[rwm]+")  # each letter once
SECURITY = ("apparmor", "label", "seccomp", "no-new-privileges", "systempaths", "credentialspec")


def ulimit(text: str) -> dict[str, Any]:
    """``nofile=100:200``: soft and hard.

    >>> ulimit("nofile=100:200")
    {'Name': 'nofile', 'Hard': 200, 'Soft': 100}
    """
    name, equals, values = text.partition("=")
    if not equals:
        raise BadValue(f"invalid ulimit argument: {text}")
    if name not in ULIMITS:
        raise BadValue(f"invalid ulimit type: {name}")
    limits = values.split(":")
    if len(limits) > 2:
        raise BadValue(f"too many limit value arguments - {values}, can only have up to two, `soft[:hard]`")
    try:
        hard, soft = (atoi(limit, "ParseInt") for limit in (limits[-1], limits[0]))
    except NoNumber as error:
        raise BadValue(str(error)) from None
    if hard != -1 and soft == -1:
        raise BadValue(
            f"ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: {hard}"
        )
    if hard not in (-1, soft) and soft > hard:
        raise BadValue(f"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
    return {"Name": name, "Hard": hard, "Soft": soft}


def device(text: str) -> dict[str, str]:
    """``--device HOST[:CONTAINER][:PERMISSIONS]``; CliError for one that is none.

    >>> device("/dev/fuse:rw")
    {'PathOnHost': '/dev/fuse', 'PathInContainer': '/dev/fuse', 'CgroupPermissions': 'rw'}
    """
    host, *rest = text.split(":")
    if not host or len(rest) > 2:
        raise CliError(f"bad format for path: {text}")
    mode = rest.pop() if rest and MODE.fullmatch(rest[-1]) else ""
    if len(rest) == 2:
        raise CliError(f"bad mode specified: {rest[1]}")
    inside = rest[0] if rest else host
    if not inside.startswith("/"):
        raise CliError(f"{inside} is not an absolute path")
    return {"PathOnHost": host, "PathInContainer": inside, "CgroupPermissions": mode or "rwm"}


def rate(text: str) -> dict[str, Any]:
    """``--device-read-bps /dev/sda:1mb``"""
    return _rate(text, read_size)


def later_rate(text: str) -> dict[str, Any]:
    """The same, with sizes as later clients read them."""
    return _rate(text, later_size)


def _rate(text: str, read: Callable[[str], int]) -> dict[str, Any]:
    path, value = _device(text)
    try:
        return {"Path": path, "Rate": read(value)}
    except BadValue:
        raise BadValue(
            f"invalid rate for device: {text}. The correct format is <device-path>:<number>[<unit>]. Number must be a "
            "positive integer. Unit is optional and can be kb, mb, or gb"
        ) from None


def per_second(text: str) -> dict[str, Any]:
    """``--device-read-iops /dev/sda:100``"""
    path, value = _device(text)
    if not re.fullmatch(r"0*\d{1,19}", value, re.A):
        raise BadValue(
            f"invalid rate for device: {text}. The correct format is <device-path>:<number>. Number must be a "
            "positive integer"
        )
    return {"Path": path, "Rate": int(value[-19:])}


def weight(text: str) -> dict[str, Any]:
    """``--blkio-weight-device /dev/sda:100``"""
    path, value = _device(text)
    if not re.fullmatch(r"0*\d{1,4}", value, re.A) or not (int(value[-4:]) == 0 or 10 <= int(value[-4:]) <= 1000):
        raise BadValue(f"invalid weight for device: {text}")
    return {"Path": path, "Weight": int(value[-4:])}


def _device(text: str) -> tuple[str, str]:
    path, colon, value = text.partition(":")
    if not colon or not path:
        raise BadValue(f"bad format: {text}")
    if not path.startswith("/dev/"):
        raise BadValue(f"bad format for device path: {text}")
    return path, value


def cgroup_rule(text: str) -> str:
    """``--device-cgroup-rule 'c 1:* rwm'``"""
    if not CGROUP_RULE.fullmatch(text):
        raise BadValue(f"invalid device cgroup format '{text}'")
    return text


def gpus(text: str) -> dict[str, Any]:
    """``--gpus all``, or fields: ``device=0,"capabilities=utility,compute"``.

    >>> gpus("2")
    {'Driver': '', 'Count': 2, 'DeviceIDs': None, 'Capabilities': [['gpu']], 'Options': {}}
    """
    return _gpus(text, 'count must be an integer: strconv.Atoi: parsing "{}": {}')


def later_gpus(text: str) -> dict[str, Any]:
    """The same in later clients' words."""
    return _gpus(text, 'invalid count ({}): value must be either "all" or an integer: {}')


def _gpus(text: str, wrong: str) -> dict[str, Any]:
    if not text:
        raise BadValue("EOF")
    found: dict[str, Any] = {"Driver": "", "Count": 0, "DeviceIDs": None, "Capabilities": [["gpu"]], "Options": {}}
    seen: set[str] = set()
    for part in read_strings(text):
        key, equals, value = part.partition("=")
        if key in seen:
            raise BadValue(f"gpu request key '{key}' can be specified only once")
        seen.add(key)
        if not equals or key == "count":
            seen.add("count")
            count = value if equals else key
            try:
                found["Count"] = -1 if count == "all" else atoi(count)
            except NoNumber as error:
                raise BadValue(wrong.format(count, error.why)) from None
        elif key == "driver":
            found["Driver"] = value
        elif key == "device":
            found["DeviceIDs"] = value.split(",")
        elif key == "capabilities":
            found["Capabilities"] = [[*value.split(","), "gpu"]]
        elif key == "options":
            found["Options"] = {
                name: setting for name, _, setting in (each.partition("=") for each in read_strings(value))
            }
        else:
            raise BadValue(f"unexpected key '{key}' in '{part}'")
    if "count" not in seen and found["DeviceIDs"] is None:
        found["Count"] = 1
    return found


def storage(texts: list[str]) -> dict[str, str] | None:
    """``--storage-opt size=10G``; CliError for one that is none."""
    if not all("=" in text for text in texts):
        raise CliError("invalid storage option")
    return {name: value for name, _, value in (text.partition("=") for text in texts)} or None


def security(texts: list[str]) -> list[str] | None:
    """``--security-opt``; CliError for one that is none."""
    for text in texts:
        name, equals, rest = text.partition("=" if "=" in text else ":")
        if name not in SECURITY or (not equals and name != "no-new-privileges"):
            raise CliError(f'Invalid --security-opt: "{text}"')
        if name == "seccomp" and rest != "unconfined":
            raise CliError(f"opening seccomp profile ({rest}) failed: open {rest}: no such file or directory")
    return texts or None


def logging(driver: str, options: list[str]) -> dict[str, Any]:
    """``--log-driver`` and ``--log-opt``"""
    found = {key: value for key, _, value in (text.partition("=") for text in options)}
    if driver == "none" and found:
        raise CliError("invalid logging opts for driver none")
    return {"Type": driver, "Config": found}
