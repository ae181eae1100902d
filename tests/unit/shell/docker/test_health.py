"""--health-cmd and its kin (recorded from 20.10.24)."""

import pytest

from .machine import Machine

RUN = "docker run -d --name h1 --health-cmd 'ls /tmp/ok' --health-interval 1s --health-retries 2 busybox"


def status(vm: Machine) -> str:
    return vm.out("docker ps --format '{{.Status}}'").partition("(")[2].rstrip(")\n")


def test_health_goes_from_starting_to_unhealthy_to_healthy(vm: Machine) -> None:
    vm.out(RUN)
    assert status(vm) == "health: starting"
    vm.world.pass_time(3.5)
    assert status(vm) == "unhealthy"
    vm.out("docker exec h1 sh -c 'echo > /tmp/ok'")
    vm.world.pass_time(1.5)
    assert status(vm) == "healthy"
    assert vm.out("docker ps --filter health=healthy --format '{{.Names}}'") == "h1\n"
    shown = "{{.State.Health.Status}} {{.State.Health.FailingStreak}} {{(index .State.Health.Log 0).ExitCode}}"
    assert vm.out(f"docker inspect -f '{shown}' h1") == "healthy 0 1\n"
    vm.world.pass_time(1.0)
    told = vm.out("docker events --since 1m --until 0s --filter event=health_status --format '{{.Action}}'")
    assert told == "health_status: unhealthy\nhealth_status: healthy\n"


def test_check_that_takes_too_long_fails(vm: Machine) -> None:
    vm.out(
        "docker run -d --name h2 --health-cmd 'sleep 5' --health-interval 1s --health-timeout 500ms "
        "--health-retries 1 busybox"
    )
    vm.world.pass_time(3.0)
    assert status(vm) == "unhealthy"
    shown = vm.out(
        "docker inspect -f '{{(index .State.Health.Log 0).ExitCode}} {{(index .State.Health.Log 0).Output}}' h2"
    )
    assert shown == "-1 Health check exceeded timeout (500ms)\n"


def test_failures_within_the_start_period_do_not_count(vm: Machine) -> None:
    vm.out(
        "docker run -d --name h3 --health-cmd 'exit 1' --health-interval 1s --health-start-period 5s "
        "--health-retries 1 busybox"
    )
    vm.world.pass_time(4.0)
    assert status(vm) == "health: starting"
    vm.world.pass_time(4.0)
    assert status(vm) == "unhealthy"


def test_stopped_container_is_probed_no_more_and_starts_anew(vm: Machine) -> None:
    vm.out(RUN)
    vm.out("docker stop -t 0 h1")
    vm.world.pass_time(5.0)
    assert vm.out("docker inspect -f '{{.State.Health.Status}} {{len .State.Health.Log}}' h1") == "unhealthy 0\n"
    vm.out("docker start h1")
    assert status(vm) == "health: starting"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("--no-healthcheck --health-cmd x", "--no-healthcheck conflicts with --health-* options"),
        ("--health-cmd x --health-interval -1s", "--health-interval cannot be negative"),
        ("--health-cmd x --health-retries -1", "--health-retries cannot be negative"),
        ("--health-cmd x --health-interval 1us", "Interval in Healthcheck cannot be less than 1ms"),
        ("--health-cmd x --health-timeout 1us", "Timeout in Healthcheck cannot be less than 1ms"),
    ],
)
def test_check_that_makes_no_sense_is_refused(vm: Machine, options: str, complaint: str) -> None:
    assert complaint in vm.fails(f"docker run -d {options} busybox", 125)


def test_options_without_a_command_probe_nothing(vm: Machine) -> None:
    vm.out("docker run -d --name h6 --health-interval 1s busybox")
    vm.world.pass_time(3.0)
    assert "(" not in vm.out("docker ps --format '{{.Status}}'")
