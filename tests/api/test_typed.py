"""Some conformance scenarios, with docker's lines typed at Debian's docker CLI;
`python -m tests.api.typed` does all of them."""

import pytest
from dockernet_sim.shell import replay
from tests.api import clients, typed

SOME = [
    "seed-3-link",
    "seed-4-custom-network",
    "seed-5-connect",
    "life-errors",
    "errors-run",
    "formats-inspect",
    "ports-bad",
]


@pytest.mark.parametrize("name", SOME)
def test_real_cli_gives_what_the_shell_gives(name: str) -> None:
    version = clients.run([clients.docker(), "--version"], "unix:///nowhere", typed.HERE).stdout
    if "20.10" not in version:
        typed.DOCKER = clients.program(typed.DOCKER)
    scenario, real = next(found for found in typed.scenarios([name]) if found[0].name == name)
    lost = set(typed.differences(real, typed.played(scenario))) - set(
        typed.differences(real, replay.play(scenario, engine="20.10")["steps"])
    )
    assert not lost, [real["steps"][number]["cmd"] for number in lost]
