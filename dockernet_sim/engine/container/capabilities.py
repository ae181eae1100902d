"""--cap-add, --cap-drop and --privileged (capabilities(7))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.programs.task import ALL_CAPABILITIES

DEFAULT = frozenset(
    (
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
        "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    )
)  # fmt: skip
KNOWN = DEFAULT | frozenset(
    (
        "AUDIT_CONTROL", "AUDIT_READ", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "IPC_LOCK",
        "IPC_OWNER",
        "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "NET_BROADCAST", "PERFMON", "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
        "SYSLOG",
        "WAKE_ALARM",
    )
)  # fmt: skip


def _names(given: list[str] | None) -> list[str]:
    return [name.upper().removeprefix("CAP_") for name in given or ()]


def check_capabilities(host: Mapping[str, Any]) -> None:
    """Refuse names that no capability has."""
    for key in ("CapAdd", "CapDrop"):
        for name in _names(host[key]):
            if name not in KNOWN and name != "ALL":
                raise BadRequest(f'invalid {key}: unknown capability: "CAP_{name}"')


USUAL = DEFAULT & ALL_CAPABILITIES


def capabilities(host: Mapping[str, Any]) -> frozenset[str]:
    """Those that a container's programs have, of the ones that the model asks about.

    Examples
    --------
    >>> sorted(capabilities({"Privileged": False, "CapAdd": ["NET_ADMIN"], "CapDrop": None}))
    ['NET_ADMIN', 'NET_RAW']
    """
    if host["Privileged"]:
        return ALL_CAPABILITIES
    if not host["CapAdd"] and not host["CapDrop"]:
        return USUAL
    added, dropped = set(_names(host["CapAdd"])), set(_names(host["CapDrop"]))
    if "ALL" in added:
        kept = KNOWN - dropped
    elif "ALL" in dropped:
        kept = frozenset(added)
    else:
        kept = (DEFAULT - dropped) | added
    return kept & ALL_CAPABILITIES
