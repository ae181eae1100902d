"""Why the engine refuses a docker command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.said import say
from dockernet_sim.explain.story import Step, Story
from dockernet_sim.explain.why.answer import VM, Remedy, Why, answer_to
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import Question
from dockernet_sim.reach import NetworkFacts
from dockernet_sim.wire.address import broadcast, ip_text, network, parse_cidr

OF_CODES = {
    "pool-exhausted": why.POOL_EXHAUSTED,
    "pool-overlaps": why.POOL_OVERLAPS,
    "bridge-conflict": why.POOL_OVERLAPS,
    "needs-subnet": why.NEEDS_SUBNET,
    "needs-user-network": why.NEEDS_SUBNET,
    "network-in-use": why.NETWORK_IN_USE,
    "port-taken": why.PORT_TAKEN,
    "port-bound": why.PORT_TAKEN,
    "port-bound-proxy": why.PORT_TAKEN,
    "address-taken": why.ADDRESS_TAKEN,
    "name-taken": why.NAME_TAKEN,
    "network-exists": why.NAME_TAKEN,
    "endpoint-exists": why.NAME_TAKEN,
    "no-such-container": why.NO_SUCH,
    "no-such-driver": why.NO_SUCH,
    "no-such-network": why.NO_SUCH,
}
DAEMON = re.compile(r"(?:docker: )?Error response from daemon: (.*)")
SPARE = "10.200.{}.0/24"


def examine_command(land: Land, question: Question) -> Why:
    """Type the line, and judge what the engine says."""
    world = land.world
    engine = world.engine(VM)
    engine.refuse.made.clear()
    result = world.run_line(VM, question.host)
    steps = Story([Step(world.clock.now, world.trace.serial, VM, "", say("step.command", line=_said(result.output)))])
    if not result.exit:
        return answer_to(question, Judgement(why.DONE, say("done.command")), story=steps)
    error = _said(result.stderr)
    reason = OF_CODES.get(engine.refuse.code(result.stderr), why.COMMAND_FAILED)
    about = _network(land, question.host)
    words = {"error": error, "networks": ", ".join(_holders(land)), "containers": ", ".join(_on(land, about))}
    return answer_to(question, Judgement(reason, say(f"{reason}.engine", **words)), story=steps)


def _said(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    found = DAEMON.match(line)
    return found[1] if found else line


def _holders(land: Land) -> list[str]:
    return [f"{each.name} {each.subnet}" for each in land.facts.networks if each.subnet and each.host == VM]


def _network(land: Land, line: str) -> NetworkFacts | None:
    """The network that a line is about."""
    words = line.replace("=", " ").split()
    return next((each for each in land.facts.networks if each.name in words or each.key[:12] in words), None)


def _on(land: Land, about: NetworkFacts | None) -> list[str]:
    if about is None:
        return []
    return [container.name for container, endpoint in land.facts.endpoints() if endpoint.network is about]


# -- what would change it ---------------------------------------------------------------
def command_remedies(land: Land, answer: Why) -> Iterator[Remedy]:
    """What might make the engine do it."""
    line, about = answer.question.host, _network(land, answer.question.host)
    if answer.reason in (why.POOL_EXHAUSTED, why.POOL_OVERLAPS):
        yield from _room(land, line)
    elif answer.reason == why.NEEDS_SUBNET and about is not None:
        yield from _with_subnet(land, line, about)
    elif answer.reason == why.NETWORK_IN_USE and about is not None:
        on = _on(land, about)
        yield Remedy(tuple(f"docker network disconnect -f {about.name} {name}" for name in on))
        yield Remedy((f"docker rm -f {' '.join(on)}",))
    elif answer.reason in (why.NAME_TAKEN, why.PORT_TAKEN, why.ADDRESS_TAKEN):
        yield from (Remedy((f"docker rm -f {name}",)) for name in _in_the_way(land, answer))


def _room(land: Land, line: str) -> Iterator[Remedy]:
    unused = [each for each in land.facts.networks if each.subnet and not each.default and not _on(land, each)]
    spare = next(subnet for subnet in map(SPARE.format, range(256)) if not _taken(land, subnet))
    words = line.split()
    if words[:3] == ["docker", "network", "create"]:
        rest = [word for word in words[3:] if not word.startswith("--subnet=")]
        yield Remedy((), ask=" ".join([*words[:3], "--subnet", spare, *_without(rest, "--subnet")]))
    if unused:
        yield Remedy((f"docker network rm {unused[-1].name}",))


def _without(words: list[str], option: str) -> list[str]:
    if option not in words:
        return words
    place = words.index(option)
    return words[:place] + words[place + 2 :]


def _taken(land: Land, subnet: str) -> bool:
    first, plen = parse_cidr(subnet)
    last = broadcast(first, plen)
    routes = land.world.machines[VM].host.root.ip.fib.routes()
    return any(route.plen and route.net <= last and broadcast(route.net, route.plen) >= first for route in routes)


def _with_subnet(land: Land, line: str, about: NetworkFacts) -> Iterator[Remedy]:
    """Make the network anew with the subnet that it has, or another one beside it."""
    asked = re.search(r"--ip[ =](\d+\.\d+\.\d+\.\d+)", line)
    if about.default or not about.subnet:
        fits = asked is not None
        first = network(parse_cidr(f"{asked[1]}/24")[0], 24) if asked and fits else 0
        if first and not _taken(land, f"{ip_text(first)}/24"):
            name = f"{about.name}2"
            made = f"docker network create --subnet {ip_text(first)}/24 {name}"
            yield Remedy((made,), ask=re.sub(rf"\b{re.escape(about.name)}\b", name, line, count=1))
        return
    commands = [f"docker network disconnect -f {about.name} {name}" for name in _on(land, about)]
    commands += [f"docker network rm {about.name}", f"docker network create --subnet {about.subnet} {about.name}"]
    commands += [f"docker network connect {about.name} {name}" for name in _on(land, about)]
    yield Remedy(tuple(commands))


def _in_the_way(land: Land, answer: Why) -> Iterator[str]:
    error = answer.fact.values["error"]
    for container in land.facts.containers:
        ports = {str(each.host_port) for each in container.published}
        addresses = {ip_text(each.address) for each in container.endpoints}
        if (
            container.id in error
            or any(f":{port} " in f"{error} " for port in ports)
            or addresses & set(answer.question.host.replace("=", " ").split())
        ):
            yield container.name
