"""The browser's Python gives the committed bytes: traces, pictures, saves and answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.repo.digests import DIGESTS

from web import build

HERE = Path(__file__).resolve().parent


@pytest.mark.timeout(240)
def test_story_gives_the_committed_bytes_in_the_browsers_python(site: Path) -> None:
    pyodide = build.CACHE / "npm" / "node_modules" / "pyodide" / "pyodide.mjs"
    words = [shutil.which("node"), HERE / "bytes.mjs", pyodide, site / "app.zip", DIGESTS.parent]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == json.loads(DIGESTS.read_text(encoding="utf-8"))
