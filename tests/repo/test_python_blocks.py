"""The Python on the pages runs, block after block, as somebody would copy it;
but for what needs a real engine (``<!-- not run -->``)."""

import re
from pathlib import Path

import pytest

from .pages import PAGES, ROOT

BLOCK = re.compile(r"(?<!<!-- not run -->\n)^```python\n(.*?)^```$", re.M | re.S)
WITH_PYTHON = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        exec(compile(block, str(page), "exec"), names)
