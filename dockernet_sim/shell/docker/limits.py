"""``--ulimit``, ``--device``, ``--gpus``, ``--security-opt`` and their like, as the CLI reads them."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue, read_size

ULIMITS = (
    "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime",
    "sigpending", "stack",
)  # fmt: skip
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
    try:
        numbers = [int(part) for part in values.split(":")]
    except ValueError:
        raise BadValue(f'strconv.ParseInt: parsing "{values.split(":")[0]}": invalid syntax') from None
    if len(numbers) > 2:
        raise BadValue(f"too many limit value arguments - {values}, can only have up to two, `soft[:hard]`")
    soft, hard = numbers[0], numbers[-1]
    if soft > hard and hard != -1:
        raise BadValue(f"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
    return {"Name": name, "Hard": hard, "Soft": soft}


def device(text: str) -> dict[str, str]:
    """``--device HOST[:CONTAINER[:PERMISSIONS]]``"""
    host, _, rest = text.partition(":")
    inside, _, permissions = rest.partition(":")
    if inside and not inside.startswith("/"):
        inside, permissions = "", inside
    return {"PathOnHost": host, "PathInContainer": inside or host, "CgroupPermissions": permissions or "rwm"}


def rate(text: str) -> dict[str, Any]:
    """``--device-read-bps /dev/sda:1mb``"""
    path, colon, value = text.partition(":")
    if not colon:
        raise BadValue(f"bad format: {text}")
    if not path.startswith("/dev/"):
        raise BadValue(f"bad format for device path: {text}")
    try:
        return {"Path": path, "Rate": read_size(value)}
    except BadValue:
        raise BadValue(
            f"invalid rate for device: {text}. The correct format is <device-path>:<number>[<unit>]. Number must be a "
            "positive integer. Unit is optional and can be kb, mb, or gb"
        ) from None


def gpus(texts: list[str]) -> list[dict[str, Any]] | None:
    """``--gpus all``"""
    if not texts:
        return None
    return [{"Driver": "", "Count": -1, "DeviceIDs": None, "Capabilities": [["gpu"]], "Options": {}}]


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
