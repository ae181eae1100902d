"""Scenarios whose docker lines are typed at a real docker CLI, against the lab that is served; all other lines on the
same lab.

    python -m tests.api.typed [-v] [--engine 29] [--docker PATH] [WORD ...]

counts what agrees with the recordings, beside what the lab's own shell gives.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dockernet_sim.api.serving import serve
from dockernet_sim.shell import replay
from dockernet_sim.shell.scenario import Scenario, Step
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World
from tests.conformance.compare import compare

HERE = Path(__file__).resolve().parents[1] / "conformance"
CASES = HERE.parents[1] / "docs" / "how-to" / "cases"
DOCKER = "/usr/bin/docker"  # Debian's docker.io
FILTERS = ["awk", "cat", "cut", "echo", "grep", "head", "jq", "sed", "sort", "tail", "tr", "true", "uniq", "wc"]
SECONDS = 20.0
WORDS = re.compile(r"'[^']*'|\"[^\"]*\"|\\.|&&|\|\||[|;&<>()`$\n]|[^\s|;&<>()`$'\"\\]+")
OF_THE_LAB = re.compile(r"docker( container)? cp |--env-file|--cidfile|--label-file|(^|\s)-v ?/|--mount|--volume")


def is_typed(command: str) -> bool:
    """Whether a line can be typed outside of the lab:
    docker and filters of text, no files of the lab and no shell of its own."""
    if not command.startswith("docker ") or OF_THE_LAB.search(command):
        return False
    first = True
    for word in WORDS.findall(command):
        if word in ("<", ">", "(", ")", "`", "$", "\n", "&"):
            return False
        if word in ("|", ";", "&&", "||"):
            first = True
        elif first:
            if word not in ("docker", *FILTERS):
                return False
            first = False
    return not re.search(r'"[^"]*[$`]', command)


def played(scenario: Scenario, engine: str = "20.10") -> list[dict[str, Any]]:
    """A scenario's steps, docker's typed at the real CLI."""
    world = open_world(trace=False, engine=engine, daemon_flags=scenario.daemon, images=scenario.images)
    with serve(world) as served, tempfile.TemporaryDirectory() as folder:
        env = {"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": served.host, "LC_ALL": "C.UTF-8"}
        (Path(folder) / "docker").symlink_to(DOCKER)
        env["PATH"] = f"{folder}:{env['PATH']}"
        return [step(world, each, env, folder) for each in scenario.steps]


def step(world: World, each: Step, env: dict[str, str], folder: str) -> dict[str, Any]:
    """One step."""
    if each.machine != "host" or each.tap or not is_typed(each.command):
        return replay._step(world, each)
    try:
        done = subprocess.run(
            ["bash", "-c", each.command], env=env, cwd=folder, capture_output=True, timeout=SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        result = Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    except subprocess.TimeoutExpired as late:
        result = Result(
            124, (late.stdout or b"").decode(errors="replace"), (late.stderr or b"").decode(errors="replace")
        )
    world.run_until(world.clock.now + 0.003)
    return replay._shown(each, result)


def scenarios(words: list[str], engine: str = "20.10") -> Iterator[tuple[Scenario, dict[str, Any]]]:
    """Scenarios and their recordings; those of 20.10 stand beside the folders of the others."""
    for path in sorted((HERE / "recordings" / ("" if engine == "20.10" else engine)).glob("*.json")):
        own = HERE / "scenarios" / f"{path.stem}.scn"
        if not words or any(word in path.stem for word in words):
            yield replay.load(str(own if own.exists() else CASES / own.name)), json.loads(path.read_text())


def differences(real: dict[str, Any], steps: list[dict[str, Any]]) -> dict[int, tuple[Any, Any, Any]]:
    """By the step's number: the step, what was expected, what came."""
    numbers = {id(each): number for number, each in enumerate(real["steps"])}
    found = compare(real, {"scenario": "", "steps": steps})
    return {numbers[id(each)]: (each, expected, got) for each, agrees, expected, got in found if not agrees}


def compared(scenario: Scenario, real: dict[str, Any], engine: str = "20.10") -> tuple[set[int], dict[int, Any]]:
    """Which steps of a scenario are typed at the real CLI, and what is lost by that: steps, typed or behind typed ones,
    that agree with the recording where the shell of the lab does all."""
    typed = {number for number, each in enumerate(real["steps"]) if each["at"] == "host" and is_typed(each["cmd"])}
    ours = differences(real, replay.play(scenario, engine=engine)["steps"])
    theirs = differences(real, played(scenario, engine))
    return typed, {number: theirs[number] for number in sorted(set(theirs) - set(ours))}


def main() -> int:
    """Count, and show what differs."""
    global DOCKER
    parser = argparse.ArgumentParser(prog="python -m tests.api.typed")
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("-v", dest="verbose", action="store_true")
    parser.add_argument("--engine", default="20.10")
    parser.add_argument("--docker", default=DOCKER)
    given = parser.parse_args()
    DOCKER = given.docker
    lines = worse = 0
    for scenario, real in scenarios(given.words, given.engine):
        typed, lost = compared(scenario, real, given.engine)
        lines += len(typed)
        worse += len(typed & set(lost))
        for number, (each, expected, got) in lost.items() if given.verbose else ():
            mark = "" if number in typed else " (not typed)"
            print(f"{scenario.name} {number + 1}{mark}: {each['cmd']}\n  real {expected}\n  cli  {got}", flush=True)
    print(
        f"{lines} docker lines typed at {DOCKER}: {lines - worse} "
        f"({(lines - worse) / max(lines, 1):.1%}) of what the shell gives"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
