"""``dockernet-sim lint``: faults of compose projects that the packets show."""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "lint",
        parents=[common],
        help="faults of compose projects that packets show: exit 0 without a finding, 1 with one, 2 if one is unknown",
    )
    one.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="compose files and folders; a folder without one stands for the projects below it",
    )
    one.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="RULE",
        help="only these rules: NET201, NET2, published-on-internal, ALL (may be repeated, or a list with commas)",
    )
    one.add_argument("--ignore", action="append", default=[], metavar="RULE", help="without these rules")
    one.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="FILE",
        help="what stands there first: a scenario, a compose file, a host's dumps or a served lab (unix://PATH)",
    )
    one.add_argument(
        "--route",
        action="append",
        default=[],
        type=subnet,
        metavar="SUBNET",
        help="a subnet that the host reaches over a VPN (may be repeated)",
    )
    one.add_argument("--mtu", type=int, default=0, help="the MTU of the host's way out in bytes")
    one.add_argument("--together", action="store_true", help="all projects run on one host at a time")
    one.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="how to report (default %(default)s)"
    )
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.add_argument("--rules", action="store_true", help="list the rules, and do nothing else")
    one.set_defaults(run=run_lint)


def subnet(text: str) -> str:
    """An IPv4 subnet."""
    return str(ipaddress.IPv4Network(text))


def run_lint(options: argparse.Namespace) -> int:
    """Print the findings; 2, too, where a file or rule cannot be read: then nothing is known."""
    from dockernet_sim.lint.rule import LintError

    try:
        return linted(options)
    except LintError as error:
        sys.stderr.write(printable(f"dockernet-sim lint: {error}\n"))
        return 2


def words(given: list[str]) -> list[str]:
    """Words of options that may hold lists."""
    return [word.strip() for each in given for word in each.split(",") if word.strip()]


def linted(options: argparse.Namespace) -> int:
    """Look for faults, and print them."""
    from dockernet_sim.lint import RULES, Ground, chosen, lint, read_projects

    rules = chosen(words(options.select), words(options.ignore))
    if options.rules:
        for each in RULES.values():
            sys.stdout.write(f"{each.code} {each.name}: {each.summary.text(options.lang)}\n")
        return 0
    projects = read_projects(options.files or ["."], dict(os.environ))
    ground = Ground(lambda: base(options), tuple(options.route), options.mtu, bool(options.beside), options.lang)
    report = lint(projects, rules, ground, options.together)
    shown = {
        "text": lambda: f"{report}\n",
        "json": lambda: f"{report.json()}\n",
        "sarif": lambda: f"{report.sarif()}\n",
    }
    sys.stdout.write(printable(shown[options.format]()))
    return report.exit


def base(options: argparse.Namespace) -> tuple[Lab, HostLab | None]:
    """A lab with what stands there first: a served one's copy or a dump's host, then scenarios and projects."""
    from dockernet_sim.api.errors import NotServed
    from dockernet_sim.cli import dumps
    from dockernet_sim.lab import Lab

    served = [path for path in options.beside if path.startswith(sources.HOSTS)]
    files = [path for path in options.beside if path not in served]
    hosts = [path for path in files if not sources.is_scenario(path) and dumps.is_dump(path)]
    host: HostLab | None = None
    if len(served) + bool(hosts) > 1:
        raise NotServed("--with: one served lab, and no host's dumps beside it")
    if served:
        lab = Lab.served_at(served[0])
    elif hosts:
        lab, host = dumps.opened(argparse.Namespace(engine=options.engine, seed=options.seed), hosts)
    else:
        lab = sources.lab_beside(options)
    for path in files:
        if path not in hosts:
            sources.put_beside(lab, path)
    return lab, host
