"""What the web worker holds: one lab, its terminal, lessons, exercises and questions. Plain data in, plain data out."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.versions import RELEASES
from dockernet_sim.explain.why_program import USAGE, Asked, read_words
from dockernet_sim.explain.wrapped import wrapped
from dockernet_sim.lab import Lab
from dockernet_sim.notebook import predict
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.session import LANGUAGES, Session, is_meant
from dockernet_sim.programs.sh.helping import help_text
from dockernet_sim.shell.complete import Completer
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.web.links import loaded, saved
from dockernet_sim.web.terminal import WebTerminal

if TYPE_CHECKING:
    from dockernet_sim.notebook.exercises import Report
    from dockernet_sim.plans.standing import Standing
    from dockernet_sim.sim.trace import Record

WHY = "why "
AGAIN = Both(
    "The lab has this name already: was this cell run before? Start over begins the lesson with a fresh lab.",
    "实验环境里已经有这个名称了：这个单元格是不是运行过了？点“重新开始”，会用全新的实验环境重做这一课。",
)
SHELL = "[root@vm"
KEPT = 20_000  # records of one line that the player can show


class WebSession:
    """Everything that the page asks for; each public method is one question.

    Examples
    --------
    >>> session = WebSession()
    >>> session.open()["output"]
    '[root@vm ~]# '
    >>> session.lab.sh("docker run -d --name web nginx").exit
    0
    >>> session.why("lan", "web")["ok"]
    False
    """

    def __init__(self, language: str = "en") -> None:
        self.notebook = Session({})
        self.notebook.language = language
        self.notebook.again = AGAIN
        self.theme = "light"
        self.standing: Standing | None = None
        self.report: Report | None = None
        self._way: Any = None
        self._terminal: WebTerminal | None = None

    # -- the lab -----------------------------------------------------------------
    @property
    def lab(self) -> Lab:
        """The lab of terminal, pictures and cells."""
        return self.notebook.lab

    @property
    def terminal(self) -> WebTerminal:
        """The prompt on the lab's vm; a new one when the lab was replaced."""
        if self._terminal is None or self._terminal.world is not self.lab.world:
            self._terminal = WebTerminal(self.lab.world)
            self._way = None
        return self._terminal

    def open(self, engine: str = "", seed: int = 0, save: str = "") -> dict[str, Any]:
        """A fresh lab, or a saved one; what its terminal shows."""
        lab = loaded(save) if save else Lab(engine=engine, seed=seed) if engine else Lab(seed=seed)
        return self._use(lab) | {"releases": list(RELEASES)}

    def _use(self, lab: Lab) -> dict[str, Any]:
        self.notebook.use(lab)
        self.standing = self.report = None
        return self._settled()

    def _settled(self) -> dict[str, Any]:
        state = self.terminal.advance()
        return state | {"places": self.places(), "engine": self.lab.world.options["engine"]}

    def speak(self, language: str = "en", theme: str = "light") -> None:
        """The language and theme of all answers from now on."""
        self.notebook.language = language if language in LANGUAGES else "en"
        self.theme = theme

    def places(self) -> list[str]:
        """Machines and running containers: where a question can begin."""
        boxes = self.lab.topology().boxes
        return [*self.lab.world.machines, *(each.name for box in boxes for each in box.containers if each.running)]

    def save(self) -> str:
        """The lab as the text of a saved lab."""
        return saved(self.lab)

    # -- the terminal ------------------------------------------------------------
    def type(self, line: str, columns: int = 80) -> dict[str, Any]:
        """Type a line at the prompt, and take its first events.

        ``help`` and ``why A B`` on vm are answered at once, ``why`` in lines of at most `columns`.
        """
        if line.startswith(WHY) and self.terminal.prompt.startswith(SHELL):
            return self._asked(line, columns)
        if line.strip() == "help" and self.terminal.prompt.startswith(SHELL):
            return self.terminal.advance() | {
                "output": wrapped(help_text(self.notebook.language), columns) + self.terminal.prompt
            }
        self._way = None
        self.terminal.type(line)
        return self.terminal.advance()

    def advance(self, skip: bool = False, limit: float = 60.0) -> dict[str, Any]:
        """Go on with the line that runs."""
        return self.terminal.advance(skip, limit)

    def interrupt(self) -> dict[str, Any]:
        """Ctrl-C."""
        self.terminal.interrupt()
        return self.terminal.advance()

    def leave(self) -> dict[str, Any]:
        """Ctrl-D."""
        self.terminal.leave()
        return self.terminal.advance()

    def complete(self, before: str, word: str) -> list[str]:
        """What could stand where the cursor is."""
        completer = Completer(self.lab.world)
        completer.prompt = self.terminal.prompt
        return completer.candidates(before, word)

    def _asked(self, line: str, columns: int) -> dict[str, Any]:
        try:
            asked = read_words(shlex.split(line)[1:], self.notebook.language)
        except ValueError:
            asked = None
        try:
            text = USAGE.rstrip() if asked is None else self._told(asked, columns)
        except DockernetError as error:
            text = f"why: {error}"
        state = self.terminal.advance()
        return state | {"output": f"{text}\n{self.terminal.prompt}"}

    def _told(self, asked: Asked, columns: int) -> str:
        self._way = answer = self.lab.why(asked.source, asked.target, name=asked.name, lang=asked.lang)
        return answer.wrapped(columns)

    # -- questions ---------------------------------------------------------------
    def _why(self, source: str, target: str = "") -> Any:
        command = source.startswith("docker ")
        answer = self.notebook.why(source) if command else self.notebook.why(source, target)
        self._way = answer
        return answer

    def why(self, source: str, target: str = "") -> dict[str, Any]:
        """Why `source` reaches `target`, or not: the answer as plain data, and as text."""
        answer = self._why(source, target)
        data: dict[str, Any] = answer.to_data()
        return data | {"ok": bool(answer), "text": str(answer), "step": answer.step, "packets": bool(answer.records)}

    # -- pictures ----------------------------------------------------------------
    def picture(self, way: bool = False, unfolded: list[str] | None = None) -> dict[str, Any]:
        """The topology now; with `way`, the packets of the last question or line on it."""
        from dockernet_sim.web.picture import picture

        shown = (self._way if self._way is not None else self._records()) if way else None
        return picture(self.lab.world, self.theme, self.notebook.language, shown, unfolded or ())

    def _records(self) -> list[Record]:
        return self.lab.trace.since(self.terminal.since)

    def player(self) -> dict[str, Any]:
        """The packets of the last question or line, to step through."""
        records = list(self._way.records) if self._way is not None else self._records()[-KEPT:]
        made = self.lab.step(records, theme=self.theme, lang=self.notebook.language)
        typed = self.lab.world.typed
        line = typed[-1][0] if typed else ""
        traced = self._way is None and any(is_meant(each, line) for each in records)
        note = predict.WORDS[self.notebook.language]["traced"] if traced else ""
        return {"html": made.html() if len(made) else "", "steps": len(made), "note": note}

    def tables(self, where: str) -> list[dict[str, Any]]:
        """The tables of a machine or a running container; the empty ones are left out."""
        found = self.lab.tables(where)
        return [{"name": each.name, "columns": each.columns, "rows": each.rows} for each in found if len(each)]

    # -- lessons, exercises, playground --------------------------------------------
    def cell(self, source: str) -> dict[str, Any]:
        """Run a lesson's cell."""
        from dockernet_sim.web.cells import Cells

        before = self.lab.trace.serial if "lab" in self.notebook.names else 0
        html = Cells(self.notebook).run(source)
        return {"html": html} | self._moved(before)

    def _moved(self, before: int) -> dict[str, Any]:
        """The terminal after something else let the clock run; the records since then are the ones to step through."""
        same = self._terminal is not None and self._terminal.world is self.lab.world
        terminal = self.terminal
        if same and before < self.lab.trace.serial:
            terminal.since = before
            self._way = None
        return {"terminal": None if same else self._settled()}

    def question(self, source: str) -> dict[str, Any] | None:
        """A prediction's cell as a form; None when it asks nothing."""
        from dockernet_sim.web.cells import question

        return question(source, self.notebook.language)

    def answer(self, source: str, key: str) -> dict[str, Any]:
        """Judge a prediction."""
        from dockernet_sim.web.cells import answer

        before = self.lab.trace.serial
        return answer(self.notebook, source, key) | self._moved(before)

    def exercises(self) -> list[dict[str, Any]]:
        """All exercises: name, title, kind, level and minutes."""
        from dockernet_sim.web import tasks

        return tasks.listed(self.notebook.language)

    def begin(self, name: str, save: str = "", seed: str = "") -> dict[str, Any]:
        """Begin an exercise in the variant of a seed, or go on with it from a saved lab."""
        from dockernet_sim.web import tasks

        task = tasks.begin(self.notebook, name, seed)
        if save:
            self.notebook.use(loaded(save))
        self.standing = self.report = None
        return {"task": task, "answers": tasks.asked(task)} | self._settled()

    def check(self, answers: str = "") -> dict[str, Any]:
        """Grade the lab, and what was written as answers."""
        from dockernet_sim.web import tasks

        self.report = tasks.check(self.notebook, answers)
        return {
            "html": self.report._repr_html_(),
            "points": self.report.points,
            "possible": self.report.possible,
            "done": bool(self.report),
            "next": tasks.following(self.notebook),
        }

    def hand_in(self, answers: str = "", predictions: str = "") -> str:
        """The text of the file to hand in."""
        from dockernet_sim.web import tasks

        return tasks.hand_in(self.notebook, answers, self.report, json.loads(predictions) if predictions else {})

    def up(self, text: str, engine: str = "") -> dict[str, Any]:
        """Make a compose file's project in a fresh lab."""
        from dockernet_sim.explain.assumed import assumptions
        from dockernet_sim.web import playground

        lab, standing = playground.stand(text, engine)
        state = self._use(lab)
        self.standing = standing
        return state | {"refused": standing.refused, "assumed": assumptions(standing, self.notebook.language)}

    def exposure(self) -> list[list[str]]:
        """Which ports are open to whom."""
        from dockernet_sim.web import playground

        return playground.exposed(self.lab, self.standing, self.notebook.language)

    def reach(self, port: int | None = None) -> str:
        """Who reaches whom, as a heat map."""
        return str(self.lab.heatmap(port=port, theme=self.theme, lang=self.notebook.language).svg)


def ask(session: WebSession, name: str, arguments: str) -> str:
    """One question of the page: JSON in, JSON out.

    Parameters
    ----------
    session : WebSession
        Who answers.
    name : str
        A public method.
    arguments : str
        Its keyword arguments, as JSON.

    Returns
    -------
    str
        ``{"value": ...}``, or ``{"error": ..., "kind": ...}`` for what the user got wrong.

    Examples
    --------
    >>> ask(WebSession(), "why", '{"source": "db", "target": "web"}')[:9]
    '{"error":'
    """
    method: Callable[..., Any] | None = None if name.startswith("_") else getattr(session, name, None)
    if method is None:
        return json.dumps({"error": f"no question is called {name}", "kind": "LookupError"})
    try:
        value = method(**json.loads(arguments))
    except (DockernetError, KeyboardInterrupt) as error:
        return json.dumps({"error": str(error) or "stopped", "kind": type(error).__name__}, ensure_ascii=False)
    return json.dumps({"value": value}, ensure_ascii=False)
