"""Pages made by runs: what a page or a notebook shows behind a command is what the model answers.

``python3 tasks.py pages`` types the commands again and writes the answers down; a test demands that nothing would change.
"""

import ast
import contextlib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.M | re.S)
DIFFERENCES = re.compile(r"(<!-- differences: [^>]*-->\n).*?(<!-- end -->)", re.S)
PROMPT = re.compile(r"\[root@(\S+) ~\]# (.*)")


def retype(text: str) -> str:
    """A page with every command in its console blocks typed again, in order, on one fresh lab."""
    from dockernet_sim import Lab

    if not BLOCK.search(text):
        return text
    lab = Lab()

    def again(block: re.Match[str]) -> str:
        lines = []
        for line in block[1].splitlines():
            typed = PROMPT.fullmatch(line)
            if typed:
                shown = str(lab.sh(typed[2], on=typed[1]))
                lines += [line, *([shown] if shown else [])]
        return "\n".join(lines) + "\n"

    return BLOCK.sub(again, text)


def list_differences(text: str) -> str:
    """A page with the list of steps that still differ from the recordings, where it has a place for it."""
    known = json.loads((ROOT / "tests/conformance/differences.json").read_text(encoding="utf-8"))
    rows = [f"| {name} | `{step}` | {cause} |\n" for name in sorted(known) for step, cause in known[name].items()]
    table = "| scenario | step | cause |\n| --- | --- | --- |\n" + "".join(rows) if rows else "None.\n"
    return DIFFERENCES.sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", text)


def rerun(text: str) -> str:
    """A notebook with every cell run again, from top to bottom; what a cell's last expression is, is its output."""
    notebook = json.loads(text)
    names: dict[str, Any] = {}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            cell["outputs"] = _outputs("".join(cell["source"]), names, count)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _outputs(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        outputs.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return outputs


def remake(path: Path) -> str:
    """A page or notebook as a run now makes it."""
    text = path.read_text(encoding="utf-8")
    return rerun(text) if path.suffix == ".ipynb" else retype(list_differences(text))


if __name__ == "__main__":
    for page in [*PAGES, *NOTEBOOKS]:
        after = remake(page)
        if after != page.read_text(encoding="utf-8"):
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} changed\n")
