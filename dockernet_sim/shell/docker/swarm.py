"""``docker swarm``, ``docker node`` and the lists of services, secrets and configs, which are empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.engine.errors import ApiError, NotFound
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.inspect import Found, inspect_all
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.networks import natural
from dockernet_sim.shell.formats.swarm import HEADS, LATER_NODE, NODE, node_rows, node_text, nothing
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.sim.errors import NotModelled

AVAILABILITIES = ("active", "pause", "drain")
NO_ADDRESS = ("could not choose an IP address to advertise", "could not find the system's IP address")
SPECIFY = " - specify one with --advertise-addr"
JOIN = "To add a {} to this swarm, run the following command:\n\n    docker swarm join --token {} {}\n"
THEN = "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions."


def asked(call: Call, work: str, ask: Callable[[], Any]) -> Any:
    """What the daemon answers, or refuses."""
    yield call.wait(work)
    try:
        return ask()
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None


def availability(call: Call) -> str:
    """``--availability``"""
    text: str = call["availability"].lower()
    if call.given("availability") and text not in AVAILABILITIES:
        raise CliError(f'invalid availability "{call["availability"]}", only active, pause and drain are supported')
    return text


def init(call: Call) -> Steps:
    """``docker swarm init``"""
    body = {
        "ListenAddr": call["listen-addr"],
        "AdvertiseAddr": call["advertise-addr"],
        "DataPathPort": call["data-path-port"],
        "DefaultAddrPool": call["default-addr-pool"],
        "SubnetSize": call["default-addr-pool-mask-length"],
        "ForceNewCluster": call["force-new-cluster"],
        "Availability": availability(call),
    }
    yield call.wait("swarm_init")
    try:
        node = call.engine.swarm.init(body)
    except ApiError as problem:
        more = SPECIFY if any(each in problem.text for each in NO_ADDRESS) and SPECIFY not in problem.text else ""
        raise CliError(daemon_text(problem) + more) from None
    call.out(f"Swarm initialized: current node ({node}) is now a manager.\n")
    call.out(_how_to_join(call, "worker"))
    call.out(THEN)
    if not call.client.hides_swarm:
        call.out()
    return 0


def _how_to_join(call: Call, role: str) -> str:
    swarm = call.engine.swarm
    return JOIN.format(role, swarm.inspect()["JoinTokens"][role.title()], swarm.node("self")["ManagerStatus"]["Addr"])


def join(call: Call) -> Steps:
    """``docker swarm join``"""
    body = {
        "RemoteAddrs": call.words, "JoinToken": call["token"], "ListenAddr": call["listen-addr"],
        "AdvertiseAddr": call["advertise-addr"], "Availability": availability(call),
    }  # fmt: skip
    yield from asked(call, "swarm_join", lambda: call.engine.swarm.join(body))
    return 0


def leave(call: Call) -> Steps:
    """``docker swarm leave``"""
    yield from asked(call, "swarm_leave", lambda: call.engine.swarm.leave(force=call["force"]))
    call.out("Node left the swarm.")
    return 0


def join_token(call: Call) -> Steps:
    """``docker swarm join-token``"""
    role = call.words[0]
    if role not in ("worker", "manager"):
        raise CliError(f"unknown role {role}")
    found = yield from asked(call, "swarm_inspect", call.engine.swarm.inspect)
    call.out(found["JoinTokens"][role.title()] if call["quiet"] else _how_to_join(call, role))
    return 0


def unlock_key(call: Call) -> Steps:
    """``docker swarm unlock-key``: managers are not locked."""
    try:
        yield from asked(call, "swarm_unlock_key", call.engine.swarm.unlock_key)
    except CliError as problem:
        raise CliError(f"could not fetch unlock key: {problem.text}") from None
    raise CliError("no unlock key is set")


def nodes(call: Call) -> Steps:
    """``docker node ls``"""
    found = yield from asked(call, "swarm_nodes", lambda: call.engine.swarm.nodes(filters(call["filter"])))
    found = sorted(found, key=lambda node: natural(node["Description"]["Hostname"]))
    rows = node_rows(found, call.engine.system.info()["Swarm"])
    call.task.out(write_table(rows, call.shape, call["quiet"]))
    return 0


def inspect_nodes(call: Call) -> Steps:
    """``docker node inspect``"""
    pretty = call["pretty"] or call["format"] == "pretty"  # --pretty puts --format aside
    if call["format"].startswith("pretty") and not pretty:
        raise cli_error("node-pretty")
    kind = LATER_NODE if call.client.hides_swarm else NODE

    def find(name: str) -> Found:
        try:
            return kind, call.engine.swarm.node(call.named(name, "node", asks=call.command.name == "rm"))
        except ApiError as problem:
            raise call.refused(problem, "node", name) from None

    if not pretty:
        try:
            return (yield from inspect_all(call, find))
        except CliError as problem:
            if call.client.hides_swarm:
                raise
            raise CliError(f"Status: {problem.text}, Code: 1") from None
    yield call.wait("swarm_node")
    call.task.out("\n".join(node_text(find(name)[1]) + "\n" for name in call.words))
    return 0


def tasks(call: Call) -> Steps:
    """``docker node ps``: no node has a task."""
    problems = []
    for name in call.words or ["self"]:
        yield call.wait("swarm_node")
        try:
            call.engine.swarm.node(call.named(name, "node", asks=call.command.name == "rm"))
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "node", name)))
    if problems:
        raise CliError("\n".join(problems))
    return (yield from _listed(call, "tasks"))


def change_nodes(call: Call) -> Steps:
    """``docker node promote``, ``demote``, ``rm`` and ``update``: only what is no node is told so."""
    problems = []
    for name in call.words:
        yield call.wait("swarm_node")
        try:
            if name == "self":
                raise NotFound("node self not found")
            call.engine.swarm.node(call.named(name, "node", asks=call.command.name == "rm"))
        except ApiError as problem:
            problems.append(call.client.text(call.refused(problem, "node", name)))
            if call.command.name != "rm":
                break
    if problems:
        raise CliError("\n".join(problems))
    raise NotModelled(f"{call.path} is not modelled: a swarm has one node")


def remove_stacks(call: Call) -> Steps:
    """``docker stack rm``: there is none."""
    for name in call.words:
        yield from _services(call)
        call.err(f"Nothing found in stack: {name}")
    return 0


def stack_tasks(call: Call) -> Steps:
    """``docker stack ps``: there is none."""
    yield from _services(call)
    raise CliError(f"nothing found in stack: {call.words[0]}")


def stack_services(call: Call) -> Steps:
    """``docker stack services``: there is none."""
    yield from _services(call)
    call.err(f"Nothing found in stack: {call.words[0]}")
    return 0


def _services(call: Call) -> Steps:
    """What the commands of a stack ask for first."""
    if "orchestrator" in call.parsed.values:
        orchestrator(call)
    yield from asked(call, "swarm_nodes", call.engine.swarm.nodes)
    return 0


def orchestrator(call: Call) -> None:
    """``--orchestrator`` of clients that knew Kubernetes; later ones ignore it."""
    given = call["orchestrator"]
    if call.client.hides_swarm or given in ("", "swarm"):
        return
    if given not in ("kubernetes", "all"):
        raise CliError(f'specified orchestrator "{given}" is invalid, please use either kubernetes, swarm or all')
    raise NotModelled(f"option --orchestrator {given} is not modelled")


def update(call: Call) -> Steps:
    """``docker swarm update``: refused by the daemon outside of a swarm, and not modelled in one."""
    if not call.parsed.given:
        call.task.out(call.client.command_help(call.command, call.path))
        return 0
    yield from asked(call, "swarm_inspect", call.engine.swarm.inspect)
    raise NotModelled(f"{call.path} is not modelled")


def stacks(call: Call) -> Steps:
    """``docker stack ls``"""
    yield from _services(call)
    return _none(call, "stacks" if call.client.hides_swarm else "stacks with orchestrator")


def _listed(call: Call, kind: str) -> Steps:
    yield from asked(call, "swarm_nodes", lambda: call.engine.swarm.none(kind, filters(call["filter"])))
    return _none(call, kind)


def _none(call: Call, kind: str) -> int:
    call.task.out(write_table(nothing(HEADS[kind]), call.shape, "quiet" in call.parsed.values and call["quiet"]))
    return 0


def services(call: Call) -> Steps:
    """``docker service ls``"""
    return (yield from _listed(call, "services"))


def secrets(call: Call) -> Steps:
    """``docker secret ls``"""
    return (yield from _listed(call, "secrets"))


def configs(call: Call) -> Steps:
    """``docker config ls``"""
    return (yield from _listed(call, "configs"))
