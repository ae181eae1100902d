"""Policies put to a lab: each holds, is broken, or stays unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.check.checker import Checker
from dockernet_sim.check.policy import Policies
from dockernet_sim.check.presets import expanded
from dockernet_sim.check.report import BROKEN, EXITS, HOLDS, Finding, Report

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

__all__ = ["BROKEN", "EXITS", "HOLDS", "Finding", "Report", "check"]


def check(
    lab: Lab,
    policies: Policies,
    host: HostLab | None = None,
    name: Callable[[str], str] = str,
    lang: str = "en",
) -> Report:
    """Put policies to the packets of a lab.

    Parameters
    ----------
    lab : Lab
        Where the project or host stands.
    policies : Policies
        What is wanted.
    host : HostLab, optional
        The dump that the lab was made from.
    name : callable
        A container's name for a name in a policy (a service's).
    lang : str
        In which language the answers are told: ``en`` or ``zh``.

    Returns
    -------
    Report

    Raises
    ------
    PolicyError
        When a policy names nothing that is there: it would hold for ever, whatever is renamed.
    """
    checker = Checker(lab, policies, host, name, lang)
    found = [checker.finding(each) for each in policies.policies]
    found += checker.implied([*expanded(policies, checker.facts.running, name)])
    return Report((*found, *(checker.uncovered() if policies.default_deny else ())), lang)
