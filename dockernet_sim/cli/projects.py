"""``dockernet-sim load`` and ``reach``: what a compose project makes, and who reaches whom in it."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.plans.asking import NOBODY, Wanted
from dockernet_sim.plans.plan import Plan
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.reach.matrix import Matrix

COLUMNS = ("from", "ask", "name", "to", "net", "port", "verdict", "answer", "why")
MARKS = {
    "open": "●",
    "accepted": "◐",
    "refused": "○",
    "dropped": "·",
    "unreachable": "·",
    "unresolved": "·",
    "unknown": "?",
}


def add_parsers(add: Any, common: argparse.ArgumentParser) -> None:
    """The two commands."""
    one = add.add_parser(
        "load",
        parents=[common],
        help="what a compose project makes, as Docker Compose reads it, or what dumps hold",
    )
    sources.add_options(one)
    one.add_argument("--json", action="store_true", help="the plan as JSON")
    one.add_argument("--commands", action="store_true", help="the docker commands that make it")
    one.set_defaults(run=run_load)

    one = add.add_parser("reach", parents=[common], help="who reaches whom in a compose project, asked of the packets")
    sources.add_options(one)
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.add_argument("--json", action="store_true", help="every question and answer, as a JSON list of rows")
    one.add_argument("--csv", action="store_true", help="the same rows as CSV")
    one.set_defaults(run=run_reach)


def warn(lines: list[str]) -> None:
    """Lines on standard error."""
    sys.stderr.write(printable("".join(f"{line}\n" for line in lines)))


def run_load(options: argparse.Namespace) -> int:
    """Print the plan."""
    from dockernet_sim.engine.versions import DEFAULT, RELEASES
    from dockernet_sim.plans.commands import commands

    plan = loaded(options)
    warn(plan.warnings)
    if options.json:
        shown = json.dumps(plan.to_json(), indent=1, ensure_ascii=False)
    elif options.commands:
        shown = "\n".join(commands(plan, RELEASES[options.engine or DEFAULT].rules.several_networks))
    else:
        shown = "\n".join(summary(plan))
    sys.stdout.write(printable(shown) + "\n")
    return 0


def loaded(options: argparse.Namespace) -> Plan:
    """The plan of a compose project, or of a host's dumps."""
    from dockernet_sim.cli import dumps

    if options.scenario == "-" or not dumps.is_dump(options.scenario):
        return sources.read_plan(options)
    from dockernet_sim.plans.hosts.standing import plan_of

    dump = dumps.read(options.scenario, *options.more)
    return replace(plan_of(dump), warnings=list(dict.fromkeys(dump.notes)))


def summary(plan: Plan) -> list[str]:
    """A plan in lines to read."""
    lines = [f"project {plan.project}"]
    for network in plan.networks.values():
        facts = [network.driver or "bridge", *[word for word in ("internal", "external") if getattr(network, word)]]
        lines.append(
            f"network {network.name}: {', '.join(facts + [pool.subnet for pool in network.subnets if pool.subnet])}"
        )
    for service in plan.services.values():
        where = service.mode or ", ".join(service.networks)
        lines.append(
            f"service {service.name}: {service.image or 'built here'} on {where}; "
            f"{', '.join(service.containers) or 'no container'}"
        )
        for port in service.ports:
            lines.append(
                f"  publishes {port.host_ip or '*'}:{port.published or 'any'} -> {port.target}/{port.protocol}"
            )
    return lines


def run_reach(options: argparse.Namespace) -> int:
    """Ask the packets."""
    from dockernet_sim.explain.assumed import assumptions

    source = sources.opened(options)
    if source.host is not None:
        from dockernet_sim.plans.hosts.asking import HostProject

        warn(source.host.notes)
        plan, rows = source.host.plan, HostProject(source.host).rows()
        known = list(map(str, source.host.listening.values()))
    elif source.standing is not None:
        standing = source.standing
        warn([*standing.plan.warnings, *standing.refused])
        plan, known = standing.plan, assumptions(standing, options.lang)
        rows = standing.rows(None if options.json or options.csv else in_matrix)
    else:
        matrix = source.lab.reach()
        rows = pings(matrix) if options.json or options.csv else []
        if not rows:
            sys.stdout.write(printable(f"{matrix}\n"))
            return 0
    if options.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
    elif options.csv:
        write_csv(rows)
    else:
        sys.stdout.write(printable("\n".join([*table(rows, plan, options.lang), *known])) + "\n")
    return 0


def pings(matrix: Matrix) -> list[dict[str, Any]]:
    """Rows of a lab without a project: each pair's ping."""
    rows = []
    for source in matrix.names:
        for to in matrix.names:
            answer = matrix[source, to]
            verdict = "open" if answer else "unreachable"
            rows.append({"from": source, "ask": "ping", "to": to, "verdict": verdict, "why": str(answer)})
    return rows


def write_csv(rows: list[dict[str, Any]]) -> None:
    """Rows as CSV."""
    writer = csv.DictWriter(sys.stdout, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "answer": " ".join(row.get("answer", []))} for row in rows)


def table(rows: list[dict[str, Any]], plan: Plan, lang: str = "en") -> list[str]:
    """The matrix of connections: who (rows) reaches which service's port, the host's port or the internet (columns)."""
    cells: dict[tuple[str, str], str] = {}
    for row in rows:
        column = column_of(row, plan)
        if column and better(row["verdict"], cells.get((row["from"], column))):
            cells[row["from"], column] = row["verdict"]
    columns = list(dict.fromkeys(column for _, column in cells))
    senders = list(dict.fromkeys(row["from"] for row in rows))
    width = max(map(len, senders), default=0)
    from dockernet_sim.explain.assumed import legend

    lines = [f"{number:>3} {column}" for number, column in enumerate(columns, 1)]
    lines += ["", " " * width + "".join(f"{number:>4}" for number in range(1, len(columns) + 1))]
    for sender in senders:
        marks = "".join(f"{MARKS.get(cells.get((sender, column), ''), ' '):>4}" for column in columns)
        lines.append(f"{sender:<{width}}{marks}")
    return [
        *lines,
        "",
        legend(lang),
        "",
    ]


def in_matrix(wanted: Wanted) -> bool:
    """Whether the matrix shows the answer: it holds connections to addresses, on ports that mean something."""
    return wanted.ask == "tcp" and not wanted.name and wanted.port != NOBODY


def column_of(row: dict[str, Any], plan: Plan) -> str:
    """The column of the matrix that a row belongs to; empty for rows that it does not show."""
    if row["ask"] != "tcp" or row.get("name") or row["port"] == NOBODY:
        return ""
    owner = next((service.name for service in plan.services.values() if row["to"] in service.containers), row["to"])
    return f"{owner}:{row['port']}"


def better(verdict: str, known: str | None) -> bool:
    """Whether a verdict says more than the one known:
    an address that answers counts, and then one of which nothing is told."""
    order = ["open", "accepted", "refused", "unknown"]
    return known is None or (verdict in order and (known not in order or order.index(verdict) < order.index(known)))
