"""What came of policies: text, JSON, JUnit and SARIF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dockernet_sim.check.policy import Policy
from dockernet_sim.check.sarif import log, result
from dockernet_sim.check.verdict import Verdict
from dockernet_sim.explain.said import said
from dockernet_sim.plans.asking import UNKNOWN
from dockernet_sim.sim.printable import padded

HOLDS, BROKEN = "holds", "broken"
EXITS = {HOLDS: 0, BROKEN: 1, UNKNOWN: 2}


@dataclass(frozen=True)
class Finding:
    """A policy and what came of it; ``verdict`` is the answer that decided."""

    policy: Policy
    state: str
    verdict: Verdict | None = None
    lang: str = "en"

    def __str__(self) -> str:
        lines = [f"{padded(said(f'check.{self.state}', self.lang), 8)} {self.policy.text}"]
        if self.verdict is not None and self.state != HOLDS:
            lines += [
                f"         {line}"
                for line in [*str(self.verdict).splitlines(), "", *str(self.verdict.why).splitlines()]
            ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Report:
    """All findings.

    Examples
    --------
    >>> Report(()).exit
    0
    """

    findings: tuple[Finding, ...]
    lang: str = "en"

    @property
    def exit(self) -> int:
        """0 if all hold, 1 if one is broken, 2 if one is unknown and none broken."""
        states = {each.state for each in self.findings}
        return 1 if BROKEN in states else 2 if UNKNOWN in states else 0

    def __str__(self) -> str:
        counts = ((state, sum(each.state == state for each in self.findings)) for state in EXITS)
        told = [f"{count} {said(f'check.{state}', self.lang)}" for state, count in counts]
        return "\n".join([*map(str, self.findings), said("lint.comma", self.lang).join(told)])

    def json(self) -> str:
        """A JSON list with one object a policy."""
        return json.dumps([_data(each) for each in self.findings], ensure_ascii=False, indent=1)

    def sarif(self, file: str = "") -> str:
        """SARIF 2.1.0: a broken policy is an error, an unknown one a note; `file` is the policies' own."""
        results = [
            result(each.state, "error" if each.state == BROKEN else "note", str(each), file, each.policy.line)
            for each in self.findings
            if each.state != HOLDS
        ]
        rules = {
            BROKEN: ("policy-broken", "A policy does not hold.", ""),
            UNKNOWN: ("policy-unknown", "Whether a policy holds is unknown.", ""),
        }
        return log("dockernet-sim check", rules, results)

    def junit(self) -> str:
        """JUnit's XML: a broken policy is a failure, an unknown one is skipped."""
        failures = sum(each.state == BROKEN for each in self.findings)
        skipped = sum(each.state == UNKNOWN for each in self.findings)
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuite name="reach" tests="{len(self.findings)}" failures="{failures}" skipped="{skipped}">',
        ]
        for each in self.findings:
            lines.append(f'  <testcase classname="reach" name={quoteattr(each.policy.text)}>')
            if each.state != HOLDS:
                kind = "failure" if each.state == BROKEN else "skipped"
                lines.append(f"    <{kind} message={quoteattr(each.state)}>{escape(str(each))}</{kind}>")
            lines.append("  </testcase>")
        return "\n".join([*lines, "</testsuite>", ""])


def _data(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {"policy": finding.policy.text, "state": finding.state}
    return found | ({"answer": finding.verdict.to_data()} if finding.verdict is not None else {})
