"""The rows of ``docker volume ls``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows

HEADERS = {
    "Driver": "DRIVER", "Name": "VOLUME NAME", "Scope": "SCOPE", "Mountpoint": "MOUNTPOINT", "Labels": "LABELS",
    "Links": "LINKS",
    "Size": "SIZE",
}  # fmt: skip


def volume_rows(volumes: list[dict[str, Any]]) -> Rows:
    """The Engine API's list of volumes as rows."""
    return Rows(
        "*formatter.volumeContext",
        HEADERS,
        [row(each) for each in volumes],
        "{{.Driver}}\t{{.Name}}",
        quiet="{{.Name}}",
        raw="name: {{.Name}}\ndriver: {{.Driver}}\n",
    )


def row(volume: dict[str, Any]) -> Mapping[str, Callable[..., Any]]:
    """One volume's values."""
    labels = volume.get("Labels") or {}
    return {
        "Driver": lambda: volume["Driver"],
        "Name": lambda: volume["Name"],
        "Scope": lambda: volume["Scope"],
        "Mountpoint": lambda: volume["Mountpoint"],
        "Labels": lambda: ",".join(f"{key}={value}" for key, value in labels.items()),
        "Label": lambda name: labels.get(name, ""),
        "Links": lambda: "N/A",
        "Size": lambda: "N/A",
    }
