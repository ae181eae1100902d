"""Lessons made by runs: one source for each lesson, in both languages; notebooks are built from it and executed.

``python3 tasks.py lessons`` builds and runs them all; a test runs each from a clean kernel, and demands that nothing
would change.

A source (``notebooks/source/NN_name.md``) is Markdown with

- ``+++ en``, ``+++ zh``, ``+++``: what follows is in that language, or in both;
- fences that begin with ``{code-cell}``: cells, where lines after ``en|`` or ``zh|`` are for that language only.

A lesson becomes ``notebooks/NN_name.ipynb``; one with Chinese in it also ``notebooks/zh/NN_name.ipynb``. What follows
a prediction is folded, so that its reader predicts first. A lesson's last cell names its exercises, which become
notebooks of their own, in both languages.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from . import homework
from .homework import Cell, code, markdown

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
SOURCES = sorted((FOLDER / "source").glob("*.md"))
FENCE = "```{code-cell}"
MARK = re.compile(r"\+\+\+ ?(en|zh)?")
ONLY = re.compile(r"(en|zh)\| ?")
LOAD = "%load_ext dockernet_sim"
PREDICT = re.compile(r"%%?predict \S|%%predict\n")
AFTER = {"en": "After your prediction: what it means", "zh": "预测之后再打开：说明"}
PICTURE = re.compile(r"^(<(?:Picture|Player|Captured)\b).*", re.S)  # how large it is does not matter
TIMEOUT = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class Notebook(NamedTuple):
    """Where a notebook stands, and what it is built from: a lesson's source and a language, or a kind of exercises."""

    path: Path
    source: Path | str
    language: str = "en"

    @property
    def name(self) -> str:
        """As a test calls it."""
        return self.path.relative_to(FOLDER).with_suffix("").as_posix()


def languages(source: Path) -> list[str]:
    """In which languages there is this lesson."""
    return ["en", "zh"] if "+++ zh" in source.read_text(encoding="utf-8") else ["en"]


def folder(language: str) -> Path:
    """Where notebooks of a language stand."""
    return FOLDER if language == "en" else FOLDER / language


LESSONS = [Notebook(folder(one) / f"{path.stem}.ipynb", path, one) for path in SOURCES for one in languages(path)]
EXERCISES = [
    Notebook(folder(one) / "exercises" / f"{kind}.ipynb", kind, one) for kind in homework.NAMES for one in ("en", "zh")
]
NOTEBOOKS = [*LESSONS, *EXERCISES]


def cells(text: str, language: str) -> Iterator[Cell]:
    """The cells of a source in one language, without outputs."""
    kept: list[str] = []
    spoken: str | None = None
    inside = False
    for line in [*text.splitlines(), "+++"]:
        marked = MARK.fullmatch(line)
        if inside and line == "```":
            yield code("\n".join(kept))
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
        yield markdown(text)


def build(notebook: Notebook, folded: bool = True) -> dict[str, Any]:
    """A notebook without outputs; what would tell the answer of a prediction is folded."""
    source, language = notebook.source, notebook.language
    if isinstance(source, str):
        made = homework.cells(source, language)
    else:
        text = source.read_text(encoding="utf-8")
        released = homework.OLDER if f"%lab new --engine {homework.OLDER}\n```" in text else ""
        made = [*cells(text, language), *homework.after(source.stem, language, released)]
    if folded:
        _fold(made, language)
    for number, cell in enumerate(made, 1):
        cell["id"] = f"cell-{number:02}"
        text = "".join(cell["source"])
        if language != "en" and text.startswith(LOAD):
            cell["source"] = text.replace(LOAD, f"{LOAD}\n%lab lang {language}").splitlines(keepends=True)
    return {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _fold(made: list[Cell], language: str) -> None:
    """Fold what follows a prediction up to the next heading: text can be opened, outputs are hidden until they are run."""
    behind = False
    for cell in made:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            asks = bool(PREDICT.match(text))
            if behind and not asks:
                cell["metadata"] = {"jupyter": {"outputs_hidden": True}}
            behind = behind or asks
        elif behind:
            told, heading, rest = text.partition("\n## ") if not text.startswith("## ") else ("", "## ", text[3:])
            behind = not heading
            fold = (
                f"<details class='predict-after'><summary>{AFTER[language]}</summary>\n\n{told.strip()}\n\n</details>\n\n"
                if told
                else ""
            )
            cell["source"] = f"{fold}{heading.strip()} {rest}".strip().splitlines(keepends=True)


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook, executed from top to bottom in a fresh kernel, with outputs that are the same at each run."""
    import nbformat
    from nbclient import NotebookClient

    node = nbformat.reads(json.dumps(notebook), as_version=4)
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(node, timeout=TIMEOUT, record_timing=False, coalesce_streams=True, resources=place).execute()
    done: dict[str, Any] = json.loads(nbformat.writes(node))
    for cell in done["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [_plain(output) for output in cell["outputs"]]
    done["metadata"] = METADATA
    return done


def _plain(output: dict[str, Any]) -> dict[str, Any]:
    """An output with one picture of it, not two: the one that is also shown where the notebook is not trusted."""
    data = output.get("data", {})
    if "image/svg+xml" in data and "text/html" in data:
        data.pop("image/svg+xml")
    return output


def text_of(notebook: dict[str, Any]) -> list[Any]:
    """What matters of a notebook: its cells, and of their outputs the texts, and what kinds of pictures there are."""
    return [
        (cell["cell_type"], "".join(cell["source"]), [_matters(each) for each in cell.get("outputs", [])])
        for cell in notebook["cells"]
    ]


def _matters(output: dict[str, Any]) -> Any:
    if "data" not in output:
        return "".join(output.get("text", "")) or output.get("evalue")
    data = output["data"]
    text = "".join(data.get("text/plain", ""))
    return sorted(data), PICTURE.sub(r"\1", text)


def main(names: list[str]) -> None:
    """Write all notebooks, or those whose names begin so."""
    for notebook in NOTEBOOKS:
        path = notebook.path
        if names and not any(path.stem.startswith(name) for name in names):
            continue
        after = json.dumps(run(build(notebook)), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != after:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} changed\n")


if __name__ == "__main__":
    main(sys.argv[1:])
