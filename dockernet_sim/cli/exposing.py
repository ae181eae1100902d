"""``dockernet-sim exposure``: which ports are open to whom, after a scenario or in a compose project."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.cli.projects import warn
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.explain.exposure import Exposure


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "exposure", parents=[common], help="which ports are open to the internet, the LAN, the host, other containers"
    )
    sources.add_options(one)
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.add_argument("--json", action="store_true", help="a JSON list of rows")
    one.add_argument("--csv", action="store_true", help="the same rows as CSV")
    one.set_defaults(run=run_exposure)


def exposed(source: sources.Source, lang: str) -> Exposure:
    """The answer; a lab of this command's own may be used up: a copy would cost a quarter of the time."""
    if source.served:
        return source.lab.exposure(lang=lang)
    from dockernet_sim.explain.assumed import assumptions
    from dockernet_sim.explain.exposure import examined
    from dockernet_sim.plans.plan import Plan
    from dockernet_sim.plans.unknown import Unknown

    source.lab.trace.clear()
    found = examined(source.lab.world, source.standing.unknown if source.standing else Unknown(Plan("")), lang)
    return found.on(assumptions(source.standing, lang)) if source.standing else found


def run_exposure(options: argparse.Namespace) -> int:
    """Print a line for each port."""
    source = sources.opened(options)
    found = exposed(source, options.lang)
    if source.host is not None:
        warn(source.host.notes)
        found = found.on(map(str, source.host.listening.values()))
    if source.standing is not None:
        warn([*source.standing.plan.warnings, *source.standing.refused])
    if options.json:
        sys.stdout.write(json.dumps(found.to_data(), ensure_ascii=False) + "\n")
    elif options.csv:
        sys.stdout.write(found.csv())
    else:
        sys.stdout.write(printable(f"{found}\n"))
    return 0
