"""``ps``, ``port``, ``config``, ``exec``, ``logs`` and ``ls``: what is there, and what the file says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from typing import Any

import simpy

from dockernet_sim.plans.commands import PROJECT
from dockernet_sim.programs.stream import Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.compose.canonical import canonical
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.project import Made, Project
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.pflag import Parsed
from dockernet_sim.sim.errors import NotModelled

HEADS = ("NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS")
FILES = "com.docker.compose.project.config_files"
INTERRUPTED = 130
NULL = "tag:yaml.org,2002:null"
OTHER = re.compile(r"|[-+.0-9][-+.0-9eExXa-fA-F_:]*|true|false|yes|no|on|off|null|~|y|n", re.IGNORECASE)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table: three blanks between columns, each of ten or more, as Go's tabwriter pads them."""
    widths = [max(10, 3 + max(len(row[column]) for row in rows)) for column in range(len(rows[0]) - 1)]
    pads = [*widths, 0]
    return "".join("".join(f"{cell:<{pad}}" for cell, pad in zip(row, pads, strict=True)) + "\n" for row in rows)


def ps(project: Project, options: Parsed) -> Steps:
    """``docker compose ps``."""
    made = yield from project.made(options["all"] or bool(options["status"]), oneoff=options["all"])
    made = project.chosen(made, options.words, strangers=True)
    if options["filter"] or options["status"]:
        wanted = [*options["status"], *(each.removeprefix("status=") for each in options["filter"])]
        if any("=" in each for each in wanted):
            raise ComposeError(f"unknown filter {wanted[0].partition('=')[0]}")
        made = [each for each in made if each.state in wanted]
    if options["quiet"]:
        full = yield from ids(project, made)
        project.task.out("".join(f"{each}\n" for each in full))
    elif options["services"]:
        project.task.out("".join(f"{each}\n" for each in sorted({each.service for each in made})))
    elif options["format"] == "json":
        project.task.out("".join(f"{json.dumps(facts(project, each))}\n" for each in made))
    elif options["format"] in ("", "table"):
        rows = [HEADS, *(row(each) for each in made)]
        project.task.out(columns(rows))
    else:
        raise NotModelled(f"docker compose ps --format {options['format']} is not modelled: json and table are")
    return 0


def row(made: Made) -> tuple[str, ...]:
    """A line of the table."""
    return made.name, made.image, made.command, made.service, made.age, made.status, ports_of(made)


def ports_of(made: Made) -> str:
    """The ports with brackets round IPv6, as later clients write them."""
    return made.ports.replace(":::", "[::]:")


def facts(project: Project, made: Made) -> dict[str, Any]:
    """A container as ``--format json`` has it."""
    return {
        "Command": made.command, "ID": made.id, "Image": made.image, "Name": made.name, "Names": made.name,
        "Ports": ports_of(made), "Project": project.name, "RunningFor": made.age, "Service": made.service,
        "State": made.state, "Status": made.status,
    }  # fmt: skip


def ids(project: Project, made: Sequence[Made]) -> Any:
    """The full ids."""
    if not made:
        return []
    shown = yield from project.docker("inspect", "-f", "{{.Id}}", *(each.name for each in made))
    return shown.stdout.split()


def running(project: Project, service: str, index: str) -> Any:
    """The container of a service with that number."""
    made = [each for each in (yield from project.made(False)) if each.service == service]
    number = int(index) if index and index != "0" else 0
    for each in sorted(made, key=lambda one: one.number):
        if not number or each.number == number:
            return each
    raise ComposeError(f'service "{service}" is not running{f" container #{number}" if number else ""}')


def port(project: Project, options: Parsed) -> Steps:
    """``docker compose port SERVICE PORT``."""
    if len(options.words) != 2:
        raise ComposeError(f"requires at least 2 arg(s), only received {len(options.words)}")
    service, number = options.words
    if not number.isdigit():
        raise ComposeError(f'strconv.ParseUint: parsing "{number}": invalid syntax')
    made = yield from running(project, service, options["index"])
    wanted = f"{number}/{options['protocol'] or 'tcp'}"
    shown = yield from project.docker("port", made.name)
    bindings = [line.split(" -> ") for line in shown.stdout.splitlines()]
    for private, public in bindings:
        if private == wanted:
            project.task.out(f"{public}\n")
            return 0
    listed = ", ".join(sorted((private for private, _ in bindings), key=lambda each: int(each.partition("/")[0])))
    raise ComposeError(f"no port {wanted} for container {made.name}: {listed}")


def execute(project: Project, options: Parsed) -> Steps:
    """``docker compose exec SERVICE COMMAND``: a terminal where there is one, unless ``-T``."""
    if len(options.words) < 2:
        raise ComposeError(f"requires at least 2 arg(s), only received {len(options.words)}")
    service, *words = options.words
    made = yield from running(project, service, options["index"])
    terminal = project.task.tty and not options["no-tty"]
    given = ["-d"] if options["detach"] else ["-i", *(["-t"] if terminal else [])]
    given += [word for each in options["env"] for word in ("-e", each)]
    given += ["--privileged"] if options["privileged"] else []
    for name in ("user", "workdir"):
        given += [f"--{name}", options[name]] if options[name] else []
    task = project.task
    return (yield from project.attached(["exec", *given, made.name, *words], task.stdout, task.stderr, task.source))


def logs(project: Project, options: Parsed) -> Steps:
    """``docker compose logs [-f] [SERVICE...]``."""
    made = project.chosen((yield from project.made()), options.words)
    words = [word for name in ("tail", "since", "until") if options[name] for word in (f"--{name}", options[name])]
    words += ["-t"] if options["timestamps"] else []
    if options["follow"]:
        return (yield from follow(project, made, words, not options["no-log-prefix"]))
    width = max((len(each.short) for each in made), default=0)
    for each in made:
        said = yield from project.docker("logs", *words, each.name)
        write = prefixed(project, each, width, not options["no-log-prefix"])
        write(said.stdout + said.stderr)
    return 0


def prefixed(project: Project, made: Made, width: int, prefix: bool) -> Any:
    """What writes lines with the container's name in front."""
    head = f"{made.short:<{width + 1}} | " if prefix else ""

    def write(text: str) -> None:
        for line in text.splitlines():
            project.task.out(f"{head}{line}\n")

    return write


def follow(project: Project, made: Sequence[Made], words: Sequence[str], prefix: bool) -> Steps:
    """Write what containers say until they end, or until Ctrl-C."""
    width = max((len(each.short) for each in made), default=0)
    children = []
    for each in made:
        stream = Stream(prefixed(project, each, width, prefix))
        child = Task(
            project.task.place, ["docker", "logs", "-f", *words, each.name], env=project.task.env, stdout=stream,
            stderr=stream, parent=project.task,
        )  # fmt: skip
        child.start()
        children.append(child)
    project.task.endless = True
    try:
        for child in children:
            if child.process is not None and child.running:
                yield child.process
    except simpy.Interrupt:
        for child in children:
            child.signal("INT")
        return INTERRUPTED
    return 0


def attach(project: Project, made: Sequence[Made], prefix: bool) -> Steps:
    """``up`` without ``-d``: what the containers say; Ctrl-C stops them."""
    project.task.out(f"Attaching to {', '.join(each.short for each in made)}\n")
    code = yield from follow(project, made, [], prefix)
    if code == INTERRUPTED:
        project.say("Compose Stopping Gracefully Stopping... press Ctrl+C again to force")
        for each in reversed(made):
            project.say(f"Container {each.name} Stopping")
            yield from project.docker("stop", each.name)
            project.say(f"Container {each.name} Stopped")
        return code
    for each in made:
        said = yield from project.docker("inspect", "-f", "{{.State.ExitCode}}", each.name)
        project.task.out(f"{each.short} exited with code {said.stdout.strip()}\n")
    return 0


def healthy(project: Project, made: Sequence[Made], patience: float) -> Any:
    """``up --wait``: until every container runs, and is healthy where it has a check."""
    for each in made:
        project.say(f"Container {each.name} Waiting")
    form = "{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.Status}} {{.State.ExitCode}}"
    until = project.task.clock.now + patience
    for each in made:
        while True:
            shown = yield from project.docker("inspect", "-f", form, each.name)
            status, state, code = (*shown.stdout.split(), "", "", "")[:3]
            if state != "running":
                raise ComposeError(f"container {each.name} exited ({code})")
            if status in ("none", "healthy"):
                break
            if status == "unhealthy":
                raise ComposeError(f"container {each.name} is unhealthy")
            if project.task.clock.now >= until:
                raise ComposeError(f"application not healthy after {patience:g}s")
            yield project.task.sleep(0.5)
        project.say(f"Container {each.name} Healthy")


def ls(project: Project, options: Parsed) -> Steps:
    """``docker compose ls``: the projects that the engine knows."""
    form = f'{{{{.Label "{PROJECT}"}}}}\t{{{{.State}}}}\t{{{{.Label "{FILES}"}}}}'
    shown = yield from project.docker("ps", "-a", "--filter", f"label={PROJECT}", "--format", form)
    projects: dict[str, list[tuple[str, str]]] = {}
    for line in shown.stdout.splitlines():
        name, state, files = line.split("\t")
        projects.setdefault(name, []).append((state, files))
    rows = []
    for name, found in sorted(projects.items()):
        states = [state for state, _ in found]
        if "running" in states or options["all"]:
            told = ", ".join(
                f"{each}({states.count(each)})" for each in sorted(set(states)) if options["all"] or each == "running"
            )
            rows.append((name, told, found[0][1]))
    for word in options["filter"]:
        kind, _, part = word.partition("=")
        if kind != "name":
            raise ComposeError(f"invalid filter '{kind}'")
        rows = [each for each in rows if part in each[0]]
    if options["quiet"]:
        project.task.out("".join(f"{name}\n" for name, *_ in rows))
    elif options["format"] == "json":
        listed = [{"Name": name, "Status": status, "ConfigFiles": files} for name, status, files in rows]
        project.task.out(json.dumps(listed, separators=(",", ":")) + "\n")
    elif options["format"] not in ("", "table"):
        raise NotModelled(f"docker compose ls --format {options['format']} is not modelled: json and table are")
    else:
        widths = (20, 20)
        table = [("NAME", "STATUS", "CONFIG FILES"), *rows]
        project.task.out("".join(f"{a:<{widths[0]}}{b:<{widths[1]}}{c}\n" for a, b, c in table))
    return 0


def config(project: Project, options: Parsed) -> Steps:
    """``docker compose config``."""
    plan = project.plan
    yield project.task.sleep(0.0)
    lists = {
        "services": sorted(plan.services),
        "networks": sorted({network.key for network in plan.networks.values()}),
        "images": sorted({each.image or f"{plan.project}-{each.name}" for each in plan.services.values()}),
    }
    for name, found in lists.items():
        if options[name]:
            project.task.out("".join(f"{each}\n" for each in found))
            return 0
    if options["profiles"] or options["volumes"]:
        shown = canonical(project, ["*"] if options["profiles"] else project.root["profile"])
        several = {name for each in shown["services"].values() for name in each.get("profiles") or ()}
        names = sorted(several) if options["profiles"] else sorted(shown.get("volumes") or {})
        project.task.out("".join(f"{each}\n" for each in names))
    elif not options["quiet"]:
        shown = canonical(project, project.root["profile"])
        project.task.out(as_json(shown) if options["format"] == "json" else as_yaml(shown))
    return 0


def as_json(found: Any) -> str:
    """The document as JSON."""
    return json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def as_yaml(found: Any) -> str:
    """The document as YAML, laid out as Compose does."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10**6
    yaml.representer.add_representer(type(None), lambda dumper, _: dumper.represent_scalar(NULL, "null"))
    text = io.StringIO()
    yaml.dump(quoted(found), text)
    return text.getvalue()


def quoted(value: Any) -> Any:
    """The document with double quotes round texts that would be read as something else."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        return {key: quoted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [quoted(each) for each in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) and OTHER.fullmatch(value) else value
