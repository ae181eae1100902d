"""``dockernet-sim exercise``."""

import json
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.cli import main
from dockernet_sim.notebook.exercise_bank import exercise, names
from dockernet_sim.web.session import WebSession

SOLVED = """docker network create room
docker network connect room {alice}
docker network connect room {bob}
docker network disconnect bridge {alice}
docker network disconnect bridge {bob}
"""


def test_all_exercises_are_listed_with_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exercise"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == names()
    assert all(" min  " in line for line in lines)
    assert main(["--lang", "zh", "exercise"]) == 0
    assert "两个房间" in capsys.readouterr().out


def test_lab_is_written_worked_on_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "mine.json")
    assert main(["exercise", "two-rooms", "--seed", "Anna", "--lab", path]) == 0
    assert "variant anna" in capsys.readouterr().out
    assert main(["exercise", "two-rooms", "--seed", "Anna", "--check", path]) == 1
    assert "two-rooms (anna): 0 of 8 points" in capsys.readouterr().out
    lab = Lab.load(path)
    for line in SOLVED.format_map(exercise("two-rooms", "Anna").values).splitlines():
        lab.sh(line)
    lab.save(path)
    assert main(["exercise", "two-rooms", "--seed", "anna", "--check", path]) == 0
    assert "8 of 8 points" in capsys.readouterr().out


def test_lines_are_checked_on_a_fresh_lab(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lines.txt"
    path.write_text(SOLVED.format_map(exercise("two-rooms").values), encoding="utf-8")
    assert main(["exercise", "two-rooms", "--check", str(path)]) == 0
    assert main(["exercise", "--check", str(path)]) == 1
    assert "name the exercise" in capsys.readouterr().err


def test_answers_in_words_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("", encoding="utf-8")
    assert main(["exercise", "which-cable", "--answers", '{"gateway": "172.17.0.1"}', "--check", str(path)]) == 1
    assert "which-cable: 1 of 4 points" in capsys.readouterr().out


def test_files_handed_in_are_graded_in_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for seed in ("Anna", "Bo"):
        session = WebSession()
        session.begin("two-rooms", seed=seed)
        paths.append(tmp_path / f"{seed}.json")
        paths[-1].write_text(session.hand_in(), encoding="utf-8")
    assert main(["exercise", "--check", *map(str, paths)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[0].rpartition(": ")[2] for line in lines] == ["two-rooms (anna)", "two-rooms (bo)"]
    assert main(["exercise", "--seed", "Anna", "--check", str(paths[1])]) == 1
    assert "variant 'bo'" in capsys.readouterr().err
    assert json.loads(paths[0].read_text(encoding="utf-8"))["seed"] == "anna"
