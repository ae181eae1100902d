"""The twenty real cases: verdict and reason are right, and what is offered is of use."""

from pathlib import Path

import pytest

from .cases import CASES, FOLDER, MARK, ROOT, SYMPTOM, answers

RECORDINGS = ROOT / "tests/conformance/recordings"
NUMBERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 22, 23, 24, 25}
WITHOUT_REMEDY = {"lan host:8081", "lan host:22"}  # nothing that Docker could do: nobody listens there


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_verdict_and_reason(path: Path) -> None:
    asked = answers(path)
    assert asked
    for each in asked:
        assert (each.answer.verdict, each.answer.reason) == (each.verdict, each.reason), f"{each.words}\n{each.answer}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_does_not_work_can_be_mended(path: Path) -> None:
    for each in answers(path):
        if not each.answer and each.words not in WITHOUT_REMEDY and "$(" not in each.words:
            assert each.answer.remedies, each.answer


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_real_engine_was_asked(path: Path) -> None:
    assert (RECORDINGS / f"{path.stem}.json").exists()


def test_all_of_them_are_there_and_on_the_page() -> None:
    symptoms = [SYMPTOM.match(path.read_text(encoding="utf-8")) for path in CASES]
    assert {int(found[1][1:]) for found in symptoms if found} == NUMBERS
    page = (FOLDER.parent / "cases.md").read_text(encoding="utf-8")
    assert {found[2] for found in MARK.finditer(page)} == {path.stem for path in CASES}
