"""Pages made by runs: what stands behind a prompt in a ``console`` block is what the model answers.

``python3 tasks.py pages`` types the commands again and writes the answers down; a test demands that nothing would change.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.M | re.S)
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


if __name__ == "__main__":
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        after = retype(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} changed\n")
