"""``top``, ``images``, ``pull``, ``cp``, ``scale`` and ``build``: commands that hand their work to docker's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.shell.compose import lifecycle
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.project import Made, Project
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.pflag import Parsed
from dockernet_sim.sim.errors import NotModelled

IMAGES = ("CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED")
IMAGE = "{{.ID}}\t{{.Repository}}\t{{.Tag}}\t{{.Size}}\t{{.CreatedSince}}"


def padded(rows: Sequence[Sequence[str]], least: int, gap: int) -> str:
    """Rows as a table: columns of at least `least`, with `gap` blanks between them."""
    last = len(rows[0]) - 1
    widths = [max(least, gap + max(len(row[column]) for row in rows)) for column in range(last)] + [0]
    return "".join("".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) + "\n" for row in rows)


def known(project: Project, made: Sequence[Made], services: Sequence[str]) -> list[Made]:
    """The containers of some services, or all of them; names of no service are passed over."""
    return [each for each in made if not services or each.service in services]


def top(project: Project, options: Parsed) -> Steps:
    """``docker compose top [SERVICE...]``: the processes of containers that run."""
    made = known(project, (yield from project.made(False, oneoff=True)), options.words)
    rows: list[list[str]] = []
    for each in sorted(made, key=lambda one: (one.service, one.oneoff, one.number)):
        said = yield from project.docker("top", each.name)
        head, *lines = [line.split(None, 7) for line in said.stdout.splitlines()]
        rows += [["SERVICE", "#", *head]] if not rows else []
        rows += [[each.service, "" if each.oneoff else str(each.number), *line] for line in lines]
    project.task.out(padded(rows, 4, 2) if rows else "")
    return 0


def images(project: Project, options: Parsed) -> Steps:
    """``docker compose images``: the images of the project's containers."""
    if options["format"] not in ("", "table"):
        raise NotModelled(f"docker compose images --format {options['format']} is not modelled")
    made = known(project, (yield from project.made(oneoff=True)), options.words)
    shown = yield from project.docker("images", "--no-trunc", "--format", IMAGE)
    facts = {row[0]: row for row in (line.split("\t") for line in shown.stdout.splitlines())}
    rows, full = [IMAGES], set()
    for each in made:
        said = yield from project.docker("inspect", "-f", "{{.Image}}", each.name)
        image = said.stdout.strip()
        full.add(image.partition(":")[2])
        _, repository, tag, size, age = facts.get(image, (image, "<none>", "<none>", "0B", ""))
        short = image.partition(":")[2][:12]
        rows.append((each.name, repository, tag, "linux/amd64", short, size, age))
    project.task.out("".join(f"{each}\n" for each in sorted(full)) if options["quiet"] else padded(rows, 20, 3))
    return 0


def pull(project: Project, options: Parsed) -> Steps:
    """``docker compose pull [SERVICE...]``."""
    project.check(options.words)
    services = [each for name, each in project.plan.services.items() if not options.words or name in options.words]
    refused = ""
    for image in sorted({each.image for each in services if each.image}):
        project.say(f"Image {image} Pulling")
        said = yield from project.docker("pull", "-q", image)
        project.say(f"Image {image} {f'Error {said.stderr.strip()}' if said.exit else 'Pulled'}")
        refused = refused or (said.stderr.strip() if said.exit else "")
    if refused and not options["ignore-pull-failures"]:
        raise ComposeError(refused, 127 if "not modelled" in refused else 1)
    return 0


def copy(project: Project, options: Parsed) -> Steps:
    """``docker compose cp SERVICE:PATH PATH`` and back."""
    if len(options.words) != 2:
        raise ComposeError(f"requires 2 arguments, received {len(options.words)}")
    source, target = options.words
    inside = [":" in each and not each.startswith(("/", ".")) for each in (source, target)]
    if inside[0] == inside[1]:
        raise ComposeError("copying between services is not supported" if inside[0] else "unknown copy direction")
    service = (source if inside[0] else target).partition(":")[0]
    made = [each for each in (yield from project.made()) if each.service == service]
    number = int(options["index"]) if options["index"].isdigit() and options["index"] != "0" else 0
    made = [each for each in made if not number or each.number == number]
    if not made:
        raise ComposeError(f'no container found for service "{service}"')
    flags = [word for word, name in (("-a", "archive"), ("-L", "follow-link")) if options[name]]
    for each in made if inside[1] and options["all"] else made[:1]:
        words = [
            f"{each.name}:{word.partition(':')[2]}" if there else word
            for word, there in zip((source, target), inside, strict=True)
        ]
        project.task.err(f" {each.name} Copying {words[0]} to {words[1]}\n")
        said = yield from project.docker("cp", *flags, *words)
        if "No such container:path" in said.stderr:
            raise ComposeError((yield from absent(project, each, words[0].partition(":")[2])))
        if said.exit:
            raise ComposeError(said.stderr.strip())
        project.task.err(f" {each.name} Copied {words[0]} to {words[1]}\n")
    return 0


def absent(project: Project, made: Made, path: str) -> Any:
    """The engine's words for a file that is not in a container."""
    shown = yield from project.docker("inspect", "-f", "{{.Id}}", made.name)
    return f"Error response from daemon: Could not find the file {path} in container {shown.stdout.strip()}"


def scale(project: Project, options: Parsed) -> Steps:
    """``docker compose scale SERVICE=NUMBER...``."""
    if not options.words:
        raise ComposeError("requires at least 1 arg(s), only received 0")
    names = []
    for word in options.words:
        name, _, number = word.partition("=")
        if not number.isdigit():
            raise ComposeError(f"invalid scale specifier: {word}")
        names.append(name)
    yield from lifecycle.make(project, lifecycle.wanted(names, options.words, options["no-deps"]), True)
    return 0


def build(project: Project, options: Parsed) -> Steps:
    """``docker compose build``: refused where there is something to build."""
    yield project.task.sleep(0.0)
    built = [each.name for each in project.plan.services.values() if each.build]
    if built:
        raise NotModelled(f"building images is not modelled (service {built[0]}): give it an image")
    project.task.err(f'time="{project.stamp()}" level=warning msg="No services to build"\n')
    return 0
