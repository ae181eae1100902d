"""The rows of ``docker images``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
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


def latest_image_rows(images: list[dict[str, Any]], full: bool, digests: bool, now: float) -> Rows:
    """The same without what clients from 29 on no longer know."""
    found = image_rows(images, full, digests, now)
    rows = [{name: value for name, value in each.items() if name != "VirtualSize"} for each in found.rows]
    heads = {name: head for name, head in HEADERS.items() if name != "VirtualSize"}
    return replace(found, rows=rows, headers=heads)


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
        "Containers": lambda: "N/A" if i["Containers"] == -1 else str(i["Containers"]),
        "VirtualSize": lambda: size,
        "SharedSize": lambda: "N/A",
        "UniqueSize": lambda: "N/A",
    }


def image_tree(images: list[dict[str, Any]], expanded: bool) -> str:
    """The list of clients from 29 on: a line for each name, or with `expanded` for each image."""
    named = [(sorted(image.get("RepoTags") or ()), image) for image in images]
    rows = [
        (names, image)
        for tags, image in named
        for names in ([tags] if expanded or not tags else [[tag] for tag in tags])
    ]
    rows.sort(key=lambda row: (not row[0], row[0][:1]))
    used = max((len(CHIP) for _, image in rows if image["Containers"] > 0), default=0)
    wide = max([len("IMAGE"), *(len(name) for names, _ in rows for name in names or [UNTAGGED])])
    lines = [f"{'IMAGE':<{wide}}   {'ID':<12}   {'DISK USAGE':>10}   {'CONTENT SIZE':>12}   EXTRA"]
    for names, image in rows:
        *above, name = names or [UNTAGGED]
        lines += [f"{each:<{wide}}" for each in above]
        extra = (CHIP if image["Containers"] > 0 else "").ljust(used).ljust(len("EXTRA"))
        size = human_size(image["Size"], 3)
        lines.append(f"{name:<{wide}}   {short_id(image['Id']):<12}   {size:>10}   {'0B':>12}   {extra}")
    return "\n".join(lines) + "\n"


UNTAGGED, CHIP = "<untagged>", "U"
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
