"""``dockernet-sim check``."""

from pathlib import Path

import pytest
from dockernet_sim.cli import main

COMPOSE = (
    "services:\n  web:\n    image: nginx\n    ports: ['8080:80']\n  db:\n    image: nginx\n    networks: [back]\n"
    "networks:\n  back:\n    internal: true\n"
)


@pytest.mark.parametrize(
    ("line", "code"), [("web -> db deny", 0), ("internet -> web deny", 1), ("lan -> web:80 allow", 0)]
)
def test_check_of_a_compose_file_has_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, code: int
) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "reach.yaml").write_text(f"policies:\n  - {line}\n", encoding="utf-8")

    assert main(["check", str(tmp_path / "compose.yaml"), "--engine", "20.10"]) == code
    assert line in capsys.readouterr().out


def test_check_with_an_unreadable_policy_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "reach.yaml").write_text("policies: [web likes db]\n", encoding="utf-8")

    assert main(["check", str(tmp_path / "compose.yaml")]) == 2
    assert "'web likes db' is no policy" in capsys.readouterr().err
