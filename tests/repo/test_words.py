"""Plain words: the subject of a sentence is the code's object, not somebody;
held for docstrings, messages and pages, room by room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .pages import PAGES, ROOT

PACKAGE = ROOT / "dockernet_sim"
PEOPLE = re.compile(r"\b(?:somebody|someone|anybody|anyone|nobody|whoever|everybody|everyone)\b", re.I)
SUBJECTS = re.compile(r"(?:^|[.:;] )(?:ones? that|those who|who is)\b", re.I | re.M)
"""A sentence that begins with a pronoun in place of a noun."""

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


ROOMS = sorted({path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")})


@pytest.mark.parametrize("room", ROOMS)
def test_texts_of_a_room_name_the_thing_and_no_somebody(room: str) -> None:
    files = [PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py"))
    hits = [f"{path.relative_to(PACKAGE)}: {word.strip()}: {text.strip()[:90]}"
            for path in files if not path.as_posix().endswith(ACCOUNTS) for text in sentences(path) for word in found(text)]  # fmt: skip
    assert not hits, "\n".join(hits)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_name_the_thing_and_no_somebody(page: Path) -> None:
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
