"""Every notebook runs from a clean kernel, and shows what it shows."""

import json
import re
from pathlib import Path

import pytest
from dockernet_sim.notebook.exercise_bank import names

from . import homework
from .lessons import FOLDER, NOTEBOOKS, SOURCES, Notebook, build, cells, languages, run, text_of

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!]|[,:;?!](?=\s?[\u4e00-\u9fff])")  # beside Chinese characters


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_a_notebook_shows_what_comes_out(notebook: Notebook) -> None:
    there = json.loads(notebook.path.read_text(encoding="utf-8"))
    assert text_of(run(build(notebook))) == text_of(there), "run: python3 tasks.py lessons"


def test_no_notebook_is_left_over() -> None:
    there = {path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}
    assert there == {notebook.path for notebook in NOTEBOOKS}


def test_every_exercise_is_in_a_notebook() -> None:
    assert sorted(names()) == sorted(name for kind in homework.NAMES.values() for name in kind)


def test_every_exercise_that_a_lesson_names_exists() -> None:
    named = {name for source in SOURCES for name in re.findall(r"%exercise ([\w-]+)", source.read_text("utf-8"))}
    assert named <= set(names())


def test_every_lesson_is_in_both_languages() -> None:
    assert [source.stem for source in SOURCES if languages(source) != ["en", "zh"]] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_chinese_prose_has_full_width_punctuation(source: Path) -> None:
    for cell in cells(source.read_text(encoding="utf-8"), "zh"):
        if cell["cell_type"] == "markdown":
            prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "x", "".join(cell["source"]))
            assert not HALF_WIDTH.search(prose), prose


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_both_languages_say_something_at_the_same_places(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    english, chinese = ([cell["cell_type"] for cell in cells(text, language)] for language in ("en", "zh"))
    assert english == chinese


def test_a_source_is_split_by_language() -> None:
    text = "+++ en\nHello\n+++ zh\n你好\n```{code-cell}\nen| %sh date\nzh| %sh hostname\n%draw\n```\nboth\n"
    assert ["".join(cell["source"]) for cell in cells(text, "en")] == ["Hello", "%sh date\n%draw", "both"]
    assert ["".join(cell["source"]) for cell in cells(text, "zh")] == ["你好", "%sh hostname\n%draw", "both"]
