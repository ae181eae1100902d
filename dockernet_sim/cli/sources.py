"""What a command is about: a scenario that is played, or a compose project that is stood up, on a fresh lab."""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import dumps
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.lab import Lab
from dockernet_sim.plans.compose.folder import Piped
from dockernet_sim.plans.compose.words import is_port
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.load import load
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.standing import Standing, stand
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.plans.hosts.standing import HostLab

HOSTS = ("unix://", "tcp://")  # where a served lab is asked
STEP = re.compile(r"^(host|lan|fault|tap \S+( lan)?)\$ ", re.MULTILINE)
LISTEN = re.compile(r"([^=]+)=([0-9]+(?:/udp|/tcp)?(?:,[0-9]+(?:/udp|/tcp)?)*)")


@dataclass
class Source:
    """A lab, and the project that stands in it (none after a scenario)."""

    lab: Lab
    standing: Standing | None = None
    host: HostLab | None = None
    served: bool = False  # the lab is not the command's own: it has to stay as it is
    steps: list[dict[str, Any]] = field(default_factory=list)  # what a scenario's steps showed

    def names(self, word: str) -> str:
        """A service's container, or the word itself: people say ``db``, the engine knows ``shop-db-1``."""
        plan = self.standing.plan if self.standing else self.host.plan if self.host else None
        service = plan.services.get(word) if plan else None
        return service.containers[0] if service and service.containers else word


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that reads a file."""
    parser.add_argument("--host", metavar="unix://PATH", help="a served lab (dockernet-sim serve) in place of FILE")
    parser.add_argument(
        "scenario",
        metavar="FILE",
        help=(
            "a scenario (lines of WHERE$ COMMAND), a compose file, a project's folder, or a host's dumps (a file or a "
            "folder)"
        ),
    )
    add_project_options(parser)


def host_first(words: list[str]) -> list[str]:
    """``--host HOST`` as the word that stands where a file would.

    >>> host_first(["why", "--host", "unix:///run/d.sock", "web", "db"])
    ['why', 'unix:///run/d.sock', 'web', 'db']
    """
    for number, word in enumerate(words):
        name, equals, host = word.partition("=")
        if name == "--host":
            host = host if equals else "".join(words[number + 1 : number + 2])
            return [*words[:1], host, *words[1:number], *words[number + (1 if equals else 2) :]]
    return words


def add_project_options(parser: argparse.ArgumentParser) -> None:
    """The options of a compose project."""
    group = parser.add_argument_group("compose files")
    group.add_argument(
        "-f",
        "--file",
        dest="more",
        action="append",
        default=[],
        metavar="FILE",
        help="a further file, over those before it",
    )
    group.add_argument("--env-file", metavar="FILE", help="variables, instead of .env in the project's folder")
    group.add_argument("--profile", action="append", default=[], metavar="NAME", help="a profile that is on")
    group.add_argument("-p", "--project-name", metavar="NAME", help="the project's name (default: the folder's)")
    group.add_argument("--allow-outside", action="store_true", help="read included files outside the project's folder")
    group.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="FILE",
        help="what stands there first: a scenario or another compose file",
    )
    group.add_argument(
        "--listen", action="append", default=[], metavar="SERVICE=PORT[,PORT]", help="on which ports a service listens"
    )


def is_scenario(path: str) -> bool:
    """Whether a file holds lines of ``WHERE$ COMMAND``."""
    if path.endswith(".scn"):
        return True
    try:
        return bool(STEP.search(Path(path).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return False


def read_plan(options: argparse.Namespace) -> Plan:
    """The plan that the options name."""
    first, store = options.scenario, None
    if first == "-":
        first = Path.cwd().as_posix() + "/-"
        store = Piped(first, sys.stdin.read())
    return load(
        first,
        *options.more,
        store=store,
        project=options.project_name,
        env_file=options.env_file,
        profiles=options.profile,
        environment=dict(os.environ),
        allow_outside=options.allow_outside,
    )


def opened(options: argparse.Namespace) -> Source:
    """The lab that the options name: a scenario played, or a project stood up."""
    if options.beside and is_whole(options):
        raise PlanError([Problem(Mark("--with", 0), f"--with goes with compose files, and {options.scenario} is none")])
    if options.scenario.startswith(HOSTS):
        return Source(Lab.served_at(options.scenario), served=True)
    if is_scenario(options.scenario) and not options.more:
        from dockernet_sim.shell import replay, scenario

        played = scenario.load(options.scenario)
        release = options.engine or played.engine or DEFAULT
        lab = Lab(engine=release, seed=options.seed, daemon=played.daemon, extensions=played.extensions)
        return Source(lab, steps=replay.play_on(lab.world, played))
    if dumps.is_dump(options.scenario):
        lab, host = dumps.opened(options, [options.scenario, *options.more])
        return Source(lab, host=host)
    plan = read_plan(options)
    lab = lab_beside(options)
    for path in options.beside:
        put_beside(lab, path)
    return Source(lab, stand(lab.world, plan, listening(options.listen, plan)))


def is_whole(options: argparse.Namespace) -> bool:
    """Whether what the options name is a lab of its own, and no compose file."""
    return options.scenario.startswith(HOSTS) or (
        (is_scenario(options.scenario) and not options.more) or dumps.is_dump(options.scenario)
    )


def lab_beside(options: argparse.Namespace) -> Lab:
    """A fresh lab with the release, the daemon's flags and the extensions that scenarios of ``--with`` name;
    PlanError where they contradict each other, or ``--engine``."""
    from dockernet_sim.shell import scenario

    release, daemon, extensions = str(options.engine or ""), "", dict[str, None]()
    for path in filter(is_scenario, options.beside):
        played = scenario.load(path)
        release = _agreed("engine", played.engine or "", release, path)
        daemon = _agreed("daemon", played.daemon, daemon, path)
        extensions |= dict.fromkeys(played.extensions)
    return Lab(engine=release or DEFAULT, seed=options.seed, daemon=daemon, extensions=[*extensions])


def _agreed(what: str, named: str, before: str, path: str) -> str:
    if named and before and named != before:
        text = f"`# {what}: {named}` of {path} contradicts {what} {before}, named before: drop one of them"
        raise PlanError([Problem(Mark("--with", 0), text)])
    return before or named


def put_beside(lab: Lab, path: str) -> None:
    """What stands there before the project."""
    if is_scenario(path):
        from dockernet_sim.shell import replay, scenario

        for step in replay.play_on(lab.world, scenario.load(path)):
            if step["exit"]:
                tell(f"{path}: {step['at']}$ {step['cmd']}: exit {step['exit']}: {step['stderr'].strip()}")
    else:
        for text in stand(lab.world, load(path, environment=dict(os.environ))).refused:
            tell(f"{path}: {text}")


def tell(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(printable(f"{text}\n"))


def listening(words: list[str], plan: Plan) -> dict[str, list[str]]:
    """``web=80,443`` as ports by service."""
    found = {}
    for word in words:
        read = LISTEN.fullmatch(word)
        if read is None or read[1] not in plan.services or not all(map(is_port, read[2].split(","))):
            known = ", ".join(plan.services)
            text = f"{word!r} is not SERVICE=PORT[,PORT] of a service, ports from 1 to 65535; there are {known}"
            raise PlanError([Problem(Mark("--listen", 0), text)])
        found[read[1]] = read[2].split(",")
    return found
