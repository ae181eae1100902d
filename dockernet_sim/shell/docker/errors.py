"""How a command ends badly: Docker's text and exit code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.sim.errors import DockernetError

NONE: Mapping[str, object] = MappingProxyType({})


class CliError(DockernetError):
    """The command ends here.

    Parameters
    ----------
    text : str
        What goes to standard error, without the last newline; "" prints nothing.
    code : int
        The exit code.
    name : str
        The text's name in the table of words, where it differs between releases.
    words : mapping
        What fills that text.
    hint : str
        The model's own words behind Docker's.
    """

    def __init__(
        self, text: str, code: int = 1, name: str = "", words: Mapping[str, object] = NONE, hint: str = ""
    ) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.name = name
        self.words = words
        self.hint = hint


class Unasked(ApiError):
    """No daemon answered, or was asked: the client's own text, which is no answer of a daemon."""


class Empty(Unasked):
    """A name without a letter: nothing can be called that."""
