"""Findings, and the report of a run: text, JSON and SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dockernet_sim.check.sarif import log, result
from dockernet_sim.explain.said import said
from dockernet_sim.lint.rule import RULES, Rule
from dockernet_sim.sim.printable import width

DOCS = "docs/reference/rules.md"


@dataclass(frozen=True)
class Finding:
    """A fault that the packets showed.

    Attributes
    ----------
    code, name : str
        The rule's.
    file, line : str, int
        Where; line 0 means the file as a whole.
    text : str
        What is wrong.
    story : str
        What the packets did.
    fixes : tuple of str
        Each was made in the model, and the fault was gone.
    lang : str
        In which language it is told.
    """

    code: str
    name: str
    file: str
    line: int
    text: str
    story: str = ""
    fixes: tuple[str, ...] = ()
    lang: str = "en"

    def __str__(self) -> str:
        lines = [f"{self.file}:{self.line}: {self.code} {self.text} [{self.name}]"]
        lines += [f"    {line}".rstrip() for line in self.story.splitlines()]
        for fix in self.fixes:
            first, *rest = fix.splitlines()
            indent = " " * width(f"  {said('lint.fix', self.lang, text='')}")
            lines += [f"  {said('lint.fix', self.lang, text=first)}", *(f"{indent}{line}" for line in rest)]
        return "\n".join(lines)

    def to_data(self) -> dict[str, Any]:
        """Plain data."""
        keys = ("code", "name", "file", "line", "text", "story")
        return {**{key: getattr(self, key) for key in keys}, "fixes": list(self.fixes)}


@dataclass(frozen=True)
class Report:
    """What a run found.

    Attributes
    ----------
    findings : tuple of Finding
        By file and line.
    unknown : tuple of Finding
        Lines that may be faults, which the packets could not be asked about; ``text`` says why.
    silenced : tuple of Finding
        Those that a comment silences; ``story`` is its reason.
    files : int
        How many projects were read.
    lang : str
        In which language it is told.

    Examples
    --------
    >>> Report(()).exit, str(Report((), files=2))
    (0, '2 projects: no finding')
    """

    findings: tuple[Finding, ...]
    unknown: tuple[Finding, ...] = ()
    silenced: tuple[Finding, ...] = ()
    files: int = 0
    lang: str = "en"

    @property
    def exit(self) -> int:
        """0 without a finding, 1 with one, 2 if there is none but something is unknown."""
        return 1 if self.findings else 2 if self.unknown else 0

    def __str__(self) -> str:
        told = [*map(str, self.findings), *map(_unknown, self.unknown)]
        counts = said("lint.comma", self.lang).join(self._counts())
        key = "lint.one-project" if self.files == 1 else "lint.projects"
        return "\n".join([*told, said(key, self.lang, count=self.files, counts=counts)])

    def _counts(self) -> Iterator[str]:
        found = len(self.findings)
        yield said({0: "lint.no-finding", 1: "lint.one-finding"}.get(found, "lint.findings"), self.lang, count=found)
        fixable = sum(bool(each.fixes) for each in self.findings)
        further = (("unknown", len(self.unknown)), ("silenced", len(self.silenced)), ("fixable", fixable))
        yield from (said(f"lint.{key}", self.lang, count=count) for key, count in further if count)

    def json(self) -> str:
        """One JSON object."""
        data = {key: [each.to_data() for each in getattr(self, key)] for key in ("findings", "unknown", "silenced")}
        return json.dumps(data, ensure_ascii=False, indent=1)

    def sarif(self, rules: Iterable[Rule] = ()) -> str:
        """SARIF 2.1.0; silenced findings are suppressed results."""
        told = [*(rules or RULES.values())]
        known = {each.code: (each.name, each.summary.text(self.lang), DOCS) for each in told}
        results = [result(each.code, "warning", _message(each), each.file, each.line) for each in self.findings]
        results += [
            result(each.code, "note", said("lint.finding-unknown", self.lang, text=each.text), each.file, each.line)
            for each in self.unknown
        ]
        for each in self.silenced:
            suppressed = result(each.code, "warning", each.text, each.file, each.line)
            results.append(suppressed | {"suppressions": [{"kind": "inSource", "justification": each.story}]})
        return log("dockernet-sim lint", known, results)


def _message(finding: Finding) -> str:
    fixes = [said("lint.fix", finding.lang, text=each) for each in finding.fixes]
    return "\n\n".join(filter(None, [finding.text, *fixes, finding.story]))


def _unknown(finding: Finding) -> str:
    text = said("lint.finding-unknown", finding.lang, text=finding.text)
    return f"{finding.file}:{finding.line}: {text} [{finding.name}]"
