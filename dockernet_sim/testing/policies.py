"""Policies in a test: ``assert_policies(lab, "reach.yaml")``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dockernet_sim.check.checking import HOLDS, check
from dockernet_sim.check.policy import Policies, from_data
from dockernet_sim.check.reading import read_policies

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab

SERVICE = "com.docker.compose.service"


def assert_policies(lab: Lab, *policies: str | Path) -> None:
    """All policies hold.

    Parameters
    ----------
    lab : Lab
        Where the containers run; names of Compose's services are understood.
    policies : str or Path
        Lines (``web -> db:5432 allow``), or files of them.

    Raises
    ------
    AssertionError
        It tells each policy that is broken or unknown, with the story of the packet.
    PolicyError
        When a policy cannot be read, or names nothing that runs.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> web = lab.docker.containers.run("nginx", detach=True, name="web", ports={"80/tcp": 8080})
    >>> assert_policies(lab, "internet -> web:80 allow", "web -> internet allow")
    """
    __tracebackhide__ = True
    lines = [str(each) for each in policies if "->" in str(each) or " " in str(each).strip()]
    files = [each for each in policies if str(each) not in lines]
    sets = [*([from_data({"policies": lines})] if lines else []), *map(read_policies, files)]
    reports = [check(lab, each, name=_names(lab)) for each in _checked(sets)]
    bad = [each for report in reports for each in report.findings if each.state != HOLDS]
    if bad:
        raise AssertionError("\n".join([f"{len(bad)} policies do not hold", *map(str, bad)]))


def _checked(sets: list[Policies]) -> list[Policies]:
    if not sets:
        raise TypeError("assert_policies needs at least one policy, or a file of them")
    return sets


def _names(lab: Lab) -> Callable[[str], str]:
    running = lab.docker.containers.list()
    services = {each.labels[SERVICE]: each.name for each in reversed(running) if SERVICE in each.labels}
    return lambda word: services.get(word, word)
