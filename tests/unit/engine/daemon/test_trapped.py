"""A container whose first process is a shell with traps: what stop and kill do; outputs as recorded of 20.10."""

import pytest
from dockernet_sim import Lab

LOOP = """trap "echo got term; exit 3" TERM; echo ready; while true; do sleep 1; done"""
WAIT = """trap "echo bye; exit 0" TERM; sleep 300 & wait $!; echo after $?"""
GOES_ON = """trap "echo bye" TERM; sleep 300 & wait $!; echo after $?"""
CODE = "docker inspect -f '{{.State.ExitCode}}' web"


def started(commands: str, shell: str = "sh") -> Lab:
    lab = Lab(engine="20.10")
    lab.sh(f"docker run -d --name web busybox {shell} -c '{commands}'; sleep 1")
    return lab


def test_stop_runs_the_trap_when_the_child_in_the_foreground_has_ended() -> None:
    lab = started(LOOP)
    assert lab.sh("docker stop web").seconds < 1.5
    assert lab.sh(f"docker logs web; {CODE}").output == "ready\ngot term\n3\n"


@pytest.mark.parametrize(("commands", "said"), [(WAIT, "bye\n0\n"), (GOES_ON, "bye\nafter 143\n0\n")])
def test_stop_ends_wait_at_once(commands: str, said: str) -> None:
    lab = started(commands)
    assert lab.sh("docker stop web").seconds < 0.5
    assert lab.sh(f"docker logs web; {CODE}").output == said


@pytest.mark.parametrize(
    "commands",
    [
        'trap "echo got term" TERM; sleep 300; echo after',  # the trap waits for sleep
        'trap "" TERM; sleep 300',
        'trap "echo bye; exit 0" TERM; exec sleep 300',  # traps do not outlive exec
        'trap "echo bye; exit 0" TERM; trap - TERM; while true; do sleep 1; done',
    ],
)
def test_stop_has_to_kill_where_no_trap_can_run(commands: str) -> None:
    lab = started(commands)
    assert 2 <= lab.sh("docker stop -t 2 web").seconds < 3
    assert lab.sh(f"docker logs web; {CODE}").output == "137\n"


def test_kill_sends_the_signal_that_the_trap_is_for() -> None:
    lab = started('trap "echo int; exit 7" INT; trap "echo bye" EXIT; while :; do sleep 0.2; done')
    lab.sh("docker kill -s TERM web; sleep 1")
    assert lab.sh("docker ps -q").output
    lab.sh("docker kill -s INT web; sleep 1")
    assert lab.sh(f"docker logs web; {CODE}").output == "int\nbye\n7\n"


def test_kill_from_inside_reaches_a_first_process_only_by_its_trap() -> None:
    lab = started(LOOP)
    lab.sh("docker exec web sh -c 'kill -INT 1'; sleep 2")
    assert lab.sh("docker ps -q").output
    lab.sh("docker exec web sh -c 'kill 1'; sleep 2")
    assert lab.sh(f"docker logs web; {CODE}").output == "ready\ngot term\n3\n"
