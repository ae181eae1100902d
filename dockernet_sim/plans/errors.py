"""What is wrong with a file that a plan is read from."""

from typing import NamedTuple

from dockernet_sim.sim.errors import DockernetError


class Mark(NamedTuple):
    """Where a value stands: file and line (from 1; 0 where a value has no line of its own)."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        return f"{self.mark}: {self.text}"


class PlanError(DockernetError):
    """A file cannot be taken as a plan; ``problems`` names every reason, in the order of the file.

    Raised by :func:`dockernet_sim.plans.load` and the ``dockernet-sim load`` command where Docker Compose would refuse
    the file. Mend the lines that it names, or say ``allow_outside=True`` where a file outside the project folder is
    meant.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(map(str, self.problems)))
