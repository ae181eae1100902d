"""A real host's dump as what a command is about."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.versions.told import taken_for
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts.dump import DumpError, HostDump
from dockernet_sim.plans.hosts.reading import is_dump, read

if TYPE_CHECKING:
    from dockernet_sim.plans.hosts.standing import HostLab

__all__ = ["add_parsers", "is_dump", "opened", "read"]


def add_parsers(add: Any) -> None:
    """``dockernet-sim snapshot``."""
    one = add.add_parser("snapshot", help="print the read-only shell lines that make a dump of a real host")
    one.set_defaults(run=run_snapshot)


def run_snapshot(options: argparse.Namespace) -> int:
    """Print the script."""
    from dockernet_sim.plans.hosts.snapshot import script

    sys.stdout.write(script())
    return 0


def opened(options: argparse.Namespace, paths: list[str]) -> tuple[Lab, HostLab]:
    """The lab of a dump.

    Raises
    ------
    DumpError
        When the files hold none.
    """
    from dockernet_sim.plans.hosts.standing import flags, stand

    dump = read(*paths)
    lab = Lab(engine=release_for(dump, options.engine), seed=options.seed, daemon=flags(dump))
    return lab, stand(lab.world, dump, listening(getattr(options, "listen", []), dump))


def release_for(dump: HostDump, asked: str = "") -> str:
    """The release to stand the dump up with: the one asked for, or the modelled one nearest to the dump's,
    with a note that says so."""
    told = dump.told if dump.told and not (asked or dump.release) else taken_for((), (), asked, dump.release)
    if not asked and not dump.release.startswith(told.release):
        dump.notes.append(str(told))
    return told.release


def listening(words: list[str], dump: HostDump) -> dict[str, list[str]]:
    """``web=80,443`` as ports by container."""
    found: dict[str, list[str]] = {}
    for word in words:
        name, equals, ports = word.partition("=")
        given = dump.container(name)
        if not equals or given is None:
            raise DumpError(f"--listen {word}: is not CONTAINER=PORT[,PORT] of a container in the dump")
        found[str(given["Name"]).lstrip("/")] = ports.split(",")
    return found
