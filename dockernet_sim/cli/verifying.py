"""``dockernet-sim verify``: the lines that confirm predictions on the real host."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from dockernet_sim.cli import sources
from dockernet_sim.cli.projects import warn


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "verify",
        parents=[common],
        help="print read-only shell lines that confirm, on the real host, what reach predicts",
    )
    sources.add_options(one)
    one.add_argument("--from", dest="source", metavar="WHO", help="only questions of this container or host")
    one.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Print the script."""
    from dockernet_sim.check.verify import script
    from dockernet_sim.plans.errors import Mark, PlanError, Problem
    from dockernet_sim.plans.hosts.asking import HostProject

    source = sources.opened(options)
    if source.host is not None:
        warn(source.host.notes)
        rows = HostProject(source.host).rows()
    elif source.standing is not None:
        rows = source.standing.rows()
    else:
        text = "verify asks about a compose project or a host's dumps, and this is a scenario or a served lab"
        raise PlanError([Problem(Mark(options.scenario, 0), text)])
    wanted = source.names(options.source) if options.source else ""
    sys.stdout.write(script([row for row in rows if row["ask"] != "route" and wanted in ("", row["from"])]))
    return 0
