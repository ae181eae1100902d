"""Streaming stats, parallel stop, --pull always, patterns of image names, and refusals of servers' own subcommands."""

from __future__ import annotations

import pytest
from dockernet_sim.engine.daemon.images import matches_reference
from tests.unit.shell.docker.machine import Machine


def test_stop_of_several_containers_takes_as_long_as_of_one(vm: Machine) -> None:
    for name in ("aa", "bb", "cc"):
        vm.out(f"docker run -d --name {name} busybox")
    done = vm("docker stop -t 3 nope aa bb cc")
    assert (done.exit, done.stdout) == (1, "aa\nbb\ncc\n")
    assert done.stderr == "Error response from daemon: No such container: nope\n"
    assert 3.0 <= done.seconds < 4.0


def test_stats_are_drawn_again_until_they_are_interrupted(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    done = vm("docker stats", limit=4.0)
    assert done.interrupted and done.stdout.count("\x1b[2J\x1b[HCONTAINER ID") > 2
    assert "\\u001b" not in str(done)


def test_pull_always_pulls_what_is_there(vm: Machine) -> None:
    vm("docker pull alpine")
    done = vm("docker run --rm --pull always alpine true")
    assert done.exit == 0 and done.stderr.startswith("latest: Pulling from library/alpine\n")


def test_pull_always_without_the_registry_fails() -> None:
    done = Machine("recorder")("docker run --rm --pull always busybox true")
    assert done.exit == 125 and done.stdout == ""


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("nginx:latest", "ngin*", True),
        ("grafana/grafana:latest", "*", False),
        ("grafana/grafana:latest", "*/*", True),
        ("a" * 60 + ":latest", "a*" * 25 + "b", False),
    ],
)
def test_pattern_of_an_image_name_is_gos(name: str, pattern: str, fits: bool) -> None:
    assert matches_reference(name, pattern) is fits


@pytest.mark.parametrize(
    ("image", "command", "said"),
    [
        ("traefik", "--providers.docker", "traefik --providers.docker is not modelled"),
        ("consul", "members", "consul members is not modelled, only consul agent"),
        ("vault", "status", "vault status is not modelled, only vault server"),
    ],
)
def test_server_refuses_what_it_does_not_model_by_name(vm: Machine, image: str, command: str, said: str) -> None:
    done = vm(f"docker run --rm {image} {command}")
    assert done.exit == 127 and said in done.stderr
