"""The rows of ``docker images``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import date_text, human_duration, human_size, short_id

HEADERS = {
    "ID": "IMAGE ID", "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS", "VirtualSize": "SIZE", "SharedSize": "SHARED SIZE",
    "UniqueSize": "UNIQUE SIZE",
}  # fmt: skip
START = "{{.Repository}}\t{{.Tag}}\t"
END = "{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}"
RAW = "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n"


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
