"""Trying something on a copy of a lab, so that the lab itself stays as it is.

Where the platform can fork, the copy is a child process: it starts with the very lab as it stands, whatever it holds,
and within milliseconds even for hundreds of containers. Elsewhere the copy is the lab's calls made once more. Both give
the same answer.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.world import World

Answer = TypeVar("Answer")
Job = Callable[[World], Answer]


class AsideFailed(DockernetError):
    """What was tried on a copy ended in a defect of the model's own; the text is its traceback's last line."""


def can_fork() -> bool:
    """Whether the copy can be a child process: on Linux, where forking is safe beside other threads that only wait."""
    return sys.platform == "linux" and hasattr(os, "fork")


def aside(world: World, job: Job[Answer], copy: Callable[[], World], fork: bool | None = None) -> Answer:
    """Do a job on a copy of a world and hand back what it found.

    Parameters
    ----------
    world : World
        Left as it is.
    job : callable
        Given the copy, whose trace is on and empty; its answer has to be plain data.
    copy : callable
        Makes a copy where there is no forking.
    fork : bool, optional
        Whether to fork; as the platform allows, unless given.
    """
    if can_fork() if fork is None else fork:
        return _forked(world, job)
    other = copy()
    _listen(other)
    return job(other)


def _listen(world: World) -> None:
    world.trace.clear()
    world.trace.on = True


def _forked(world: World, job: Job[Answer]) -> Answer:
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads: the child runs none of their code
        child = os.fork()
    if child == 0:
        os.close(reading)
        _work(world, job, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
    finally:
        os.waitpid(child, 0)
    if not data:
        raise AsideFailed("the process that tried it on a copy ended without an answer")
    failed, answer = pickle.loads(data)
    if failed:
        raise answer
    found: Answer = answer
    return found


def _work(world: World, job: Job[Any], writing: int) -> NoReturn:
    """The child's whole life; it never returns into its parent's code."""
    try:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        world.clock.begin_anew()
        _listen(world)
        data = _packed(world, job)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
    finally:
        os._exit(0)


def _packed(world: World, job: Job[Any]) -> bytes:
    try:
        return pickle.dumps((False, job(world)))
    except DockernetError as error:
        return pickle.dumps((True, error))
    except Exception as error:  # a defect: it must show in the parent, and nothing else can carry it there
        return pickle.dumps((True, AsideFailed(f"internal error: {error!r}")))
