"""Where Docker keeps things on its host."""

from __future__ import annotations

DATA_ROOT = "/var/lib/docker"


def container_path(container_id: str, name: str) -> str:
    """One of the files that a container's folder holds."""
    return f"{DATA_ROOT}/containers/{container_id}/{name}"


def graph_driver(layer: str, lower: list[str]) -> dict[str, object]:
    """``GraphDriver`` of inspect: the folders of an overlay2 layer; `lower` are those beneath it."""
    folder = f"{DATA_ROOT}/overlay2/{layer}"
    data = {"LowerDir": ":".join(f"{DATA_ROOT}/overlay2/{name}/diff" for name in lower)} if lower else {}
    data |= {"MergedDir": f"{folder}/merged", "UpperDir": f"{folder}/diff", "WorkDir": f"{folder}/work"}
    return {"Data": data, "Name": "overlay2"}
