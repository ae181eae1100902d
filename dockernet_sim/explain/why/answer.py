"""The answer to a question, in three layers: a sentence, a story, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.said import LANGUAGES, Said, say
from dockernet_sim.explain.story import Story
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.question import COMMAND, NAME, BadQuestion, Question
from dockernet_sim.explain.wrapped import wrapped
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import UNSPECIFIED, ip_text

VM = "vm"
VERDICTS = {NAME: ("known", "unknown"), COMMAND: ("done", "refused")}


@dataclass(frozen=True)
class Remedy:
    """What changes the answer; it was tried on a copy of the lab.

    Attributes
    ----------
    commands : tuple of str
        Lines for the host's root shell.
    ask : str
        What to ask for after them, where it is not what was asked for at first.
    on : str
        The machine on which they are typed.
    warning : Said or None
        What else it changes, where it opens an isolation or stops containers.
    """

    commands: tuple[str, ...]
    ask: str = ""
    on: str = VM
    warning: Said | None = None

    def lines(self, lang: str = "en") -> list[str]:
        """The commands, and what to ask for then."""
        lines = [line if self.on == VM else f"{self.on}$ {line}" for line in self.commands]
        if self.ask:
            lines.append(say("head.then" if self.commands else "head.ask", target=self.ask).text(lang))
        return [*lines, self.warning.text(lang)] if self.warning is not None else lines

    def __str__(self) -> str:
        return "\n".join(self.lines())


@dataclass(frozen=True, repr=False)
class Why:
    """Why something is reached, or not.

    Attributes
    ----------
    question : Question
        What was asked.
    verdict : str
        ``reached`` or ``not-reached``; for a name ``known`` or ``unknown``; for a command ``done`` or ``refused``.
    reason : str
        A stable name, one of :data:`dockernet_sim.explain.reasons.REASONS`.
    fact : Said
        The fact that decided.
    notes : tuple of Said
        What else is worth knowing.
    story : Story
        What happened, hop by hop.
    remedies : tuple of Remedy
        What would change the answer, each tried on a copy of the lab.
    records : tuple of Record
        The question's part of the trace, to draw or to look at.
    lang : str
        The language of ``str()``.
    """

    question: Question
    verdict: str
    reason: str
    fact: Said
    address: int = UNSPECIFIED
    notes: tuple[Said, ...] = ()
    story: Story = field(default_factory=Story)
    remedies: tuple[Remedy, ...] = ()
    records: tuple[Record, ...] = ()
    decisive: Record | None = None
    lang: str = "en"

    def __bool__(self) -> bool:
        """Whether the answer is yes."""
        return self.verdict in ("reached", "known", "done")

    @property
    def sentence(self) -> str:
        """The verdict and the deciding fact."""
        return self._sentence(self.lang)

    def _sentence(self, lang: str) -> str:
        question = self.question
        target = question.target
        address = ip_text(self.address) if self.address else ""
        if address and question.kind != NAME and address != question.host:
            target = f"{target} ({address})"
        said = say(f"verdict.{self.verdict}", source=question.source, target=target, fact=self.fact.text(lang))
        return printable(f"{said.text(lang)} [{self.reason}]")

    def to(self, lang: str) -> Why:
        """The same in another language (``en`` or ``zh``)."""
        return replace(self, lang=checked_language(lang))

    @property
    def step(self) -> int:
        """Which step of the story decided, counted from 1; 0 when it was none of them."""
        decisive = self.decisive
        if decisive is None:
            return 0
        steps = [(number, step) for number, step in enumerate(self.story, 1) if step.said.key != "step.again"]
        same = [number for number, step in steps if step.serial == decisive.serial]
        alike = [number for number, step in steps if step.said.inner.get("cause") == cause_of(decisive.cause)]
        return [*same, *alike, 0][0]

    def __str__(self) -> str:
        lang = self.lang
        lines = [self.sentence, *(f"  {note.text(lang)}" for note in self.notes)]
        if self.story:
            lines += ["", self._head(), self.story.text(lang)]
        if self.remedies:
            lines += ["", say("head.cuts" if self else "head.remedies").text(lang)]
            for remedy in self.remedies:
                first, *rest = remedy.lines(lang)
                lines += [f"  * {first}", *(f"    {line}" for line in rest)]
        return printable("\n".join(lines))

    __repr__ = __str__

    def _head(self) -> str:
        """What stands above the story; it says which step to look at."""
        said = say("head.story-at", step=self.step) if self.step else say("head.story")
        return said.text(self.lang)

    def wrapped(self, columns: int) -> str:
        """The text for a terminal of so many columns.

        Parameters
        ----------
        columns : int
            The terminal's width in cells.

        Returns
        -------
        str
        """
        return wrapped(str(self), columns)

    def _repr_html_(self) -> str:
        return f"{self.brief_html()}{self.way_html()}"

    def brief_html(self) -> str:
        """Verdict, deciding fact and notes as HTML."""
        mark = "#0072b2" if self else "#d55e00"
        notes = "".join(f"<p>{escape(note.text(self.lang))}</p>" for note in self.notes)
        head = f'<p style="border-left:4px solid {mark};padding-left:8px"><b>{escape(self.sentence)}</b></p>'
        return head + notes

    def way_html(self) -> str:
        """Story and remedies as HTML: lists, which wrap everywhere."""
        lang, parts = self.lang, []
        if self.story:
            steps = (escape(step.text(lang)) for step in self.story)
            items = (
                f"<li><b>{each}</b></li>" if n == self.step else f"<li>{each}</li>" for n, each in enumerate(steps, 1)
            )
            parts.append(f"<p>{escape(self._head())}</p><ol>{''.join(items)}</ol>")
        if self.remedies:
            tried = ("<br>".join(f"<code>{escape(line)}</code>" for line in each.lines(lang)) for each in self.remedies)
            head = say("head.cuts" if self else "head.remedies").text(lang)
            parts.append(f"<p>{escape(head)}</p><ul>{''.join(f'<li>{each}</li>' for each in tried)}</ul>")
        return "".join(parts)

    def to_data(self) -> dict[str, Any]:
        """Plain data, as ``--json`` prints it."""
        lang = self.lang
        return {
            "source": self.question.source,
            "target": self.question.target,
            "kind": self.question.kind,
            "verdict": self.verdict,
            "reason": self.reason,
            "sentence": self.sentence,
            "notes": [note.text(lang) for note in self.notes],
            "story": [{"time": step.time, "place": step.place, "text": step.said.text(lang)} for step in self.story],
            "remedies": [
                {
                    "on": each.on,
                    "commands": list(each.commands),
                    "ask": each.ask,
                    "warning": each.warning.text(lang) if each.warning is not None else "",
                }
                for each in self.remedies
            ],
        }


def checked_language(lang: str) -> str:
    """The language, if there is one of that name; BadQuestion otherwise."""
    if lang not in LANGUAGES:
        raise BadQuestion(f"no language {lang!r}: there are {', '.join(LANGUAGES)}")
    return lang


def answer_to(question: Question, judgement: Judgement, address: int = UNSPECIFIED, story: Story | None = None) -> Why:
    """A judgement as an answer, without remedies."""
    yes, no = VERDICTS.get(question.kind, ("reached", "not-reached"))
    return Why(
        question,
        yes if judgement.ok else no,
        judgement.reason,
        judgement.fact,
        address,
        tuple(judgement.notes),
        story or Story(),
        decisive=judgement.decisive,
    )
