"""Lessons made by runs: one source for each lesson, in both languages; notebooks are built from it and executed.

``python3 tasks.py lessons`` builds and runs them all; a test runs each from a clean kernel, and demands that nothing would change.

A source (``notebooks/source/NN_name.md``) is Markdown with

- ``+++ en``, ``+++ zh``, ``+++``: what follows is in that language, or in both;
- fences that begin with ``{code-cell}``: cells, where lines after ``en|`` or ``zh|`` are for that language only.

A lesson becomes ``notebooks/NN_name.ipynb``; one with Chinese in it also ``notebooks/zh/NN_name.ipynb``. Predictions are run, but not
written down: whoever opens a lesson predicts for himself.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
SOURCES = sorted((FOLDER / "source").glob("*.md"))
FENCE = "```{code-cell}"
MARK = re.compile(r"\+\+\+ ?(en|zh)?")
ONLY = re.compile(r"(en|zh)\| ?")
LOAD = "%load_ext dockernet_sim"
PREDICT = re.compile(r"%%?predict \S|%%predict\n")
TIMEOUT = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

Cell = dict[str, Any]


def languages(source: Path) -> list[str]:
    """In which languages there is this lesson."""
    return ["en", "zh"] if "+++ zh" in source.read_text(encoding="utf-8") else ["en"]


def target(source: Path, language: str) -> Path:
    """Where the notebook of a source stands."""
    folder = FOLDER if language == "en" else FOLDER / language
    return folder / f"{source.stem}.ipynb"


LESSONS = [(source, language) for source in SOURCES for language in languages(source)]


def cells(text: str, language: str) -> Iterator[Cell]:
    """The cells of a source in one language, without outputs."""
    kept: list[str] = []
    spoken: str | None = None
    inside = False
    for line in [*text.splitlines(), "+++"]:
        marked = MARK.fullmatch(line)
        if inside and line == "```":
            yield _code(kept)
            kept, inside = [], False
        elif inside:
            only = ONLY.match(line)
            if only is None or only[1] == language:
                kept.append(line[only.end() :] if only else line)
        elif marked or line == FENCE:
            yield from _prose(kept)
            kept, inside = [], line == FENCE
            spoken = marked[1] if marked else None
        elif spoken in (None, language):
            kept.append(line)
    if inside:
        raise ValueError("a code cell has no end")


def _prose(lines: list[str]) -> Iterator[Cell]:
    text = "\n".join(lines).strip()
    if text:
        yield {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(lines: list[str]) -> Cell:
    source = "\n".join(lines).splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def build(source: Path, language: str) -> dict[str, Any]:
    """A notebook without outputs."""
    made = list(cells(source.read_text(encoding="utf-8"), language))
    for number, cell in enumerate(made, 1):
        cell["id"] = f"cell-{number:02}"
        if language != "en" and cell["source"][:1] in ([LOAD], [LOAD + "\n"]):
            cell["source"] = [LOAD + "\n", f"%lab lang {language}"] + (
                ["\n", *cell["source"][1:]] if cell["source"][1:] else []
            )
    return {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def run(notebook: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The notebook, executed from top to bottom in a fresh kernel, with outputs that are the same at each run."""
    import nbformat
    from nbclient import NotebookClient

    node = nbformat.reads(json.dumps(notebook), as_version=4)
    NotebookClient(node, timeout=TIMEOUT, record_timing=False, resources={"metadata": {"path": str(folder)}}).execute()
    done: dict[str, Any] = json.loads(nbformat.writes(node))
    for cell in done["cells"]:
        if cell["cell_type"] == "code":
            predicts = PREDICT.match("".join(cell["source"]))
            cell["outputs"] = [] if predicts else [_plain(output) for output in cell["outputs"]]
    done["metadata"] = METADATA
    return done


def _plain(output: dict[str, Any]) -> dict[str, Any]:
    """An output with one picture of it, not two."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        data.pop("text/html", None)
    return output


def text_of(notebook: dict[str, Any]) -> list[Any]:
    """What matters of a notebook: its cells, and of their outputs the texts and what kinds of pictures there are."""
    return [
        (cell["cell_type"], "".join(cell["source"]), [_matters(each) for each in cell.get("outputs", [])])
        for cell in notebook["cells"]
    ]


def _matters(output: dict[str, Any]) -> Any:
    if "data" not in output:
        return "".join(output.get("text", "")) or output.get("evalue")
    data = output["data"]
    return sorted(data), "".join(data.get("text/plain", ""))


def remake(source: Path, language: str) -> str:
    """A lesson's notebook as a run now makes it."""
    notebook = run(build(source, language), FOLDER)
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(names: list[str]) -> None:
    """Write all lessons, or those whose names begin so."""
    for source, language in LESSONS:
        if names and not any(source.stem.startswith(name) for name in names):
            continue
        path = target(source, language)
        after = remake(source, language)
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != after:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} changed\n")


if __name__ == "__main__":
    main(sys.argv[1:])
