"""Scripts on pages: a Python block that begins with a file's name, and the text block after it,
which is what the script prints.

A picture that the script saves (``NAME.svg``) is the page's: it goes to docs/pictures when pages are made. What is
drawn in it stands in what is printed, which a test compares; its bytes hang on matplotlib's release, and none does.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = re.compile(r"(^```python\n# (?P<name>\S+\.py)\n(?P<body>.*?)^```\n\n```text\n).*?(?=^```$)", re.M | re.S)


PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"

PLAIN = {"PYTHONUTF8": "1", "MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "0"}  # pictures without the day of their making


def run_scripts(text: str, pictures: Path | None = None) -> str:
    """A page with every script run again; its pictures go to that folder, if one is given."""
    return SCRIPT.sub(lambda found: found[1] + printed(found["name"], found["body"], pictures), text)


def printed(name: str, body: str, pictures: Path | None = None) -> str:
    """What a script prints, run by itself as its reader would run it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(body, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, name],
            cwd=folder,
            env={**os.environ, **PLAIN, "MATPLOTLIBRC": str(settings(Path(folder)))},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for picture in Path(folder).glob("*.svg") if pictures else ():
            shutil.copy(picture, pictures)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def settings(folder: Path) -> Path:
    """matplotlib's settings that make a picture the same in every run."""
    path = folder / "matplotlibrc"
    path.write_text("svg.hashsalt: page\n", encoding="utf-8")
    return path
