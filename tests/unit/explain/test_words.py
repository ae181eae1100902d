"""Every language has the same sentences with the same gaps, and all of them are used."""

import re
import string
from pathlib import Path

from dockernet_sim.explain import reasons
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.linux import drops

EXPLAIN = Path(reasons.__file__).parent
MADE = (
    *("verdict.", "step.bridge-", "step.nat-", "step.dns-", "exposure.head-", "exposure.to-"),
    *("lint.rule.", "lint.fix.rename-"),
)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_same_sentences_same_gaps() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert set(english) == set(chinese)
    assert {key: gaps(text) for key, text in english.items()} == {key: gaps(text) for key, text in chinese.items()}


def test_every_sentence_is_said_somewhere() -> None:
    rooms = [path for room in ("explain", "check", "lint", "cli") for path in (EXPLAIN.parent / room).rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in rooms if path.parent.name != "words")
    made = {
        key
        for key in LANGUAGES["en"]
        if key.startswith(MADE) or key.endswith((".drop", ".arp", ".engine", ".held", "head.ask", "head.then"))
    }
    unsaid = [
        key
        for key in LANGUAGES["en"]
        if key not in made and f'"{key}"' not in code and not re.search(key.rpartition(".")[0] + r"\.\{", code)
    ]
    assert not unsaid


def test_reasons_are_a_closed_list() -> None:
    names = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
    assert names == reasons.REASONS
    assert set(reasons.OF_DROPS) == drops.REASONS
    assert set(reasons.OF_DROPS.values()) | reasons.GOOD <= reasons.REASONS
    for reason in set(reasons.OF_DROPS.values()) - {"no-route", "arp-unanswered", "filter-rule", "refused"}:
        assert f"{reason}.drop" in LANGUAGES["en"]
