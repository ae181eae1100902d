"""Every command that asks, of a served lab."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dockernet_sim import Lab

Ask = Callable[..., str]


@pytest.fixture
def lab() -> Lab:
    made = Lab(engine="20.10")
    made.sh("docker run -d --name web -p 8080:80 nginx; docker run -d --name db redis")
    made.sh("docker exec web ping -c1 172.17.0.3")
    return made


@pytest.fixture
def ask(lab: Lab, tmp_path: Path) -> Iterator[Ask]:
    """Runs a command of ours against the served lab; ``HOST`` among its words is the host."""
    with lab.serve() as served:

        def run(*words: str, exit: int = 0) -> str:
            command = [served.host if word == "HOST" else word for word in words]
            done = subprocess.run(
                [sys.executable, "-m", "dockernet_sim.cli", *command],
                cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            assert done.returncode == exit, done.stderr
            return done.stdout

        yield run


def test_exposure_tells_the_published_port(ask: Ask) -> None:
    rows = json.loads(ask("exposure", "--host", "HOST", "--json"))
    assert [(row["container"], row["port"], row["lan"]) for row in rows][1] == ("web", "80/tcp", "open")


def test_reach_is_told_as_rows_too(ask: Ask) -> None:
    rows = json.loads(ask("reach", "--host", "HOST", "--json"))
    assert {"from": "lan", "to": "web"}.items() <= next(r for r in rows if r["verdict"] == "unreachable").items()
    assert ask("reach", "--host", "HOST", "--csv").startswith("from,ask,")


def test_why_draw_step_and_capture_ask_a_copy(ask: Ask, lab: Lab, tmp_path: Path) -> None:
    before = len(lab.world.log)
    assert "web reaches" in ask("why", "--host", "HOST", "web", "172.17.0.3")
    ask("draw", "--host", "HOST", "-o", "lab.svg")
    assert (tmp_path / "lab.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "ICMP echo request" in ask("step", "--host", "HOST", "--list")
    assert "who-has" in ask("capture", "--host", "HOST")
    assert len(lab.world.log) == before


def test_policies_are_checked_beside_the_working_folder(ask: Ask, tmp_path: Path) -> None:
    ask("check", "--host", "HOST", "--init")
    assert (tmp_path / "reach.yaml").exists()
    assert ask("check", "--host", "HOST").startswith("holds")


def test_two_served_labs_differ_in_what_a_client_did(ask: Ask, lab: Lab) -> None:
    assert ask("diff", "HOST", "HOST").startswith("no difference")


def test_project_is_linted_beside_a_served_lab(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text('services: {a: {image: nginx, ports: ["8080:80"]}}\n', encoding="utf-8")
    assert "8080" in ask("lint", "--with", "HOST", "compose.yaml", exit=1)
