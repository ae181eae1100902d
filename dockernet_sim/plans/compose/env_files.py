"""The variables of ``env_file``, below those of ``environment``."""

from __future__ import annotations

from collections.abc import Mapping

from dockernet_sim.plans.compose import dotenv
from dockernet_sim.plans.compose.folder import Folder
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.errors import Mark, PlanError, Problem


def variables(service: Map, folder: Folder, outer: Mapping[str, str], problems: list[Problem]) -> dict[str, str | None]:
    """The variables of a service's files, later files over earlier ones;
    a required file that is not there goes into ``problems``."""
    found: dict[str, str | None] = {}
    entries = service.get("env_file")
    for entry, mark in entries.marked() if entries else []:
        if isinstance(entry, Map) and "path" not in entry:
            continue  # that is told already
        path, required = (
            (str(entry["path"]), entry.get("required", True)) if isinstance(entry, Map) else (str(entry), True)
        )
        if not folder.exists(path) and (folder.inside(path) or required):
            if required:
                problems.append(absent(path, folder, mark))
            continue
        try:
            found |= dotenv.variables(
                folder.read(path, mark), path, {**outer, **{name: value or "" for name, value in found.items()}}
            )
        except PlanError as error:
            problems += error.problems
    return found


def absent(path: str, folder: Folder, mark: Mark) -> Problem:
    """A file that is not there, or not to be read."""
    if not folder.inside(path):
        return Problem(
            mark, f"env file {path} is outside the project folder {folder.root}: not read (--allow-outside reads it)"
        )
    return Problem(mark, f"env file {path} not found: stat {path}: no such file or directory")
