"""What the project shows is typed: every Python block of its pages, and the example of an extension, pass
``mypy --strict`` as they stand, against nothing but what the package says of itself."""

import re
import subprocess
import sys
from pathlib import Path

from .pages import PAGES, ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
OTHERS = re.compile(r"^(import docker|from my_program)\b", re.M)  # packages without types, or that are not there
SCRIPT = re.compile(r"# \S+\.py\n")


def programs(page: Path) -> list[str]:
    """A page's scripts, each by itself, and its other blocks, which go on from each other, together."""
    blocks = [block for block in BLOCK.findall(page.read_text(encoding="utf-8")) if not OTHERS.search(block)]
    together = "\n".join(block for block in blocks if not SCRIPT.match(block))
    return [*([together] if together else []), *(block for block in blocks if SCRIPT.match(block))]


def extract(folder: Path) -> list[str]:
    """Write all of them into a folder, each under its page's name."""
    names = []
    for page in PAGES:
        stem = re.sub(r"\W", "_", page.relative_to(ROOT).as_posix().removesuffix(".md"))
        for number, text in enumerate(programs(page)):
            names.append(f"{stem}_{number}.py")
            (folder / names[-1]).write_text(text, encoding="utf-8")
    return names


def test_examples_are_typed(tmp_path: Path) -> None:
    names = extract(tmp_path)
    assert len(names) >= 20
    example = ROOT / "tests" / "extension" / "example" / "dockernet_sim_example"
    options = ["--strict", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path / "cache")]
    command = [sys.executable, "-m", "mypy", *options, *names, *map(str, sorted(example.glob("*.py")))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=280)
    assert done.returncode == 0, done.stdout
    assert "type: ignore" not in "".join((tmp_path / name).read_text(encoding="utf-8") for name in names)
