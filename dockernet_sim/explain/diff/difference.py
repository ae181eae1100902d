"""Differences, to read in a terminal or in a pull request, and to compute with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dockernet_sim.explain.said import said
from dockernet_sim.sim.printable import escape, padded, printable

GAINED, LOST, CHANGED, NEW, GONE = "gained", "lost", "changed", "new", "gone"
VERDICTS = ("open", "accepted", "refused", "unreachable", "dropped", "unresolved", "unknown", "absent")
KINDS = ("container", "reach", "name", "published", "address", "route", "text", "step")
FOLDED, FEW = ("name", "address", "route", "text"), 5  # what is folded in a pull request, when it is longer


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same on both sides.

    Attributes
    ----------
    kind : str
        ``container``, ``reach``, ``name``, ``published``, ``address``, ``route``, ``text`` or ``step``.
    change : str
        ``gained`` or ``lost`` (reach), ``new``, ``gone`` or ``changed``.
    what : str
        ``web -> db:5432/tcp``, ``web@shop_front``.
    before, after : str
        The answers.
    because_before, because_after : str
        The deciding fact on each side, with the rule where one decided.
    since : str
        The release in which it came, where it is one of Docker's own changes.
    """

    kind: str
    change: str
    what: str
    before: str
    after: str
    because_before: str = ""
    because_after: str = ""
    since: str = ""

    def to_data(self) -> dict[str, str]:
        """Plain data."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, repr=False)
class Differences:
    """All of them; false when there is none.

    Attributes
    ----------
    rows : tuple of Difference
        Reach first.
    old, new : str
        What the sides are called.
    lang : str
        In which language they are told.
    """

    rows: tuple[Difference, ...]
    old: str
    new: str
    lang: str = "en"

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, kind: str) -> list[Difference]:
        """Those of one kind."""
        return [row for row in self.rows if row.kind == kind]

    def __str__(self) -> str:
        if not self.rows:
            return said("diff.same", self.lang, old=self.old, new=self.new)
        lines = [f"{self.old} -> {self.new}"]
        for kind in KINDS:
            rows = self.of(kind)
            lines += ["", self._said(kind)] if rows else []
            for row in rows:
                change = padded(self._said(row.change), 8)
                before, after = (short(self._answer(row, each)) for each in (row.before, row.after))
                lines.append(f"  {change}{row.what}: {before} -> {after}")
                since = self._said("since")
                for name, why in ((self.old, row.because_before), (self.new, row.because_after), (since, row.since)):
                    lines += [f"          {self._said('because', side=name, why=why)}"] if why else []
        return printable("\n".join(lines))

    __repr__ = __str__

    def _answer(self, row: Difference, answer: str) -> str:
        """A verdict in the language; anything else as it is."""
        verdict = row.kind in ("reach", "name") and answer in VERDICTS
        return said(f"check.word.{answer}", self.lang) if verdict else answer

    def _said(self, key: str, **values: object) -> str:
        return said(f"diff.{key}", self.lang, **values)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def markdown(self) -> str:
        """For a pull request: what changed in a line, then a table for each kind; long ones of little weight folded."""
        if not self.rows:
            return self._said("same-networking", old=self.old, new=self.new) + "\n"
        lines = [self.summary(), ""]
        for kind in KINDS:
            rows = self.of(kind)
            if not rows:
                continue
            folded = kind in FOLDED and len(rows) > FEW
            lines += [
                f"<details><summary>{self._said('heads', head=self._said(kind), count=len(rows))}</summary>"
                if folded
                else f"### {self._said(kind)}",
                "",
                f"| | {self._said('what')} | {cell(self.old)} | {cell(self.new)} |",
                "|---|---|---|---|",
            ]
            for row in rows:
                before = told(self._answer(row, row.before), row.because_before)
                after = told(self._answer(row, row.after), row.because_after)
                since = f" ({row.since})" if row.since else ""
                lines.append(f"| {self._said(row.change)} | {cell(row.what)} | {before} | {after}{cell(since)} |")
            lines += ["", "</details>", ""] if folded else [""]
        return printable("\n".join(lines))

    def summary(self) -> str:
        """One line: how many of each kind, reach first."""
        parts = []
        for kind in sorted(KINDS, key=lambda each: each != "reach"):
            counts = Counter(row.change for row in self.of(kind))
            changes = self._said("comma").join(
                self._said("count", count=number, change=self._said(change))
                for change, number in sorted(counts.items())
            )
            parts += [self._said("head-changes", head=self._said(kind), changes=changes)] if changes else []
        return self._said("stop", text=self._said("semicolon").join(parts))

    def to_data(self) -> dict[str, Any]:
        """Plain data, as ``--json`` prints it."""
        return {"old": self.old, "new": self.new, "differences": [row.to_data() for row in self.rows]}

    def json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_data(), ensure_ascii=False)


def short(text: str) -> str:
    """One line of at most 100 characters."""
    line = " / ".join(text.splitlines())
    return line if len(line) <= 100 else f"{line[:97]}..."


def cell(text: str) -> str:
    """Text inside a Markdown table."""
    return short(text).replace("|", "\\|").replace("<", "&lt;")


def told(answer: str, why: str) -> str:
    """An answer with its reason."""
    reason = why.replace("|", "\\|").replace("<", "&lt;")
    return f"**{cell(answer)}**: {reason}" if why else f"`{cell(answer)}`" if answer else ""
