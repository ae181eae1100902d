"""jq(1) 1.6 as a program: its options, its input, its output."""

from __future__ import annotations

import json
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.jq.language import MOST, JqError, compile_filter
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

LONG = {
    "raw-output": "r",
    "compact-output": "c",
    "exit-status": "e",
    "slurp": "s",
    "sort-keys": "S",
    "monochrome-output": "M",
}
LETTERS = "rcesSM"


@program("jq")
def jq(task: Task) -> int:
    """``jq [-r] [-c] [-e] [-s] [-S] FILTER [FILE...]``: a part of the language; anything else is refused by name."""
    letters, words = "", []
    for word in task.args:
        if word.startswith("--") and word[2:] in LONG:
            letters += LONG[word[2:]]
        elif word.startswith("-") and len(word) > 1 and not set(word[1:]) - set(LETTERS):
            letters += word[1:]
        elif word.startswith("-"):
            raise NotModelled(f"jq {word} is not modelled")
        else:
            words.append(word)
    filter_ = compile_filter(words[0] if words else ".")
    try:
        text = "".join(task.read(path) for path in words[1:]) if words[1:] else str(task.stdin)
    except NetError as error:
        task.err(f"jq: error: Could not open {words[1]}: {error.text}\n")
        return 2
    values, bad = _values(text)
    last: Any = None
    code = 0
    for value in [values] if "s" in letters else values:
        try:
            for count, last in enumerate(filter_(value)):
                if count > MOST:
                    raise NotModelled(f"more than {MOST} values out of one are not modelled")
                task.out(_shown(last, letters) + "\n")
        except JqError as error:
            task.err(f"jq: error (at <stdin>:{text.count(chr(10))}): {error}\n")
            code = 5
    if bad:
        task.err("jq: error: the input is no JSON from here on (jq's own words for it are not modelled)\n")
        return 2
    return code or ("e" in letters and int(last is None or last is False))


def _values(text: str) -> tuple[list[Any], bool]:
    """The JSON texts of an input, and whether something else follows them."""
    decoder, at = json.JSONDecoder(), 0
    values: list[Any] = []
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return values, True
        values.append(value)
    return values, False


def _shown(value: Any, letters: str) -> str:
    if "r" in letters and isinstance(value, str):
        return value
    if "c" in letters:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys="S" in letters)
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys="S" in letters)
