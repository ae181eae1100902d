"""What ``docker`` says when no daemon answers: each command goes its own way until it asks the daemon for something,
and that fails as the client's call fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError, Unasked
from dockernet_sim.shell.docker.run import check_pull
from dockernet_sim.shell.docker.system import client_info, client_section, client_version, parsed, templated
from dockernet_sim.shell.templates import TemplateError
from dockernet_sim.shell.templates.gotypes import PointerTo, StructType

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
        raise Unasked(self._text)


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
    except Unasked as problem:
        raise CliError(problem.text) from None


def _info(call: Call, text: str) -> CliError:
    if call["format"]:
        return _info_as(call, text)
    call.task.out(client_section(call.engine, call.client, info=True))
    if call.client.info_errors_out:
        call.out(f"ERROR: {text}")
    return CliError(call.client.say("info-failed", text=text))


def _info_as(call: Call, text: str) -> CliError:
    """With ``--format``: the oldest client has no Info to look into, later ones an Info of zeros; they ask the daemon
    only for what they do not know themselves."""
    kind, known = call.client.info_type, {"ClientInfo": client_info(call)}
    if call.client.info_errors_out:
        missing = templated(call, parsed(call), without(kind, "Info").read(known | {"ServerErrors": [text]}))
        return CliError(_nil(missing.text, kind), 1) if missing is not None else CliError("", 0)
    try:
        template = parsed(call)
    except CliError as wrong:
        return CliError(f"{text}\n{wrong.text}", wrong.code)
    try:
        template.execute(without(kind, "Info", "ServerErrors").read(known))
        alone = call.shape != "{{json .}}" and "{{" in call.shape
    except TemplateError:
        alone = False
    told = {"ServerErrors": [text]} if call.client.info_forgives and not alone else {}
    problem = templated(call, template, kind.read(known | told))
    code = 0 if alone or (call.client.info_forgives and problem is None) else 1
    lines = ["" if alone else text, "" if problem is None else problem.text]
    return CliError("\n".join(filter(None, lines)), code)


def without(kind: StructType, *names: str) -> StructType:
    """The same type without some fields."""
    return replace(kind, fields=tuple(each for each in kind.fields if each.name not in names))


def _nil(problem: str, kind: StructType) -> str:
    """The oldest client's Info is nil where there is none: its fields are not unknown, but not there."""
    info = kind.by_name["Info"].type
    field = problem.rpartition("can't evaluate field ")[2].partition(" ")[0]
    if not isinstance(info, PointerTo) or not isinstance(info.element, StructType) or field not in info.element.by_name:
        return problem
    return f"{problem.partition('can')[0]}reflect: indirection through nil pointer to embedded struct field Info"


def _version(call: Call) -> None:
    if not call["format"]:
        return call.task.out(client_section(call.engine, call.client, info=False))
    template = parsed(call, "version")
    templated(
        call, template, call.client.version_type.read({"Client": client_version(call), "Server": None}), "version"
    )
    return None  # the client's own refusal is lost behind that of the daemon
