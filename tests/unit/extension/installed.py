"""Extensions as they are once installed: a package on sys.path with its .dist-info beside it."""

import sys
import tomllib
from importlib import invalidate_caches
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "extension" / "example"


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, package: Path, version: str = "") -> None:
    """Put a package, and what pip would write of its pyproject.toml, on the path of this process."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], version or project["version"]
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for path in (package, folder):
        monkeypatch.syspath_prepend(str(path))
    invalidate_caches()
    for module in [each for each in sys.modules if each.partition(".")[0] in _modules(package)]:
        monkeypatch.delitem(sys.modules, module)


def _modules(package: Path) -> set[str]:
    return {path.stem for path in package.iterdir() if path.suffix == ".py" or path.is_dir()}


def write(folder: Path, name: str, code: str) -> Path:
    """A package of one module, whose entry point of that name is its ``extension``."""
    folder.mkdir()
    (folder / f"{name}_module.py").write_text(code, encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "{name}-package"\nversion = "2.1"\n'
        f'[project.entry-points."dockernet_sim.extensions"]\n{name} = "{name}_module:extension"\n',
        encoding="utf-8",
    )
    return folder
