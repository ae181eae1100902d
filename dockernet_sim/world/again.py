"""Calls made again: a copy of a world, or one that was saved, is the same calls on a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.errors import BadSave
from dockernet_sim.world.log import Call
from dockernet_sim.world.world import World

Again = Callable[[World, Call], Any]
KINDS: dict[str, Again] = {}


def again(kind: str) -> Callable[[Again], Again]:
    """Register a function as that which makes calls of this kind again."""

    def register(function: Again) -> Again:
        KINDS[kind] = function
        return function

    return register


def repeat(world: World, calls: Iterable[Call]) -> None:
    """Make the calls, each at its moment; what was refused the first time is refused again.

    Raises
    ------
    BadSave
        When a call's moment has gone by already: these calls are not what happened.
    """
    for call in calls:
        advance(world.clock, call.time, call.taken, str(call))
        try:
            world.make_again(call.details.get("stops", ()), partial(KINDS[call.kind], world, call))
        except BadSave:
            raise
        except DockernetError:  # so it did the first time, or else the digest will tell
            continue


def advance(clock: Clock, time: float, taken: int, what: str = "the end") -> None:
    """Let the clock come to a moment: a time,
    and how many of its events have been taken (some may have been a user's own)."""
    if time > clock.now:
        clock.run(until=time)
    while clock.now == time and clock.taken < taken and clock.peek() <= time:
        clock.step()
    if clock.now != time:
        raise BadSave(
            f"the lab cannot be made again: it stands at {clock.now!r} s where {time!r} s was saved, at {what}"
        )


@again("line")
def _line(world: World, call: Call) -> None:
    world.run_line(call.where, call.text, call.details["limit"], endless=call.details["endless"])


@again("host")
def _host(world: World, call: Call) -> None:
    world.add_host(call.where, call.text or None, call.details["daemon_flags"])


@again("image")
def _image(world: World, call: Call) -> None:
    world.add_image(call.where, call.text, call.details["http"], call.details["udp"], call.details.get("base", ""))


@again("id")
def _id(world: World, call: Call) -> None:
    world.give_id(call.where, call.text, call.details["value"])


@again("hold")
def _hold(world: World, call: Call) -> None:
    world.hold_addresses(call.where, call.text, call.details["addresses"])


@again("free")
def _free(world: World, call: Call) -> None:
    world.free_addresses(call.where, call.text, call.details["addresses"])


@again("next port")
def _next_port(world: World, call: Call) -> None:
    world.next_port(call.where, int(call.text))


@again("address")
def _address(world: World, call: Call) -> None:
    world.set_address(call.where, call.text)


@again("anonymous")
def _anonymous(world: World, call: Call) -> None:
    world.make_anonymous(call.where, call.text)


@again("run")
def _run(world: World, call: Call) -> None:
    world.run_until(float(call.text))


@again("fault")
def _fault(world: World, call: Call) -> None:
    world.fault(call.text)


@again("link")
def _link(world: World, call: Call) -> None:
    world.link(call.where, call.text, call.details["direction"], call.details["values"])


@again("api")
def _api(world: World, call: Call) -> None:
    details = call.details
    world.engine_call(call.where, call.text, details["arguments"], details["options"], details["cost"])


@again("wait")
def _wait(world: World, call: Call) -> None:
    world.wait_for_answer(call.details["limit"])


@again("task")
def _task(world: World, call: Call) -> None:
    world.start_task(call.details["argv"], call.where)


@again("signal")
def _signal(world: World, call: Call) -> None:
    world.started[call.details["task"]].signal(call.text)


@again("process")
def _process(world: World, call: Call) -> None:
    world.start_process(call.text, *call.details["arguments"])


@again("program")
def _program(world: World, call: Call) -> None:
    world.start_program(call.text, call.where, *call.details["arguments"])


@again("program image")
def _program_image(world: World, call: Call) -> None:
    world.add_program_image(call.where, call.text, call.details["program"], call.details["ports"])
