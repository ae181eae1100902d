"""Plain words: the subject of a sentence is the code's object, not somebody;
held for docstrings, messages, pages and names of tests, room by room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .pages import PAGES, ROOT

PACKAGE = ROOT / "dockernet_sim"
PERSON = "somebody|someone|anybody|anyone|nobody|whoever|everybody|everyone"
PEOPLE = re.compile(rf"\b(?:{PERSON})\b", re.I)
SUBJECTS = re.compile(r"(?:^|[.:;] )(?:ones? that|those who|who is)\b", re.I | re.M)
"""A sentence that begins with a pronoun in place of a noun."""
IN_NAMES = re.compile(rf"(?<![a-z])(?:{PERSON}|who|whom)(?![a-z])")
TEST = re.compile(r"^ *def (test_\w+)", re.M)

ACCOUNTS = "engine/catalogue/accounts.py"  # the user "nobody" of /etc/passwd

BLOCK = re.compile(r"^```.*?^```$|`[^`\n]*`", re.M | re.S)
HAN = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
CHINESE = re.compile(rf"(?<=[{HAN}])[,:;?!](?= ?[{HAN}`])|(?<=`)[,:;?!](?= ?[{HAN}])")
"""A half-width mark beside a Chinese character, where a full-width one belongs."""


def sentences(path: Path) -> Iterator[str]:
    """Docstrings and other texts of a file that have a space in them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.value


def found(text: str) -> list[str]:
    """The words of a text that a sentence should not have."""
    return [m[0] for pattern in (PEOPLE, SUBJECTS) for m in pattern.finditer(text)]


def test_names_of_tests_have_things_as_subjects() -> None:
    names = [name for path in (ROOT / "tests").rglob("*.py") for name in TEST.findall(path.read_text(encoding="utf-8"))]
    assert (
        len(names) > 2000 and IN_NAMES.search("test_bridge_who_is_there") and not IN_NAMES.search("test_whole_bridge")
    )
    assert not [name for name in names if IN_NAMES.search(name)]


ROOMS = sorted({path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")})


@pytest.mark.parametrize("room", ROOMS)
def test_texts_of_a_room_have_things_as_subjects(room: str) -> None:
    files = [PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py"))
    hits = [f"{path.relative_to(PACKAGE)}: {word.strip()}: {text.strip()[:90]}"
            for path in files if not path.as_posix().endswith(ACCOUNTS) for text in sentences(path) for word in found(text)]  # fmt: skip
    assert not hits, "\n".join(hits)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_have_things_as_subjects(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert not PEOPLE.findall(text)


def test_chinese_has_full_width_marks() -> None:
    texts = [(path, text) for path in sorted(PACKAGE.rglob("*.py")) for text in sentences(path)]
    texts += [
        (path, path.read_text(encoding="utf-8"))
        for path in [*ROOT.glob("docs/**/*_zh.md"), *ROOT.glob("notebooks/source/*.md")]
    ]
    hits = [
        f"{path.relative_to(ROOT)}: {text[max(0, m.start() - 12) : m.end() + 12]!r}"
        for path, text in texts
        for m in CHINESE.finditer(text)
    ]
    assert not hits, "\n".join(hits)
