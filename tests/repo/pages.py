"""Pages made by runs: what a page shows behind a command is what the model answers.

``python3 tasks.py pages`` types the commands again and writes the answers down; a test demands that nothing would
change.
"""

import contextlib
import io
import json
import re
import shlex
import sys
from pathlib import Path

from . import digests
from .cases import tell_cases
from .scripts import PICTURES, run_scripts
from .tables import list_tables
from .upgrades import tell_upgrades
from .ways import WAY, told

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md"))]
PIECE = re.compile(rf"(?<=^```console\n)(?P<typed>.*?)(?=^```$)|{WAY}", re.M | re.S)
IMAGES = re.compile(r"(<!-- images: [^>]*-->\n).*?(<!-- end -->)", re.S)
DIFFERENCES = re.compile(r"(<!-- differences: [^>]*-->\n).*?(<!-- end -->)", re.S)
DRAWN = re.compile(r"<!-- drawn: dockernet-sim (draw .*?) -->")
PROMPT = re.compile(r"\[root@(\S+) ~\]# (.*)")
OWN_PROMPT = re.compile(r"\$ (cat|dockernet-sim) (.*)")  # the reader's own machine, in the project's folder


def retype(text: str) -> str:
    """A page with every command in its console blocks typed again, in order, on one fresh lab, and the ways told anew.

    A command after ``$`` is one of the reader's own machine: ``cat`` and ``dockernet-sim``, run in the project's
    folder.
    """
    from dockernet_sim import Lab

    if not PIECE.search(text):
        return text
    lab = Lab()
    since = 0

    def again(piece: re.Match[str]) -> str:
        nonlocal since
        if piece["typed"] is None:
            return told(piece, lab, since)
        lines = []
        for line in piece["typed"].splitlines():
            own = OWN_PROMPT.fullmatch(line)
            if own:
                lines += [line, *run_here(own[1], shlex.split(own[2])).splitlines()]
            typed = PROMPT.fullmatch(line)
            if typed:
                since = lab.trace.serial
                shown = str(lab.sh(typed[2], on=typed[1]))
                lines += [line, *([shown] if shown else [])]
        return "\n".join(lines) + "\n"

    return PIECE.sub(again, text)


def run_here(program: str, words: list[str]) -> str:
    """What a command of the reader's own machine prints in the project's folder."""
    from dockernet_sim.cli import main

    if program == "cat":
        return "".join((ROOT / word).read_text(encoding="utf-8") for word in words)
    printed = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(printed):
        main(words)
    return printed.getvalue()


def list_differences(text: str) -> str:
    """A page with the list of steps that still differ from the recordings, where it has a place for it."""
    known = json.loads((ROOT / "tests/conformance/differences.json").read_text(encoding="utf-8"))
    rows = [f"| {name} | `{step}` | {cause} |\n" for name in sorted(known) for step, cause in known[name].items()]
    table = "| scenario | step | cause |\n| --- | --- | --- |\n" + "".join(rows) if rows else "None.\n"
    return DIFFERENCES.sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", text)


def list_images(text: str) -> str:
    """A page with the catalogue of images, where it has a place for it."""
    from dockernet_sim.engine.catalogue.catalogue import entries
    from dockernet_sim.engine.catalogue.table import row

    if not IMAGES.search(text):
        return text
    rows = [row(entry) for name, entry in sorted(entries().items()) if name == entry.name]
    head = (
        "| image | base | listens on | answers | main program | other names |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return IMAGES.sub(lambda found: f"{found[1]}\n{head}{''.join(rows)}\n{found[2]}", text)


def remake(path: Path, pictures: Path | None = None) -> str:
    """A page as a run now makes it; what its scripts draw goes to that folder, if one is given."""
    return run_scripts(
        retype(tell_upgrades(tell_cases(list_tables(list_images(list_differences(path.read_text(encoding="utf-8"))))))),
        pictures,
    )


def pictures() -> dict[Path, list[str]]:
    """The pictures that pages tell the command of, with its words."""
    found = [shlex.split(words) for page in PAGES for words in DRAWN.findall(page.read_text(encoding="utf-8"))]
    return {ROOT / words[words.index("-o") + 1]: words for words in found}


def redraw(words: list[str], path: Path) -> None:
    """Draw a picture again, to another file."""
    from dockernet_sim.cli import main

    words = list(words)
    words[words.index("-o") + 1] = str(path)
    with contextlib.chdir(ROOT):
        assert main(words) == 0


if __name__ == "__main__":
    for picture, words in pictures().items():
        redraw(words, picture)
    for page in PAGES:
        after = remake(page, PICTURES)
        if after != page.read_text(encoding="utf-8"):
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} changed\n")
    if digests.write():
        sys.stdout.write(f"{digests.DIGESTS.relative_to(ROOT)} changed\n")
