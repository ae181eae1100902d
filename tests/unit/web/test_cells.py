"""Cells of lessons without IPython."""

import re
from typing import Any

import pytest
from dockernet_sim.notebook.session import Session
from dockernet_sim.web.cells import Cells, answer, question
from dockernet_sim.web.session import WebSession
from tests.repo.lessons import LESSONS, Notebook, build

NEEDS_MORE = ("17_write_a_property",)  # Hypothesis
WRONG = re.compile(r'<pre class="wrong">(.*?)</pre>', re.S)


def sources(notebook: Notebook) -> list[str]:
    return ["".join(cell["source"]) for cell in build(notebook)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize(
    "notebook", [each for each in LESSONS if each.path.stem not in NEEDS_MORE], ids=lambda each: each.name
)
def test_every_cell_of_every_lesson_runs(notebook: Notebook) -> None:
    session = WebSession(notebook.language)
    for source in sources(notebook):
        asked = session.question(source)
        if asked is not None:
            assert len(asked["choices"]) > 1
            judged = session.answer(source, asked["choices"][0]["key"])
            assert judged["truth"] in [each["key"] for each in asked["choices"]]
        else:
            assert not WRONG.findall(session.cell(source)["html"]), source


@pytest.fixture
def cells() -> Cells:
    return Cells(Session({}))


def shown(cells: Cells, source: str) -> Any:
    return re.sub("<[^>]+>", "", cells.run(source))


def test_python_shows_what_it_prints_and_its_last_value(cells: Cells) -> None:
    assert shown(cells, "print(1)\n2 + 3") == "1\n5"
    assert shown(cells, "x = 4\nx;") == ""


def test_python_error_is_its_last_line(cells: Cells) -> None:
    assert shown(cells, "print(1)\n1 / 0") == "1\nZeroDivisionError: division by zero"


def test_variables_and_lab_stay(cells: Cells) -> None:
    cells.run("name = 'web'\nlab.sh(f'docker run -d --name {name} nginx')")
    assert "web" in shown(cells, "%sh docker ps --format '{{.Names}}'")


def test_magics_and_python_mix(cells: Cells) -> None:
    assert shown(cells, "%lab new --seed 5\nlab.world.options['seed']") == "5"


def test_magic_that_is_not_known_says_so(cells: Cells) -> None:
    assert shown(cells, "%matplotlib inline") == "%matplotlib is not known here"
    assert shown(cells, "%lab save x") == "%lab save: use the buttons of this page to save and to load a lab"


def test_assigned_magic_is_a_call(cells: Cells) -> None:
    cells.run("%exercise two-rooms")
    assert shown(cells, "report = %check\nreport.points") == "0.0"


def test_prediction_is_judged_and_scored() -> None:
    session = Session({})
    source = "%predict ping -c 1 172.31.176.1"
    asked = question(source, "en")
    assert asked is not None
    assert [each["key"] for each in asked["choices"]][:2] == ["works", "no-name"]
    assert not answer(session, source, "silence")["right"]
    assert answer(session, source, "works")["right"]
    assert (session.score.right, session.score.total) == (0, 1)


def test_prediction_without_an_answer_is_no_answer() -> None:
    session = Session({})
    assert not answer(session, "%predict hostname", "")["right"]
    assert session.score.total == 0


def test_other_cells_ask_nothing() -> None:
    assert question("%predict", "en") is None
    assert question("%sh hostname", "en") is None
