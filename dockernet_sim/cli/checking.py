"""``dockernet-sim check``: whether the policies of a file hold in a project, on a host or after a scenario."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.cli.projects import warn
from dockernet_sim.plans.asking import UNKNOWN
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.check import policy

DEFAULT = "reach.yaml"


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "check",
        parents=[common],
        help="whether policies hold: exit 0 if all do, 1 if one is broken, 2 if one is unknown",
    )
    sources.add_options(one)
    one.add_argument("--policy", metavar="FILE", help=f"the policies (default: {DEFAULT} beside the project)")
    one.add_argument(
        "--format", choices=("text", "json", "junit"), default="text", help="how to report (default %(default)s)"
    )
    one.set_defaults(run=run_check)


def read_policies(path: Path) -> policy.Policies:
    """The policies of a file.

    Raises
    ------
    PolicyError
        When it holds none, or one that cannot be read.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from dockernet_sim.check import policy

    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise policy.PolicyError(f"{path}: {' '.join(str(error).split())}") from None
    return policy.from_data(data)


def run_check(options: argparse.Namespace) -> int:
    """Print the report; 2, too, where a policy cannot be read: then nothing is known."""
    from dockernet_sim.check.checking import EXITS
    from dockernet_sim.check.policy import PolicyError

    try:
        return checked(options)
    except PolicyError as error:
        sys.stderr.write(printable(f"dockernet-sim check: {error}\n"))
        return EXITS[UNKNOWN]


def checked(options: argparse.Namespace) -> int:
    """Put the policies to the packets, and print what came of it."""
    from dockernet_sim.check.checking import check

    place = Path(options.scenario)
    found = read_policies(
        Path(options.policy) if options.policy else (place if place.is_dir() else place.parent) / DEFAULT
    )
    source = sources.opened(options)
    if source.host is not None:
        warn(source.host.notes)
    if source.standing is not None:
        warn([*source.standing.plan.warnings, *source.standing.refused])
    report = check(source.lab, found, source.host, source.names)
    shown = {"text": lambda: f"{report}\n", "json": lambda: f"{report.json()}\n", "junit": report.junit}[
        options.format
    ]()
    sys.stdout.write(printable(shown))
    return report.exit
