"""Scripts on pages: a Python block that begins with a file's name, and the text block after it,
which is what the script prints."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = re.compile(r"(^```python\n# (?P<name>\S+\.py)\n(?P<body>.*?)^```\n\n```text\n).*?(?=^```$)", re.M | re.S)


def run_scripts(text: str) -> str:
    """A page with every script run again."""
    return SCRIPT.sub(lambda found: found[1] + printed(found["name"], found["body"]), text)


def printed(name: str, body: str) -> str:
    """What a script prints, run by itself as its reader would run it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(body, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, name],
            cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
