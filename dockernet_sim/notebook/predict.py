"""Predict, then run: a question, its choices, the answer that a run gives, and the score."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from dockernet_sim.explain.why import Why
from dockernet_sim.notebook import markup, outcome
from dockernet_sim.notebook.transcript import Transcript
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import escape

LETTERS = "abcdefgh"
SHOWN = 3  # drops that are told one by one
PATIENCE = 3  # times that an answer which is none of the choices is asked for again
COMMAND = re.compile(r"(?P<where>[\w.-]*)\$ (?P<text>.+)")
CHOICE = re.compile(r"[-*]\s+(?P<text>.*?)\s+::\s+(?P<pattern>.+)")

Ask = Callable[[str], "str | None"]

WORDS = {
    "en": {
        "question": "What will happen?",
        "ask": "Your prediction ({}): ",
        "right": "Right.",
        "wrong": "Not this time. You said: {}",
        "silent": "No answer was asked for.",
        "answer": "What happened: {}",
        "drop": "A packet was dropped. {}",
        "more": "... and {} more, elsewhere or at other ports.",
        "traced": "traceroute's probes are dropped on purpose: a router drops one whose TTL has run out and says so, "
        "and the target refuses one to a port that nothing listens on. So traceroute learns who is on the way.",
        "way": "The packet's way",
        "score": "Predictions: {} of {} right",
    },
    "zh": {
        "question": "会发生什么？",
        "ask": "你的预测 ({}): ",
        "right": "答对了。",
        "wrong": "这次不对。你选的是：{}",
        "silent": "没有提问。",
        "answer": "实际结果：{}",
        "drop": "有一个包被丢弃。{}",
        "more": "……另有 {} 处，在别的地方或别的端口。",
        "traced": "traceroute 的探测包本来就要被丢弃：TTL 减到 0 时，路由器丢弃它并回报；到达目标后，没有程序监听"
        "那个端口，目标拒绝它并回报。traceroute 由此得知途经哪些路由器。",
        "way": "数据包的路径",
        "score": "预测：{} / {} 正确",
    },
}


class Line(NamedTuple):
    """A command, and where it is typed."""

    text: str
    where: str = "vm"


class BadQuestion(DockernetError, ValueError):
    """A question that cannot be read, or whose choices do not fit what happens."""


@dataclass(frozen=True)
class Choice:
    """One answer; `key` is its outcome, or the pattern that the output then has."""

    text: str
    key: str


@dataclass(frozen=True)
class Question:
    """What is asked, the commands that decide it, and the choices.

    Attributes
    ----------
    text : str
        What a student reads.
    commands : tuple of Line
        The last one decides.
    choices : tuple of Choice
        None: the usual outcomes of such a command.
    """

    text: str
    commands: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()

    def offered(self, language: str) -> tuple[Choice, ...]:
        """The choices, as texts."""
        usual = outcome.choices(self.commands[-1].text)
        return self.choices or tuple(Choice(each.text(language), each.key) for each in usual)

    def truth(self, transcript: Transcript, language: str) -> Choice:
        """The choice that came true."""
        result = transcript.results[-1]
        if not self.choices:
            found = outcome.of(self.commands[-1].text, result)
            return Choice(found.text(language), found.key)
        fitting = [each for each in self.choices if re.search(each.key, str(result), re.M)]
        if len(fitting) != 1:
            raise BadQuestion(
                f"{len(fitting)} choices fit what came out of {self.commands[-1].text!r}: exactly one must"
            )
        return fitting[0]


def read(text: str) -> Question:
    """A question out of a cell: its text, ``$ command`` lines (``lan$ command``: elsewhere), and ``- choice ::
    pattern`` lines.

    Raises
    ------
    BadQuestion
        When there is no command.

    Examples
    --------
    >>> question = read("Who answers?\\n$ docker exec web ping -c 1 db\\n- db :: from db\\n- nothing :: 100%")
    >>> question.text, question.commands[0].text, [choice.text for choice in question.choices]
    ('Who answers?', 'docker exec web ping -c 1 db', ['db', 'nothing'])
    """
    words, commands, choices = [], [], []
    for line in text.strip().splitlines():
        found = CHOICE.fullmatch(line.strip())
        command = COMMAND.fullmatch(line.strip())
        if command:
            commands.append(Line(command["text"], command["where"] or "vm"))
        elif found:
            choices.append(Choice(found["text"], found["pattern"]))
        elif line.strip():
            words.append(line.strip())
    if not commands:
        raise BadQuestion("nothing to predict: write the command on a line that begins with '$ ' (or 'lan$ ')")
    return Question(" ".join(words), tuple(commands), tuple(choices))


@dataclass
class Score:
    """Right and wrong predictions; the first answer to a question counts.

    >>> score = Score()
    >>> score.note("q1", True); score.note("q1", False); score.note("q2", False)
    >>> score.right, score.total
    (1, 2)
    """

    answers: dict[str, bool] = field(default_factory=dict)

    def note(self, key: str, right: bool) -> None:
        """An answer was given."""
        self.answers.setdefault(key, right)

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(self.answers.values())

    @property
    def total(self) -> int:
        """How many were asked."""
        return len(self.answers)

    def text(self, language: str) -> str:
        """As a sentence."""
        return WORDS[language]["score"].format(self.right, self.total)


def choose(offered: tuple[Choice, ...], ask: Ask, language: str) -> Choice | None:
    """Ask until one of the choices is named, by its letter or its key; None when no input is possible."""
    letters = LETTERS[: len(offered)]
    for _ in range(PATIENCE):
        said = ask(WORDS[language]["ask"].format("/".join(letters)))
        if said is None or not said.strip():
            return None
        found = find(offered, said)
        if found is not None:
            return found
    return None


def find(offered: tuple[Choice, ...], said: str) -> Choice | None:
    """The choice of this letter or key."""
    said = said.strip().lower().rstrip(").")
    return next((each for letter, each in zip(LETTERS, offered) if said in (letter, each.key)), None)


def listed(question: Question, language: str) -> str:
    """The question and its choices, as printed before the answer."""
    offered = zip(LETTERS, question.offered(language))
    lines = [
        question.text or WORDS[language]["question"],
        *(f"  {each.where}$ {each.text}" for each in question.commands),
    ]
    return "\n".join([*lines, *(f"  {letter}) {choice.text}" for letter, choice in offered)])


@dataclass(frozen=True)
class Revealed:
    """The end of a prediction: what was said, what happened, and why: in a sentence when it was what was said, else
    with the story; without a story, the places where packets were dropped."""

    said: Choice | None
    truth: Choice
    transcript: Transcript
    story: Why | None
    score: Score
    language: str
    drops: tuple[str, ...] = ()
    traced: bool = False  # whether traceroute's probes were dropped, as they are meant to be

    @property
    def right(self) -> bool:
        """Whether the prediction came true."""
        return self.said is not None and self.said.key == self.truth.key

    def _lines(self) -> tuple[str, str]:
        words = WORDS[self.language]
        if self.said is None:
            verdict = words["silent"]
        else:
            verdict = words["right"] if self.right else words["wrong"].format(self.said.text)
        return verdict, words["answer"].format(self.truth.text)

    def __repr__(self) -> str:
        story = [] if self.story is None else [self.story.sentence if self.right else str(self.story)]
        parts = [*self._lines(), repr(self.transcript), *story, *self._dropped()]
        return "\n".join([*parts, *([self.score.text(self.language)] if self.score.total else [])])

    def _dropped(self) -> list[str]:
        words, more = WORDS[self.language], len(self.drops) - SHOWN
        told = [words["traced"]] if self.traced else []
        told += [words["drop"].format(each) for each in self.drops[:SHOWN]]
        return [*told, *([words["more"].format(more)] if more > 0 else [])]

    def _told(self) -> str:
        """Why it came so; the packets' way is folded after a right answer."""
        if self.story is None:
            return ""
        brief, way = self.story.brief_html(), self.story.way_html()
        if not self.right or not way:
            return brief + way
        return f"{brief}<details><summary>{escape(WORDS[self.language]['way'])}</summary>{way}</details>"

    def html(self) -> str:
        """All but the score."""
        verdict, answer = self._lines()
        first = f"{markup.mark(self.right)} {escape(verdict)}" if self.said else escape(verdict)
        story = self._told()
        story += "".join(f"<p>{escape(each)}</p>" for each in self._dropped())
        return f"{first}<br><b>{escape(answer)}</b>{self.transcript._repr_html_()}{story}"

    def _repr_html_(self) -> str:
        score = markup.span(self.score.text(self.language), markup.PALE) if self.score.total else ""
        return f"<div>{self.html()}{score}</div>"
