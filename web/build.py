"""Build ``site/``: the model, its Python and its lessons as one static folder (``python3 tasks.py web``).

Packages are pinned, checked by hash and kept in ``.web-cache/``: ``package-lock.json`` (Pyodide, xterm.js, marked; npm)
and ``requirements.txt`` (pure wheels; pip). A second build needs no network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".web-cache"
SITE = ROOT / "site"
SOURCES = ("index.html", "style.css", "sw.js", "icon.svg")
VENDOR = {  # what of each npm package goes into the site
    "pyodide": ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"),
    "@xterm/xterm": ("lib/xterm.mjs", "css/xterm.css"),
    "@xterm/addon-fit": ("lib/addon-fit.mjs",),
    "marked": ("lib/marked.esm.js",),
}
DATA = (".toml", ".conf", ".css", ".js", ".typed")
LATER = (
    "hypothesis",
    "networkx",
    "sortedcontainers",
)  # packages that no lab needs to start: they are loaded behind the first prompt
LANGUAGES = ("en", "zh")
EPOCH = (1980, 1, 1, 0, 0, 0)


class BuildFailed(Exception):
    """Something that the build needs is missing; the text says what to do."""


# -- from elsewhere --------------------------------------------------------------
def fetch_npm() -> Path:
    """The npm packages, at the hashes of the lock file; the folder that holds them."""
    folder, lock = CACHE / "npm", (HERE / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder / "lock"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return folder / "node_modules"
    npm = shutil.which("npm")
    if npm is None:
        raise BuildFailed("npm is not there: install Node.js 20 or newer, which has it")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], folder)
    stamp.write_text(lock, encoding="utf-8")
    return folder / "node_modules"


def fetch_wheels() -> list[Path]:
    """The pure wheels, at the hashes of the requirements."""
    folder, wanted = CACHE / "wheels", (HERE / "requirements.txt").read_text(encoding="utf-8")
    stamp = folder / "requirements"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        words = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        _run([sys.executable, "-m", "pip", "download", *words, "-r", HERE / "requirements.txt", "-d", folder], ROOT)
        stamp.write_text(wanted, encoding="utf-8")
    found = sorted(folder.glob("*.whl"))
    mixed = [each.name for each in found if not each.stem.endswith("-none-any")]
    if mixed:
        raise BuildFailed(f"not pure Python, so not for a browser: {', '.join(mixed)}")
    return found


def _run(words: list[Any], cwd: Path) -> None:
    done = subprocess.run([str(word) for word in words], cwd=cwd, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BuildFailed(f"{Path(str(words[0])).name} failed:\n{(done.stderr or done.stdout).strip()}")


# -- the model ---------------------------------------------------------------------
def write_sources(wheels: list[Path], path: Path, later: Path) -> None:
    """The package and its dependencies, as they lie in site-packages: an archive to start with, and one for later."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    files: dict[str, bytes] = {}
    package = ROOT / "dockernet_sim"
    for each in sorted(package.rglob("*")):
        inner = each.relative_to(ROOT)
        if each.suffix in (".py", *DATA) and "__pycache__" not in inner.parts:
            files[inner.as_posix()] = each.read_bytes()
    metadata = f"Metadata-Version: 2.1\nName: dockernet_sim\nVersion: {version}\n"
    files[f"dockernet_sim-{version}.dist-info/METADATA"] = metadata.encode()
    more: dict[str, bytes] = {}
    for wheel in wheels:
        kept = more if wheel.name.startswith(LATER) else files
        with zipfile.ZipFile(wheel) as archive:
            kept.update({name: archive.read(name) for name in archive.namelist() if _wanted(name)})
    _zip(files, path)
    _zip(more, later)


def _wanted(name: str) -> bool:
    """Of the dependencies, what is imported; not their tests."""
    return (name.endswith(".py") and "/tests/" not in name) or name.endswith("METADATA")


def _zip(files: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


def compile_sources(npm: Path, sources: Path, target: Path, names: Iterable[str]) -> None:
    """The same archives with bytecode of the browser's Python in place of the sources."""
    node = shutil.which("node")
    if node is None:
        raise BuildFailed("node is not there: install Node.js 20 or newer")
    _run([node, HERE / "compile.mjs", npm / "pyodide" / "pyodide.mjs", sources, target, *names], ROOT)


# -- the lessons --------------------------------------------------------------------
def lessons(language: str) -> list[dict[str, Any]]:
    """All lessons as cells; in English where there is no other text."""
    from tests.repo.lessons import LESSONS, build

    found: dict[str, dict[str, Any]] = {}
    for notebook in LESSONS:
        stem = notebook.path.stem
        if notebook.language not in ("en", language):
            continue
        cells = [
            {"kind": one["cell_type"], "source": "".join(one["source"])}
            for one in build(notebook, folded=False)["cells"]
        ]
        title = cells[0]["source"].splitlines()[0].lstrip("# ")
        number, _, name = stem.partition("_")
        found[stem] = {"id": number, "name": name, "title": title, "language": notebook.language, "cells": cells}
    return list(found.values())


# -- the folder ---------------------------------------------------------------------
def build(target: Path = SITE) -> dict[str, int]:
    """Make the folder anew; its files with their sizes."""
    npm, wheels = fetch_npm(), fetch_wheels()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in SOURCES:
        shutil.copy(HERE / name, target)
    shutil.copytree(HERE / "js", target / "js")
    for package, names in VENDOR.items():
        for name in names:
            place = target / "vendor" / package.replace("@", "").replace("/", "-")
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(npm / package / name, place)
    names = ("app.zip", "more.zip")
    write_sources(wheels, *(CACHE / name for name in names))
    compile_sources(npm, CACHE, target, names)
    (target / "lessons").mkdir()
    for language in LANGUAGES:
        text = json.dumps(lessons(language), ensure_ascii=False)
        (target / "lessons" / f"{language}.json").write_text(text, encoding="utf-8")
    return stamped(target)


def stamped(target: Path) -> dict[str, int]:
    """Write the list of files and the build's name into the service worker; the files with their sizes."""
    files = sorted(each for each in target.rglob("*") if each.is_file())
    digest = hashlib.sha256()
    for each in files:
        digest.update(each.relative_to(target).as_posix().encode() + hashlib.sha256(each.read_bytes()).digest())
    names = [each.relative_to(target).as_posix() for each in files if each.name != "sw.js"]
    worker = target / "sw.js"
    text = worker.read_text(encoding="utf-8")
    text = text.replace('"@BUILD@"', json.dumps(digest.hexdigest()[:16])).replace('"@FILES@"', json.dumps(names))
    worker.write_text(text, encoding="utf-8")
    return {each.relative_to(target).as_posix(): each.stat().st_size for each in files}


def main() -> int:
    """Build, and say what to do with it."""
    try:
        files = build()
    except BuildFailed as error:
        sys.stderr.write(f"web: {error}\n")
        return 1
    size = sum(files.values()) / 1e6
    sys.stdout.write(f"site/: {len(files)} files, {size:.1f} MB. Serve it: python3 -m http.server -d site 8000\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
