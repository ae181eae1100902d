"""What an upgrade changes, in docs/how-to/upgrade.md: scenarios, and what `dockernet-sim diff` says of each.

A scenario's first lines are `# U1: what people met (threads)` and `# from: RELEASE`; it is compared with the default release.
"""

import contextlib
import io
import re
from pathlib import Path

from dockernet_sim.cli import main
from dockernet_sim.engine.versions import DEFAULT

FOLDER = Path(__file__).resolve().parents[2] / "docs/how-to/upgrade"
HEAD = re.compile(r"# U(?P<number>\d+): (?P<title>.*)\n# from: (?P<before>\S+)\n")
MARK = re.compile(r"(<!-- upgrade: (\S+) -->\n).*?(<!-- end -->)", re.S)
EVERYWHERE = re.compile(r"\nTexts that scripts parse\n(?:  .*\n)*")  # the same for all: told once, above


def number(path: Path) -> int:
    """Its place on the page."""
    return int(header(path)["number"])


def header(path: Path) -> re.Match[str]:
    """A scenario's first lines."""
    found = HEAD.match(path.read_text(encoding="utf-8"))
    assert found, f"{path.name}: its first lines are not `# U1: title` and `# from: RELEASE`"
    return found


UPGRADES = sorted(FOLDER.glob("*.scn"), key=number)


def differences(path: Path) -> str:
    """What the command prints, but for the texts that differ in every case."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["diff", str(path), "--engines", header(path)["before"], DEFAULT]) == 0
    return EVERYWHERE.sub("", printed.getvalue()).rstrip("\n")


def section(path: Path) -> str:
    """A case as the page shows it."""
    found = header(path)
    steps = path.read_text(encoding="utf-8")[found.end() :].rstrip("\n")
    command = f"$ dockernet-sim diff {path.name} --engines {found['before']} {DEFAULT}"
    return f"### U{found['number']}: {found['title']}\n\n```text\n{steps}\n```\n\n```text\n{command}\n{differences(path)}\n```\n"


def tell_upgrades(text: str) -> str:
    """A page with the upgrades that it marks told as they come out now."""
    return MARK.sub(lambda found: f"{found[1]}\n{section(FOLDER / f'{found[2]}.scn')}\n{found[3]}", text)
