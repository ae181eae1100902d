"""``up``, ``down``, ``start``, ``stop`` and their like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dockernet_sim.plans.commands import NETWORK, PROJECT, ordered
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.shell.compose import looking
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.making import HASH, Making
from dockernet_sim.shell.compose.project import Made, Project
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.pflag import Parsed
from dockernet_sim.sim.errors import NotModelled

DAY = 86_400.0  # seconds


def up(project: Project, options: Parsed) -> Steps:
    """``docker compose up [-d] [SERVICE...]``."""
    yield from make(project, options, not options["no-start"])
    if options["no-start"] or (options["detach"] and not options["wait"]):
        return 0
    made = project.chosen((yield from project.made()), options.words)
    if options["wait"]:
        yield from looking.healthy(project, made, patience(options["wait-timeout"]))
        return 0
    return (yield from looking.attach(project, made, not options["no-log-prefix"]))


def patience(text: str) -> float:
    """The seconds of ``--wait-timeout``; a day without it."""
    if text and not text.isdigit():
        raise ComposeError(
            f'invalid argument "{text}" for "--wait-timeout" flag: strconv.ParseInt: parsing "{text}": invalid syntax'
        )
    return float(text or 0) or DAY


def wanted(words: Sequence[str], scale: Sequence[str] = (), no_deps: bool = False) -> Parsed:
    """The options of ``up`` as other commands use it."""
    off = dict.fromkeys(("remove-orphans", "force-recreate", "no-recreate"), False)
    return Parsed({**off, "scale": list(scale), "no-deps": no_deps}, words=list(words))


def create(project: Project, options: Parsed) -> Steps:
    """``docker compose create``."""
    yield from make(project, options, False)
    return 0


def make(project: Project, options: Parsed, start: bool) -> Any:
    """Make what is missing or changed, and start it."""
    project.check(options.words)
    deep = "no-deps" not in options.values or not options["no-deps"]
    plan = narrowed(scaled(project.plan, options["scale"]), options.words, deep)
    for service in plan.services.values():
        if service.build and not service.image:
            raise NotModelled(f"building images is not modelled (service {service.name}): give it an image")
    made = {each.name: each for each in (yield from project.made())}
    others = [
        each for each in (yield from project.made(oneoff=True)) if each.oneoff and each.state in ("exited", "dead")
    ]
    yield from orphans(project, plan, [*made.values(), *others], options["remove-orphans"])
    work = yield from making(project, plan, list(made.values()))
    work.anew, work.as_is, work.start_them = options["force-recreate"], options["no-recreate"], start
    yield from pull(project, plan)
    yield from surplus(project, plan, made)
    yield from drive(project, work.steps())


def making(project: Project, plan: Plan, made: Sequence[Made]) -> Any:
    """The work of an ``up`` beside containers that are there."""
    return Making(
        plan,
        Unknown(plan),
        project.engine.release.rules.several_networks,
        project=project,
        present={each.name: each for each in made},
        hashes=(yield from labels(project, [each.name for each in made], HASH)),
        networks=(yield from networks(project)),
        files=project.files(),
    )


def pull(project: Project, plan: Plan) -> Any:
    """Fetch the images that the engine does not have; nothing is made when one cannot be had."""
    for image in sorted({service.image for service in plan.services.values() if service.containers}):
        if (yield from project.docker("image", "inspect", image)).exit:
            project.say(f"Image {image} Pulling")
            said = yield from project.docker("pull", "-q", image)
            if said.exit:
                raise ComposeError(said.stderr.strip(), 127 if "not modelled" in said.stderr else 1)
            project.say(f"Image {image} Pulled")


def drive(project: Project, steps: Any) -> Any:
    """Carry the steps out as programs of this machine."""
    answer = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(step, str):
            answer = yield from project.line(step)
        else:
            yield project.task.sleep(step)


def scaled(plan: Plan, words: Sequence[str]) -> Plan:
    """``--scale web=2``."""
    services = dict(plan.services)
    for word in words:
        name, _, number = word.partition("=")
        if name not in services:
            raise ComposeError(f"no such service: {name}")
        if not number.isdigit():
            raise ComposeError(f'invalid --scale option "{word}". Should be SERVICE=NUM')
        names = [f"{plan.project}-{name}-{each}" for each in range(1, int(number) + 1)]
        services[name] = replace(services[name], containers=names)
    return replace(plan, services=services)


def narrowed(plan: Plan, services: Sequence[str], deep: bool = True) -> Plan:
    """Some services with what they depend on, and the networks that those are on."""
    if not services:
        return plan
    wanted = set(services)
    for _ in plan.services if deep else ():
        wanted |= {other for name in wanted if name in plan.services for other in plan.services[name].depends_on}
    kept = {name: service for name, service in plan.services.items() if name in wanted}
    joined = {name for service in kept.values() for name in service.networks}
    return replace(plan, services=kept, networks={name: each for name, each in plan.networks.items() if name in joined})


def labels(project: Project, names: Sequence[str], label: str) -> Any:
    """A label of containers."""
    found = {}
    for name in names:
        shown = yield from project.docker("inspect", "-f", f'{{{{index .Config.Labels "{label}"}}}}', name)
        found[name] = shown.stdout.strip()
    return found


def networks(project: Project) -> Any:
    """The engine's networks: name to Compose's key for it."""
    shown = yield from project.docker("network", "ls", "--format", f'{{{{.Name}}}}\t{{{{.Label "{NETWORK}"}}}}')
    return dict(line.split("\t") for line in shown.stdout.splitlines())


def orphans(project: Project, plan: Plan, made: list[Made], away: bool) -> Any:
    """Containers of services that the file does not have any more."""
    known = {*plan.services, *project.read(["*"]).services}
    lost = [each for each in made if each.service not in known or each.oneoff]
    if lost and away:
        yield from each_of(project, lost, ["rm", "-f"], "Removing", "Removed")
    elif lost:
        names = ", ".join(each.name for each in lost)
        text = (
            f"Found orphan containers ({names}) for this project. If you removed or renamed this service in your compose file,"  # noqa: E501
            " you can run this command with the --remove-orphans flag to clean it up."
        )
        project.task.err(f'time="{project.stamp()}" level=warning msg="{text}"\n')


def surplus(project: Project, plan: Plan, made: dict[str, Made]) -> Any:
    """Containers of a service that has fewer of them now."""
    more = [
        each
        for each in made.values()
        if each.service in plan.services and each.name not in plan.services[each.service].containers
    ]
    yield from each_of(project, more, ["rm", "-f"], "Removing", "Removed")


def down(project: Project, options: Parsed) -> Steps:
    """``docker compose down``: containers, then the project's networks."""
    made = yield from project.made(oneoff=options["remove-orphans"])
    known = project.read(project.root["profile"]) if has_file(project) else None
    own = [each for each in made if known is None or each.service in known.services or options["remove-orphans"]]
    own = project.chosen(own, options.words, strangers=True)
    own = sequence(known, own, last_first=True)
    patience = ["-t", options["timeout"]] if options["timeout"] else []
    for each in own:
        running = each.state in ("running", "paused")
        yield from each_of(project, [each], ["stop", *patience] if running else [], "Stopping", "Stopped")
        yield from each_of(project, [each], ["rm", *(["-v"] if options["volumes"] else [])], "Removing", "Removed")
    for name, key in sorted((yield from networks(project)).items()):
        mine = key and (name.startswith(f"{project.name}_") or (known is not None and name in known.networks))
        if mine and not (known and name in known.networks and known.networks[name].external) and not options.words:
            project.say(f"Network {name} Removing")
            said = yield from project.docker("network", "rm", name)
            project.say(f"Network {name} {'Resource is still in use' if said.exit else 'Removed'}")
    return 0


def has_file(project: Project) -> bool:
    """Whether there are compose files; ``-p NAME`` does without."""
    try:
        project.files()
    except ComposeError:
        if project.root["project-name"]:
            return False
        raise
    return True


def sequence(plan: Plan | None, made: Sequence[Made], last_first: bool = False) -> list[Made]:
    """Containers in the order of their services' dependencies."""
    order = [service.name for service in ordered(plan)] if plan is not None else []
    rank = {name: number for number, name in enumerate(order)}
    found = sorted(made, key=lambda each: (rank.get(each.service, len(rank)), each.number))
    return found[::-1] if last_first else found


def each_of(project: Project, made: Sequence[Made], words: list[str], before: str, after: str) -> Any:
    """The same docker command for several containers; ComposeError with the engine's words when it is refused."""
    for each in made:
        if before:
            project.say(f"Container {each.name} {before}")
        said = (yield from project.docker(*words, each.name)) if words else None
        if said is not None and said.exit:
            raise ComposeError(said.stderr.strip())
        project.say(f"Container {each.name} {after}")


def acting(
    words: list[str], before: str, after: str, wanted: tuple[str, ...], backwards: bool = False
) -> Callable[[Project, Parsed], Steps]:
    """A command that does one thing to the containers that are in some states."""

    def run(project: Project, options: Parsed) -> Steps:
        made = project.chosen((yield from project.made(oneoff=project.command == "kill")), options.words)
        if not made and project.command == "kill":
            project.task.err("No container to kill\n")
        plan = project.plan if has_file(project) else None
        own = [each for each in sequence(plan, made, backwards) if each.state in wanted]
        extra = ["-t", options["timeout"]] if options.values.get("timeout") else []
        extra += ["-s", options["signal"]] if options.values.get("signal") else []
        yield from each_of(project, own, [*words, *extra], before, after)
        return 0

    return run


stop = acting(["stop"], "Stopping", "Stopped", ("running", "paused"), True)
restart = acting(["restart"], "Restarting", "Started", ("running", "exited", "paused", "created"))
kill = acting(["kill"], "Killing", "Killed", ("running", "paused"))


def pause(project: Project, options: Parsed) -> Steps:
    """``docker compose pause`` and ``unpause``."""
    wanted = ("running",) if project.command == "pause" else ("paused",)
    words = ("", "Paused") if project.command == "pause" else ("", "Unpaused")
    return (yield from acting([project.command], *words, wanted)(project, options))


def start(project: Project, options: Parsed) -> Steps:
    """``docker compose start``: in the order of dependencies."""
    made = project.chosen((yield from project.made()), options.words)
    for name in options.words or [each.name for each in ordered(project.plan)]:
        if project.plan.services[name].containers and not any(each.service == name for each in made):
            raise ComposeError(f'service "{name}" has no container to start')
    idle = [each for each in sequence(project.plan, made) if each.state != "running"]
    yield from each_of(project, idle, ["start"], "Starting", "Started")
    return 0


def remove(project: Project, options: Parsed) -> Steps:
    """``docker compose rm -f``: stopped containers."""
    made = project.chosen((yield from project.made()), options.words)
    if options["stop"]:
        yield from each_of(project, [each for each in made if each.state == "running"], ["stop"], "Stopping", "Stopped")
        made = project.chosen((yield from project.made()), options.words)
    idle = [each for each in made if each.state not in ("running", "paused")]
    if not idle:
        project.task.err("No stopped containers\n")
        return 0
    project.task.out(f"Going to remove {', '.join(each.name for each in reversed(idle))}\n")
    if not options["force"] and project.task.tty:
        raise NotModelled("asking back is not modelled: docker compose rm -f")
    if not options["force"]:
        return 0  # the question is answered by no: there is no terminal
    yield from each_of(project, idle, ["rm", *(["-v"] if options["volumes"] else [])], "Removing", "Removed")
    return 0


__all__ = ["PROJECT", "create", "down", "kill", "pause", "remove", "restart", "start", "stop", "up"]
