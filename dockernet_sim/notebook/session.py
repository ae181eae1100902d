"""What a notebook works with: its lab, the language of what is said, and the score of its predictions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.picture import Picture
from dockernet_sim.explain.player.player import Player
from dockernet_sim.explain.why import Why
from dockernet_sim.lab import Lab
from dockernet_sim.linux.drops import NO_LISTENER, TTL
from dockernet_sim.notebook import predict
from dockernet_sim.notebook.card import Card
from dockernet_sim.notebook.exercise_bank import UnknownExercise, exercise
from dockernet_sim.notebook.exercises import Exercise, Report
from dockernet_sim.notebook.exercises.both import Both, spoken
from dockernet_sim.notebook.transcript import Transcript, Typed
from dockernet_sim.sim.trace import KEPT, Record

LANGUAGES = ("en", "zh")
TAKEN = re.compile(r"is already in use by container|network with name \S+ already exists")
AGAIN = Both(
    "The lab has this name already: was this cell run before? `%lab reset` begins with a fresh lab; "
    "then run the cells from the first one on.",
    "实验环境里已经有这个名称了：这个单元格是不是运行过了？`%lab reset` 换上全新的实验环境，"
    "然后从第一个单元格开始重新运行。",
)


class Session:
    """One notebook; `names` is where its variables live, and ``lab`` is one of them.

    Examples
    --------
    >>> session = Session({})
    >>> session.type(["hostname"])
    [root@vm ~]# hostname
    vm
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.language = "en"
        self.score = predict.Score()
        self.exercise: Exercise | None = None
        self.seed = ""  # for exercises: a student's name or number
        self.again = AGAIN  # what to do when a name is taken because a cell is run for the second time
        self.fresh: Callable[[], Lab] = self._like  # makes the lab that the notebook began with

    @property
    def lab(self) -> Lab:
        """The notebook's ``lab``; made when there is none."""
        found = self.names.get("lab")
        return found if isinstance(found, Lab) else self.use(Lab())

    def use(self, lab: Lab) -> Lab:
        """Make this the notebook's lab."""
        self.names["lab"] = lab
        return lab

    def type(self, lines: list[str], where: str = "vm") -> Transcript:
        """Type lines, one after the other; comments stay as they are."""
        typed = [self._typed(line, where) for line in lines]
        taken = any(each.result is not None and TAKEN.search(each.result.stderr) for each in typed)
        return Transcript(typed, spoken(self.again, self.language) if taken else "")

    def reset(self) -> Lab:
        """A fresh lab, as the one that the notebook or the exercise began with."""
        return self.use(self.fresh())

    def _like(self) -> Lab:
        """A fresh lab with the options of the notebook's own."""
        world, trace = self.lab.world, self.lab.trace
        return Lab(
            trace=trace.kept if trace.on and trace.kept != KEPT else trace.on,
            engine=world.options["engine"] or DEFAULT,
            seed=world.options["seed"],
            daemon=world.options["daemon_flags"],
            extensions=list(world.options.get("extensions", ())),
        )

    def _typed(self, line: str, where: str) -> Typed:
        return Typed(line, where, None if line.startswith("#") else self.lab.sh(line, on=where))

    def reveal(self, question: predict.Question, said: predict.Choice | None) -> predict.Revealed:
        """Run the commands of a question, and judge what was said before."""
        (revealed,) = self._judged(question, [said])
        if said is not None:
            self.score.note(predict.listed(question, self.language), revealed.right)
        return revealed

    def card(self, question: predict.Question) -> Card:
        """Run the commands of a question; a card of its choices, each of which opens to what happened."""
        offered = question.offered(self.language)
        before = [str(call) for call in self.lab.world.log]
        key = json.dumps([before, question.commands, [each.key for each in offered]])
        digest = hashlib.sha256(key.encode()).hexdigest()[:12]
        return Card(question, tuple(self._judged(question, offered)), self.language, digest)

    def _judged(self, question: predict.Question, said: Sequence[predict.Choice | None]) -> Iterator[predict.Revealed]:
        before = self.lab.trace.serial
        transcript = Transcript([self._typed(each.text, each.where) for each in question.commands])
        records = self.lab.trace.since(before)
        line = question.commands[-1].text
        drops = dropped([each for each in records if not is_meant(each, line)], self.language)
        traced = any(is_meant(each, line) for each in records)
        truth = question.truth(transcript, self.language)
        story = self.story(*question.commands[-1], done=bool(transcript))
        for choice in said:
            yield predict.Revealed(
                choice,
                truth,
                transcript,
                story,
                self.score,
                self.language,
                drops=() if story is not None else drops,
                traced=story is None and traced,
            )

    def story(self, line: str, where: str = "vm", done: bool = False) -> Why | None:
        """Why a command's packets arrived or not, or why Docker refused it (unless it is `done`); None when there is
        nothing to ask."""
        asked = asked_by(line, where)
        if asked is not None:
            return self.why(*asked)
        return self.why(line) if line.startswith("docker ") and not done else None

    def why(self, source: str, target: str = "", name: str = "") -> Why:
        """``lab.why`` in the notebook's language."""
        return self.lab.why(source, target, name=name, lang=self.language)

    def draw(self, line: str) -> Picture:
        """The lab's picture: by itself, with the way of a ping (``web db``),
        or with that of a command's first packet."""
        words = line.split()
        if len(words) < 2:
            return self.lab.draw(lang=self.language)
        if len(words) == 2:
            return self.lab.draw(ping=(words[0], words[1]), lang=self.language)
        before = self.lab.trace.serial
        self.type([line])
        return self.lab.draw(way=self.lab.trace.since(before), lang=self.language)

    def step(self, line: str) -> Player:
        """Type a line, and show its packets step by step."""
        before = self.lab.trace.serial
        self.type([line])
        return self.lab.step(self.lab.trace.since(before), lang=self.language)

    def begin(self, exercise: Exercise) -> str:
        """Put an exercise's lab into the notebook; its task."""
        self.exercise, self.fresh = exercise, exercise.lab
        self.reset()
        return exercise.text(self.language)

    def start(self, name: str, seed: str | None = None) -> str:
        """Begin the exercise of this name, in the variant of the seed (the notebook's, unless given); its task."""
        return self.begin(exercise(name, self.seed if seed is None else seed))

    def check(self) -> Report:
        """Grade the notebook's lab, and its ``answers``."""
        if self.exercise is None:
            raise UnknownExercise("nothing to check yet: %exercise NAME begins an exercise")
        answers = self.names.get("answers")
        return self.exercise.check(self.lab, answers if isinstance(answers, dict) else None, self.language)


def lines_of(cell: str) -> list[str]:
    """The lines of a cell; a line that ends in a backslash goes on in the next.

    >>> lines_of("docker run -d \\\\\\n  nginx\\n\\n# and now\\nip link")
    ['docker run -d nginx', '# and now', 'ip link']
    """
    return list(_joined(cell.splitlines()))


def _joined(lines: list[str]) -> Iterator[str]:
    begun = ""
    for line in lines:
        text = f"{begun} {line.strip()}" if begun else line.strip()
        begun = ""
        if text.endswith("\\"):
            begun = text[:-1].rstrip()
        elif text:
            yield text
    if begun:
        yield begun


def is_meant(record: Record, line: str) -> bool:
    """Whether a command works by a drop: routers and the target drop traceroute's probes, and say so."""
    return "traceroute" in line.split() and record.event == "drop" and record.verdict in (TTL, NO_LISTENER)


def dropped(records: Sequence[Record], lang: str = "en") -> tuple[str, ...]:
    """Where packets were dropped and by which rule, each place once."""
    drops = (each for each in records if each.event == "drop")
    told = ((each.device or each.netns, cause_of(each.cause or each.verdict).text(lang)) for each in drops)
    return tuple(dict.fromkeys(f"{where}{'：' if lang == 'zh' else ': '}{cause}" for where, cause in told))


SENDERS = ("ping", "curl", "wget", "getent")
WITH_VALUE = {"-c", "-W", "-w", "-i", "-s", "-m", "-I", "-t", "--max-time", "--connect-timeout", "-o", "-u", "-e", "-q"}


def asked_by(line: str, where: str = "vm") -> tuple[str, str, str] | None:
    """Who sends to whom, or asks for which name, in a command such as ``docker exec web ping -c 1 db``.

    >>> asked_by("docker exec -it web ping -c 1 db"), asked_by("curl -s -m 2 http://127.0.0.1:8080/"), asked_by("ip link")
    (('web', 'db', ''), ('vm', 'http://127.0.0.1:8080/', ''), None)
    """  # noqa: E501
    words = line.partition(" && ")[0].split()
    if "netns" in words or not {"|", "&", ";", "sh"}.isdisjoint(words):
        return None  # not the stack of a machine or container, or more than one command
    sender = next((n for n, word in enumerate(words) if word in SENDERS), None)
    if sender is None:
        return None
    before = [word for word in words[:sender] if not word.startswith("-")]
    source = before[-1] if "exec" in before[:2] else where
    plain = _without_options(words[sender + 1 :])
    if not plain:
        return None
    target = plain[-1]
    if words[sender] == "getent":
        return source, "", target
    if words[sender] in ("curl", "wget") and "://" not in target:
        target = f"http://{target}"
    return source, target, ""


def _without_options(words: list[str]) -> list[str]:
    kept, skip = [], False
    for word in words:
        if skip or word.startswith("-"):
            skip = word in WITH_VALUE and not skip
        else:
            kept.append(word)
    return kept
