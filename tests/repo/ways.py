"""Ways told on pages: a part of the story of the command that was typed last.

``<!-- way: FIRST ... LAST -->`` (``way zh``: in Chinese) before a ``text`` block: the steps from the first one that
holds the words FIRST to the next one that holds LAST, whose numbers are those of the whole story. The words are looked
for in English.
"""

import re

from dockernet_sim import Lab
from dockernet_sim.explain.story import Story, story

WAY = r"^<!-- way(?: (?P<language>zh))?: (?P<first>.*?) \.\.\. (?P<last>.*?) -->\n```text\n.*?^```$"


def told(way: re.Match[str], lab: Lab, since: int) -> str:
    """The block again, with the steps as a run now tells them."""
    whole = story(lab.trace, since=since)
    language = way["language"] or "en"
    lines = whole.text(language).splitlines()
    begin = find(whole, way["first"], 0)
    end = find(whole, way["last"], begin)
    head = way[0].partition("\n")[0]
    return "\n".join([head, "```text", *lines[begin : end + 1], "```"])


def find(whole: Story, words: str, begin: int) -> int:
    """The first step from `begin` on that holds these words."""
    for number, step in enumerate(whole[begin:], begin):
        if words in step.text():
            return number
    raise ValueError(f"no step tells {words!r}")
