"""The lines that confirm a prediction, typed where it was made."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.check.verify import script
from dockernet_sim.cli import main

COMPOSE = """\
services:
  web: {image: nginx, ports: ["8080:80"], networks: [front, back]}
  db: {image: redis, networks: [back]}
networks:
  front:
  back: {internal: true}
"""
OUT = "OUT=203.0.113.10\n"


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_all_that_is_predicted_is_confirmed_in_the_lab_itself(engine: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    lab = Lab(engine=engine)
    rows = lab.up(tmp_path, project="shop").rows()

    said = lab.sh(OUT + script(rows))

    lines = said.stdout.splitlines()
    assert (said.exit, said.stderr) == (0, "")
    assert len(lines) > 40
    assert not [line for line in lines if not line.startswith("ok ")]
    assert "ok      shop-web-1 -> shop-db-1@shop_back:6379: open" in lines
    assert "ok      shop-db-1 pings internet: unreachable" in lines or engine == "20.10"


def test_a_change_shows_as_differing(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    lab = Lab(engine="29")
    rows = lab.up(tmp_path, project="shop").rows()
    lab.sh("docker network disconnect shop_back shop-web-1")

    said = lab.sh(OUT + script(rows))

    assert said.exit == 1
    assert "DIFFERS shop-web-1 -> shop-db-1@shop_back:6379: open" in said.stdout


def test_unknown_and_lan_are_comments() -> None:
    rows = [
        {"from": "lan", "ask": "tcp", "to": "host", "port": 80, "verdict": "open"},
        {"from": "web", "ask": "ping", "to": "db", "net": "mac", "verdict": "unknown"},
    ]

    assert script(rows).splitlines()[-3:-1] == [
        "# on another machine of the LAN: 'lan -> host:80: open'",
        "# unknown: 'web pings db@mac: unknown'",
    ]


def test_command_prints_the_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")

    assert main(["verify", str(tmp_path), "--engine", "29", "--from", "db"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("told ")]
    assert lines
    assert all("-db-1 " in line for line in lines)
