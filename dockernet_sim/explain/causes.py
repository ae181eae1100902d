"""Why a packet was dropped, read off the trace: a sentence that every language has."""

from __future__ import annotations

import re
from functools import cache

from dockernet_sim.explain.said import Said, say
from dockernet_sim.explain.words.en_causes import WORDS

GAP = re.compile(r"\\\{(\w+)\\\}")
TEXT = "cause.text"


def cause_of(text: str) -> Said:
    """The cause of a record; a rule or a route stays as it is, in every language.

    >>> cause_of("no ARP answer for 172.17.0.9 on eth0").text("zh")
    '在 eth0 上询问 172.17.0.9 的 ARP 没有得到应答'
    >>> cause_of("filter FORWARD: policy DROP").text("zh")
    'filter FORWARD: policy DROP'
    """
    for key, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return say(key, **found.groupdict())
    return say(TEXT, text=text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def gap(found: re.Match[str]) -> str:
        return rf"(?P<{found[1]}>.+)" if found[1] == "rule" else rf"(?P<{found[1]}>[^\s:]+)"

    return tuple((key, re.compile(GAP.sub(gap, re.escape(words)))) for key, words in WORDS.items() if key != TEXT)
