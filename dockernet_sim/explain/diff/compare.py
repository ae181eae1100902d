"""Two sides to differences: grouped, so that one cause is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dockernet_sim.explain.diff.difference import CHANGED, GAINED, GONE, LOST, NEW, Difference
from dockernet_sim.explain.diff.reach import ABSENT, Key
from dockernet_sim.explain.diff.since import since
from dockernet_sim.explain.diff.texts import Texts, plain
from dockernet_sim.plans.asking import ANSWERED, OPEN

Answers = Mapping[Key, str]
Reasons = Mapping[Key, tuple[str, str]]
NOBODY = 1


def compared(
    before: Answers,
    after: Answers,
    why_before: Reasons,
    why_after: Reasons,
    texts_before: Texts,
    texts_after: Texts,
    steps_before: Sequence[Mapping[str, Any]] = (),
    steps_after: Sequence[Mapping[str, Any]] = (),
) -> Iterator[Difference]:
    """All differences."""
    here, there = senders(before), senders(after)
    yield from (Difference("container", GONE, name, "runs", "") for name in sorted(here - there))
    yield from (Difference("container", NEW, name, "", "runs") for name in sorted(there - here))
    both = here & there
    yield from reach(before, after, why_before, why_after, both)
    yield from names(before, after, why_before, why_after, both)
    yield from texts(texts_before, texts_after)
    yield from steps(steps_before, steps_after)


def senders(answers: Answers) -> set[str]:
    """Who asks, as far as questions could be put."""
    return {key.source for key, answer in answers.items() if answer != ABSENT}


def reach(
    before: Answers, after: Answers, why_before: Reasons, why_after: Reasons, both: set[str]
) -> Iterator[Difference]:
    """Connections and pings whose answer changed; senders that fare alike stand in one row."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    told = set()
    for key in sorted(before, key=lambda each: bool(each.name)):
        if key.ask == "name" or key.source not in both or key not in after or before[key] == after[key]:
            continue
        place = key.net or key.to.startswith("gateway@")  # of a network that one side does not have
        if key.port == NOBODY or (ABSENT in (before[key], after[key]) and place):
            continue
        pair = (before[key], after[key], why_before.get(key, ("", ""))[1], why_after.get(key, ("", ""))[1])
        if key.name and (key.source, key.ask, key.port, *pair[:2]) in told:
            continue  # the same by its address
        told.add((key.source, key.ask, key.port, *pair[:2]))
        target = f"{key.name or key.to}{f'@{key.net}' if key.net else ''}"
        groups[target, f":{key.port}/tcp" if key.ask == "tcp" else " (ping)", *pair].append(key.source)
    for (target, how, old, new, because_old, because_new), sources in groups.items():
        what = f"{', '.join(dict.fromkeys(sources))} -> {target}{how}"
        yield Difference(
            "reach", turn(old, new), what, old, new, because_old, because_new, since(because_old, because_new)
        )


def turn(old: str, new: str) -> str:
    """Whether reach was gained or lost."""
    rank = [2 if each == OPEN else 1 if each in ANSWERED else 0 for each in (old, new)]
    return GAINED if rank[1] > rank[0] else LOST if rank[1] < rank[0] else CHANGED


def names(
    before: Answers, after: Answers, why_before: Reasons, why_after: Reasons, both: set[str]
) -> Iterator[Difference]:
    """Names that lead elsewhere."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, old in before.items():
        new = after.get(key, ABSENT)
        if key.ask == "name" and key.source in both and old != new:
            because = why_before.get(key, ("", ""))[1], why_after.get(key, ("", ""))[1]
            groups[key.name, old, new, *because].append(key.source)
    for (name, old, new, because_old, because_new), sources in groups.items():
        old, new = (each if each != ABSENT else "not asked" for each in (old, new))
        what = f"{', '.join(sources)}: {name}"
        yield Difference("name", CHANGED, what, old, new, because_old, because_new, since(because_old, because_new))


def texts(before: Texts, after: Texts) -> Iterator[Difference]:
    """Addresses, ports, routes and texts; subjects that fare alike stand in one row."""
    groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for key in before.keys() | after.keys():
        kind, subject, what = key
        old, new = before.get(key), after.get(key)
        lines = shrunk(old or "", new or "")
        if lines[0] != lines[1] and (None not in (old, new) or kind in ("published", "address")):
            groups[kind, what, *lines].append(subject)
    for (kind, what, old, new), subjects in sorted(groups.items()):
        told = ", ".join(sorted(subjects)) + (f" {what}" if what else "")
        change = NEW if not old else GONE if not new else CHANGED
        yield Difference(kind, change, told, old, new, since=since(what, old, new))


def shrunk(old: str, new: str) -> tuple[str, str]:
    """Only the lines that are on one side."""
    if "\n" not in old + new:
        return old, new
    mine, other = old.splitlines(), new.splitlines()
    return "\n".join(each for each in mine if each not in other), "\n".join(each for each in other if each not in mine)


def steps(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """Steps of one scenario that end otherwise, or say something else."""
    if [each["cmd"] for each in before] != [each["cmd"] for each in after]:
        return
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        mine, other = (plain(f"{each['stdout']}{each['stderr']}".strip()) for each in (old, new))
        if old["exit"] == new["exit"] and mine == other:
            continue
        lines = shrunk(mine, other)
        words = [f"exit {each['exit']}" if old["exit"] != new["exit"] else "" for each in (old, new)]
        shown = [": ".join(filter(None, pair)) for pair in zip(words, lines, strict=True)]
        what = f"{number}. {old['at']}$ {old['cmd']}"
        yield Difference("step", CHANGED, what, shown[0], shown[1], since=since(mine, other))
