"""``docker version`` and ``docker info``."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import raw


def templated(call: Call, data: Any, code: int = 64) -> str:
    """What ``--format`` makes of an answer."""
    try:
        template = Template(call["format"])
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


def info(call: Call) -> Steps:
    """``docker info``"""
    yield call.wait("info")
    data = call.engine.system.info()
    versions = {entry["Name"]: entry for entry in call.engine.system.version()["Components"]}
    call.task.out(templated(call, data) if call["format"] else call.client.info_text(data, versions))
    return 0
