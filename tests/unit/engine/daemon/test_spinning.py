"""Containers whose program ends at once and whose restart policy starts it again, for ever."""

from pathlib import Path

import pytest
from dockernet_sim import Lab

POLICIES = ("always", "unless-stopped", "on-failure")
COMMANDS = ("false", "sh -c 'exit 1'")
COUNT = "docker inspect -f '{{.RestartCount}} {{.State.Restarting}}' spin"


@pytest.fixture(params=POLICIES)
def policy(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("command", COMMANDS)
def test_failing_program_is_started_with_a_doubling_delay(policy: str, command: str) -> None:
    lab = Lab(engine="20.10")
    lab.sh(f"docker run -d --name spin --restart {policy} busybox {command}")
    assert lab.sh(COUNT).output.split() == ["1", "true"]
    lab.sh("sleep 10")  # 0.1 + 0.2 + ... + 3.2 s are over, 6.4 s are not
    assert lab.sh(COUNT).output.split() == ["7", "true"]


def test_delay_is_a_minute_at_most_so_the_work_is_bounded() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name spin --restart always busybox false")
    lab.sh("sleep 600")
    early = int(lab.sh(COUNT).output.split()[0])
    lab.sh("sleep 600")
    assert int(lab.sh(COUNT).output.split()[0]) == early + 10


def test_program_that_ends_well_is_not_started_again_on_failure() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name spin --restart on-failure busybox true")
    lab.sh("sleep 10")
    assert lab.sh(COUNT).output.split() == ["0", "false"]


def test_spinning_container_is_stopped_and_removed(policy: str) -> None:
    lab = Lab(engine="20.10")
    lab.sh(f"docker run -d --name spin --restart {policy} busybox false")
    lab.sh("sleep 3; docker stop spin")
    count = lab.sh(COUNT).output
    lab.sh("sleep 300")
    assert lab.sh(COUNT).output == count == f"{count.split()[0]} false\n"
    assert lab.sh("docker rm spin").output == "spin\n"


def test_saved_and_copied_labs_spin_alike(tmp_path: Path, policy: str) -> None:
    lab = Lab(engine="20.10")
    lab.sh(f"docker run -d --name spin --restart {policy} busybox false")
    lab.sh("sleep 10")
    lab.save(tmp_path / "spin.json")
    others = [Lab.load(tmp_path / "spin.json"), lab.copy()]
    for line in ("docker ps -a", "sleep 100; docker ps -a", COUNT):
        assert [each.sh(line).output for each in others] == [lab.sh(line).output] * 2
