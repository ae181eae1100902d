"""Tables on pages that are made from what is there:
the command line from its parsers, docker-py's members from the client."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = re.compile(r"(<!-- commands: [^>]*-->\n).*?(<!-- end -->)", re.S)
EXERCISES = re.compile(r"(<!-- exercises: [^>]*-->\n).*?(<!-- end -->)", re.S)
DOCKER_PY = re.compile(r"(<!-- docker-py: [^>]*-->\n).*?(<!-- end -->)", re.S)
SHARED = 3  # an argument that so many commands have is told once
MEMBERS = ROOT / "tests" / "unit" / "client" / "docker_py_keywords.json"


def list_tables(text: str) -> str:
    """A page with its tables made anew."""
    for pattern, make in ((COMMANDS, commands), (DOCKER_PY, docker_py), (EXERCISES, exercises)):
        if pattern.search(text):
            made = make()
            text = pattern.sub(lambda found, made=made: f"{found[1]}\n{made}\n{found[2]}", text)  # type: ignore[misc]
    return text


def commands() -> str:
    """The arguments that several sub-commands share, and a section for each sub-command of ``dockernet-sim``."""
    from dockernet_sim.cli import build_parser

    chosen = next(a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in chosen._choices_actions}
    own = {name: rows(parser) for name, parser in chosen.choices.items()}
    count = Counter(row for listed in own.values() for row in listed.values())
    shared = {shown: row for listed in own.values() for shown, row in listed.items() if count[row] >= SHARED}
    sections = [f"### Shared arguments\n\n{table(shared.values())}"]
    for name, listed in own.items():
        taken = [shown for shown, row in listed.items() if row in shared.values()]
        rest = [row for row in listed.values() if row not in shared.values()]
        parts = [f"### dockernet-sim {name}\n\n{sentence(helps[name])}\n"]
        parts += [table(rest)] if rest else []
        parts += [f"Shared: {', '.join(taken)}.\n"] if taken else []
        sections.append("\n".join(parts))
    return "\n".join(sections)


def exercises() -> str:
    """A table for each kind of exercise: name, level, minutes, points, release, what is learnt, after which lesson."""
    from dockernet_sim.notebook.exercise_bank import exercise, names
    from dockernet_sim.notebook.exercises.about import KINDS, LEVELS

    titles = {path.stem.partition("_")[2]: title(path) for path in (ROOT / "notebooks" / "source").glob("*.md")}
    head = (
        "| exercise | level | minutes | points | Docker | what is learnt | after the lesson |\n" + "| --- " * 7 + "|\n"
    )
    rows: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for task in map(exercise, names()):
        about = task.about
        assert about is not None
        points = sum(goal.points for goal in task.goals)
        told = (f"`{task.name}`: {task.title()}", LEVELS[about.level], about.minutes, f"{points:g}", task.engine)
        cells = " | ".join(map(str, (*told, about.learns, titles[about.lesson])))
        rows[about.kind].append(f"| {cells} |\n")
    return "\n".join(f"### {KINDS[kind]}\n\n{head}{''.join(listed)}" for kind, listed in rows.items())


def title(path: Path) -> str:
    """A lesson's title."""
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# "))[2:]


def table(lines: Iterable[str]) -> str:
    """Rows of arguments under their head; nothing for no rows."""
    listed = "".join(lines)
    return listed and f"| argument | meaning |\n| --- | --- |\n{listed}"


def rows(parser: argparse.ArgumentParser) -> dict[str, str]:
    """A row for each argument of a sub-command, by how it is typed."""
    return {
        shown(action): f"| {shown(action)} | {(action.help or '') % {**vars(action), 'prog': parser.prog}} |\n"
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction)
    }


def shown(action: argparse.Action) -> str:
    """An argument as it is typed."""
    metavar = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    value = "" if action.nargs == 0 else " " + (" ".join(metavar) if isinstance(metavar, tuple) else metavar)
    if not action.option_strings:
        return f"`{value.strip()}{' ...' if action.nargs == '+' else ''}`"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def sentence(text: str) -> str:
    """A help text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def docker_py() -> str:
    """docker-py's members by class: answered, or refused by name."""
    from dockernet_sim import Lab

    lab = Lab()
    lab.docker.swarm.init()
    lab.sh("docker network create mynet; docker volume create data; docker run -d --name web nginx")
    return "| class | answered | refused by name |\n| --- | --- | --- |\n" + "".join(_classes(holders(lab)))


def holders(lab: Any) -> dict[str, Any]:
    """An object of each class."""
    from dockernet_sim.client import errors, types

    docker = lab.docker
    return {
        "DockerClient": docker,
        "ContainerCollection": docker.containers,
        "Container": docker.containers.get("web"),
        "NetworkCollection": docker.networks,
        "Network": docker.networks.get("mynet"),
        "ImageCollection": docker.images,
        "Image": docker.images.get("nginx"),
        "Volume": docker.volumes.get("data"),
        "VolumeCollection": docker.volumes,
        "Swarm": docker.swarm,
        "Node": docker.nodes.list()[0],
        "NodeCollection": docker.nodes,
        "APIClient": docker.api,
        "types": types,
        "errors": errors,
    }


def _classes(objects: dict[str, Any]) -> Iterator[str]:
    members = json.loads(MEMBERS.read_text(encoding="utf-8"))["members"]
    for kind, holder in objects.items():
        names = [name.partition(".")[2] for name in members if name.partition(".")[0] == kind]
        there = [name for name in names if is_there(holder, name)]
        missing = [name for name in names if name not in there]
        yield f"| `{kind}` | {_listed(there)} | {_listed(missing)} |\n"


def is_there(holder: Any, name: str) -> bool:
    """Whether a member is answered."""
    from dockernet_sim.sim.errors import NotModelled

    try:
        found = getattr(holder, name)
    except NotModelled:
        return False
    return not (getattr(found, "__doc__", None) or "").endswith("refused by name.")


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
