"""What differs between releases stays in engine/versions, and what it names."""

import ast
from pathlib import Path

import pytest
from dockernet_sim.engine.versions import RELEASES

PACKAGE = Path(__file__).resolve().parents[2] / "dockernet_sim"
VERSIONS = PACKAGE / "engine" / "versions"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if VERSIONS not in path.parents)


def docstrings(tree: ast.AST) -> set[int]:
    """The string constants that are docstrings or stand alone as remarks."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_names_a_release_or_asks_which_one_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            assert node.value not in RELEASES, f"line {node.lineno} names release {node.value}"
        if isinstance(node, ast.Compare):
            asked = ast.unparse(node)
            assert "release.name" not in asked and "release ==" not in asked, f"line {node.lineno}: {asked}"
