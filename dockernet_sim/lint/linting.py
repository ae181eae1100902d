"""Rules put to projects: what they suspect is asked of the packets, and fixes are tried in a lab of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.lint import rules as _rules  # noqa: F401  # so that all are known
from dockernet_sim.lint.finding import Finding, Report
from dockernet_sim.lint.ground import Ground
from dockernet_sim.lint.project import Project, Silence
from dockernet_sim.lint.rule import RULES, Case, Fix, Rule, Suspicion, Unasked
from dockernet_sim.plans.errors import Mark
from dockernet_sim.plans.plan import Plan

REFUSED, NO_REASON, UNUSED = "NET001", "NET901", "NET902"


def lint(projects: Sequence[Project], rules: Sequence[Rule], ground: Ground, together: bool = False) -> Report:
    """Look for faults.

    Parameters
    ----------
    projects : sequence of Project
        Those that share an external network stand on one host, for the rules about names.
    rules : sequence of Rule
        As :func:`chosen` gives them.
    ground : Ground
        The host.
    together : bool
        Whether all projects run on one host at a time.

    Returns
    -------
    Report
    """
    found: list[Finding] = []
    unknown: list[Finding] = []
    silenced: list[Finding] = []
    for project in projects:
        linter = _Linter(project, _beside(project, projects, together), ground)
        for finding, lacking in linter.findings(rules):
            silence = linter.silence(finding)
            if silence is not None:
                silenced.append(
                    Finding(finding.code, finding.name, finding.file, finding.line, finding.text, silence.reason)
                )
            else:
                (unknown if lacking else found).append(finding)
        found += linter.comments(rules)
    order = lambda each: (each.file, each.line, each.code, each.text)  # noqa: E731
    return Report(
        tuple(sorted(found, key=order)),
        tuple(sorted(unknown, key=order)),
        tuple(sorted(silenced, key=order)),
        len(projects),
        ground.lang,
    )


def _beside(project: Project, projects: Sequence[Project], together: bool) -> tuple[Plan, ...]:
    """The plans that stand before a project's: those whose networks it uses, and earlier ones that use the same."""
    if project.plan is None:
        return ()
    place = next(number for number, each in enumerate(projects) if each is project)
    shared = {each.name for each in project.plan.networks.values() if each.external}
    found = []
    for number, other in enumerate(projects):
        plan = other.plan
        if plan is None or other is project:
            continue
        own = {each.name for each in plan.networks.values() if not each.external}
        used = set(plan.networks)
        if shared & own or (number < place and (together or shared & used)):
            found.append(plan)
    return tuple(found)


class _Linter:
    def __init__(self, project: Project, others: tuple[Plan, ...], ground: Ground) -> None:
        self.project, self.others, self.ground = project, others, ground

    def findings(self, rules: Sequence[Rule]) -> Iterator[tuple[Finding, bool]]:
        """Findings, and whether they are unknown."""
        if self.project.plan is None:
            if any(each.code == REFUSED for each in rules):
                yield from ((self._made(RULES[REFUSED], each.mark, each.text), False) for each in self.project.problems)
            return
        case = Case(self.project.plan, self.others, self.ground)
        for rule in rules:
            for suspicion in rule.suspects(case):
                try:
                    story = suspicion.shows(self.ground.stand(case.plans))
                except Unasked as why:
                    yield self._made(rule, suspicion.mark, say("lint.unasked", text=suspicion.text, why=why)), True
                    continue
                if story:
                    helping = [each.text for each in suspicion.fixes if self._helps(case, suspicion, each)]
                    fixes = tuple(each if isinstance(each, str) else each.text(self.ground.lang) for each in helping)
                    yield self._made(rule, suspicion.mark, suspicion.text, story, fixes), False

    def _helps(self, case: Case, suspicion: Suspicion, fix: Fix) -> bool:
        """Whether nothing shows any more after a fix, in a lab of its own."""
        mended = self.ground.stand((*case.others, fix.edit(case.plan)), fix.lines)
        try:
            return not suspicion.shows(mended)
        except Unasked:
            return False

    def _made(self, rule: Rule, mark: Mark, text: str | Said, story: str = "", fixes: tuple[str, ...] = ()) -> Finding:
        told, lang = text if isinstance(text, str) else text.text(self.ground.lang), self.ground.lang
        return Finding(rule.code, rule.name, self.project.file(mark), mark.line, told, story, fixes, lang)

    # -- comments --------------------------------------------------------------------
    def silence(self, finding: Finding) -> Silence | None:
        """The comment that silences a finding."""
        for each in self.project.silence(finding.file):
            if each.target == finding.line and each.reason and {finding.code, finding.name} & set(each.codes):
                each.used = True
                return each
        return None

    def comments(self, chosen: Sequence[Rule]) -> Iterator[Finding]:
        """Comments without a reason, and those that silence nothing."""
        asked = {word for rule in chosen for word in (rule.code, rule.name)}
        files = dict.fromkeys(self.project.file(mark) for mark in self._marks())
        for file in files:
            for each in self.project.silence(file):
                if not each.reason:
                    code, text = NO_REASON, say("lint.NET901")
                elif not each.used and set(each.codes) <= asked:
                    code, text = UNUSED, _unused(each)
                else:
                    continue
                if code in asked:
                    lang = self.ground.lang
                    yield Finding(code, RULES[code].name, file, each.line, text.text(lang), lang=lang)

    def _marks(self) -> Iterator[Mark]:
        plan = self.project.plan
        if plan is None:
            yield from (each.mark for each in self.project.problems)
            return
        for service in plan.services.values():
            yield service.mark
            yield from (each.mark for each in service.ports)
        yield from (each.mark for each in plan.networks.values())


def _unused(comment: Silence) -> Said:
    """What is told of a comment that silences nothing."""
    if not comment.codes:
        return say("lint.NET902.none")
    return say("lint.NET902", rules=listed(comment.codes), line=comment.target)
