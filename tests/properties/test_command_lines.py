"""Whatever is typed is answered: with output and an exit code, never with a defect of the model."""

import re
import shlex
from collections import Counter

from dockernet_sim.lab import Lab
from dockernet_sim.world.errors import UnknownPlace
from dockernet_sim.world.result import Result
from hypothesis import given
from hypothesis import strategies as st
from tests.properties.command_lines import CONTAINERS, FLAGS, Line, lines

LINES = 10  # on one lab; the thorough profile types 10,000
LIMIT = 5.0
LONGEST = LIMIT + 7.0  # simulated seconds: an interrupted `docker` has some to say goodbye
ANSWERED = 0.7
UNKNOWN = re.compile(r"unknown (?:shorthand )?flag: (?:'(\w)' in|--([\w-]+))")


def typed(lab: Lab, line: Line) -> Result:
    """The answer; at a container that does not run, the machine's."""
    try:
        return lab.sh(line.text, on=line.where, limit=LIMIT)
    except UnknownPlace:
        return lab.sh(line.text, limit=LIMIT)


def unknown_flags(line: Line, told: Result) -> list[str]:
    """Flags that docker called unknown although the real one has them."""
    words = line.text.split()
    command = next((c for n in (3, 2) if (c := " ".join(words[1:n])) in FLAGS), "")
    if words[:1] != ["docker"] or any(mark in line.text for mark in "|;&$`\n"):
        return []
    shorts = {short for short, _name, _kind in FLAGS.get(command, ())} - {""}
    names = {name for _short, name, _kind in FLAGS.get(command, ())} | {"help"}
    return [short or name for short, name in UNKNOWN.findall(told.stderr) if short in shorts or name in names]


@given(st.data())
def _type_ten_lines(counts: Counter[str], unanswered: Counter[str], data: st.DataObject) -> None:
    lab = Lab(engine="20.10", trace=False)  # of which FLAGS are
    for name in CONTAINERS:
        lab.sh(f"docker run -d --name {name} nginx")
    for line in data.draw(st.lists(lines(), min_size=LINES, max_size=LINES)):
        told = typed(lab, line)
        counts[line.kind] += 1
        assert isinstance(told.exit, int)
        assert 0 <= told.exit <= 255
        assert not lab.world.internal_errors, f"{line}\n{lab.world.internal_errors[-1]}"
        assert "Traceback" not in told.output and "internal error" not in told.output, f"{line}\n{told}"
        assert told.seconds <= LONGEST, f"{line}\n{told}"
        assert not unknown_flags(line, told), f"{line}\n{told}"
        if line.kind == "valid" and told.exit == 127:
            counts["unanswered"] += 1
            unanswered[told.stderr.strip()[:80]] += 1


def test_every_line_is_answered_and_most_valid_ones_are_understood() -> None:
    counts: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    _type_ten_lines(counts, unanswered)
    print(dict(counts), unanswered.most_common(40))
    assert counts["unanswered"] <= (1 - ANSWERED) * counts["valid"], unanswered.most_common(20)


def test_the_grammar_holds_what_it_says() -> None:
    assert len(FLAGS) > 50
    assert all(shlex.split(f"docker {command}") for command in FLAGS)
