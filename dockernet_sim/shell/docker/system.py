"""``docker version`` and ``docker info``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.templates import Template, TemplateError

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.shell.docker.client import Client


def parsed(call: Call, name: str = "") -> Template:
    """``--format``; CliError, code 64, when it is none."""
    try:
        return Template(call.shape)
    except TemplateError as problem:
        raise CliError(f"template parsing error: {_named(problem, name)}", 64) from None


def templated(call: Call, template: Template, data: Any, name: str = "") -> CliError | None:
    """Print what a template makes of an answer; what stopped it, if anything did.

    Parameters
    ----------
    call : Call
        Of ``docker version`` or ``docker info``.
    template : Template
        Its ``--format``.
    data
        A value of the client's Go type.
    name : str
        The template's name in Go's errors.
    """
    try:
        call.out(template.execute(data))
    except TemplateError as problem:
        call.out(problem.written)
        return CliError(_named(problem, name))
    return None


def _named(problem: TemplateError, name: str) -> str:
    return (
        str(problem).replace("template: :", f"template: {name}:", 1).replace('executing ""', f'executing "{name}"', 1)
    )


def version(call: Call) -> Steps:
    """``docker version``"""
    template = parsed(call, "version") if call["format"] else None
    yield call.wait("version")
    data = {"Client": client_version(call), "Server": call.engine.system.version()}
    if template is None:
        call.task.out(call.client.version_text(data))
    elif problem := templated(call, template, call.client.version_type.read(data), "version"):
        raise problem
    return 0


def client_version(call: Call) -> dict[str, Any]:
    """The client's own version."""
    return call.client.client_version(call.engine.system.version(), call.client.commit)


def client_info(call: Call) -> dict[str, Any]:
    """What the client knows of itself, and has not asked a server for."""
    about = {key: value for key, value in client_version(call).items() if key != "ApiVersion"}
    return {"Debug": False, **about, "Plugins": [], "Warnings": None}


def client_section(engine: Engine, client: Client, info: bool) -> str:
    """What ``docker version``, or else ``docker info``, prints while no daemon answers."""
    server = engine.system.version()
    if info:
        versions = {entry["Name"]: entry for entry in server["Components"]}
        shown, gap, _ = client.info_text(engine.system.info(), versions).partition("\n\nServer:\n")
        return shown + gap
    data = {"Client": client.client_version(server, client.commit), "Server": server}
    return client.version_text(data).partition("\n\nServer:")[0] + "\n"


def info(call: Call) -> Steps:
    """``docker info``"""
    yield call.wait("info")
    data = call.engine.system.info()
    if call["format"]:
        whole = call.client.info_type.read(data | {"ClientInfo": client_info(call)})
        if problem := templated(call, parsed(call), whole):
            raise problem
        return 0
    versions = {entry["Name"]: entry for entry in call.engine.system.version()["Components"]}
    call.task.out(call.client.info_text(data, versions))
    for warning in data["Warnings"] or ():
        call.err(warning)
    return 0
