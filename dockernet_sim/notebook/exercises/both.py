"""Texts in English that know their Chinese: both stand side by side where they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

BLANK = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")  # between Chinese letters


class Both(str):
    """An English text that knows its Chinese counterpart.

    To all other code it is a plain ``str``. A text that is only in one language is a plain ``str`` too.

    Examples
    --------
    >>> hello = Both("hello", "你好")
    >>> hello, spoken(hello, "zh"), spoken("plain", "zh")
    ('hello', '你好', 'plain')
    """

    zh: str

    def __new__(cls, en: str, zh: str = "") -> Both:
        made = super().__new__(cls, en)
        made.zh = zh or en
        return made


def spoken(text: str, language: str) -> str:
    """The text in a language: ``en``, or ``zh`` where it has one."""
    return text.zh if language == "zh" and isinstance(text, Both) else str(text)


def filled(en: str, zh: str, **values: Any) -> Both:
    """Two templates with the same values, each of them in its language.

    >>> spoken(filled("after the repair, {goal}", "修复之后，{goal}", goal=Both("it works", "可以通")), "zh")
    '修复之后，可以通'
    """
    chinese = zh.format(**{key: spoken_value(value) for key, value in values.items()})
    return Both(en.format(**values), BLANK.sub("", chinese))


def listed(items: Iterable[object]) -> Both:
    """A list, with the comma of each language.

    >>> spoken(listed([80, 443]), "zh")
    '80、443'
    """
    texts = [str(item) for item in items]
    return Both(", ".join(texts), "、".join(texts))


def spoken_value(value: Any) -> Any:
    """A value for a Chinese template."""
    return spoken(value, "zh") if isinstance(value, str) else value
