"""The magics: ``%load_ext dockernet_sim``, then ``%%docker``, ``%%sh``, ``%lab``, ``%why``, ``%draw``, ``%step``,
``%predict``."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any, TypeVar

from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class, no_var_expand
from IPython.terminal.interactiveshell import TerminalInteractiveShell

from dockernet_sim.lab import Lab
from dockernet_sim.notebook import exercise_bank, options
from dockernet_sim.notebook.card import Card, Tally
from dockernet_sim.notebook.predict import Revealed, choose, listed, read
from dockernet_sim.notebook.rich import register
from dockernet_sim.notebook.session import LANGUAGES, Session, lines_of
from dockernet_sim.notebook.transcript import Transcript
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.result import Result

T = TypeVar("T")

HELP = {
    "lab": (
        "%lab new [--seed N] [--engine RELEASE] [--daemon=FLAGS] [--extension NAME] [--lang en|zh]   "
        "%lab reset   %lab lang zh   %lab save FILE   "
        "%lab load FILE"
    ),
    "why": "%why SOURCE TARGET   as in: %why web db:3306   %why lan http://172.31.179.120:8080/",
}


@magics_class
class DockernetMagics(Magics):
    """What a notebook types; :class:`Session` does the work."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.session = Session(shell.user_ns)

    # -- commands ----------------------------------------------------------------
    @no_var_expand
    @line_cell_magic
    def docker(self, line: str, cell: str | None = None) -> Result | Transcript:
        """``%docker ps`` gives the result of one docker command; a ``%%docker`` cell types several, line by line."""
        if cell is None:
            return self._one(f"docker {line}", "vm")
        return self._many([as_docker(each) for each in lines_of(cell)], line)

    @no_var_expand
    @line_cell_magic
    def sh(self, line: str, cell: str | None = None) -> Result | Transcript:
        """``%sh ip link`` types a line on vm (``%sh --on lan ...``: elsewhere); ``%%sh lan`` types a cell there."""
        if cell is not None:
            return self._many(lines_of(cell), line)
        where, rest = options.place(line)
        return self._one(rest, where)

    def _one(self, line: str, where: str) -> Result:
        return politely(lambda: self.session.lab.sh(line.strip(), on=where))

    def _many(self, lines: list[str], line: str) -> Transcript:
        where, rest = options.place(line)
        return politely(lambda: self.session.type(lines, rest.strip() or where))

    # -- the lab -----------------------------------------------------------------
    @no_var_expand
    @line_magic
    def lab(self, line: str) -> Lab | None:
        """``%lab`` shows the lab; ``%lab new`` begins with a fresh one, ``%lab reset`` with one like the last."""
        verb, *words = shlex.split(line) or ["show"]
        return politely(lambda: self._lab(verb, words))

    def _lab(self, verb: str, words: list[str]) -> Lab | None:
        session = self.session
        if verb == "show":
            return session.lab
        if verb == "new":
            made = options.new_lab(words)
            session.language = made.language or session.language
            session.fresh = lambda: options.new_lab(words).lab
            session.use(made.lab)
        elif verb == "reset":
            session.reset()
        elif verb == "lang" and words[:1] and words[0] in LANGUAGES:
            session.language = words[0]
        elif verb == "save" and len(words) == 1:
            session.lab.save(words[0])
        elif verb == "load" and len(words) == 1:
            session.use(Lab.load(words[0]))
            session.fresh = lambda: Lab.load(words[0])
        else:
            raise UsageError(HELP["lab"])
        return None

    # -- looking at it -------------------------------------------------------------
    @no_var_expand
    @line_magic
    def why(self, line: str) -> Any:
        """``%why web db:3306``: why the one reaches the other, or not;
        ``%why docker run ...``: why Docker refuses it."""
        words = shlex.split(line)
        if words[:1] == ["docker"]:
            return politely(lambda: self.session.why(line.strip()))
        if len(words) != 2:
            raise UsageError(HELP["why"])
        return politely(lambda: self.session.why(words[0], words[1]))

    @no_var_expand
    @line_magic
    def draw(self, line: str) -> Any:
        """``%draw`` draws the lab; ``%draw web db`` with the way of a ping;
        ``%draw COMMAND ...`` types it, and draws its way."""
        return politely(lambda: self.session.draw(line.strip()))

    @no_var_expand
    @line_magic
    def step(self, line: str) -> Any:
        """``%step docker exec web ping -c 1 db``: type a line, and step through what its packets did."""
        return politely(lambda: self.session.step(line.strip()))

    # -- predicting ------------------------------------------------------------------
    @no_var_expand
    @line_cell_magic
    def predict(self, line: str, cell: str | None = None) -> Any:
        """Ask for the outcome of a command before it is shown; ``%predict`` alone shows the score."""
        answer, rest = options.answer(line)
        if cell is None and not rest:
            return Tally(self.session.score, self.session.language)
        text = f"{rest}\n{cell}" if cell is not None else f"$ {rest}"
        return politely(lambda: self._predict(text, answer))

    def _predict(self, text: str, answer: str | None) -> Card | Revealed:
        session = self.session
        question = read(text)
        if answer is None and not isinstance(self.shell, TerminalInteractiveShell):
            return session.card(question)
        print(listed(question, session.language))
        ask = from_keyboard if answer is None else lambda _prompt: answer
        said = choose(question.offered(session.language), ask, session.language)
        return session.reveal(question, said)

    # -- exercises -------------------------------------------------------------------
    @line_magic
    def exercise(self, line: str) -> Any:
        """``%exercise three-tiers``: its task, and its lab as ``lab``; ``%exercise`` alone lists them.
        ``%exercise --seed Anna``: the exercises after it are this student's variants."""
        return politely(lambda: self._exercise(shlex.split(line)))

    def _exercise(self, words: list[str]) -> Any:
        name, seed = options.exercise(words)
        if name:
            return Text(self.session.start(name, seed))
        if seed is not None:
            self.session.seed = seed
            return None
        return Text("\n".join(f"- `{name}`: {title}" for name, title in exercise_bank.titles(self.session.language)))

    @line_magic
    def check(self, line: str) -> Any:
        """Grade the lab against the exercise that was begun last; ``answers`` in the notebook are graded, too."""
        return politely(self.session.check)


class Text:
    """Text that shows itself without quotes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def as_docker(line: str) -> str:
    """A line of a ``%%docker`` cell, with the word docker in front.

    >>> as_docker("docker ps"), as_docker("network ls"), as_docker("# look")
    ('docker ps', 'docker network ls', '# look')
    """
    return line if line.startswith("#") or line.split()[:1] == ["docker"] else f"docker {line}"


def politely(act: Callable[[], T]) -> T:
    """Run it; what a user got wrong is one line of text, not a traceback."""
    try:
        return act()
    except DockernetError as error:
        raise UsageError(str(error)) from None


def from_keyboard(prompt: str) -> str | None:
    """What is typed at the prompt; None where no input is possible."""
    try:
        return input(prompt)
    except (StdinNotImplementedError, EOFError):
        return None


def load(shell: InteractiveShell) -> None:
    """Register the magics and the rich displays."""
    shell.register_magics(DockernetMagics(shell))
    register(shell.display_formatter)
