"""Every language has the same sentences with the same gaps, and all of them are used."""

import re
import string
from pathlib import Path

from dockernet_sim.check import verdict
from dockernet_sim.check.report import EXITS
from dockernet_sim.explain import reasons
from dockernet_sim.explain.diff.difference import CHANGED, GAINED, GONE, KINDS, LOST, NEW
from dockernet_sim.explain.diff.since import CHANGES
from dockernet_sim.explain.diff.texts import PHRASES
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.explain.words import en, en_tools
from dockernet_sim.lint import RULES
from dockernet_sim.linux import drops

EXPLAIN = Path(reasons.__file__).parent
MADE = ("verdict.", "step.bridge-", "step.nat-", "step.dns-", "exposure.head-", "exposure.to-")
OF_TOOLS = {
    *(f"diff.since.{name}" for _, name in CHANGES),
    *(f"diff.{name}" for name in (*KINDS, GAINED, LOST, CHANGED, NEW, GONE)),
    *(f"diff.{phrase.replace(' ', '-')}" for phrase in PHRASES),
    *(f"check.word.{word.replace(' ', '-')}" for word in (*verdict.WORDS, "absent")),
    *(f"check.{state}" for state in EXITS),
    *(f"lint.rule.{code}" for code in RULES),
    *(f"lint.fix.rename-{what}" for what in ("service", "alias")),
    *(f"lint.{count}" for count in ("unknown", "silenced", "fixable")),
}
"""The keys of lint, check and diff that the code puts together."""


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
        for key in en.WORDS
        if key not in made and f'"{key}"' not in code and not re.search(key.rpartition(".")[0] + r"\.\{", code)
    ]
    assert not unsaid


def test_every_sentence_of_the_tools_is_said_somewhere() -> None:
    rooms = [
        path for room in ("explain/diff", "check", "lint", "cli") for path in (EXPLAIN.parent / room).rglob("*.py")
    ]
    code = "".join(path.read_text(encoding="utf-8") for path in rooms)
    named = {f"diff.{name}" for name in re.findall(r"""_said\(["']([\w-]+)""", code)} | set(
        re.findall(r"""["']([a-z]+\.[\w.-]+)["']""", code)
    )
    assert not set(en_tools.WORDS) - named - OF_TOOLS
    assert set(en_tools.WORDS) >= OF_TOOLS


def test_reasons_are_a_closed_list() -> None:
    names = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
    assert names == reasons.REASONS
    assert set(reasons.OF_DROPS) == drops.REASONS
    assert set(reasons.OF_DROPS.values()) | reasons.GOOD <= reasons.REASONS
    for reason in set(reasons.OF_DROPS.values()) - {"no-route", "arp-unanswered", "filter-rule", "refused"}:
        assert f"{reason}.drop" in LANGUAGES["en"]
