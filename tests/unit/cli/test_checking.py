"""``dockernet-sim check``."""

import json
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


def test_first_policies_hold_right_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")

    assert main(["check", str(tmp_path), "--engine", "29", "--init"]) == 0
    text = (tmp_path / "reach.yaml").read_text(encoding="utf-8")
    assert "default: deny\n" in text
    assert "  - internet -> web:80 allow\n" in text
    assert "  - db -> internet deny\n" in text
    assert "not clear" not in text
    assert main(["check", str(tmp_path), "--engine", "29"]) == 0
    capsys.readouterr()


def test_first_policies_notice_what_comes_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    assert main(["check", str(tmp_path), "--engine", "29", "--init"]) == 0
    later = COMPOSE.replace("networks: [back]", "networks: [back, default]")
    (tmp_path / "compose.yaml").write_text(later, encoding="utf-8")

    assert main(["check", str(tmp_path), "--engine", "29"]) == 1
    assert "broken   db -> internet deny" in capsys.readouterr().out


def test_init_leaves_a_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "reach.yaml").write_text("policies: []\n", encoding="utf-8")

    assert main(["check", str(tmp_path), "--init"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "reach.yaml").read_text(encoding="utf-8") == "policies: []\n"


def test_preset_of_the_command_line_needs_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")

    assert main(["check", str(tmp_path), "--engine", "29", "--preset", "published-loopback-only"]) == 1
    assert "broken   published-loopback-only: internet -> shop" not in capsys.readouterr().out
    assert main(["check", str(tmp_path), "--engine", "29", "--preset", "sandbox=db:db"]) == 0


def test_sarif_names_the_line_of_the_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "reach.yaml").write_text("policies:\n  - web -> db deny\n  - internet -> web deny\n", encoding="utf-8")

    assert main(["check", str(tmp_path), "--engine", "29", "--format", "sarif"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["runs"]
    (found,) = one["results"]
    assert (found["ruleId"], found["level"]) == ("broken", "error")
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/reach.yaml")
    assert place["region"] == {"startLine": 3}


def test_check_without_policies_says_how_to_get_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")

    assert main(["check", str(tmp_path)]) == 2
    assert "check --init writes a first one" in capsys.readouterr().err


def test_check_speaks_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "reach.yaml").write_text("policies:\n  - lan -> web deny\ndefault: deny\n", encoding="utf-8")

    assert main(["check", str(tmp_path), "--engine", "29", "--lang", "zh"]) == 1

    told = capsys.readouterr().out
    assert told.startswith("不成立 ")
    assert "  由此决定：" in told and "默认禁止：" in told
    assert told.endswith("0 未知\n")
