"""The site's Python packages are those of pyproject.toml at the versions of constraints.txt, and what a lesson needs."""

import re
import tomllib
from pathlib import Path

from web import build

ROOT = Path(__file__).resolve().parents[3]
LESSONS = {"hypothesis", "sortedcontainers"}  # at versions of their own: a browser needs pure ones
PINNED = re.compile(r"^([\w.]+)==(\S+) --hash=sha256:[0-9a-f]{64}$", re.M)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_site_has_the_core_dependencies_and_what_lessons_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {plain(re.split(r"[^\w.-]", each)[0]) for each in project["dependencies"] if "emscripten" not in each}
    pinned = dict(PINNED.findall((ROOT / "web" / "requirements.txt").read_text(encoding="utf-8")))
    assert {plain(name) for name in pinned} == core | LESSONS
    known = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M))
    known = {plain(name): version for name, version in known.items()}
    found = {plain(name): version for name, version in pinned.items()}
    assert {name: found[name] for name in core} == {name: known[name] for name in core}


def test_site_takes_every_kind_of_file_that_the_package_has() -> None:
    package = ROOT / "dockernet_sim"
    kinds = {path.suffix for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds == {".py", *build.DATA}
