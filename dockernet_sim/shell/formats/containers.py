"""The rows of ``docker ps``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from dockernet_sim.shell.formats.ports import displayed_ports
from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import date_text, ellipsis, human_duration, human_size, short_id
from dockernet_sim.sim.quote import quote

HEADERS = {
    "ID": "CONTAINER ID", "Names": "NAMES", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
    "RunningFor": "CREATED", "Ports": "PORTS", "State": "STATE", "Status": "STATUS", "Size": "SIZE", "Labels": "LABELS",
    "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES", "Networks": "NETWORKS",
}  # fmt: skip
TABLE = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
RAW = (
    "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n"
    "state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\n"
    "labels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n"
)
PLATFORM: Mapping[str, str] = MappingProxyType({"Platform": "PLATFORM"})
HEALTH: Mapping[str, str] = MappingProxyType({**PLATFORM, "HealthStatus": "HEALTH STATUS"})
NO_MORE: Mapping[str, str] = MappingProxyType({})
COMMAND_WIDTH = 20
MOUNT_WIDTH = 15

Row = Mapping[str, Callable[..., Any]]
Ports = Callable[[list[dict[str, Any]]], str]


def container_rows(
    containers: Iterable[dict[str, Any]],
    full: bool,
    size: bool,
    now: float,
    ports: Ports = displayed_ports,
    also: Mapping[str, str] = NO_MORE,
) -> Rows:
    """The Engine API's list of containers as rows.

    Parameters
    ----------
    containers : iterable
        What the engine answered.
    full : bool
        ``--no-trunc``.
    size : bool
        ``-s``: another column.
    now : float
        The time, in Unix seconds.
    ports : callable
        Makes the PORTS column.
    also : mapping
        Heads of further columns.
    """
    extra = "\t{{.Size}}" if size else ""
    return Rows(
        "*formatter.ContainerContext",
        {**HEADERS, **also},
        (row(container, full, now, ports, also) for container in containers),
        TABLE + extra,
        raw=RAW + ("size: {{.Size}}\n" if size else ""),
        parsing="failed to parse template",
        executing="failed to execute template",
        tried=True,
    )


def row(c: dict[str, Any], full: bool, now: float, ports: Ports, also: Mapping[str, str]) -> Row:
    """One container's values."""
    labels = c.get("Labels") or {}
    later: Row = {"Platform": lambda: None, "HealthStatus": lambda: health(c)}
    return {
        **{name: value for name, value in later.items() if name in also},
        "ID": lambda: c["Id"] if full else short_id(c["Id"]),
        "Names": lambda: names(c, full),
        "Image": lambda: image(c, full),
        "Command": lambda: quote(c["Command"] if full else ellipsis(c["Command"], COMMAND_WIDTH)),
        "CreatedAt": lambda: date_text(c["Created"]),
        "RunningFor": lambda: human_duration(now - int(c["Created"])) + " ago",
        "Ports": lambda: ports(c.get("Ports") or []),
        "State": lambda: c["State"],
        "Status": lambda: c["Status"],
        "Size": lambda: sizes(c),
        "Labels": lambda: ",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        "Label": lambda name: labels.get(name, ""),
        "Mounts": lambda: mounts(c, full),
        "LocalVolumes": lambda: str(sum(mount.get("Driver") == "local" for mount in c.get("Mounts") or ())),
        "Networks": lambda: ",".join(sorted((c.get("NetworkSettings") or {}).get("Networks") or {})),
    }


def health(c: dict[str, Any]) -> str:
    """What its health check says; ``none`` without one."""
    _, _, shown = c["Status"].partition("(")
    word = shown.removesuffix(")").removeprefix("health: ")
    return word if word in ("healthy", "unhealthy", "starting") else "none"


def mounts(c: dict[str, Any], full: bool) -> str:
    """What it mounts: names of volumes, and paths of binds."""
    found = [mount.get("Name") or mount.get("Source", "") for mount in c.get("Mounts") or ()]
    return ",".join(found if full else [ellipsis(each, MOUNT_WIDTH) for each in found])


def names(c: dict[str, Any], full: bool) -> str:
    """Its name; with ``--no-trunc`` also those that links gave it."""
    found = [name.removeprefix("/") for name in c["Names"] or ()]
    if not full:
        found = [name for name in found if "/" not in name][:1]
    return ",".join(found)


def image(c: dict[str, Any], full: bool) -> str:
    """Its image as it was asked for; an id is shortened."""
    if not c["Image"]:
        return "<no image>"
    if not full and short_id(c["ImageID"]) == short_id(c["Image"]):
        return short_id(c["Image"])
    return str(c["Image"])


def sizes(c: dict[str, Any]) -> str:
    """What it wrote, and with the image."""
    own = human_size(c.get("SizeRw") or 0, 3)
    whole = c.get("SizeRootFs") or 0
    return f"{own} (virtual {human_size(whole, 3)})" if whole > 0 else own
