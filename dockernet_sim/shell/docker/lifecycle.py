"""Stopping, restarting, removing, renaming, pausing: what happens to containers that are there."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.errors import ApiError, NotFound
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.prompt import agreed, prune_filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.units import human_size


def stop(call: Call) -> Steps:
    """``docker stop``: the stop signal, and after the time-out KILL."""
    seconds = timeout(call)
    begun, problems = list[tuple[str, Any]](), list[str]()
    for name in call.words:  # all at once, as the real client does; it answers in the order of the words
        yield call.wait("container_stop")
        try:
            begun.append((name, call.engine.containers.stop(call.named(name), seconds)))
        except ApiError as problem:
            problems.append(daemon_text(problem))
    for name, done in begun:
        if done is not None and not done.processed:
            yield done
        call.out(name)
    if problems:
        raise CliError("\n".join(problems))
    return 0


def timeout(call: Call) -> int | None:
    """``--timeout``, or ``--time``."""
    if {"time", "timeout"} <= call.parsed.typed and call.client.say("time-twice"):
        raise cli_error("time-twice")
    return call["time"] if call.given("time") else None


def restart(call: Call) -> Steps:
    """``docker restart``"""
    return (yield from ending(call, "container_restart", call.engine.containers.restart))


def ending(call: Call, work: str, act: Any) -> Steps:
    """Stop or restart each; the daemon answers when the container has ended."""
    seconds = timeout(call)
    problems = []
    for name in call.words:
        yield call.wait(work)
        try:
            done = act(call.named(name), seconds)
            if done is not None:
                yield done
            call.out(name)
        except ApiError as problem:
            problems.append(daemon_text(problem))
    if problems:
        raise CliError("\n".join(problems))
    return 0


def kill(call: Call) -> Steps:
    """``docker kill``"""
    return (
        yield from call.each(
            call.words, "container_kill", lambda name: call.engine.containers.kill(name, call["signal"])
        )
    )


def remove(call: Call) -> Steps:
    """``docker rm``"""
    problems = []
    for word in call.words:
        name = word.strip("/")
        if not name:
            problems.append(call.client.say("no-name"))
            continue
        yield call.wait("container_remove", call["force"])
        try:
            gone = call.engine.containers.remove(name, force=call["force"], volumes=call["volumes"], link=call["link"])
            if gone is not None:
                yield gone
            call.out(word)
        except ApiError as problem:
            text = call.client.text(call.refused(problem, "container", name))
            if call["force"] and isinstance(problem, NotFound):
                if not call.client.silent_force:
                    call.err(text)  # with -f one that is gone already is no failure
            else:
                problems.append(text)
    if problems:
        raise CliError("\n".join(problems))
    return 0


def rename(call: Call) -> Steps:
    """``docker rename``"""
    old, new = (word.strip() for word in call.words)
    yield call.wait("container_rename")
    if not old or not new:
        which = "new name cannot be blank" if old else "invalid container name or ID: value is empty"
        raise cli_error("rename-empty", which=which)
    try:
        call.engine.containers.rename(old, new)
    except ApiError as problem:
        raise cli_error("rename-failed", problem=daemon_text(problem), old=old) from None
    return 0


def pause(call: Call) -> Steps:
    """``docker pause``"""
    return (yield from call.each(call.words, "container_pause", call.engine.containers.pause))


def unpause(call: Call) -> Steps:
    """``docker unpause``"""
    return (yield from call.each(call.words, "container_unpause", call.engine.containers.unpause))


def wait(call: Call) -> Steps:
    """``docker wait``: the exit codes, when they are there."""
    problems = []
    for name in call.words:
        yield call.wait("container_wait")
        try:
            answer = yield call.engine.containers.wait(call.named(name))
            call.out(str(answer["StatusCode"]))
        except ApiError as problem:
            problems.append(daemon_text(problem))
    if problems:
        raise CliError("\n".join(problems))
    return 0


def prune(call: Call) -> Steps:
    """``docker container prune``"""
    question = "WARNING! This will remove all stopped containers."
    if not (yield from agreed(call, question)):
        return 0
    yield call.wait("container_prune")
    try:
        answer = call.engine.containers.prune(prune_filters(call))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    deleted = answer.get("ContainersDeleted") or []
    if deleted:
        call.out("Deleted Containers:")
        for container in deleted:
            call.out(container)
        call.out()
    call.out(f"Total reclaimed space: {human_size(answer.get('SpaceReclaimed') or 0)}")
    return 0
