"""A template: parsed once, carried out on any number of values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dockernet_sim.shell.templates.errors import TemplateError
from dockernet_sim.shell.templates.execute import Execution
from dockernet_sim.shell.templates.functions import FUNCTIONS, Callback
from dockernet_sim.shell.templates.parser import Parser


class Template:
    """Go's text/template with the functions of Docker's CLI.

    Parameters
    ----------
    text : str
        The template.

    Raises
    ------
    TemplateError
        When it cannot be parsed, in Go's words.

    Examples
    --------
    >>> from dockernet_sim.shell.templates.gotypes import raw
    >>> Template("{{range $k, $v := .nets}}{{$k}}={{$v.ip}} {{end}}").execute(raw({"nets": {"b": {"ip": "1"}, "a": {"ip": "2"}}}))
    'a=2 b=1 '
    """  # noqa: E501

    def __init__(self, text: str, functions: Mapping[str, Callback] = FUNCTIONS) -> None:
        self.text = text
        self.functions = functions
        self.nodes = _parsed(text) if functions is FUNCTIONS else Parser(text, functions).parse()

    def execute(self, data: Any, missing_error: bool = False, functions: Mapping[str, Callback] | None = None) -> str:
        """The output for a value; `missing_error` makes a missing map key an error."""
        execution = Execution(self.text, functions or self.functions, missing_error)
        try:
            return execution.run(self.nodes, data)
        except TemplateError as problem:
            problem.written = "".join(execution.out)
            raise


@lru_cache(maxsize=128)
def _parsed(text: str) -> list[Any]:
    """The nodes of a template with the usual functions; nothing changes them."""
    return Parser(text, FUNCTIONS).parse()
