"""Which release an engine has, as far as its ``docker inspect`` tells: each release brought keys of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dockernet_sim.engine.versions import DEFAULT, release

Json = Mapping[str, Any]
FAMILIES = ((29, "29"), (28, "28"), (25, "26"), (0, "20.10"))
"""From which major version on a release is like which modelled one."""


@dataclass(frozen=True)
class Told:
    """A release, and what tells it."""

    release: str
    by: str

    def __str__(self) -> str:
        return f"taken for Docker {self.release}: {self.by}"


def taken_for(containers: Iterable[Json], networks: Iterable[Json], engine: str = "", version: str = "") -> Told:
    """The modelled release for a dump: the `engine` asked for, else by ``docker version``, else by the dump's keys.

    Examples
    --------
    >>> print(taken_for([], [], version="27.3.1"))
    taken for Docker 26: the dump is of Docker 27.3.1
    """
    if engine:
        return Told(release(engine).name, "asked for")
    if version:
        return Told(nearest(version), f"the dump is of Docker {version}")
    return told_by(containers, networks) or Told(DEFAULT, "the dump does not tell its engine's release")


def nearest(version: str) -> str:
    """The modelled release that a version is most like.

    >>> [nearest(each) for each in ("20.10.24+dfsg1", "24.0.9", "25.0.3", "27.5.1", "28.5.2", "30.0.0")]
    ['20.10', '20.10', '26', '26', '28', '29']
    """
    number = version.partition(".")[0]
    major = int(number) if number.isdigit() else 0
    return next(name for first, name in FAMILIES if major >= first)


def told_by(containers: Iterable[Json], networks: Iterable[Json]) -> Told | None:
    """The release that fits what ``docker inspect`` and ``docker network inspect`` print; None for none.

    A 29 that was asked by an older client (API 1.51 and below) looks like 28; 23 and 24 like 20.10; 25 and 27 like 26.

    Examples
    --------
    >>> print(told_by([], [{"Name": "bridge", "EnableIPv4": True}]))
    taken for Docker 28: network inspect has EnableIPv4, and no Status
    """
    made, settings = list(networks), [each.get("NetworkSettings") or {} for each in containers]
    ends = [end or {} for each in settings for end in (each.get("Networks") or {}).values()]
    if any("IPAM" in (each.get("Status") or {}) for each in made):
        return Told("29", "network inspect has Status.IPAM")
    if any("GwPriority" in end for end in ends) and all("IPAddress" not in each for each in settings):
        return Told("29", "inspect has addresses below Networks only")
    if any("EnableIPv4" in each for each in made):
        return Told("28", "network inspect has EnableIPv4, and no Status")
    if any("GwPriority" in end for end in ends):
        return Told("28", "inspect has GwPriority")
    if any("DNSNames" in end for end in ends):
        return Told("26", "inspect has DNSNames, and no GwPriority")
    if ends:
        return Told("20.10", "inspect has no DNSNames")
    return Told("26", "network inspect has no EnableIPv4") if made else None
