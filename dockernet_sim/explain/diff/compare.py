"""Two sides to differences: grouped, so that one cause is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockernet_sim.explain.diff.difference import CHANGED, GAINED, GONE, LOST, NEW, Difference
from dockernet_sim.explain.diff.reach import ABSENT, Key
from dockernet_sim.explain.diff.since import since
from dockernet_sim.explain.diff.texts import CHAINS, PHRASES, Texts, plain
from dockernet_sim.explain.said import Said, said
from dockernet_sim.plans.asking import ANSWERED, OPEN

NOBODY = 1


@dataclass(frozen=True)
class Seen:
    """What was seen on one side.

    Attributes
    ----------
    answers, reasons : mapping
        By question: the answer, and the fact that decided where it is not the other side's.
    texts : mapping
        Addresses, ports, routes and texts.
    steps : sequence of dict
        What a scenario's steps showed.
    """

    answers: Mapping[Key, str]
    reasons: Mapping[Key, Said]
    texts: Texts
    steps: Sequence[Mapping[str, Any]] = ()


class Comparison:
    """Two sides, and the language in which they are compared."""

    def __init__(self, before: Seen, after: Seen, lang: str = "en") -> None:
        self.before, self.after, self.lang = before, after, lang
        here, there = senders(before.answers), senders(after.answers)
        self.gone, self.new, self.both = sorted(here - there), sorted(there - here), here & there

    def differences(self) -> Iterator[Difference]:
        """All of them."""
        runs = said("diff.runs", self.lang)
        yield from (Difference("container", GONE, name, runs, "") for name in self.gone)
        yield from (Difference("container", NEW, name, "", runs) for name in self.new)
        yield from self.reach()
        yield from self.names()
        yield from self.texts()
        yield from self.steps()

    def because(self, key: Key) -> tuple[str, str, str]:
        """What decided a question on both sides, and Docker's own change behind it."""
        facts = [each.reasons.get(key) for each in (self.before, self.after)]
        english = ["" if each is None else each.text() for each in facts]
        old, new = ("" if each is None else each.text(self.lang) for each in facts)
        return old, new, since(*english, lang=self.lang)

    def reach(self) -> Iterator[Difference]:
        """Connections and pings whose answer changed; senders that fare alike stand in one row."""
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        answered = set()
        for key, old, new in self.turned():
            row = key.source, key.ask, key.port, old, new
            if key.name and row in answered:
                continue  # the same by its address
            answered.add(row)
            target = f"{key.name or key.to}{f'@{key.net}' if key.net else ''}"
            how = f":{key.port}/tcp" if key.ask == "tcp" else " (ping)"
            groups[target, how, old, new, *self.because(key)].append(key.source)
        for (target, how, old, new, *because), sources in groups.items():
            what = f"{', '.join(dict.fromkeys(sources))} -> {target}{how}"
            yield Difference("reach", turn(old, new), what, old, new, *because)

    def turned(self) -> Iterator[tuple[Key, str, str]]:
        """The questions about reach whose answers differ; addresses before names."""
        before, after = self.before.answers, self.after.answers
        for key in sorted(before, key=lambda each: bool(each.name)):
            if key.ask == "name" or key.source not in self.both or key not in after or before[key] == after[key]:
                continue
            place = key.net or key.to.startswith("gateway@")  # of a network that one side does not have
            if key.port != NOBODY and not (place and ABSENT in (before[key], after[key])):
                yield key, before[key], after[key]

    def names(self) -> Iterator[Difference]:
        """Names that lead elsewhere."""
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key, old in self.before.answers.items():
            new = self.after.answers.get(key, ABSENT)
            if key.ask == "name" and key.source in self.both and old != new:
                groups[key.name, old, new, *self.because(key)].append(key.source)
        for (name, old, new, *because), sources in groups.items():
            old, new = (each if each != ABSENT else said("diff.not-asked", self.lang) for each in (old, new))
            yield Difference("name", CHANGED, f"{', '.join(sources)}: {name}", old, new, *because)

    def texts(self) -> Iterator[Difference]:
        """Addresses, ports, routes and texts; subjects that fare alike stand in one row."""
        groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for key in self.before.texts.keys() | self.after.texts.keys():
            kind, subject, what = key
            old, new = self.before.texts.get(key), self.after.texts.get(key)
            lines = shrunk(old or "", new or "")
            if lines[0] != lines[1] and (None not in (old, new) or kind in ("published", "address")):
                groups[kind, what, *lines].append(subject)
        for (kind, what, old, new), subjects in sorted(groups.items()):
            told = ", ".join(sorted(subjects)) + (f" {self.phrase(what)}" if what else "")
            change = NEW if not old else GONE if not new else CHANGED
            shown = self.phrase(old), self.phrase(new)
            yield Difference(kind, change, told, *shown, since=since(what, old, new, lang=self.lang))

    def phrase(self, text: str) -> str:
        """A text in our words (:data:`PHRASES`, or ``chains on HOST``) in the language; any other as it is."""
        if text.startswith(CHAINS):
            return said("diff.chains-on", self.lang, host=text.removeprefix(CHAINS))
        pieces = text.split(", ")
        if not set(pieces) <= set(PHRASES):
            return text
        return said("diff.comma", self.lang).join(said(f"diff.{each.replace(' ', '-')}", self.lang) for each in pieces)

    def steps(self) -> Iterator[Difference]:
        """Steps of one scenario that end otherwise, or say something else."""
        before, after = self.before.steps, self.after.steps
        if [each["cmd"] for each in before] != [each["cmd"] for each in after]:
            return
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            mine, other = (plain(f"{each['stdout']}{each['stderr']}".strip()) for each in (old, new))
            if old["exit"] == new["exit"] and mine == other:
                continue
            lines = shrunk(mine, other)
            exits = [said("diff.exit", self.lang, exit=each["exit"]) for each in (old, new)]
            words = exits if old["exit"] != new["exit"] else ["", ""]
            shown = [": ".join(filter(None, pair)) for pair in zip(words, lines, strict=True)]
            what = f"{number}. {old['at']}$ {old['cmd']}"
            yield Difference("step", CHANGED, what, shown[0], shown[1], since=since(mine, other, lang=self.lang))


def senders(answers: Mapping[Key, str]) -> set[str]:
    """Who asks, as far as questions could be put."""
    return {key.source for key, answer in answers.items() if answer != ABSENT}


def turn(old: str, new: str) -> str:
    """Whether reach was gained or lost."""
    rank = [2 if each == OPEN else 1 if each in ANSWERED else 0 for each in (old, new)]
    return GAINED if rank[1] > rank[0] else LOST if rank[1] < rank[0] else CHANGED


def shrunk(old: str, new: str) -> tuple[str, str]:
    """Only the lines that are on one side."""
    if "\n" not in old + new:
        return old, new
    mine, other = old.splitlines(), new.splitlines()
    return "\n".join(each for each in mine if each not in other), "\n".join(each for each in other if each not in mine)
