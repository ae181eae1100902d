"""Files to a plan: ``load("compose.yaml")``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dockernet_sim.plans import unknown
from dockernet_sim.plans.compose import dotenv
from dockernet_sim.plans.compose.folder import Disk, Folder, Store, resolved
from dockernet_sim.plans.compose.interpolate import interpolated
from dockernet_sim.plans.compose.loader import Loader
from dockernet_sim.plans.compose.project import NAME, normal_name, plan_of
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.plan import Plan

DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)


def load(
    *files: str | Path,
    project: str | None = None,
    env_file: str | Path | None = None,
    profiles: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
    allow_outside: bool = False,
    store: Store | None = None,
) -> Plan:
    """Read a compose project, as ``docker compose config`` does.

    Parameters
    ----------
    files : str or Path
        Compose files, later ones over earlier ones; a folder stands for the compose file in it (and its override).
    project : str, optional
        The project's name (``-p``); by default COMPOSE_PROJECT_NAME, the file's ``name``, or the folder's.
    env_file : str or Path, optional
        The file of variables, instead of ``.env`` in the project folder.
    profiles : iterable of str
        Profiles that are on.
    environment : mapping, optional
        Variables of the shell, which win over the file's; none by default.
    allow_outside : bool
        Read included and extended files that are not below the project folder, too.
    store : Store, optional
        Where files are read; by default this machine's disk.

    Returns
    -------
    Plan

    Raises
    ------
    PlanError
        When Compose would refuse the project; it names every problem with file and line.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = tempfile.TemporaryDirectory()
    >>> file = pathlib.Path(folder.name) / "compose.yaml"
    >>> _ = file.write_text("services: {web: {image: nginx, ports: ['8080:80']}}")
    >>> plan = load(file, project="shop")
    >>> plan.services["web"].containers, plan.services["web"].ports[0].target
    (['shop-web-1'], 80)
    >>> folder.cleanup()
    """
    store = store or Disk()
    paths = [path for file in files for path in found(store, absolute(str(file)))]
    root = posixpath.dirname(paths[0])
    folder = Folder(store, root, allow_outside)
    for path in paths:
        folder.allow(path)
    shell = dict(environment or {})
    variables = read_variables(folder, root, env_file, shell) | shell
    loader = Loader(folder, variables)
    name = project_name(loader, paths, project, variables)
    loader.environment.setdefault("COMPOSE_PROJECT_NAME", name)
    document = loader.load(paths, root)
    on = {*profiles, *filter(None, variables.get("COMPOSE_PROFILES", "").split(","))}
    plan = plan_of(document, name, on, loader)
    if not document and not loader.problems:
        loader.problems.append(Problem(Mark(loader.shown(paths[0]), 0), "empty compose file"))
    if loader.problems:
        raise PlanError(sorted(loader.problems, key=lambda problem: (problem.mark.file, problem.mark.line)))
    plan.warnings = list(dict.fromkeys(loader.warnings))
    plan.unknown = unknown.told(plan)
    plan.document = plain(document)
    return plan


def plain(value: Any) -> Any:
    """A document without its marks."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def absolute(path: str) -> str:
    """An absolute path with forward slashes."""
    return Path(path).absolute().as_posix() if not path.startswith("/") else posixpath.normpath(path)


def found(store: Store, path: str) -> list[str]:
    """The files that a path stands for: itself, or those with Compose's own names in that folder."""
    if store.exists(path):
        return [path]
    own = [f"{path}/{name}" for name in DEFAULTS if store.exists(f"{path}/{name}")]
    over = [f"{path}/{name}" for name in OVERRIDES if store.exists(f"{path}/{name}")]
    return [own[0], *over[:1]] if own else [path]


def read_variables(folder: Folder, root: str, env_file: str | Path | None, shell: Mapping[str, str]) -> dict[str, str]:
    """The variables of ``--env-file``, or of ``.env``."""
    path = absolute(str(env_file)) if env_file is not None else resolved(root, ".env")
    if env_file is not None:
        folder.allow(path)
    elif not folder.exists(path):
        return {}
    name = posixpath.basename(path)
    return dotenv.variables(folder.read(path, Mark(name, 0)), name, shell)


def project_name(loader: Loader, files: list[str], given: str | None, variables: Mapping[str, str]) -> str:
    """The project's name."""
    name = given or variables.get("COMPOSE_PROJECT_NAME")
    if name:
        if not NAME.fullmatch(name):
            said = (
                "must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start "
                "with a letter or number"
            )
            raise PlanError([Problem(Mark("-p", 0), f'invalid project name "{name}": {said}')])
        return name
    return own_name(loader, files) or normal_name(posixpath.basename(loader.folder.root)) or "project"


def own_name(loader: Loader, files: list[str]) -> str:
    """What the files' ``name`` says; the last one wins."""
    name = ""
    for file in files:
        for each in loader.documents(file, Mark(file, 0)):
            if isinstance(each.value, Map) and isinstance(each.value.get("name"), str):
                only = Map(each.value.mark)
                only.put("name", each.value["name"], each.value.at("name"))
                name = str(interpolated(only, loader.environment.get, [], [])["name"])
    return normal_name(name)
