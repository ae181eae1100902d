"""``docker run`` and ``docker create``."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.errors import ApiError, NotFound
from dockernet_sim.linux.errors import NetError
from dockernet_sim.shell.docker.attach import Attachment
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.container_config import container_request
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import is_loopback_text

PULLS = ("", "always", "missing", "never")
NOT_THERE = ("executable file not found", "no such file or directory", "system cannot find the file specified")


def run(call: Call) -> Steps:
    """``docker run``: create, attach, start, and in the foreground wait for the end."""
    check_pull(call, "run")
    body = request(call, "run")
    if call["detach"] and call["attach"]:
        raise cli_error("attach-and-detach")
    _warn_of_own_name_server(call, body)
    if call["oom-kill-disable"] and not call["memory"]:
        call.err(
            "WARNING: Disabling the OOM killer on containers without setting a '-m/--memory' limit may be dangerous."
        )
    yield call.wait("container_start")
    made = create_container(call, body, "run")
    attached = body["AttachStdout"] or body["AttachStderr"]
    if not attached:
        call.out(made)
    ended = call.engine.containers.wait(made, condition="next-exit")
    stream = _attachment(call, made, body) if attached else None
    try:
        call.engine.containers.start(made)
    except ApiError as problem:
        text = daemon_text(problem)
        report(call, "run", text, with_help=False)
        if stream is not None and not call["rm"] and call.client.say("wait-canceled"):
            call.err(f'time="{call.log_time}" level=error msg="{call.client.say("wait-canceled")}"')
        return start_code(text)
    if stream is None:
        return 0
    return (yield from stream.until(ended))


def _attachment(call: Call, made: str, body: dict[str, Any]) -> Attachment:
    """What ``docker run`` attaches before the start, so that nothing is missed."""
    streams = tuple(name for name in ("stdout", "stderr") if body[f"Attach{name.capitalize()}"])
    return Attachment(call, made, body["AttachStdin"], call["sig-proxy"] and not body["Tty"], streams)


def _warn_of_own_name_server(call: Call, body: dict[str, Any]) -> None:
    """A name server on a loopback address is one inside the container."""
    local = next((each for each in body["HostConfig"].get("Dns") or () if is_loopback_text(each)), None)
    if local is not None:
        call.err(f"WARNING: Localhost DNS setting (--dns={local}) may fail in containers.")


def create(call: Call) -> Steps:
    """``docker create``"""
    check_pull(call, "create")
    body = request(call, "create")
    yield call.wait("container_create")
    try:
        made = make(call, body)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    call.out(made)
    return 0


def check_pull(call: Call, name: str) -> None:
    """``--pull``: the oldest client takes any word."""
    problem = call.client.say("pull-option", word=call["pull"])
    if problem and call["pull"] not in PULLS:
        report(call, name, problem, with_help=True)
        raise CliError("", 125)


def request(call: Call, name: str) -> dict[str, Any]:
    """The request's body; what is wrong with the options is told as Docker tells it, exit code 125."""
    try:
        return container_request(call)
    except CliError as problem:
        report(call, name, call.client.text(problem), with_help=True)
        raise CliError("", 125) from None


def report(call: Call, name: str, text: str, with_help: bool) -> None:
    """``docker: TEXT.``, and where help is found."""
    call.err(call.client.say("run" if with_help else "run-start", text=text, bare=text.removesuffix("."), name=name))


def create_container(call: Call, body: dict[str, Any], name: str) -> str:
    """Create for ``run``: refusals are told, exit code 125 (126, 127 for what cannot be executed)."""
    hint = ""
    try:
        return make(call, body)
    except ApiError as problem:
        text = daemon_text(problem)
    except CliError as problem:
        text, hint = call.client.text(problem), problem.hint
    report(call, name, text, with_help=True)
    raise CliError("", start_code(text), hint=hint)


def make(call: Call, body: dict[str, Any]) -> str:
    """The new container's id; an image that is not there is looked for in vain."""
    cidfile = call["cidfile"]
    if cidfile and call.task.files.exists(call.task.path(cidfile)):
        raise CliError(f"container ID file found, make sure the other container isn't running or delete {cidfile}")
    call.reference(call.words[0])
    try:
        if call["platform"] not in ("", "linux", "linux/amd64"):
            raise NotModelled(f"option --platform {call['platform']} is not modelled: all images are linux/amd64")
        if call["pull"] == "always":
            from dockernet_sim.shell.docker.images import pull_image

            pull_image(call, call.words[0], call.err)
        answer = call.engine.containers.create(body, name=call["name"] or None)
    except NotFound as problem:
        if not problem.text.startswith("No such image") or call["pull"] != "missing":
            raise
        from dockernet_sim.shell.docker.images import pull_image  # with all that prints tables

        call.err(f"Unable to find image '{problem.text.partition(': ')[2]}' locally")
        pull_image(call, call.words[0], call.err)
        answer = call.engine.containers.create(body, name=call["name"] or None)
    for warning in answer.get("Warnings") or ():
        call.err(f"WARNING: {warning}")
    if cidfile:
        write_id(call, cidfile, answer["Id"])
    return str(answer["Id"])


def write_id(call: Call, path: str, text: str) -> None:
    """``--cidfile``"""
    try:
        call.task.write(path, text)
    except NetError:
        raise CliError(f"failed to create the container ID file: open {path}: no such file or directory") from None


def start_code(text: str) -> int:
    """125 in general; 127 and 126 for a command that is not there, or may not be executed."""
    if any(part in text for part in NOT_THERE):
        return 127
    return 126 if "permission denied" in text else 125


def start(call: Call) -> Steps:
    """``docker start``"""
    if call["attach"] or call["interactive"]:
        return (yield from start_attached(call))
    failed = []
    for name in call.words:
        yield call.wait("container_start")
        try:
            call.engine.containers.start(call.named(name))
            call.out(name)
        except ApiError as problem:
            call.err(daemon_text(problem))
            failed.append(name)
    if failed:
        raise cli_error("start-failed", names=", ".join(failed))
    return 0


def start_attached(call: Call) -> Steps:
    """``docker start -a``: its output, its exit code."""
    if len(call.words) > 1:
        raise CliError("you cannot start and attach multiple containers at once")
    name = call.words[0]
    yield call.wait("container_start")
    call.check_container(name)
    ended = call.engine.containers.wait(name, condition="next-exit")
    stream = Attachment(call, name, call["interactive"])
    try:
        call.engine.containers.start(name)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    return (yield from stream.until(ended))
