"""Each release brings its own docker program: commands, help, words, columns."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.versions import RELEASES, release
from dockernet_sim.shell.docker import clients
from dockernet_sim.shell.docker.client import Client
from dockernet_sim.shell.docker.table.root import ROOT
from dockernet_sim.shell.docker.words import WORDS
from dockernet_sim.shell.formats.containers import container_rows
from dockernet_sim.shell.formats.types import CONTAINER, IMAGE, struct

TOY = Client(
    root=replace(ROOT, short="A toy", commands=tuple(c for c in ROOT.commands if c.name != "pause")),
    commit="t0y",
    words={
        "unknown-command": "docker: unknown command: docker {word}",
        "flag": "{problem}\n\nUsage:  {usage}\n\nRun '{path} --help' for more information",
        "count": "docker: '{path}' {complaint}",
        "count-exactly": "requires {least}",
        "run": "docker: {text}\n\nRun 'docker {name} --help' for more information",
        "run-start": "docker: {text}\n\nRun 'docker {name} --help' for more information",
        "no-such": "Error response from daemon: {text}",
        "no-object": "error: no such object: {name}",
        "start-failed": "failed to start containers: {names}",
        "network-rm-failed": "exit status 1",
    },
    root_help=lambda root, completion: f"{root.short}\n",
    types={"container": CONTAINER, "network": struct("toy"), "image": IMAGE},
    container_rows=partial(container_rows, ports=lambda ports: f"{len(ports)} ports"),
    info_text=lambda data, versions: "toy\n",
)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.setitem(RELEASES, "toy", replace(release("20.10"), name="toy"))
    monkeypatch.setitem(clients.CLIENTS, "toy", TOY)
    yield Lab(engine="toy")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("docker frobnicate", "docker: unknown command: docker frobnicate\n"),
        ("docker pause web", "docker: unknown command: docker pause\n"),
        ("docker network rm --nope x", "unknown flag: --nope\n\nUsage:  docker network rm NETWORK [NETWORK...]\n\n"
         "Run 'docker network rm --help' for more information\n"),
        ("docker network create", "docker: 'docker network create' requires 1 argument\n"),
        ("docker run -d --net nosuch nginx", "docker: Error response from daemon: network nosuch not found\n\n"
         "Run 'docker run --help' for more information\n"),
        ("docker network rm nosuch", "Error response from daemon: network nosuch not found\nexit status 1\n"),
        ("docker inspect nosuch", "error: no such object: nosuch\n"),
        ("docker start nosuch",
            "Error response from daemon: No such container: nosuch\nfailed to start containers: nosuch\n"),
    ],
)  # fmt: skip
def test_refusals_are_in_the_clients_words(toy: Lab, line: str, said: str) -> None:
    assert toy.sh(line).stderr == said


def test_version_help_and_columns_are_the_clients(toy: Lab) -> None:
    toy.sh("docker run -d --name web -p 80:80 nginx")
    assert toy.sh("docker --version").stdout.endswith(", build t0y\n")
    assert toy.sh("docker info").stdout == "toy\n"
    assert toy.sh("docker help").stdout == "A toy\n"
    assert toy.sh("docker ps --format '{{.Ports}}'").stdout == "2 ports\n"


def test_machines_with_different_releases_have_different_clients(toy: Lab) -> None:
    toy.add_host("vm2", engine="20.10")
    assert toy.sh("docker frobnicate", on="vm2").stderr.startswith("docker: 'frobnicate' is not a docker command.")


def test_every_changed_word_is_in_the_table() -> None:
    known: dict[str, Any] = {**clients.CLIENTS, "toy": TOY}
    assert not {word for each in known.values() for word in each.words} - set(WORDS)
