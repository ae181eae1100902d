"""test(1) and ``[``."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.kernelfs import Node
from dockernet_sim.programs.task import Task

NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
TEXTUAL: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}
_UNARY = """
-z -n -e -f -d -s -r -w -x -L -h -t -b -c -p -S
"""
UNARY = frozenset(_UNARY.split())


class TestFault(Exception):
    """The expression cannot be judged: `kind` is what is wrong, `word` and `other` where."""

    __test__ = False  # no test case, whatever its name

    def __init__(self, kind: str, word: str = "", other: str = "") -> None:
        self.kind, self.word, self.other = kind, word, other
        super().__init__(kind)

    def text(self, speaker: str, name: str) -> str:
        """The complaint of bash, dash, ash or GNU's test ("gnu")."""
        return f"{name}: {TEXTS[speaker][self.kind]}".removeprefix(f"{name}: @").format(self.word, self.other)


TEXTS = {  # an @ leaves the command's name out
    "bash": {
        "integer": "{0}: integer expression expected", "unary": "{0}: unary operator expected",
        "binary": "{1}: binary operator expected", "argument": "argument expected", "many": "too many arguments",
        "parenthesis": "`)' expected",
    },
    "dash": {
        "integer": "Illegal number: {0}", "unary": "{0}: unexpected operator", "binary": "{0}: unexpected operator",
        "argument": "argument expected", "many": "{0}: unexpected operator", "parenthesis": "closing paren expected",
    },
    "ash": {
        "integer": "@{0}: bad number", "unary": "@{1}: unknown operand", "binary": "@{1}: unknown operand",
        "argument": "@argument expected", "many": "@{0}: unknown operand", "parenthesis": "@closing paren expected",
    },
    "gnu": {
        "integer": "invalid integer '{0}'", "unary": "'{0}': unary operator expected",
        "binary": "'{1}': binary operator expected", "argument": "missing argument after '{0}'",
        "many": "extra argument '{0}'", "parenthesis": "')' expected",
    },
}  # fmt: skip


def evaluate(words: list[str], task: Task) -> bool:
    """Whether an expression holds."""
    reader = _Reader(words, task)
    if not words:
        return False
    if len(words) == 1:
        return bool(words[0])
    if len(words) == 2 and words[0] not in UNARY and words[0] != "!":
        raise TestFault("unary", words[0], words[1])
    if len(words) == 3 and words[1] not in NUMERIC and words[1] not in TEXTUAL and words[0] not in ("!", "("):
        if words[1] not in ("-a", "-o"):
            raise TestFault("binary", words[0], words[1])
    value = reader.either()
    if reader.at < len(words):
        raise TestFault("many", words[reader.at])
    return value


class _Reader:
    def __init__(self, words: list[str], task: Task) -> None:
        self.words = words
        self.task = task
        self.at = 0

    def peek(self, ahead: int = 0) -> str | None:
        index = self.at + ahead
        return self.words[index] if index < len(self.words) else None

    def either(self) -> bool:
        value = self.both()
        while self.peek() == "-o":
            self.at += 1
            value = self.both() or value
        return value

    def both(self) -> bool:
        value = self.one()
        while self.peek() == "-a":
            self.at += 1
            value = self.one() and value
        return value

    def one(self) -> bool:
        word, second = self.peek(), self.peek(1)
        if word is None:
            raise TestFault("argument", self.words[-1] if self.words else "")
        if second in NUMERIC or second in TEXTUAL:
            right = self.peek(2)
            if right is None:
                raise TestFault("argument", self.words[-1] if self.words else "")
            self.at += 3
            return TEXTUAL[second](word, right) if second in TEXTUAL else NUMERIC[second](_number(word), _number(right))
        self.at += 1
        if word == "!":
            return not self.one()
        if word == "(":
            value = self.either()
            if self.peek() != ")":
                raise TestFault("parenthesis")
            self.at += 1
            return value
        if word in UNARY and second is not None:
            self.at += 1
            return self.unary(word, second)
        return bool(word)

    def unary(self, operator: str, word: str) -> bool:
        if operator in ("-z", "-n"):
            return (word == "") == (operator == "-z")
        if operator == "-t":
            return self.task.tty
        if operator in ("-L", "-h"):
            return bool(self.task.link_target(word))
        if operator in ("-b", "-c", "-p", "-S"):
            node = self.task.kernel_file(self.task.resolve(word))
            return operator == "-c" and node is not None and bool(node.device)
        if not self.task.exists(word) or self.task.is_folder(word):
            return self.task.exists(word) and operator not in ("-f", "-s")
        if operator == "-d":
            return False
        node = self.task.kernel_file(self.task.resolve(word))
        if node is not None:
            return self._kernel(operator, node)
        if operator == "-x":
            return bool(self.task.files.file(self.task.path(word)).mode & 0o111)
        return operator != "-s" or bool(self.task.read(word))

    @staticmethod
    def _kernel(operator: str, node: Node) -> bool:
        if operator == "-w":
            return node.put is not None
        if operator == "-s":
            return node.size > 0
        if operator == "-x":
            return "x" in node.mode
        return operator != "-f" or not node.device


def _number(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise TestFault("integer", word) from None


@tool("test", "[")
def test(task: Task, busybox: bool = False) -> int:
    """``test EXPRESSION``, ``[ EXPRESSION ]``."""
    words = task.args
    if task.argv[0].endswith("["):
        if words[-1:] != ["]"]:
            task.err("[: missing ]\n" if busybox else "[: missing ']'\n")
            return 2
        words = words[:-1]
    try:
        return int(not evaluate(words, task))
    except TestFault as fault:
        name = task.argv[0].rpartition("/")[2]
        task.err(f"{name}: {fault.text('ash', '')}\n" if busybox else f"{fault.text('gnu', name)}\n")
        return 2
