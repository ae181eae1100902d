"""Loops and runaways end in a named error, soon, and the world goes on."""

from collections.abc import Generator
from typing import Any

import pytest
from dockernet_sim import BroadcastLoop, Lab, Runaway
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.interactive import Console

LOOP = (
    "ip link add br1 type bridge; ip link add br2 type bridge; for i in 1 2; do ip link add a$i type veth peer name b$i;"
    " ip link set a$i master br1; ip link set b$i master br2; ip link set a$i up; ip link set b$i up; done;"
    " ip link set br1 up; ip link set br2 up; ip addr add 10.9.9.1/24 dev br1"
)


@pytest.fixture
def lab() -> Generator[Lab, None, None]:
    lab = Lab()
    yield lab
    assert not lab.world.internal_errors


def test_bridge_loop_is_told_on_standard_error(lab: Lab) -> None:
    assert lab.sh(LOOP)
    told = lab.sh("ping -c 1 10.9.9.2; echo $?")
    assert "ping: BroadcastLoop: a frame was still circling" in told.stderr
    assert told.stdout.endswith("\n137\n")
    lab.sh("ip link set a1 down")
    assert lab.sh("ping -c 1 172.31.176.1")


def test_a_bridge_loop_that_a_container_sets_off(lab: Lab) -> None:
    lab.sh("ip link add br2 type bridge; ip link set br2 up; docker run -d --name box busybox")
    for i in (1, 2):
        lab.sh(
            f"ip link add a{i} type veth peer name b{i}; ip link set a{i} master docker0; ip link set b{i} master br2"
        )
        lab.sh(f"ip link set a{i} up; ip link set b{i} up")
    assert "BroadcastLoop" in lab.sh("docker exec box ping -c 1 172.17.0.99").output
    with pytest.raises(BroadcastLoop, match="remove one of the ways"):
        _ask(lab)


def _ask(lab: Lab) -> None:
    """A frame that no program sends."""
    root = lab.world.machine("vm").host.root
    lab.env.call_later(1.0, root.ip.arp.solicit, root.device("docker0"), 0xAC110063, 0, None)
    lab.run(until=lab.env.now + 2)


def ping_pong(lab: Lab) -> Generator[Any, Any, None]:
    while True:
        yield lab.env.timeout(0)


def test_processes_that_wake_each_other_for_ever(lab: Lab) -> None:
    lab.register("ping-pong", ping_pong)
    lab.process("ping-pong")
    with pytest.raises(Runaway, match="no simulated time goes by"):
        lab.run(until=1.0)
    told = lab.sh("hostname; sleep 1")
    assert (told.exit, "Runaway" in told.stderr) == (137, True)


def test_a_program_that_never_waits(lab: Lab) -> None:
    def spin(task: Task) -> Generator[Any, Any, int]:
        while True:
            yield task.sleep(0)

    lab.world.machine("vm").programs["spin"] = spin
    told = lab.sh("spin")
    assert (told.exit, "Runaway" in told.stderr) == (137, True)
    assert lab.sh("hostname").stdout == "vm\n"


@pytest.mark.parametrize("line", ["while true; do :; done", "until false; do x=1; done", "while :; do [ a = b ]; done"])
def test_a_loop_in_a_shell_is_stopped_as_by_ctrl_c(lab: Lab, line: str) -> None:
    assert lab.sh(line).interrupted
    lab.sh(f"docker run -d --name spin busybox sh -c '{line}'")
    assert lab.sh("docker ps -q --filter name=spin").stdout


@pytest.mark.parametrize(
    "line",
    [
        "(" * 3000 + ":" + ")" * 3000,
        "echo " + "$(" * 400 + ":" + ")" * 400,
        "echo $((" + "(" * 3000 + "1" + ")" * 3000 + "))",
        "echo {1..99999999}",
        "echo {1..400}{1..400}",
        "printf '%999999999d' 1",
        "x='bash -c \"$x\"'; export x; eval $x",
        "x='timeout 9 bash -c \"$x\"'; export x; eval $x",
        "x=y; y=x; echo $((x))",
    ],
)
def test_what_grows_without_end_is_not_modelled(lab: Lab, line: str) -> None:
    assert "not modelled" in lab.sh(line).stderr


def test_a_defect_of_a_program_ends_it_and_is_kept(lab: Lab) -> None:
    def broken(task: Task) -> int:
        raise ZeroDivisionError("a defect")

    lab.world.machine("vm").programs["broken"] = broken
    told = lab.sh("broken; echo $?")
    assert told.output == "broken: internal error: ZeroDivisionError('a defect') (please report)\n70\n"
    (kept,) = lab.world.internal_errors
    assert kept.startswith("broken\n")
    assert "in broken" in kept
    lab.world.machine("vm").host.internal_errors.clear()


def test_a_prompt_survives(lab: Lab) -> None:
    shown: list[str] = []
    lines = iter([LOOP, "ping -c 1 10.9.9.2", "spin", "hostname"])

    def spin(task: Task) -> Generator[Any, Any, int]:
        while True:
            yield task.sleep(0)

    lab.world.machine("vm").programs["spin"] = spin
    Console(lab.world, lambda prompt: next(lines, None), shown.append).run()
    text = "".join(shown)
    assert "BroadcastLoop" in text
    assert "Runaway" in text
    assert text.rstrip().endswith("vm")
