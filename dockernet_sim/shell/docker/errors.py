"""How a command ends badly: Docker's text and exit code."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class CliError(DockernetError):
    """The command ends here.

    Parameters
    ----------
    text : str
        What goes to standard error, without the last newline; "" prints nothing.
    code : int
        The exit code.
    """

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
