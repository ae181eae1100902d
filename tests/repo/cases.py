"""The real cases in docs/how-to/cases: each a scenario, and the questions that people had about it.

A line ``# why: QUESTION = VERDICT REASON`` in a scenario asks ``dockernet-sim why`` after its last step; ``name`` in
front of a target asks for the name only, and ``$(...)`` is typed at the host first.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dockernet_sim import Lab
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.explain.reasons import MEANINGS
from dockernet_sim.explain.why import Why
from dockernet_sim.shell.replay import load, play_on

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/how-to/cases"
CASES = sorted(FOLDER.glob("*.scn"))
QUESTION = re.compile(r"# why: (?P<asked>.*) = (?P<verdict>\S+) (?P<reason>\S+)")
SYMPTOM = re.compile(r"# (S\d+): (.*)")
MARK = re.compile(r"(<!-- case: (\S+) -->\n).*?(<!-- end -->)", re.S)

REASONS = re.compile(r"(<!-- reasons -->\n).*?(<!-- end -->)", re.S)


class Asked(NamedTuple):
    """A question, what is expected, and the answer; ``words`` are what was asked, ``$(...)`` filled in."""

    words: str
    verdict: str
    reason: str
    answer: Why


@cache
def answers(path: Path) -> tuple[Asked, ...]:
    """A case played on a fresh lab, and its questions answered."""
    scenario = load(path)
    lab = Lab(engine=scenario.engine or DEFAULT, daemon=scenario.daemon)
    play_on(lab.world, scenario)
    return tuple(
        Asked(words, found["verdict"], found["reason"], ask(lab, words))
        for found in map(QUESTION.fullmatch, path.read_text(encoding="utf-8").splitlines())
        if found
        for words in [filled(lab, found["asked"])]
    )


def filled(lab: Lab, asked: str) -> str:
    """A question with the output of its ``$(...)``, typed at the host: what the reader's own shell cannot fill in."""
    return re.sub(r"\$\((.*)\)", lambda inner: lab.sh(inner[1]).stdout.strip(), asked)


def ask(lab: Lab, asked: str) -> Why:
    """Ask what a ``# why:`` line asks."""
    if asked.startswith("docker "):
        return lab.why(asked)
    source, _, target = asked.partition(" ")
    return lab.why(source, name=target.removeprefix("name ")) if target.startswith("name ") else lab.why(source, target)


def section(path: Path) -> str:
    """A case as the page shows it: symptom, scenario, answers."""
    lines = path.read_text(encoding="utf-8").splitlines()
    symptom = SYMPTOM.fullmatch(lines[0])
    assert symptom, f"{path.name}: its first line is not `# S1: symptom`"
    steps = "\n".join(line for line in lines if not QUESTION.fullmatch(line) and line is not lines[0])
    told = [f"## {symptom[1]}: {symptom[2]}\n\n```text\n{steps}\n```\n"]
    for each in answers(path):
        told.append(f"```text\n$ dockernet-sim why {path.name} {command(each.words)}\n{each.answer}\n```\n")
    first = answers(path)[0].answer
    told.append(f"{first.to('zh').sentence}\n")
    return "\n".join(told)


def command(asked: str) -> str:
    """The question as the command line takes it."""
    if asked.startswith("docker "):
        return f'"{asked}"'
    source, _, target = asked.partition(" ")
    return f"--name {source} {target.removeprefix('name ')}" if target.startswith("name ") else asked


def tell_cases(text: str) -> str:
    """A page with the cases that it marks told as they come out now,
    and the list of reasons where it has a place for it."""
    rows = "".join(f"| `{reason}` | {meaning} |\n" for reason, meaning in MEANINGS.items())
    table = f"| reason | meaning |\n| --- | --- |\n{rows}"
    text = REASONS.sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", text)
    return MARK.sub(lambda found: f"{found[1]}\n{section(FOLDER / f'{found[2]}.scn')}\n{found[3]}", text)
