"""What ``docker`` says when no daemon answers:
each command asks in its own way, and some have an answer all the same."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.run import request
from dockernet_sim.shell.docker.system import client_section, templated
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.errors import NotModelled

INSPECTS = frozenset(f"docker {kind}inspect" for kind in ("", "container ", "image ", "network ", "volume "))
EACH = INSPECTS | frozenset(
    f"docker {group}{verb}"
    for group in ("", "container ")
    for verb in ("kill", "pause", "restart", "rm", "start", "stats", "stop", "unpause", "update", "wait")
)
EACH |= frozenset(("docker image rm", "docker network rm", "docker rmi", "docker volume rm"))
"""Commands that ask once for each word, and tell of each what came of it."""
RUNS = frozenset(("docker run", "docker container run"))
STARTS = frozenset(("docker start", "docker container start"))
RENAMES = frozenset(("docker rename", "docker container rename"))
PULLS = frozenset(("docker pull", "docker image pull"))
INFOS = frozenset(("docker info", "docker system info"))


def unanswered(call: Call, host: str) -> CliError:
    """The refusal of one command whose daemon is not there; what the client knows itself is printed first.

    Parameters
    ----------
    call : Call
        The command, its words read.
    host : str
        Where the client looked: ``unix:///var/run/docker.sock``.
    """
    kind, _, socket = host.partition("://")
    code = "no-socket" if kind == "unix" else "no-daemon"
    where = {"host": host, "socket": socket}
    text = call.client.say(code, **where)
    if call.path in RUNS and not call.client.asks_first:
        request(call, "run")
        return cli_error(f"{code}-run", 125, path=call.path, **where)
    if call.path in INFOS:
        return _info(call, text)
    if call.path == "docker version":
        _version(call)
    if call.path in PULLS and ":" not in call.words[0] and not call["all-tags"]:
        call.out("Using default tag: latest")
    if call.path in INSPECTS:
        call.out("" if call["format"] else "[]")
    if call.path in RENAMES:
        return cli_error("rename-failed", problem=text, old=call.words[0])
    return _for_each(call, text) if call.path in EACH else CliError(text)


def _for_each(call: Call, text: str) -> CliError:
    lines = [text] * len(call.words or (text,))
    if call.path in STARTS:
        lines.append(call.client.say("start-failed", names=", ".join(call.words)))
    if call.path == "docker network rm":
        lines += filter(None, [call.client.say("network-rm-failed")])
    return CliError("\n".join(lines))


def _info(call: Call, text: str) -> CliError:
    shape = call["format"]
    if shape:
        return _info_as(call, shape, text)
    call.task.out(client_section(call.engine, call.client, info=True))
    if call.client.info_errors_out:
        call.out(f"ERROR: {text}")
    return CliError(call.client.say("info-failed", text=text))


def _info_as(call: Call, shape: str, text: str) -> CliError:
    """With ``--format``: the oldest client has nothing to look into, later ones an Info of zeros."""
    if "json" in shape and not call.client.info_errors_out:
        raise NotModelled(f"docker info --format {shape!r} without a daemon is not modelled")
    before, action, rest = shape.partition("{{")
    if call.client.info_errors_out:
        call.out(before)
        at, field = len(before) + 2, rest.partition("}}")[0].strip()
        nil = "reflect: indirection through nil pointer to embedded struct field Info"
        return CliError(f'template: :1:{at}: executing "" at <{field}>: {nil}' if action else "", 1 if action else 0)
    call.task.out(templated(call, _zero(call.engine.system.info())))
    return CliError(text, 0 if call.client.info_forgives else 1)


def _zero(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _zero(each) for name, each in value.items()}
    return None if value is None or isinstance(value, list) else type(value)()


def _version(call: Call) -> None:
    shape = call["format"]
    if not shape:
        return call.task.out(client_section(call.engine, call.client, info=False))
    if "json" in shape:
        raise NotModelled(f"docker version --format {shape!r} without a daemon is not modelled")
    client = call.client.client_version(call.engine.system.version(), call.client.commit)
    try:
        call.task.out(templated(call, {"Client": client, "Server": None}))
    except CliError:  # the client's own refusal is lost behind that of the daemon
        call.out(shape.partition("{{")[0])
    return None
