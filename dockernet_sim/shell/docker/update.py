"""``docker update``."""

from __future__ import annotations

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.container_config import RESOURCES, restart_policy
from dockernet_sim.shell.docker.errors import CliError


def update(call: Call) -> Steps:
    """Change limits and restart policy of each container."""
    if not call.parsed.given:
        raise CliError("you must provide one or more flags when using this command")
    body = {RESOURCES[name]: call[name] for name in call.parsed.given if name in RESOURCES}
    if call.given("restart"):
        body["RestartPolicy"] = restart_policy(call["restart"])
    problems: list[str] = []
    warnings: list[str] = []
    for name in call.words:
        yield call.wait("container_update")
        try:
            answer = call.engine.containers.update(call.named(name), body)
            call.out(name)
            warnings += answer["Warnings"] or []
        except ApiError as problem:
            problems.append(daemon_text(problem))
    for line in warnings:
        call.out(line)
    if problems:
        raise CliError("\n".join(problems))
    return 0
