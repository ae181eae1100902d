"""``docker version`` and ``docker info``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import raw

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.shell.docker.client import Client


def templated(call: Call, data: Any, code: int = 64) -> str:
    """What ``--format`` makes of an answer."""
    try:
        template = Template(call.shape)
    except TemplateError as problem:
        raise CliError(f"template parsing error: {problem}", code) from None
    try:
        return template.execute(raw(data), missing_error=True) + "\n"
    except TemplateError as problem:
        raise CliError(f"template parsing error: {problem}") from None


def version(call: Call) -> Steps:
    """``docker version``"""
    yield call.wait("version")
    data = {
        "Client": call.client.client_version(call.engine.system.version(), call.client.commit),
        "Server": call.engine.system.version(),
    }
    call.task.out(templated(call, data) if call["format"] else call.client.version_text(data))
    return 0


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
    versions = {entry["Name"]: entry for entry in call.engine.system.version()["Components"]}
    call.task.out(templated(call, data) if call["format"] else call.client.info_text(data, versions))
    for warning in () if call["format"] else data["Warnings"] or ():
        call.err(warning)
    return 0
