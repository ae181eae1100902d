"""One question to a lab: the verdict in one word, and what decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.check.causes import causes
from dockernet_sim.explain import reasons
from dockernet_sim.explain.said import said
from dockernet_sim.explain.why.answer import Why
from dockernet_sim.explain.why.question import HTTP, NAME, PING, TCP, Question, read
from dockernet_sim.plans.asking import (
    ACCEPTED,
    DROPPED,
    OPEN,
    REFUSED,
    RESOLVED,
    UNKNOWN,
    UNREACHABLE,
    UNRESOLVED,
    Wanted,
    ask_all,
)
from dockernet_sim.plans.hosts.meeting import prepare
from dockernet_sim.plans.hosts.rules import MARK

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

NO_ANSWER = "no answer"
PATIENCE = 5.0  # seconds: an address without an owner is given up after three
REACHED = frozenset((OPEN, ACCEPTED, REFUSED, RESOLVED))
"""Verdicts after which something at the other end answered."""
WORDS = (OPEN, ACCEPTED, REFUSED, UNREACHABLE, DROPPED, NO_ANSWER, RESOLVED, UNRESOLVED, UNKNOWN)


@dataclass(frozen=True)
class Verdict:
    """An answer.

    Attributes
    ----------
    source, target : str
        As asked.
    word : str
        One of :data:`WORDS`: ``open`` (answered), ``accepted`` (taken, then closed), ``refused`` (RST), ``unreachable``
        (no route, or told so), ``dropped`` (silence), ``no answer`` (the question arrived and the answer was lost),
        ``resolved``, ``unresolved``, ``unknown``.
    deciding : str
        The rule, route or setting that decided.
    why : Why
        The packet's story.
    supposed : tuple of str
        What the answer takes for granted.
    causes : tuple of str
        What stands behind the decision.
    """

    source: str
    target: str
    word: str
    deciding: str
    why: Why
    supposed: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether something at the other end answered."""
        return self.word in REACHED

    def __str__(self) -> str:
        lang = self.why.lang
        told = [said("check.decided-by", lang, deciding=self.deciding)]
        told += [said("check.because", lang, cause=each) for each in self.causes]
        told += [said("check.supposed", lang, text=each) for each in self.supposed]
        word = said(f"check.word.{self.word.replace(' ', '-')}", lang)
        return "\n".join([f"{self.source} -> {self.target}: {word}", *(f"  {each}" for each in told)])

    def to_data(self) -> dict[str, Any]:
        """Plain data, the answer of ``why`` included."""
        return {
            **self.why.to_data(),
            "word": self.word,
            "deciding": self.deciding,
            "supposed": list(self.supposed),
            "causes": list(self.causes),
        }


def ask(
    lab: Lab,
    source: str,
    target: str,
    host: HostLab | None = None,
    name: bool = False,
    remedies: bool = False,
    size: int = 56,
    lang: str = "en",
) -> Verdict:
    """Ask whether `source` reaches `target`.

    Parameters
    ----------
    lab : Lab
        Asked on a copy; but what a dump does not tell (an address of the internet, a listening program) is put there
        first.
    source : str
        A container or a machine (``host``, ``lan``, ``internet``).
    target : str
        As for :meth:`Lab.why`.
    host : HostLab, optional
        The dump that the lab was made from.
    name : bool
        Whether `target` is a name to look up.
    remedies : bool
        Whether to look for what would change the answer.
    size : int
        Bytes of data in a ping.
    lang : str
        In which language the answer is told: ``en`` or ``zh``.

    Returns
    -------
    Verdict
    """
    question = read(source, target, name=name, size=size)
    supposed = (
        prepare(host, question.host, question.port if question.kind in (TCP, HTTP) else 0) if host and not name else []
    )
    why = lab.why(source, "" if name else target, name=target if name else "", size=size, remedies=remedies, lang=lang)
    word = _word(lab, question, why)
    behind = tuple(each.text(lang) for each in causes(lab, why))
    return Verdict(source, target, word, deciding(why), why, tuple(supposed), behind)


def _word(lab: Lab, question: Question, why: Why) -> str:
    """The verdict in one word."""
    cause = str(why.decisive.cause) if why.decisive is not None else ""
    if MARK in cause:
        return UNKNOWN
    if question.kind == NAME:
        return RESOLVED if why else UNRESOLVED
    if not why.address:
        return UNRESOLVED
    if question.kind not in (TCP, HTTP, PING):
        return OPEN if why else REFUSED if why.reason == reasons.REFUSED else DROPPED
    kind = "ping" if question.kind == PING else "tcp"
    wanted = Wanted(question.source, kind, to=question.host, address=why.address, port=question.port, patience=PATIENCE)
    ((_, heard),) = ask_all(lab.copy().world, [wanted])
    if heard.verdict == DROPPED and why.reason == reasons.NOT_ROUTED_BACK:
        return NO_ANSWER
    return heard.verdict


def deciding(why: Why) -> str:
    """The rule, route or setting that decided: the last one that the story names, or the fact itself."""
    if why.decisive is not None and why.decisive.cause:
        return f"{why.decisive.cause}"
    return why.fact.text(why.lang)
