"""A lesson's cells without IPython: magics and Python, each cell to HTML."""

from __future__ import annotations

import ast
import io
import re
import shlex
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from dockernet_sim.lab import Lab
from dockernet_sim.notebook import options, predict
from dockernet_sim.notebook.rich import DISPLAYS
from dockernet_sim.notebook.session import LANGUAGES, lines_of
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import escape

if TYPE_CHECKING:
    from dockernet_sim.notebook.session import Session


ASSIGNED = re.compile(r"^(\s*\w+\s*=\s*)(%\w.*)$", re.M)


class BadCell(DockernetError, ValueError):
    """A magic that a lesson's cell cannot have here."""


class Cells:
    """Runs cells on a notebook's session.

    Parameters
    ----------
    session : Session
        Its ``names`` are the variables of Python cells.

    Examples
    --------
    >>> from dockernet_sim.notebook.session import Session
    >>> "vm" in Cells(Session({})).run("%sh hostname")
    True
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def run(self, source: str) -> str:
        """Run a cell; what it shows, as HTML. What goes wrong is shown, too."""
        try:
            return self._run(source.strip())
        except DockernetError as error:
            return wrong(str(error))

    def _run(self, source: str) -> str:
        first, _, rest = source.partition("\n")
        if first.startswith("%%"):
            name, _, words = first.removeprefix("%%").partition(" ")
            return shown(self._cell(name, words.strip(), rest))
        shown_parts = []
        for magic, text in _split(source):
            shown_parts.append(shown(self._line(text)) if magic else self._python(text))
        return "".join(shown_parts)

    # -- magics ------------------------------------------------------------------
    def _cell(self, name: str, words: str, text: str) -> Any:
        if name == "docker":
            return self.session.type([_as_docker(line) for line in lines_of(text)])
        if name == "sh":
            where, rest = options.place(words)
            return self.session.type(lines_of(text), rest.strip() or where)
        if name == "predict":
            raise BadCell("a prediction is asked with question() and answered with answer()")
        raise BadCell(f"%%{name} is not known here")

    def _line(self, text: str) -> Any:
        name, _, words = text.removeprefix("%").partition(" ")
        act: Callable[[str], Any] | None = getattr(self, f"_magic_{name}", None)
        if act is None:
            raise BadCell(f"%{name} is not known here")
        return act(words.strip())

    def _magic_load_ext(self, words: str) -> None:
        """The magics are there already."""

    def _magic_docker(self, words: str) -> Any:
        return self.session.type([f"docker {words}"])

    def _magic_sh(self, words: str) -> Any:
        where, rest = options.place(words)
        return self.session.type([rest], where)

    def _magic_lab(self, words: str) -> Any:
        verb, *rest = shlex.split(words) or ["show"]
        if verb == "new":
            made = options.new_lab(rest)
            self.session.fresh = lambda: options.new_lab(rest).lab
            self.session.use(made.lab)
        elif verb == "reset":
            self.session.reset()
        elif verb == "lang" and rest and rest[0] in LANGUAGES:
            self.session.language = rest[0]
        elif verb == "show":
            return self.session.lab
        else:
            raise BadCell(f"%lab {verb}: use the buttons of this page to save and to load a lab")
        return None

    def _magic_why(self, words: str) -> Any:
        parts = shlex.split(words)
        if parts[:1] == ["docker"]:
            return self.session.why(words)
        if len(parts) != 2:
            raise BadCell("%why SOURCE TARGET")
        return self.session.why(*parts)

    def _magic_draw(self, words: str) -> Any:
        return self.session.draw(words)

    def _magic_step(self, words: str) -> Any:
        return self.session.step(words)

    def _magic_predict(self, words: str) -> Any:
        return Html(escape(self.session.score.text(self.session.language)))

    def _magic_exercise(self, words: str) -> Any:
        name, seed = options.exercise(shlex.split(words))
        if not name:
            raise BadCell("%exercise NAME")
        return Markdown(self.session.start(name, seed))

    def _magic_check(self, words: str) -> Any:
        return self.session.check()

    # -- Python ------------------------------------------------------------------
    def _python(self, text: str) -> str:
        printed = io.StringIO()
        names = self.session.names
        names.setdefault("lab", self.session.lab)
        names["__magic__"] = self._line
        names.setdefault("display", lambda value: printed.write(str(value) + "\n"))
        try:
            with redirect_stdout(printed):
                value = _evaluated(_prepared(text), names)
        except Exception as error:
            last = traceback.format_exception_only(error)[-1].strip()
            return _printed(printed) + wrong(last)
        return _printed(printed) + ("" if text.rstrip().endswith(";") else shown(value))


def _prepared(text: str) -> str:
    """Python in which ``report = %check`` is a call.

    >>> _prepared("report = %check")
    "report = __magic__('%check')"
    """
    return ASSIGNED.sub(lambda found: f"{found[1]}__magic__({found[2]!r})", text)


def _evaluated(text: str, names: dict[str, Any]) -> Any:
    """Run the statements; the value of the last one, if it is an expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def _split(source: str) -> list[tuple[bool, str]]:
    """Line magics one by one, and the Python between them."""
    parts: list[tuple[bool, str]] = []
    for line in source.splitlines():
        magic = line.startswith("%")
        if not magic and parts and not parts[-1][0]:
            parts[-1] = (False, f"{parts[-1][1]}\n{line}")
        elif magic or line.strip():
            parts.append((magic, line))
    return parts


def _as_docker(line: str) -> str:
    return line if line.startswith("#") or line.split()[:1] == ["docker"] else f"docker {line}"


class Html:
    """HTML that shows itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_html_(self) -> str:
        return self.text


class Markdown(Html):
    """Markdown; the page renders it."""

    def _repr_html_(self) -> str:
        return f'<div class="markdown">{escape(self.text)}</div>'


def shown(value: Any) -> str:
    """A value as HTML, as a notebook shows it."""
    if value is None:
        return ""
    if isinstance(value, Lab):
        return str(value.draw()._repr_html_())
    for kind, display in DISPLAYS.items():
        if isinstance(value, kind):
            html = display(value)
            if html is not None:
                return html
    own = getattr(value, "_repr_html_", None)
    return str(own()) if own is not None else f"<pre>{escape(repr(value))}</pre>"


def wrong(text: str) -> str:
    """What went wrong."""
    return f'<pre class="wrong">{escape(text)}</pre>'


def _printed(printed: io.StringIO) -> str:
    return f"<pre>{escape(printed.getvalue())}</pre>" if printed.getvalue() else ""


def question(source: str, language: str) -> dict[str, Any] | None:
    """A prediction's cell as plain data for a form; None when the cell asks nothing.

    >>> question("%predict docker exec web ping -c 1 db", "en")["choices"][0]
    {'key': 'works', 'text': 'it works'}
    """
    first, _, rest = source.strip().partition("\n")
    words = first.split(maxsplit=1)
    if words[:1] not in (["%predict"], ["%%predict"]) or (len(words) < 2 and not rest):
        return None
    _, said = options.answer(words[1] if len(words) > 1 else "")
    asked = predict.read(f"{said}\n{rest}" if first.startswith("%%") else f"$ {said}")
    return {
        "text": asked.text or predict.WORDS[language]["question"],
        "commands": [{"where": each.where, "text": each.text} for each in asked.commands],
        "choices": [{"key": each.key, "text": each.text} for each in asked.offered(language)],
    }


def answer(session: Session, source: str, key: str) -> dict[str, Any]:
    """Run a prediction's commands, and judge the choice of this key."""
    first, _, rest = source.strip().partition("\n")
    _, said = options.answer(first.split(maxsplit=1)[1] if " " in first else "")
    asked = predict.read(f"{said}\n{rest}" if first.startswith("%%") else f"$ {said}")
    chosen = next((each for each in asked.offered(session.language) if each.key == key), None)
    revealed = session.reveal(asked, chosen)
    return {"right": revealed.right, "html": f"<div>{revealed.html()}</div>", "truth": revealed.truth.key}
