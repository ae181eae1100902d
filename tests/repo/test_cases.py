"""The twenty real cases: verdict and reason are right, and what is offered is of use."""

import re
import shlex
from pathlib import Path

import pytest
from dockernet_sim.cli import main

from .cases import CASES, FOLDER, MARK, ROOT, SYMPTOM, answers, command

PAGE = FOLDER.parent / "cases.md"
MADE_UP = re.compile(r"\b[0-9a-f]{12}\b|\w+_\w+")  # an id or a name that the engine chose: no remedy fits all labs

RECORDINGS = ROOT / "tests/conformance/recordings"
NUMBERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 22, 23, 24, 25}
WITHOUT_REMEDY = {"lan host:8081", "lan host:22"}  # nothing that Docker could do: no socket listens there


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_verdict_and_reason(path: Path) -> None:
    asked = answers(path)
    assert asked
    for each in asked:
        assert (each.answer.verdict, each.answer.reason) == (each.verdict, each.reason), f"{each.words}\n{each.answer}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_does_not_work_can_be_mended(path: Path) -> None:
    for each in answers(path):
        if not each.answer and each.words not in WITHOUT_REMEDY and not MADE_UP.search(each.words):
            assert each.answer.remedies, each.answer


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_question_answers_as_printed_when_it_is_typed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for each in answers(path):
        line = f"dockernet-sim why {path.name} {command(each.words)}"
        words = shlex.split(line)[1:]
        assert main([*words[:1], str(path), *words[2:]]) == 0
        assert f"$ {line}\n{capsys.readouterr().out}```" in page


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_real_engine_was_asked(path: Path) -> None:
    assert (RECORDINGS / f"{path.stem}.json").exists()


def test_all_of_them_are_there_and_on_the_page() -> None:
    symptoms = [SYMPTOM.match(path.read_text(encoding="utf-8")) for path in CASES]
    assert {int(found[1][1:]) for found in symptoms if found} == NUMBERS
    page = PAGE.read_text(encoding="utf-8")
    assert {found[2] for found in MARK.finditer(page)} == {path.stem for path in CASES}
