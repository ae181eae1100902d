"""Scenario files: what is read, and what is refused by line."""

from pathlib import Path

import pytest
from dockernet_sim.shell.replay import play
from dockernet_sim.shell.scenario import BadScenario, Step, load, parse

TEXT = """# a comment
# daemon: --icc=false --mtu=1400

host$ docker ps | wc -l
lan$ ping -c 1 vm
tap docker0$ ping -c 1 172.17.0.2
tap br-n lan$ curl -s x
"""


def test_lines_are_read_with_their_place() -> None:
    scenario = parse(TEXT, "x")
    assert scenario.daemon == "--icc=false --mtu=1400"
    assert scenario.steps == (
        Step("host", "host", "", "docker ps | wc -l"),
        Step("lan", "lan", "", "ping -c 1 vm"),
        Step("tap docker0", "host", "docker0", "ping -c 1 172.17.0.2"),
        Step("tap br-n lan", "lan", "br-n", "curl -s x"),
    )


@pytest.mark.parametrize("line", ["vm$ ls", "host ls", "tap $ ls", "host# ls", "tap a b$ ls"])
def test_what_is_no_step_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(BadScenario, match="line 2"):
        parse(f"host$ ls\n{line}\n")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "b.scn"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "absent.scn", tmp_path, binary):
        with pytest.raises(BadScenario, match=path.name):
            load(path)


def test_engine_line_names_the_release_unless_one_is_asked_for() -> None:
    scenario = parse('# engine: 28\nhost$ docker version -f "{{.Server.Version}}"\n')
    assert scenario.engine == "28"
    assert play(scenario)["steps"][0]["stdout"].startswith("28.")
    assert play(scenario, engine="29")["steps"][0]["stdout"].startswith("29.")


def test_engine_line_with_a_release_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadScenario, match="# engine:"):
        parse("# engine: 3\nhost$ docker ps\n")
