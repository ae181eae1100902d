"""What an extension gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.drivers.base import Driver
from dockernet_sim.iptables.matches.base import Match
from dockernet_sim.iptables.targets.base import Target
from dockernet_sim.programs.own.me import OwnProgram


@dataclass(frozen=True)
class Extension:
    """What a package adds to the labs that name it.

    Parameters
    ----------
    programs : mapping
        Programs by name, on all machines and in all containers: functions that are given a
        :class:`~dockernet_sim.programs.own.me.Me`, generators or not, whose value is the exit code.
    matches, targets : mapping
        What ``iptables -m NAME`` and ``-j NAME`` load: subclasses of :class:`Match` and :class:`Target`.
    images : mapping
        Images by repository, as tables of the catalogue's keys: ``base``, ``expose``, ``cmd``, ``http``, ``env`` ...
    drivers : mapping
        Network drivers by name (``docker network create -d NAME``): classes with the calls of :class:`Driver`.

    Examples
    --------
    >>> def hello(me):
    ...     me.log("hello")
    >>> Extension(programs={"hello": hello}).names
    ['program hello']
    """

    programs: Mapping[str, OwnProgram] = field(default_factory=dict)
    matches: Mapping[str, type[Match]] = field(default_factory=dict)
    targets: Mapping[str, type[Target]] = field(default_factory=dict)
    images: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    drivers: Mapping[str, type[Driver]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """All that it gives: ``program hello``, ``match even``."""
        kinds = {
            "program": self.programs, "match": self.matches, "target": self.targets, "image": self.images,
            "driver": self.drivers,
        }  # fmt: skip
        return [f"{kind} {name}" for kind, given in kinds.items() for name in given]
