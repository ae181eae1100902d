"""Every lesson runs from a clean kernel, and shows what its notebook shows."""

import json
from pathlib import Path

import pytest

from .lessons import FOLDER, LESSONS, SOURCES, build, cells, languages, run, target, text_of


@pytest.mark.parametrize(("source", "language"), LESSONS, ids=[f"{source.stem}-{lang}" for source, lang in LESSONS])
def test_a_lesson_shows_what_comes_out(source: Path, language: str) -> None:
    there = json.loads(target(source, language).read_text(encoding="utf-8"))
    assert text_of(run(build(source, language), FOLDER)) == text_of(there), "run: python3 tasks.py lessons"


def test_no_notebook_is_left_over() -> None:
    made = {target(source, language) for source, language in LESSONS}
    there = set(FOLDER.glob("*.ipynb")) | set((FOLDER / "zh").glob("*.ipynb"))
    assert there == made


@pytest.mark.parametrize("source", [source for source in SOURCES if "zh" in languages(source)], ids=lambda s: s.stem)
def test_both_languages_say_something_at_the_same_places(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    english, chinese = ([cell["cell_type"] for cell in cells(text, language)] for language in ("en", "zh"))
    assert english == chinese


def test_a_source_is_split_by_language() -> None:
    text = "+++ en\nHello\n+++ zh\n你好\n```{code-cell}\nen| %sh date\nzh| %sh hostname\n%draw\n```\nboth\n"
    assert [("".join(cell["source"])) for cell in cells(text, "en")] == ["Hello", "%sh date\n%draw", "both"]
    assert [("".join(cell["source"])) for cell in cells(text, "zh")] == ["你好", "%sh hostname\n%draw", "both"]
