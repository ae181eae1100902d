"""The rows of ``docker images``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import date_text, human_duration, human_size, short_id
from dockernet_sim.sim.when import rfc3339, unix

HEADERS = {
    "ID": "IMAGE ID", "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS", "VirtualSize": "SIZE",
    "SharedSize": "SHARED SIZE",
    "UniqueSize": "UNIQUE SIZE",
}  # fmt: skip
START = "{{.Repository}}\t{{.Tag}}\t"
END = "{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}"
RAW = (
    "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: "
    "{{.Size}}\n"
)


def image_rows(images: list[dict[str, Any]], full: bool, digests: bool, now: float) -> Rows:
    """The Engine API's list of images as rows, one for each tag."""
    rows = [row(image, tag, full, now) for image in images for tag in image.get("RepoTags") or ["<none>:<none>"]]
    table = START + ("{{.Digest}}\t" if digests else "") + END
    return Rows("*formatter.imageContext", HEADERS, rows, table, raw=RAW, calls=())


def row(i: dict[str, Any], tag: str, full: bool, now: float) -> Mapping[str, Callable[..., Any]]:
    """One tag's values."""
    repository, _, version = tag.rpartition(":")
    size = human_size(i["Size"], 3)
    return {
        "ID": lambda: i["Id"] if full else short_id(i["Id"]),
        "Repository": lambda: repository,
        "Tag": lambda: version,
        "Digest": lambda: "<none>",
        "CreatedSince": lambda: human_duration(now - int(i["Created"])) + " ago",
        "CreatedAt": lambda: date_text(i["Created"]),
        "Size": lambda: size,
        "Containers": lambda: "N/A",
        "VirtualSize": lambda: size,
        "SharedSize": lambda: "N/A",
        "UniqueSize": lambda: "N/A",
    }


HISTORY_HEADERS = {
    "ID": "IMAGE", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT", "CreatedBy": "CREATED BY", "Size": "SIZE",
    "Comment": "COMMENT",
}  # fmt: skip
CREATED_BY = 45  # letters of it that are shown


def history_rows(steps: list[dict[str, Any]], full: bool, human: bool, now: float) -> Rows:
    """The steps that made an image."""
    when = "{{if .CreatedSince}}{{.CreatedSince}}{{else}}N/A{{end}}" if human else "{{.CreatedAt}}"
    table = f"{{{{.ID}}}}\t{when}\t{{{{.CreatedBy}}}}\t{{{{.Size}}}}\t{{{{.Comment}}}}"
    rows = [history_row(step, full, human, now) for step in steps]
    return Rows("*formatter.historyContext", HISTORY_HEADERS, rows, table, calls=())


def history_row(step: dict[str, Any], full: bool, human: bool, now: float) -> Mapping[str, Callable[..., Any]]:
    """One step's values."""
    created = unix(step["Created"])
    by = step["CreatedBy"]
    return {
        "ID": lambda: step["Id"] if full or step["Id"] == "<missing>" else short_id(step["Id"]),
        "CreatedSince": lambda: human_duration(now - created) + " ago",
        "CreatedAt": lambda: f"{rfc3339(step['Created']).partition('.')[0]}Z",
        "CreatedBy": lambda: by if full or len(by) <= CREATED_BY else f"{by[: CREATED_BY - 1]}…",
        "Size": lambda: human_size(step["Size"], 3) if human else str(step["Size"]),
        "Comment": lambda: step["Comment"],
    }
