"""The playground: a compose file that was pasted, made and asked."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dockernet_sim.lab import Lab

if TYPE_CHECKING:
    from dockernet_sim.plans.standing import Standing

FILE = "compose.yaml"
NAME = "project"


def stand(text: str, engine: str = "") -> tuple[Lab, Standing]:
    """A lab in which a compose file's project is up.

    Parameters
    ----------
    text : str
        The file. What it includes or mounts from its folder is not there.
    engine : str
        The engine's release; the default one unless given.

    Raises
    ------
    PlanError
        When Compose would refuse it.

    Examples
    --------
    >>> lab, standing = stand("services: {web: {image: nginx}}")
    >>> lab.docker.containers.get("project-web-1").status
    'running'
    """
    lab = Lab(engine=engine) if engine else Lab()
    with TemporaryDirectory() as folder:
        path = Path(folder, FILE)
        path.write_text(text, encoding="utf-8")
        return lab, lab.up(path, project=NAME)


def exposed(lab: Lab, standing: Standing | None = None, language: str = "en") -> list[list[str]]:
    """Which ports are open, and to whom: rows of container, port, published as, open to, why."""
    return [list(row.cells(language)) for row in lab.exposure(standing, lang=language)]
