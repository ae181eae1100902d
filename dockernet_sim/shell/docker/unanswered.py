"""What ``docker`` says when no daemon answers: each command goes its own way until it asks the daemon for something,
and that fails as the client's call fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, cast

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError, Unreachable
from dockernet_sim.shell.docker.run import check_pull
from dockernet_sim.shell.docker.system import client_section, templated
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine

STARTS = frozenset(("docker run", "docker create", "docker container run", "docker container create"))
INFOS = frozenset(("docker info", "docker system info"))


class NoDaemon:
    """Stands where the engine would: all that is asked of it fails.

    Parameters
    ----------
    engine : Engine
        Of the release that the client belongs to.
    text : str
        What the client says of a call that nothing answers.
    """

    def __init__(self, engine: Engine, text: str) -> None:
        self.release = engine.release
        self._text = text

    def __getattr__(self, name: str) -> Calls:
        if name.startswith("_"):
            raise AttributeError(name)
        return Calls(self._text)


class Calls:
    """The calls of one kind (``containers``), which all fail."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._fail

    def _fail(self, *_args: object, **_options: object) -> NoReturn:
        raise Unreachable(self._text)


def unanswered(call: Call, host: str) -> Steps:
    """Carry a command out whose daemon is not there.

    Parameters
    ----------
    call : Call
        The command, its words read.
    host : str
        Where the client looked: ``unix:///var/run/docker.sock``.
    """
    kind, _, socket = host.partition("://")
    text = call.client.say("no-socket" if kind == "unix" else "no-daemon", host=host, socket=socket)
    if call.path in INFOS:
        raise _info(call, text)
    if call.path == "docker version":
        _version(call)
        raise CliError(text)
    if call.path in STARTS and call.client.asks_first:
        check_pull(call, call.command.name)
        raise CliError(text)
    call.engine, call.answered = cast("Engine", NoDaemon(call.engine, text)), False
    try:
        return (yield from call.command.run(call)) if call.command.run else 0
    except Unreachable as problem:
        raise CliError(problem.text) from None


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
