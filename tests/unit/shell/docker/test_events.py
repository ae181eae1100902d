"""docker events: what dockerd 20.10 tells, in its order."""

import pytest

from .machine import Machine

ALL = "docker events --since 10m --until 0s --format '{{.Type}} {{.Action}}'"


def told(vm: Machine) -> list[str]:
    vm.world.pass_time(1.0)  # the client sends whole seconds
    return vm.out(ALL).splitlines()


def test_stop_tells_both_signals_the_end_and_the_networks(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    before = len(told(vm))
    vm.out("docker stop -t 1 aa")
    assert told(vm)[before:] == [
        "container kill", "container kill", "container die", "network disconnect", "container stop",
    ]  # fmt: skip


def test_exec_that_cannot_start_has_no_end(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    before = len(told(vm))
    vm("docker exec aa nosuch")
    vm.out("docker exec -d aa sleep 100")
    vm.out("docker kill aa")
    assert told(vm)[before:] == [
        "container exec_create: nosuch ", "container exec_start: nosuch ", "container exec_create: sleep 100",
        "container exec_start: sleep 100", "container kill", "container exec_die", "container die",
        "network disconnect",
    ]  # fmt: skip


def test_disconnect_of_a_running_container_is_told_twice(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    before = len(told(vm))
    vm.out("docker network disconnect bridge aa")
    assert told(vm)[before:] == ["network disconnect", "network disconnect"]


def test_filters_match_as_the_engine_matches(vm: Machine) -> None:
    vm.out("docker run -d --name aa --label x=1 busybox && docker exec aa hostname && docker kill -s HUP aa")
    vm.world.pass_time(1.0)
    show = "docker events --since 10m --until 0s --format '{{.Action}}'"
    assert vm.out(f"{show} --filter event=exec_create") == "exec_create: hostname \n"
    assert vm.out(f"{show} --filter container=a --filter event=start") == "start\n"
    assert vm.out(f"{show} --filter label=x=2") == ""
    assert vm.out(f"{show} --filter nosuch=1") == vm.out(show)
    assert (
        vm.out(
            "docker events --since 10m --until 0s --filter event=kill --format '{{.Action}} {{.Actor.Attributes.image}}'"
        )
        == "kill busybox\n"
    )


def test_restarted_engine_has_forgotten_its_events(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    vm.out("systemctl restart docker")
    assert told(vm) == []


@pytest.mark.parametrize(("engine", "shown"), [("20.10", "json\n"), ("29", '{"Type":"network"')])
def test_format_json_is_a_format_for_later_clients(engine: str, shown: str) -> None:
    vm = Machine(engine=engine)
    vm.out("docker network create n")
    vm.world.pass_time(1.0)
    assert vm.out("docker events --since 10m --until 0s --filter event=create --format json").startswith(shown)
