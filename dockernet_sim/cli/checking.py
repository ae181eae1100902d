"""``dockernet-sim check``: whether the policies of a file hold in a project, on a host or after a scenario."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.cli.projects import warn
from dockernet_sim.explain.said import LANGUAGES, said
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
        "--preset",
        action="append",
        default=[],
        metavar="NAME",
        help="published-loopback-only, or sandbox=MEMBER[,MEMBER][:PROXY]; alone if there is no file of policies",
    )
    one.add_argument("--init", action="store_true", help="write a first file of policies from what holds today")
    one.add_argument(
        "--format",
        choices=("text", "json", "junit", "sarif"),
        default="text",
        help="how to report (default %(default)s)",
    )
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Print the report; 2, too, where a policy cannot be read: then nothing is known."""
    from dockernet_sim.check.checking import EXITS
    from dockernet_sim.check.policy import PolicyError

    try:
        return written(options) if options.init else checked(options)
    except PolicyError as error:
        sys.stderr.write(printable(f"dockernet-sim check: {error}\n"))
        return EXITS[UNKNOWN]


def place(options: argparse.Namespace) -> Path:
    """The file of policies: beside what is checked; in the working folder for a served lab."""
    source = Path() if options.scenario.startswith(sources.HOSTS) else Path(options.scenario)
    return Path(options.policy) if options.policy else (source if source.is_dir() else source.parent) / DEFAULT


def preset(word: str) -> policy.Preset:
    """A preset of the command line.

    >>> preset("sandbox=agent,tool-*:squid")
    Preset(name='sandbox', members=('agent', 'tool-*'), proxy='squid')
    """
    from dockernet_sim.check import policy

    name, _, rest = word.partition("=")
    members, _, proxy = rest.partition(":")
    given = {"members": [each for each in members.split(",") if each], "proxy": proxy}
    return policy.preset({name: given})


def wanted(options: argparse.Namespace) -> policy.Policies:
    """The policies of the file and of the options."""
    from dockernet_sim.check import policy
    from dockernet_sim.check.reading import read_policies

    presets = tuple(map(preset, options.preset))
    if presets and not options.policy and not place(options).exists():
        return policy.Policies((), {}, presets=presets)
    found = read_policies(place(options))
    return replace(found, presets=(*found.presets, *presets))


def opened(options: argparse.Namespace) -> sources.Source:
    """The lab, with what has to be said of it on standard error."""
    source = sources.opened(options)
    if source.host is not None:
        warn(source.host.notes)
    if source.standing is not None:
        warn([*source.standing.plan.warnings, *source.standing.refused])
    return source


def checked(options: argparse.Namespace) -> int:
    """Put the policies to the packets, and print what came of it."""
    from dockernet_sim.check.checking import check

    found = wanted(options)
    source = opened(options)
    report = check(source.lab, found, source.host, source.names, options.lang)
    file = place(options).as_posix()
    forms: dict[str, Callable[[], str]] = {
        "text": lambda: f"{report}\n",
        "json": lambda: f"{report.json()}\n",
        "junit": report.junit,
        "sarif": lambda: f"{report.sarif(file)}\n",
    }
    sys.stdout.write(printable(forms[options.format]()))
    return report.exit


def written(options: argparse.Namespace) -> int:
    """Write a first file of policies, unless it is there already."""
    from dockernet_sim.check import policy
    from dockernet_sim.check.initial import initial

    file = place(options)
    if file.exists():
        raise policy.PolicyError(f"{file} is there already: --policy names another file")
    source = opened(options)
    text = initial(source.lab, source.host, source.names, service(source))
    file.write_text(text, encoding="utf-8")
    count = text.count("\n  - ")
    sys.stdout.write(printable(said("check.written", options.lang, file=file.as_posix(), count=count) + "\n"))
    return 0


def service(source: sources.Source) -> Callable[[str], str]:
    """A service's name for the container that is its only one; the container's own otherwise."""
    plan = source.standing.plan if source.standing else source.host.plan if source.host else None
    services = plan.services.values() if plan is not None else ()
    names = {each.containers[0]: each.name for each in services if len(each.containers) == 1}
    return lambda container: names.get(container, container)
