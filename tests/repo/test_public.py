"""What is public is written down, and the docs use nothing else."""

import ast
import json
import re
from importlib import import_module

import pytest

from .pages import PAGES, ROOT
from .test_reference import PUBLIC

PAGE = (ROOT / "docs" / "reference" / "public.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(dockernet_sim[\w.]*)` \| \w+ \| (.*) \|$", PAGE, re.M))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
ENTRY_POINTS = {"dockernet_sim.web.tasks"}  # of the browser site, for teachers' scripts
"""Modules that a page names for one use, and that are listed on the page of public names with it."""


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_listed_module_by_module(module: str) -> None:
    assert module in ROWS, f"a row of docs/reference/public.md for {module}"
    assert re.findall(r"`(\w+)`", ROWS[module]) == sorted(import_module(module).__all__)


def test_page_lists_no_module_that_is_not_public() -> None:
    assert set(ROWS) == set(PUBLIC)


def sources() -> list[tuple[str, str]]:
    """The Python that docs and lessons show."""
    found = [
        (page.name, block)
        for page in [*PAGES, ROOT / "CONTRIBUTING.md"]
        for block in BLOCK.findall(page.read_text(encoding="utf-8"))
    ]
    for notebook in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        found += [(notebook.name, "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    return found


def imported(code: str) -> set[str]:
    """The modules of the package that a piece of code imports, with the names taken from packages."""
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "pass", code, flags=re.M))
    except SyntaxError:  # a cell of another language
        return set(re.findall(r"^\s*from (dockernet_sim[\w.]*) import|^\s*import (dockernet_sim[\w.]*)", code, re.M))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            inner = {f"{node.module}.{name}" for name in names if f"{node.module}.{name}" in PUBLIC}
            found |= inner or {node.module}
    return {module for module in found if module.partition(".")[0] == "dockernet_sim"}


def test_docs_and_lessons_import_public_modules_only() -> None:
    wrong = {(name, module) for name, code in sources() for module in imported(code) - set(PUBLIC) - ENTRY_POINTS}
    assert not wrong


def test_public_names_are_taken_from_where_they_are_public() -> None:
    wrong = []
    for name, code in sources():
        for module, names in re.findall(r"^\s*from (dockernet_sim[\w.]*) import ([\w, ]+)$", code, re.M):
            known = (
                {*import_module(module).__all__, *(each.rpartition(".")[2] for each in PUBLIC)}
                if module in PUBLIC
                else {"grade"}
            )
            wrong += [(name, module, each) for each in names.replace(" ", "").split(",") if each and each not in known]
    assert not wrong
