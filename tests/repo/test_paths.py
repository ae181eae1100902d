"""Files that CONTRIBUTING and the page on architecture name are there."""

import re

import pytest

from .pages import ROOT

PATH = re.compile(r"`([a-z_0-9]+/[\w/.]*|[a-z_]+\.(?:py|md|toml))`")
PAGES = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "background" / "architecture.md"]
FOLDERS = [ROOT, ROOT / "dockernet_sim"]
BESIDE = {"networks.py", "images.py", "volumes.py", "fix.py", "explain.py", "ends.py", "names.py", "command.py"}
MADE_UP = {"programs/ip/NAME.py", "notebooks/source/NN_name.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_on_a_page_exist(page) -> None:
    named = set(PATH.findall(page.read_text(encoding="utf-8"))) - MADE_UP - BESIDE
    assert len(named) > 30
    assert not [path for path in sorted(named) if not any((folder / path).exists() for folder in FOLDERS)]
