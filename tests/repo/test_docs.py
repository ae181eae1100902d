"""The pages say what the model does, and name only what is there."""

import ast
import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from .pages import PAGES, ROOT, pictures, redraw, remake

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_shows_is_what_comes_out(page: Path) -> None:
    assert remake(page) == page.read_text(encoding="utf-8"), "run: python3 tasks.py pages"


@pytest.mark.parametrize("picture", pictures(), ids=name)
def test_a_picture_is_what_its_command_draws(picture: Path, tmp_path: Path) -> None:
    redraw(pictures()[picture], tmp_path / picture.name)
    assert (tmp_path / picture.name).read_bytes() == picture.read_bytes(), "run: python3 tasks.py pages"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def is_part(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether it is a property's setter or an overload: what they are part of says what it does."""
    return any(
        (isinstance(d, ast.Attribute) and d.attr == "setter") or (isinstance(d, ast.Name) and d.id == "overload")
        for d in node.decorator_list
    )


def is_explained_by_a_base(path: Path, kind: ast.AST, name: str) -> bool:
    """Whether a method carries out what a base class of its class explains."""
    if not isinstance(kind, ast.ClassDef):
        return False
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return any(inspect.getdoc(getattr(base, name, None)) for base in getattr(module, kind.name).__mro__[1:-1])


def test_every_public_name_of_the_package_has_a_docstring() -> None:
    bare = []
    for path in sorted((ROOT / "dockernet_sim").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module) or (isinstance(node, ast.ClassDef) and not node.name.startswith("_")):
                for child in node.body:
                    public = isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_")
                    if not public or ast.get_docstring(child) or is_part(child):
                        continue
                    if not is_explained_by_a_base(path, node, child.name):
                        bare.append(f"{path.relative_to(ROOT)}: {child.name}")
        if not ast.get_docstring(tree):
            bare.append(str(path.relative_to(ROOT)))
    assert not bare
