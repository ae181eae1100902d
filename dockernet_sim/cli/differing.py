"""``dockernet-sim diff``: what changes between two files, or for one file between two releases of the engine."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import dumps, sources
from dockernet_sim.cli.projects import warn
from dockernet_sim.engine.versions import RELEASES
from dockernet_sim.explain.said import LANGUAGES, said
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.explain.diff import Side


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "diff",
        parents=[common],
        help="what changes between two files, or between two releases: reach, names, ports, texts",
    )
    one.add_argument("scenario", metavar="OLD", help="a scenario, a compose file, a project's folder or a dump")
    one.add_argument("new", metavar="NEW", nargs="?", help="the same for afterwards; OLD unless given")
    one.add_argument(
        "--engines", nargs=2, choices=tuple(RELEASES), metavar=("BEFORE", "AFTER"), help="a release for each side"
    )
    one.add_argument("--json", action="store_true", help="the differences as JSON")
    one.add_argument("--markdown", action="store_true", help="the differences as Markdown, for a pull request")
    one.add_argument("--exit-code", action="store_true", help="exit with 1 when there is a difference")
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    sources.add_project_options(one)
    one.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Print what differs."""
    from dockernet_sim.explain.diff import diff

    if options.new is None and options.engines is None:
        sys.stderr.write("dockernet-sim diff: nothing to compare with: give NEW, or --engines BEFORE AFTER\n")
        return 2
    engines = options.engines or (options.engine, options.engine)
    later = options.new or options.scenario
    if options.project_name is None and not is_played(options.scenario, later):
        options.project_name = sources.read_plan(
            with_file(options, later, engines[1])
        ).project  # one name on both sides
    old, new = (
        side(options, path, engine, label(options.scenario, later, engines, number, options.lang))
        for number, (path, engine) in enumerate(zip((options.scenario, later), engines, strict=True))
    )
    found = diff(old, new, lang=options.lang)
    shown = found.json() if options.json else found.markdown() if options.markdown else str(found)
    sys.stdout.write(printable(shown.rstrip("\n") + "\n"))
    return 1 if options.exit_code and found else 0


def is_played(*paths: str) -> bool:
    """Whether one of them is no compose file."""
    return any(path.startswith(sources.HOSTS) or sources.is_scenario(path) or dumps.is_dump(path) for path in paths)


def label(old: str, new: str, engines: tuple[str, str], number: int, lang: str = "en") -> str:
    """What a side is called: by what tells it from the other one."""
    path, engine = (old, new)[number], engines[number]
    if engines[0] == engines[1]:
        return path
    return said("diff.on" if old != new else "diff.engine", lang, path=path, engine=engine)


def with_file(options: argparse.Namespace, path: str, engine: str) -> argparse.Namespace:
    """The options for one side."""
    return argparse.Namespace(**{**vars(options), "scenario": path, "engine": engine})


def side(options: argparse.Namespace, path: str, engine: str, name: str) -> Side:
    """One lab."""
    from dockernet_sim.explain.diff import Side

    source = sources.opened(with_file(options, path, engine))
    lab, standing = source.lab, source.standing
    if standing is not None:
        warn([f"{name}: {text}" for text in (*standing.plan.warnings, *standing.refused)])
    plan = standing.plan if standing else source.host.plan if source.host else None
    unknown = standing.unknown if standing else None
    return Side(lab.world, lambda: lab.copy(trace=True).world, plan, unknown, name, source.steps)
