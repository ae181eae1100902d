"""Play scenarios: each on a fresh lab, step by step, with what a terminal and a capture would show."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.programs.capture import Capture
from dockernet_sim.programs.tcpdump.filter import compile_filter
from dockernet_sim.shell.scenario import FAULT, BadScenario, Scenario, Step, load
from dockernet_sim.shell.session import open_world
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World

LIMIT = 60.0
STARTING = 0.05  # what the capture takes to start: what the step before left in the air comes down meanwhile
BEFORE, AFTER = 0.7, 0.5
TIMED_OUT = 124
TAPPED = "arp or icmp or tcp or udp"
CRASHED = 70  # EX_SOFTWARE

__all__ = ["BadScenario", "Scenario", "load", "play", "play_on", "replay", "transcript"]


def play(scenario: Scenario, engine: str = "", seed: int = 0) -> dict[str, Any]:
    """Play a scenario on a fresh lab.

    Parameters
    ----------
    scenario : Scenario
        What to type, and where.
    engine : str
        The engine's release; unless given, the one that the scenario names, or the default one.
    seed : int
        The world's seed.

    Returns
    -------
    dict
        ``{"scenario": NAME, "steps": [{"at", "cmd", "exit", "stdout", "stderr"[, "refused"][, "frames"]}, ...]}``;
        ``refused`` holds what programs said they do not model, even where their standard error goes nowhere.
    """
    release = engine or scenario.engine or DEFAULT
    world = open_world(
        seed=seed, trace=False, engine=release, daemon_flags=scenario.daemon, images=scenario.images,
        extensions=scenario.extensions,
    )  # fmt: skip
    return {"scenario": scenario.name, "steps": play_on(world, scenario)}


def play_on(world: World, scenario: Scenario) -> list[dict[str, Any]]:
    """Play a scenario's steps on a world that is there; what each of them showed."""
    return [_step(world, step) for step in scenario.steps]


def _step(world: World, step: Step) -> dict[str, Any]:
    if not step.tap:
        return _shown(step, _run(world, step))
    world.pass_time(STARTING)
    device = world.machine("host").host.root.devices.get(step.tap)
    capture = Capture(device, compile_filter(TAPPED)) if device is not None else None
    with capture or nullcontext():
        world.pass_time(BEFORE)
        shown = _shown(step, _run(world, step))
        world.pass_time(AFTER)
    return {**shown, "frames": capture.lines() if capture else []}


def _shown(step: Step, result: Result) -> dict[str, Any]:
    code = TIMED_OUT if result.interrupted else result.exit
    shown = {"at": step.at, "cmd": step.command, "exit": code, "stdout": result.stdout, "stderr": result.stderr}
    return {**shown, "refused": list(result.refused)} if result.refused else shown


def _run(world: World, step: Step) -> Result:
    """Run one step; whatever goes wrong in it, the next one has its turn."""
    try:
        if step.machine == FAULT:
            world.fault(step.command)
            return Result(0, "", "")
        return world.run_line(step.machine, step.command, LIMIT)
    except DockernetError as error:
        return Result(127, "", f"{error}\n")
    except Exception:  # a defect of the model's own: it must show, but costs this step only
        traceback.print_exc(file=sys.stderr)
        return Result(CRASHED, "", f"dockernet-sim: internal error: {sys.exc_info()[1]!r}\n")


def transcript(result: dict[str, Any]) -> str:
    """A played scenario as a terminal would have shown it; captured frames behind ``~``."""
    lines = [f"##### {result['scenario']}"]
    for step in result["steps"]:
        code = f"   [{step['exit']}]" if step["exit"] else ""
        lines.append(f"{step['at']}$ {step['cmd']}{code}")
        lines += [f"  {line}" for line in (step["stdout"] + step["stderr"]).splitlines()]
        lines += [f"  ~ {line}" for line in step.get("frames", ())]
    return "\n".join(lines) + "\n"


def replay(
    paths: Iterable[str],
    as_json: bool = False,
    engine: str = "",
    seed: int = 0,
    out: Callable[[str], object] | None = None,
    err: Callable[[str], object] | None = None,
) -> int:
    """Play files one after the other; what is wrong with one does not keep the others from being played.

    Returns
    -------
    int
        The exit code: 0, or 1 when a file was no scenario or no lab could be set up for it.
    """
    out, err = out or sys.stdout.write, err or sys.stderr.write
    code = 0
    for path in paths:
        try:
            result = play(load(path), engine, seed)
        except DockernetError as error:
            err(f"dockernet-sim replay: {error}\n")
            code = 1
            continue
        out(json.dumps(result, ensure_ascii=False) + "\n" if as_json else transcript(result))
    return code
