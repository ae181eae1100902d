"""How the CLI prints a list: by template, as a table or row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.formats.tabwriter import align
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.functions import HEADER_FUNCTIONS
from dockernet_sim.shell.templates.values import Object

TABLE, RAW = "table", "raw"


@dataclass
class Rows:
    """A list's rows and how they are shown when nothing else is asked for.

    Parameters
    ----------
    type_name : str
        Go's name of a row's type, as error texts give it.
    headers : mapping
        Column heads by the name that templates use.
    rows : iterable of mapping
        For each row its values by those names, asked for once; a callable with an argument is a method
        (``.Label "x"``).
    table, quiet, raw : str
        The templates of the table, of ``-q``, and of ``--format raw``.
    tried : bool
        Whether a template is tried before any row is there, and refused.
    """

    type_name: str
    headers: Mapping[str, str]
    rows: Iterable[Mapping[str, Callable[..., Any]]]
    table: str
    quiet: str = "{{.ID}}"
    raw: str = ""
    calls: tuple[str, ...] = ("Label",)
    parsing: str = "template parsing error"
    executing: str = "template parsing error"
    tried: bool = False

    def objects(self) -> Iterator[Object]:
        """Each row as templates see it, made as it is printed: of a large lab they would fill the memory."""
        for row in self.rows:
            values = {name: value for name, value in row.items() if name not in self.calls}
            yield Object(self.type_name, values, {name: row[name] for name in self.calls if name in row})


def chosen(rows: Rows, wanted: str, quiet: bool) -> str:
    """The template that is used."""
    if wanted in ("", TABLE):
        return rows.quiet if quiet else f"table {rows.table}"
    if wanted == RAW and rows.raw:
        return rows.raw
    return wanted


def heads(rows: Rows) -> Object:
    """What a table's template is given for its first line."""
    values = {name: lambda text=text: text for name, text in rows.headers.items()}
    return Object("formatter.SubHeaderContext", values, dict.fromkeys(rows.calls, label_head))


def label_head(name: str) -> str:
    """The head of a column of one label: the last part of its name.

    >>> label_head("com.example.my-team")
    'my team'
    """
    return name.rpartition(".")[2].replace("-", " ").replace("_", " ")


def _try(rows: Rows, template: Template) -> None:
    """Refuse a template that names what no row has."""
    try:
        values = dict.fromkeys(rows.headers, lambda: "")
        template.execute(Object(rows.type_name, values, dict.fromkeys(rows.calls, lambda name: "")))
    except TemplateError as problem:
        if "can't evaluate field" in str(problem):
            raise CliError(f"{rows.executing}: {problem}") from None


def write_table(rows: Rows, wanted: str, quiet: bool) -> str:
    """The whole output; CliError when the template is wrong."""
    text = chosen(rows, wanted, quiet)
    as_table = text.startswith(TABLE)
    text = text.removeprefix(TABLE) if as_table else text
    text = text.strip(" ").replace("\\t", "\t").replace("\\n", "\n")
    try:
        template = Template(text)
    except TemplateError as problem:
        raise CliError(f"{rows.parsing}: {problem}") from None
    if rows.tried and wanted:
        _try(rows, template)
    try:
        lines = [template.execute(row) + "\n" for row in rows.objects()]
    except TemplateError as problem:
        raise CliError(f"{rows.executing}: {problem}") from None
    if not as_table:
        return "".join(lines)
    try:
        head = template.execute(heads(rows), functions=HEADER_FUNCTIONS)
    except TemplateError:
        head = ""  # a template that does not fit the heads prints none
    return align(head + "\n" + "".join(lines))
