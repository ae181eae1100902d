"""Why the engine refuses a docker command."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterator

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.explain.story import Step, Story
from dockernet_sim.explain.why.answer import VM, Remedy, Why, answer_to
from dockernet_sim.explain.why.holders import Holder, find_holder, on_network
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import Question
from dockernet_sim.explain.why.remedies.kernel import all_again
from dockernet_sim.reach import ContainerFacts, NetworkFacts
from dockernet_sim.shell.docker.table.root import ROOT
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
OTHER_TEXTS = (  # of the client, of runc and of iptables, which have no code
    (why.NOT_RUNNING, "is not running"),
    (why.RULES_MISSING, "No chain/target/match by that name"),
    (why.NO_SUCH, "executable file not found"),
    (why.NO_SUCH, "Unable to find image"),
    (why.NO_SUCH, "No such "),
    (why.NO_SUCH, "is not a docker command"),
)
TAKEN = (why.ADDRESS_TAKEN, why.PORT_TAKEN, why.NAME_TAKEN, why.POOL_OVERLAPS)
DAEMON = re.compile(r"(?:docker: )?Error response from daemon: (.*)")
USAGE = re.compile(r"Usage:  (docker(?: \w+)*) COMMAND|docker: unknown command: (docker(?: \w+)*) \S+$")
RUNNING = re.compile(r"cannot remove a running container|cannot remove container .*: container is running")
SPARE = "10.200.{}.0/24"
LIMIT, ENDLESS = 600.0, 4.0  # simulated seconds for any command, and for one that stays in the foreground


def examine_command(land: Land, question: Question) -> Why:
    """Type the line, and judge what the engine says."""
    world = land.world
    refuse = world.engine(VM).daemon.refuse
    refuse.made.clear()
    result = world.run_line(VM, question.host, LIMIT, endless=ENDLESS)
    if not result.exit or result.interrupted:
        judgement = Judgement(why.DONE, say("done.foreground" if result.interrupted else "done.command"))
        line = _said(result.output)
        steps = [Step(world.clock.now, world.trace.serial, VM, "", say("step.command", line=line))] if line else []
        return answer_to(question, judgement, story=Story(steps))
    error = _said(result.stderr or result.output)
    by_text = next((reason for reason, text in OTHER_TEXTS if text in error), why.COMMAND_FAILED)
    reason = OF_CODES.get(refuse.code(result.stderr), by_text)
    if reason == why.COMMAND_FAILED and USAGE.match(error):
        return answer_to(question, _unknown_command(question.host, error))
    return answer_to(question, _judge(land, question.host, reason, error))


def _judge(land: Land, line: str, reason: str, error: str) -> Judgement:
    about = _network(land, line)
    words = {
        "error": error.rstrip("."),
        "networks": listed(_subnets(land)),
        "containers": listed(on_network(land, about)),
    }
    holder = find_holder(land, line, reason, error) if reason in TAKEN else None
    if holder is not None:
        kinds = {"what": say(f"held.{holder.what}"), "by": say(f"holder.{holder.kind}", **holder.words)}
        return Judgement(reason, say(f"{reason}.held", **words, **kinds, thing=holder.thing))
    if reason == why.NOT_RUNNING:
        return Judgement(reason, say("not-running.command", **words))
    return Judgement(reason, say(f"{reason}.engine", **words))


def _unknown_command(line: str, error: str) -> Judgement:
    found = USAGE.match(error)
    group = (found[1] or found[2]) if found else "docker"
    word = next(iter(_words(line)[len(group.split()) :]), "")
    return Judgement(why.NO_SUCH, say("no-such.command", group=group, word=word))


def told_error(line: str, text: str) -> Said:
    """What is wrong with a line, from what was printed about it."""
    error = _said(text)
    return _unknown_command(line, error).fact if USAGE.match(error) else say("command-failed.engine", error=error)


def _said(text: str) -> str:
    """The line that tells what is wrong: the daemon's, where there is one."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    daemon = [found[1] for found in map(DAEMON.match, lines) if found]
    missing = [line for line in lines if line.startswith("Unable to find image")]
    return next(iter((*missing, *daemon, *lines)), "")


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _subnets(land: Land) -> list[str]:
    return [f"{each.name} {each.subnet}" for each in land.facts.networks if each.subnet and each.host == VM]


def _network(land: Land, line: str) -> NetworkFacts | None:
    """The network that a line is about."""
    words = line.replace("=", " ").split()
    return next((each for each in land.facts.networks if each.name in words or each.key[:12] in words), None)


# -- what would change it ---------------------------------------------------------------
def command_remedies(land: Land, answer: Why) -> Iterator[Remedy]:
    """What might make the engine do it."""
    line, about, error = answer.question.host, _network(land, answer.question.host), answer.fact.values.get("error", "")
    if answer.reason in (why.POOL_EXHAUSTED, why.POOL_OVERLAPS):
        yield from _room(land, line)
    elif answer.reason == why.NEEDS_SUBNET and about is not None:
        yield from _with_subnet(land, line, about)
    elif answer.reason == why.NETWORK_IN_USE and about is not None:
        on = on_network(land, about)
        yield Remedy(tuple(f"docker network disconnect -f {about.name} {name}" for name in on))
        yield Remedy((f"docker rm -f {' '.join(on)}",))
    elif answer.reason in TAKEN:
        holder = find_holder(land, line, answer.reason, error)
        yield from _free(land, line, answer.reason, holder) if holder is not None else ()
    elif answer.reason == why.NOT_RUNNING:
        yield from (Remedy((f"docker start {each.name}",)) for each in land.facts.containers if _is_meant(each, line))
    elif answer.reason == why.RULES_MISSING:
        yield from all_again(land)
    elif answer.reason == why.NO_SUCH:
        yield from _spelt(land, line)
    elif RUNNING.search(error):
        yield Remedy((), ask=re.sub(r"\brm\b", "rm -f", line, count=1))


def _is_meant(container: ContainerFacts, line: str) -> bool:
    return not container.running and bool({container.name, container.id, container.id[:12]} & set(_words(line)))


def _free(land: Land, line: str, reason: str, holder: Holder) -> Iterator[Remedy]:
    """Take something else, or have the holder give it up."""
    name = holder.words.get("name", "")
    if reason == why.NAME_TAKEN:
        yield Remedy((), ask=_replaced(line, holder.thing, f"{holder.thing}2"))
        if holder.kind == "network":
            yield Remedy((f"docker network rm {name}",))
        else:
            yield Remedy((f"docker rename {name} {name}-old",))
    elif reason == why.PORT_TAKEN:
        port = int(holder.thing)
        free = next(each for each in range(port + 1, 65536) if not any(land.port_holders(each)))
        yield Remedy((), ask=re.sub(rf"(?<![\d.]){port}:", f"{free}:", line, count=1))
        if holder.kind in ("program", "host-mode") and "pid" in holder.words:
            yield Remedy((f"kill {holder.words['pid']}",))
    elif holder.words.get("network"):
        yield Remedy((f"docker network disconnect {holder.words['network']} {name}",))
    if holder.container:
        yield Remedy((f"docker rm -f {holder.container}",))


def _replaced(line: str, word: str, other: str) -> str:
    """A line with another word in place of the last one of that text."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])")
    found = list(pattern.finditer(line))
    return f"{line[: found[-1].start()]}{other}{line[found[-1].end() :]}" if found else line


def _spelt(land: Land, line: str) -> Iterator[Remedy]:
    """The line with one word spelt like something that is there."""
    groups = {group.name: [each.name for each in group.commands] for group in ROOT.groups}
    words = _words(line)
    inner = groups.get(words[1] if len(words) > 1 else "", [])
    commands = [*inner, *(() if inner else (*groups, *(each.name for each in ROOT.commands)))]
    things = [each.name for each in land.facts.containers] + [each.name for each in land.facts.networks]
    images = [tag.partition(":")[0] for each in land.engines[VM].images.list() for tag in each["RepoTags"] or ()]
    for number, word in enumerate(words[1:], 1):
        known = commands if number == (2 if inner else 1) else [*things, *images]
        for near in difflib.get_close_matches(word, known, 1, 0.6) if word not in known else ():
            yield Remedy((), ask=_replaced(line, word, near))


def _room(land: Land, line: str) -> Iterator[Remedy]:
    unused = [each for each in land.facts.networks if each.subnet and not each.default and not on_network(land, each)]
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
    commands = [f"docker network disconnect -f {about.name} {name}" for name in on_network(land, about)]
    commands += [f"docker network rm {about.name}", f"docker network create --subnet {about.subnet} {about.name}"]
    commands += [f"docker network connect {about.name} {name}" for name in on_network(land, about)]
    yield Remedy(tuple(commands))
