"""What a line that was typed left behind: its exit code and its output."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.sim.printable import printable


@dataclass(frozen=True, repr=False)
class Result:
    """The outcome of one shell line; it shows itself as a terminal would.

    Attributes
    ----------
    exit : int
        The exit code.
    stdout, stderr : str
        The two streams, each for itself.
    output : str
        Both in the order in which they were written.
    seconds : float
        How long the line took, in simulated seconds.
    interrupted : bool
        Whether it had not ended by itself within its time and was stopped as by Ctrl-C.
    refused : tuple of str
        What programs said they do not model since the line before, even where their standard error is shown nowhere.

    Examples
    --------
    >>> Result(0, "web\\n", "", "web\\n")
    web
    >>> print(Result(1, "", "Error: No such container: web\\n", "Error: No such container: web\\n"))
    Error: No such container: web
    """

    exit: int
    stdout: str
    stderr: str
    output: str = ""
    seconds: float = field(default=0.0, compare=False)
    interrupted: bool = False
    refused: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        text = printable(self.output.rstrip("\n"))
        if not self.interrupted:
            return text
        said = f"[stopped after {self.seconds:.3g} simulated seconds, as by Ctrl-C]"
        return f"{text}\n{said}" if text else said

    __repr__ = __str__

    @property
    def unseen(self) -> list[str]:
        """The refusals that its output does not show: of programs in the background, or behind ``2>/dev/null``."""
        return [text for text in self.refused if text not in self.output]

    def __bool__(self) -> bool:
        return self.exit == 0
