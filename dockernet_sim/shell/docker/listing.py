"""``docker ps``, ``docker port`` and ``docker top``: looking at containers."""

from __future__ import annotations

import re

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.ports import PortError, port_range
from dockernet_sim.shell.docker.prompt import filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.networks import natural
from dockernet_sim.shell.formats.ports import bracketed
from dockernet_sim.shell.formats.table import write_table
from dockernet_sim.shell.formats.tabwriter import align

SHOWS_SIZE = re.compile(r"\.Size\b|\bjson \.\s*-?\}\}")  # what makes `docker ps` ask for sizes unasked


def ps(call: Call) -> Steps:
    """``docker ps``"""
    write_table(
        call.client.container_rows([], call["no-trunc"], call["size"], call.unix_time), call.shape, call["quiet"]
    )
    yield call.wait("container_list")
    size = call["size"] or bool(SHOWS_SIZE.search(call.shape))
    limit = 1 if call["latest"] and call["last"] == -1 else call["last"]
    try:
        found = call.engine.containers.each(
            all=call["all"], limit=max(limit, 0), filters=filters(call["filter"]), size=size
        )
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    rows = call.client.container_rows(found, call["no-trunc"], call["size"], call.unix_time)
    call.task.out(write_table(rows, call.shape, call["quiet"]))
    return 0


def port(call: Call) -> Steps:
    """``docker port``"""
    name = call.words[0]
    yield call.wait("container_inspect")
    ports = call.container(name)["NetworkSettings"]["Ports"] or {}
    if len(call.words) == 1:
        lines = [f"{key} -> {_shown(call, binding)}" for key, found in ports.items() for binding in found or ()]
        for line in sorted(lines, key=natural) if call.client.sorts_ports else lines:
            call.out(line)
        return 0
    wanted = private_port(call.words[1])
    bindings = ports.get(wanted)
    if not bindings:
        number, _, proto = wanted.partition("/")
        raise cli_error("no-public-port", port=number, proto=proto, asked=call.words[1], name=name)
    for binding in bindings:
        call.out(_shown(call, binding))
    return 0


def _shown(call: Call, binding: dict[str, str]) -> str:
    """``0.0.0.0:8080``"""
    address = binding["HostIp"]
    return f"{bracketed(address) if call.client.brackets else address}:{binding['HostPort']}"


def private_port(word: str) -> str:
    """``80`` or ``80/tcp`` as the second."""
    number, _, proto = word.partition("/")
    if not proto:
        number, proto = word, "tcp"
    try:
        port_range(number)
    except PortError as problem:
        raise cli_error("private-port", why=problem, text=number, bare=str(problem).rpartition(": ")[2]) from None
    return f"{number}/{proto}"


def top(call: Call) -> Steps:
    """``docker top``"""
    yield call.wait("container_top")
    try:
        answer = call.engine.containers.top(call.named(call.words[0]), " ".join(call.words[1:]))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    lines = [answer["Titles"], *answer["Processes"]]
    call.task.out(align("".join("\t".join(line) + "\n" for line in lines), min_width=20))
    return 0
