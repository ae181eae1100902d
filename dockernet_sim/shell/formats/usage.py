"""The rows of ``docker system df`` and ``docker stats``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import human_size, short_id

DF_HEADERS = {
    "Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE",
}  # fmt: skip
STATS_HEADERS = {
    "ID": "CONTAINER ID", "Container": "CONTAINER", "Name": "NAME", "CPUPerc": "CPU %", "MemUsage": "MEM USAGE / LIMIT",
    "MemPerc": "MEM %", "NetIO": "NET I/O", "BlockIO": "BLOCK I/O", "PIDs": "PIDS",
}  # fmt: skip
STATS = "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}"
IDLE = 316 * 1024  # bytes that a sleeping program takes; memory is not modelled
KIB, UNITS = 1024, ("B", "KiB", "MiB", "GiB", "TiB")

Row = Mapping[str, Callable[..., Any]]


def df_rows(usage: list[dict[str, Any]]) -> Rows:
    """What takes room, by kind."""
    rows = [_df_row(each) for each in usage]
    return Rows(
        "*formatter.diskUsageContext",
        DF_HEADERS,
        rows,
        "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
    )


def _df_row(each: dict[str, Any]) -> Row:
    size, free = each["Size"], each["Reclaimable"]
    share = f" ({int(free * 100 / size)}%)" if size > 0 else ""
    return {
        "Type": lambda: each["Type"],
        "TotalCount": lambda: str(each["TotalCount"]),
        "Active": lambda: str(each["Active"]),
        "Size": lambda: human_size(size),
        "Reclaimable": lambda: human_size(free) + share,
    }


def stats_rows(found: list[dict[str, Any]], full: bool) -> Rows:
    """One look at each container."""
    return Rows("*formatter.statsContext", STATS_HEADERS, [_stats_row(each, full) for each in found], STATS)


def _stats_row(each: dict[str, Any], full: bool) -> Row:
    used, limit = (IDLE * each["pids"], each["limit"]) if each["pids"] else (0, 0)
    return {
        "ID": lambda: each["id"] if full else short_id(each["id"]),
        "Container": lambda: each["name"],
        "Name": lambda: each["name"],
        "CPUPerc": lambda: "0.00%",
        "MemUsage": lambda: f"{_binary(used)} / {_binary(limit)}",
        "MemPerc": lambda: f"{used * 100 / limit if limit else 0.0:.2f}%",
        "NetIO": lambda: f"{human_size(each['rx'], 3)} / {human_size(each['tx'], 3)}",
        "BlockIO": lambda: "0B / 0B",
        "PIDs": lambda: str(each["pids"]),
    }


def _binary(size: float) -> str:
    """units.BytesSize: four digits."""
    power = 0
    while size >= KIB and power < len(UNITS) - 1:
        size, power = size / KIB, power + 1
    return f"{size:.4g}{UNITS[power]}"
