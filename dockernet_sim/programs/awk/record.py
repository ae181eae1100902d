"""What an awk program's expressions read and change: variables, arrays, and the fields of the current record."""

from __future__ import annotations

from dockernet_sim.programs.awk.values import UNSET, Input, Value, text
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.regex import Regex, RegexFault, posix
from dockernet_sim.sim.errors import NotModelled

Cell = Value | dict[str, Value]


class Record:
    """Variables and fields of one run."""

    def __init__(self, task: Task, variables: dict[str, Value]) -> None:
        self.task = task
        first: dict[str, Cell] = {
            "FS": " ", "OFS": " ", "ORS": "\n", "NR": 0.0, "FNR": 0.0, "NF": 0.0, "RS": "\n", "SUBSEP": "\x1c",
            "OFMT": "%.6g", "CONVFMT": "%.6g", "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": "",
        }  # fmt: skip
        environment: dict[str, Value] = {key: Input(value) for key, value in task.env.items()}
        self.variables: dict[str, Cell] = {**first, "ENVIRON": environment, **variables}
        self.locals: list[dict[str, Cell]] = []
        self.fields: list[str] = [""]
        self._compiled: dict[str, Regex] = {}

    # -- variables -----------------------------------------------------------
    def _space(self, name: str) -> dict[str, Cell]:
        return self.locals[-1] if self.locals and name in self.locals[-1] else self.variables

    def array(self, name: str) -> dict[str, Value]:
        """An array, made at its first use."""
        space = self._space(name)
        found = space.get(name)
        if found is None or found is UNSET:
            found = space[name] = {}
        if not isinstance(found, dict):
            raise NotModelled(f"awk: {name} is no array")
        return found

    def _scalar(self, cell: Cell) -> Value:
        if isinstance(cell, dict):
            raise NotModelled("awk: an array is no value")
        return cell

    def text_of(self, name: str) -> str:
        """A variable as text."""
        return text(self._scalar(self.variables.get(name, UNSET)))

    def _set_field(self, index: int, value: Value) -> None:
        if index == 0:
            self.split(text(value))
            return
        if not 0 < index <= 100_000:
            raise NotModelled(f"awk's ${index} is not modelled")
        self._resize(max(index, len(self.fields) - 1))
        self.fields[index] = text(value, self.text_of("CONVFMT"))
        self._rebuild()

    def _resize(self, count: int) -> None:
        if not 0 <= count <= 100_000:
            raise NotModelled(f"awk's NF={count} is not modelled")
        self.fields = [*self.fields[: count + 1], *[""] * (count + 1 - len(self.fields))]
        self.variables["NF"] = float(count)
        self._rebuild()

    # -- fields --------------------------------------------------------------
    def split(self, line: str) -> None:
        """Read a line into ``$0``, ``$1``, ..."""
        found = self.parts(line, self.text_of("FS"))
        if not self.text_of("RS") and self.text_of("FS") != " ":
            found = [part for each in line.split("\n") for part in self.parts(each, self.text_of("FS"))]
        self.fields = [line, *found]
        self.variables["NF"] = float(len(found))

    def parts(self, line: str, separator: str) -> list[str]:
        """A text cut at a separator of FS's kind."""
        if separator == " ":
            return line.split()
        if not line:
            return []
        if not separator:
            return list(line)
        return line.split(separator) if len(separator) == 1 and separator != "|" else self.regex(separator).split(line)

    def regex(self, pattern: str) -> Regex:
        """A regular expression, compiled once."""
        if pattern not in self._compiled:
            try:
                self._compiled[pattern] = posix(pattern, extended=True, escapes=True)
            except RegexFault as fault:
                short = " (missing ')')" if str(fault).startswith("Unmatched (") else ""
                raise RegexFault(f"bad regex '{pattern}': {fault}", f"{short}\n{pattern}") from None
        return self._compiled[pattern]

    def _rebuild(self) -> None:
        self.fields[0] = self.text_of("OFS").join(self.fields[1:])
