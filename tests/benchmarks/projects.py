"""Compose projects, asked as users ask: the whole command, its start and its imports included."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from .rows import row

IMAGES = ("nginx", "redis", "mysql", "acme/app:1", "postgres")
SMALL = {  # shape of a small project: services, networks, published ports of each service in turn
    "one": (1, 0, (1,)),
    "two": (2, 0, (1, 0)),
    "three": (3, 2, (1, 0, 0)),
    "pair": (2, 1, (2, 1)),
    "search": (3, 1, (2, 4, 1)),
    "four": (4, 0, (1, 1, 1, 1)),
}
TURNS = ("one", "two", "one", "three", "two", "pair", "one", "search", "two", "three", "one", "four", "two")


def project(services: int, networks: int, ports: tuple[int, ...]) -> str:
    """A compose file of so many services, each on one network or on two that follow each other."""
    lines = ["services:"]
    for number in range(services):
        lines += [f"  s{number}:", f"    image: {IMAGES[number % len(IMAGES)]}"]
        if networks:
            joined = {f"n{(number + step) % networks}" for step in range(1 + (number % 3 == 2))}
            lines.append(f"    networks: [{', '.join(sorted(joined))}]")
        for each in range(ports[number % len(ports)]):
            lines += ["    ports:"] if not each else []
            lines.append(f"      - '{8000 + 10 * number + each}:{80 + each}'")
        lines += ["    expose: ['9000']"] if number % len(IMAGES) == 3 else []
        lines += [f"    depends_on: [s{number - 1}]"] if number else []
    lines += ["networks:"] if networks else []
    for number in range(networks):
        lines += [f"  n{number}:", f"    internal: {'true' if number % 4 == 3 else 'false'}"]
    return "\n".join(lines) + "\n"


def fifty() -> str:
    """50 services on ten networks, ten of them published."""
    return project(50, 10, (1, 0, 0, 0, 0))


def thirty_nine() -> list[str]:
    """39 projects of one to four services, as collections of examples have them."""
    return [project(*SMALL[TURNS[number % len(TURNS)]]) for number in range(39)]


def command(*words: str) -> float:
    """Processor seconds of one dockernet-sim command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-m", "dockernet_sim.cli", *words], check=True, capture_output=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def asked(verb: str, texts: list[str], rounds: int = 1) -> float:
    """Processor seconds of one command for each of the projects; the median of the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"p{number}", "compose.yaml") for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.parent.mkdir()
            file.write_text(text, encoding="utf-8")
        command(verb, str(files[0]))  # byte code is there from now on
        return median(sum(command(verb, str(file)) for file in files) for _ in range(rounds))


@row("compose-exposure", "dockernet-sim exposure of a compose file with 50 services, import included", "s", 1, 0.7)
def compose_exposure() -> float:
    """Every port is asked for by everybody."""
    return asked("exposure", [fifty()], 5)


@row("compose-reach", "dockernet-sim reach of the same: the matrix", "s", 1, 0.7)
def compose_reach() -> float:
    """Every service's ports, the host's and the internet, by everybody."""
    return asked("reach", [fifty()], 5)


@row(
    "compose-39", "dockernet-sim exposure of 39 compose files of one to four services, one after the other", "s", 10, 7
)
def compose_39() -> float:
    """Start and import 39 times."""
    return asked("exposure", thirty_nine())
