"""A prediction as a card to click: each choice opens to what happened. The first one opened counts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from dockernet_sim.notebook import markup
from dockernet_sim.notebook.predict import LETTERS, Question, Revealed, Score, listed
from dockernet_sim.sim.printable import escape

BOX = "border-left:3px solid #7bc8a4;padding:.2em .9em;margin:.4em 0"
CHOICE = "margin:.25em 0;cursor:pointer"
WORDS = {
    "en": {"open": "Click what you expect.", "score": "Predictions: @ of @ right", "again": "start over"},
    "zh": {"open": "点击你的预测。", "score": "预测：@ / @ 正确", "again": "重新开始"},
}


@dataclass(frozen=True)
class Card:
    """A question, and what each of its choices opens to.

    It needs no script to be read: a choice is a ``<details>`` element, which also works where a notebook is not
    trusted and in static pages. The script keeps the score, for all lessons together, in the browser.

    Attributes
    ----------
    question : Question
        What is asked.
    choices : tuple of Revealed
        One for each choice: how that prediction is answered.
    language : str
        ``en`` or ``zh``.
    key : str
        Tells this prediction from others; the same each time that a lesson is run.
    """

    question: Question
    choices: tuple[Revealed, ...]
    language: str
    key: str

    def __repr__(self) -> str:
        return listed(self.question, self.language)

    def _repr_html_(self) -> str:
        asked = repr(self).splitlines()
        commands = "\n".join(f"{each.where}$ {each.text}" for each in self.question.commands)
        words = WORDS[self.language]
        return (
            f'<div class="dockernet-predict" data-key="{self.key}" style="{BOX}">\n'
            f"<b>{escape(asked[0])}</b>\n{markup.terminal(escape(commands))}\n{escape(words['open'])}\n"
            + "".join(self._choice(letter, each) for letter, each in zip(LETTERS, self.choices))
            + f"{tally(self.language)}\n</div>\n"
        )

    def _choice(self, letter: str, told: Revealed) -> str:
        text = escape(f"{letter}) {told.said.text if told.said else ''}")
        right = int(told.right)
        return f'<details data-right="{right}" style="{CHOICE}"><summary>{text}</summary>{told.html()}</details>\n'


@dataclass(frozen=True)
class Tally:
    """The score of all predictions: of those that were clicked, kept in the browser; else of those that were typed."""

    score: Score
    language: str

    def __repr__(self) -> str:
        return self.score.text(self.language)

    def _repr_html_(self) -> str:
        return escape(repr(self)) if self.score.total else f'<div class="dockernet-tally">{tally(self.language)}</div>'


def tally(language: str) -> str:
    """Where the browser shows the score, and the script that keeps it."""
    words = WORDS[language]
    script = files("dockernet_sim.notebook").joinpath("card.js").read_text(encoding="utf-8").strip()
    return (
        f'<small class="dockernet-score" data-score="{escape(words["score"])}" data-again="{escape(words["again"])}"'
        f' style="{markup.PALE}"></small>\n<script>{script}</script>'
    )
