"""The page's texts: every one in both languages, and every one that scripts and page ask for."""

import json
import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[3] / "web"
SCRIPTS = sorted((WEB / "js").glob("*.js"))
WORDS = json.loads(
    re.search(r"const WORDS = (\{.*?\n\});", (WEB / "js" / "words.js").read_text(encoding="utf-8"), re.S)[1]  # type: ignore[index]
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]")


def test_every_text_is_in_both_languages() -> None:
    assert not [key for key, texts in WORDS.items() if len(texts) != 2 or not all(texts)]


def test_chinese_has_full_width_punctuation() -> None:
    assert not [key for key, (_, zh) in WORDS.items() if HALF_WIDTH.search(zh)]


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'data-(?:t|label|hint)="([^"]+)"', (WEB / "index.html").read_text(encoding="utf-8")))
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("([^"]+)"', text)) | set(re.findall(r'\bbutton\("([\w-]+)", "', text))
    assert not asked - set(WORDS)


def test_values_of_both_languages_are_as_many() -> None:
    assert not [key for key, (en, zh) in WORDS.items() if len(re.findall("@", en)) != len(re.findall("@", zh))]


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in (*SCRIPTS, WEB / "index.html", WEB / "style.css", WEB / "sw.js"):
        found = re.findall(r"(?:https?:)?//[a-z][\w.-]+\.\w+", path.read_text(encoding="utf-8"))
        assert not [url for url in found if "www.w3.org" not in url], path
