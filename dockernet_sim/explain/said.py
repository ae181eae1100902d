"""A sentence that is not yet in a language: the key of a template, and what goes into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dockernet_sim.explain.words import en, en_causes, en_tools, zh, zh_causes, zh_tools
from dockernet_sim.sim.errors import DockernetError

LANGUAGES: dict[str, Mapping[str, str]] = {
    "en": en.WORDS | en_tools.WORDS | en_causes.WORDS,
    "zh": zh.WORDS | zh_tools.WORDS | zh_causes.WORDS,
}


class UnknownLanguage(DockernetError, ValueError):
    """Nothing is said in that language."""


class Listed(str):
    """Names or addresses one after the other, with the comma of the language that they are said in."""

    __slots__ = ()

    def parted(self, lang: str) -> str:
        """As a list in a language."""
        return self.replace(", ", "、") if lang == "zh" else str(self)


def listed(items: Iterable[object]) -> Listed:
    """A list within a sentence.

    >>> said("note.listens", "zh", place="web", ports=listed([80, 443]))
    'web 里开放的 TCP 端口：80、443。'
    """
    return Listed(", ".join(map(str, items)))


@dataclass(frozen=True)
class Said:
    """A sentence to be.

    Attributes
    ----------
    key : str
        Which template.
    values : dict
        Names, addresses, rules: what is the same in every language.
    inner : dict
        Sentences that it quotes.
    """

    key: str
    values: dict[str, str] = field(default_factory=dict, hash=False)
    inner: dict[str, Said] = field(default_factory=dict, hash=False)

    def text(self, lang: str = "en") -> str:
        """In a language: ``en`` or ``zh``."""
        if lang not in LANGUAGES:
            raise UnknownLanguage(f"no language {lang!r}: there are {', '.join(LANGUAGES)}")
        inner = {name: each.text(lang) for name, each in self.inner.items()}
        plain = {name: each.parted(lang) if isinstance(each, Listed) else each for name, each in self.values.items()}
        return LANGUAGES[lang][self.key].format(**plain, **inner)

    def __str__(self) -> str:
        return self.text()


def said(key: str, lang: str, **values: object) -> str:
    """A sentence in a language.

    >>> said("picture.only-lo", "zh")
    '只有 lo'
    """
    return say(key, **values).text(lang)


def say(key: str, **values: object) -> Said:
    """A sentence to be, with its values as text.

    >>> str(say("step.ttl", before=64, after=63))
    'TTL 64 becomes 63'
    """
    plain = {
        name: value if isinstance(value, Listed) else str(value)
        for name, value in values.items()
        if not isinstance(value, Said)
    }
    return Said(key, plain, {name: value for name, value in values.items() if isinstance(value, Said)})
