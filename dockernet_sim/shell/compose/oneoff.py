"""``docker compose run``: one more container of a service, with a command of its own."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from dockernet_sim.plans.commands import container
from dockernet_sim.plans.plan import Plan, PortPlan, ServicePlan
from dockernet_sim.shell.compose import lifecycle
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.making import Making, labels_of
from dockernet_sim.shell.compose.project import ONEOFF, Project
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.pflag import Parsed
from dockernet_sim.sim.errors import NotModelled

SLUG = "com.docker.compose.slug"
__all__ = ["run"]


def run(project: Project, options: Parsed) -> Steps:
    """``docker compose run [--rm] [-d] SERVICE [COMMAND...]``: what it depends on first, then the container."""
    if not options.words:
        raise ComposeError("requires at least 1 arg(s), only received 0")
    if options["service-ports"] and options["publish"]:
        raise ComposeError("--service-ports and --publish are incompatible")
    name = options.words[0]
    project.check([name])
    service = project.plan.services[name]
    if service.build and not service.image:
        raise NotModelled(f"building images is not modelled (service {name}): give it an image")
    yield from prepared(project, options, service)
    slug = hashlib.sha256(f"{project.name} {name} {project.task.pid} {project.task.clock.now}".encode()).hexdigest()
    called = options["name"] or f"{project.name}-{name}-run-{slug[:12]}"
    gone = options["rm"] and options["detach"]  # the engine removes it; otherwise compose does
    yield from create(project, changed(service, called, options), slug, gone)
    return (yield from started(project, called, options))


def prepared(project: Project, options: Parsed, service: ServicePlan) -> Any:
    """The image, the networks, and the services that this one depends on."""
    others = [] if options["no-deps"] else sorted(service.depends_on)
    if others:
        yield from lifecycle.make(project, lifecycle.wanted(others), True)
    own = lifecycle.narrowed(project.plan, [service.name], False)
    yield from lifecycle.pull(project, own)
    making: Making = yield from lifecycle.making(project, own, [])
    for each in own.networks.values():
        yield from lifecycle.drive(project, making.make_network(each))


def changed(service: ServicePlan, called: str, options: Parsed) -> ServicePlan:
    """The service as its one-off container has it: no port of the host and no alias unless they are asked for."""
    networks = service.networks
    if not options["use-aliases"]:
        networks = {name: replace(each, aliases=[]) for name, each in networks.items()}
    told = dict(each.partition("=")[::2] for each in options["env"])
    words = options.words[1:]
    return replace(
        service,
        containers=[called],
        networks=networks,
        ports=service.ports if options["service-ports"] else [published(each) for each in options["publish"]],
        environment={**service.environment, **told},
        command=words or service.command,
        entrypoint=options["entrypoint"].split() if "entrypoint" in options.given else service.entrypoint,
        cap_add=[*service.cap_add, *options["cap-add"]],
        cap_drop=[*service.cap_drop, *options["cap-drop"]],
        restart="",
    )


def published(word: str) -> PortPlan:
    """``-p [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]``."""
    from dockernet_sim.plans.compose.ports import short

    try:
        found = short(word)
    except ValueError as error:
        raise ComposeError(str(error)) from None
    if len(found) != 1:
        raise NotModelled(f"option --publish of docker compose run with a range ({word}) is not modelled")
    return PortPlan(*found[0])


def create(project: Project, service: ServicePlan, slug: str, gone: bool) -> Any:
    """Make the container."""
    called, plan = service.containers[0], project.plan
    project.say(f"Container {called} Creating")
    marks = labels_of(service, project.files())
    several = project.engine.release.rules.several_networks
    own = Plan(plan.project, {**plan.services, service.name: service}, plan.networks)
    for line in container(own, service, 0, several, {**marks, ONEOFF: "True", SLUG: slug}):
        said = yield from project.line(line.replace("docker create", "docker create --rm", 1) if gone else line)
        if said.exit:
            raise ComposeError(said.stderr.strip(), 127 if "not modelled" in said.stderr else 1)
    project.say(f"Container {called} Created")


def started(project: Project, called: str, options: Parsed) -> Steps:
    """Start it, and say what it says until it ends; with ``-d`` its id."""
    if options["detach"]:
        said = yield from project.docker("start", called)
        if said.exit:
            raise ComposeError(said.stderr.strip().partition("\n")[0])
        shown = yield from project.docker("inspect", "-f", "{{.Id}}", called)
        project.task.out(shown.stdout)
        return 0
    task = project.task
    code = yield from project.attached(["start", "-a", "-i", called], task.stdout, task.stderr, task.source)
    if options["rm"]:
        yield from project.docker("rm", "-f", "-v", called)
    return code
