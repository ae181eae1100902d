"""``verify``, ``snapshot`` and commands about a host's dump: what they print, and what they refuse."""

import json
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.cli import main

PROJECT = "services: {web: {image: nginx, ports: ['8080:80']}, db: {image: redis}}\n"


@pytest.fixture
def project(tmp_path: Path) -> str:
    file = tmp_path / "compose.yaml"
    file.write_text(PROJECT, encoding="utf-8")
    return str(file)


@pytest.fixture
def dump(tmp_path: Path) -> str:
    lab = Lab(engine="29")
    for line in ("network create net", "run -d --name web --net net nginx", "run -d --name db --net net redis"):
        assert lab.sh(f"docker {line}").exit == 0
    found = [
        json.loads(lab.sh("docker inspect web db").stdout),
        json.loads(lab.sh("docker network inspect net").stdout),
    ]
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([each for part in found for each in part]), encoding="utf-8")
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_verify_prints_lines_for_each_container_of_a_project(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify", project)
    assert code == 0
    assert "web" in out and "db" in out


def test_verify_from_one_service_asks_no_questions_of_others(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, whole, _ = run(capsys, "verify", project)
    code, out, _ = run(capsys, "verify", project, "--from", "db")
    assert code == 0
    assert 0 < len(out) < len(whole)


def test_verify_of_a_dump_asks_about_its_containers(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify", dump)
    assert code == 0
    assert "web" in out and "db" in out


def test_verify_of_a_scenario_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "one.scn"
    scenario.write_text("host$ docker run -d --name web nginx\n", encoding="utf-8")
    code, out, err = run(capsys, "verify", str(scenario))
    assert code and not out
    assert "verify asks about a compose project or a host's dumps" in err


def test_snapshot_prints_read_only_lines(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "snapshot")
    assert code == 0
    assert "docker inspect" in out and "iptables-save" in out
    assert not any(word in out for word in ("iptables -A", "docker run", "docker rm"))


def test_why_of_a_dump_answers_from_its_containers(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "why", dump, "web", "db")
    assert code == 0
    assert "web reaches db" in out


def test_why_of_a_dump_speaks_chinese_throughout(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "why", "--lang", "zh", dump, "web", "db")
    assert code == 0 and "由此决定" in out and "decided by" not in out


def test_listen_names_a_container_of_the_dump(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "why", dump, "--listen", "nobody=80", "web", "db")
    assert code
    assert "--listen nobody=80: is not CONTAINER=PORT[,PORT] of a container in the dump" in err
