"""Nothing on a page is only claimed: each block is typed again and compared, or run, or says that it is not run."""

import re
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from .cases import MARK
from .pages import PAGES, ROOT
from .scripts import SCRIPT
from .upgrades import MARK as UPGRADE
from .ways import WAY

BLOCK = re.compile(r"(?P<before><!-- not run -->\n\n?)?^```(?P<kind>\S*)\n(?P<text>.*?)^```$", re.M | re.S)
CALLS = r"^<!-- calls -->\n```text\n.*?^```$"  # test_calls.py compares it
TYPED = re.compile(
    rf"{WAY}|{CALLS}|{MARK.pattern}|{UPGRADE.pattern}|{SCRIPT.pattern}^```$", re.M | re.S
)  # pages.py compares what these show
CHECKED = ("console", "python", "ipython3", "{toctree}", "{eval-rst}")
CELLS = [(page, found["text"]) for page in PAGES for found in BLOCK.finditer(page.read_text(encoding="utf-8"))
         if found["kind"] == "ipython3" and not found["before"]]  # fmt: skip


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_block_is_compared_or_run_or_says_that_it_is_not(page: Path) -> None:
    text = TYPED.sub("", page.read_text(encoding="utf-8"))
    assert not [block[0] for block in BLOCK.finditer(text) if block["kind"] not in CHECKED and not block["before"]]


@pytest.mark.parametrize(("page", "text"), CELLS, ids=[name(page) for page, _ in CELLS])
def test_cells_of_a_page_run(page: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "a")
    shell = InteractiveShell()
    for cell in ("%load_ext dockernet_sim", *text.split("\n\n")):
        shell.run_cell(cell, store_history=False).raise_error()
