"""bash, dash and busybox's ash: the same language, with other words for what went wrong."""

from __future__ import annotations

from typing import ClassVar

END = "\0end"  # the token at the end of the text
NEWLINE = "\n"
BASH_ONLY = frozenset(
    (
        "bind", "builtin", "caller", "compgen", "complete", "declare", "dirs", "disown", "enable", "help", "logout",
        "mapfile",
        "popd", "pushd", "readarray", "shopt", "suspend", "typeset",
    )
)  # fmt: skip


class SyntaxFault(Exception):
    """The text is no program. ``token`` is what stands where it must not, ``expecting`` what was wanted there."""

    def __init__(self, token: str, line: int, *, expecting: str = "", special: str = "") -> None:
        self.token = token
        self.line = line
        self.expecting = expecting
        self.special = special
        super().__init__(token)


class Bash:
    """The texts of bash 5.2."""

    name: ClassVar[str] = "bash"
    braces: ClassVar[bool] = True
    expansion_status: ClassVar[int] = 1  # exit codes: of an expansion error,
    redirect_status: ClassVar[int] = 1  # of a file that cannot be opened,
    folder_status: ClassVar[int] = 1  # of a `cd` to nowhere,
    unknown_status: ClassVar[int] = 1  # of `type` and `command -v` for what is not there
    null: ClassVar[str] = "parameter null or not set"
    buckets: ClassVar[int] = 1024
    lacks: ClassVar[frozenset[str]] = frozenset()  # builtins that it has not

    def prefix(self, shell: str, line: int) -> str:
        """What stands before a complaint."""
        return f"{shell}: line {line}: "

    def builtin(self, shell: str, line: int, name: str) -> str:
        """What stands before a builtin's complaint."""
        return f"{self.prefix(shell, line)}{name}: "

    def not_found(self, shell: str, line: int, name: str) -> str:
        """A command that is not there."""
        what = "No such file or directory" if "/" in name else "command not found"
        return f"{self.prefix(shell, line)}{name}: {what}\n"

    def cannot(self, shell: str, line: int, what: str, path: str, error: str) -> str:
        """A file that cannot be opened (`what`: "open" or "create") or run ("run")."""
        return f"{self.prefix(shell, line)}{path}: {error}\n"

    def write_error(self, shell: str, line: int, builtin: str, error: str) -> str:
        """A builtin could not write its output."""
        return f"{self.prefix(shell, line)}{builtin}: write error: {error}\n"

    def bad_folder(self, shell: str, line: int, path: str, error: str) -> str:
        """``cd`` to nowhere."""
        return f"{self.prefix(shell, line)}cd: {path}: {error}\n"

    def syntax(self, shell: str, where: str, fault: SyntaxFault, text: str) -> str:
        """A syntax error; `where` is "-c", "eval" or empty."""
        lines = text.split("\n")
        start = f"{shell}: {where + ': ' if where else ''}line "
        if fault.special in ("'", '"', "`", ")", "))", "}"):
            later = 1 if fault.special == ")" and fault.expecting else 0
            return f"{start}{fault.line + later}: unexpected EOF while looking for matching `{fault.special[0]}'\n"
        if fault.token == END:
            if fault.expecting != "word" and fault.special != "function":
                return f"{start}{len(lines) + (lines[-1] != '')}: syntax error: unexpected end of file\n"
        token = "newline" if fault.token in (END, NEWLINE) else fault.token
        source = lines[min(fault.line, len(lines)) - 1]
        return f"{start}{fault.line}: syntax error near unexpected token `{token}'\n{start}{fault.line}: `{source}'\n"


class Dash:
    """The texts of dash, Debian's /bin/sh."""

    name: ClassVar[str] = "dash"
    braces: ClassVar[bool] = False
    expansion_status: ClassVar[int] = 2
    redirect_status: ClassVar[int] = 2
    folder_status: ClassVar[int] = 2
    unknown_status: ClassVar[int] = 127
    null: ClassVar[str] = "parameter not set or null"
    buckets: ClassVar[int] = 39
    lacks: ClassVar[frozenset[str]] = BASH_ONLY | {"let", "source", "history"}

    def prefix(self, shell: str, line: int) -> str:
        """What stands before a complaint."""
        return f"{shell}: {line}: "

    def builtin(self, shell: str, line: int, name: str) -> str:
        """What stands before a builtin's complaint."""
        return f"{self.prefix(shell, line)}{name}: "

    def not_found(self, shell: str, line: int, name: str) -> str:
        """A command that is not there."""
        return f"{self.prefix(shell, line)}{name}: not found\n"

    def cannot(self, shell: str, line: int, what: str, path: str, error: str) -> str:
        """A file that cannot be opened, created or run."""
        if what == "run":
            return f"{self.prefix(shell, line)}{path}: Permission denied\n"
        missing = {"open": "No such file", "create": "Directory nonexistent"}[what]
        error = missing if error == "No such file or directory" else error
        return f"{self.prefix(shell, line)}cannot {what} {path}: {error}\n"

    def write_error(self, shell: str, line: int, builtin: str, error: str) -> str:
        """A builtin could not write its output."""
        return f"{self.prefix(shell, line)}{builtin}: {builtin}: I/O error\n"

    def bad_folder(self, shell: str, line: int, path: str, error: str) -> str:
        """``cd`` to nowhere."""
        return f"{self.prefix(shell, line)}cd: can't cd to {path}\n"

    def syntax(self, shell: str, where: str, fault: SyntaxFault, text: str) -> str:
        """A syntax error."""
        line = fault.line + (fault.token == NEWLINE)
        start = f"{self.prefix(shell, line)}Syntax error: "
        if fault.special in ("'", '"', "`"):
            return f"{start}Unterminated quoted string\n"
        if fault.special == "}":
            return f"{start}Missing '}}'\n"
        if fault.special == "))":
            return f"{start}Missing '))'\n"
        if fault.special == "redirection":
            return f"{start}redirection unexpected\n"
        expecting = fault.expecting if fault.expecting != "word" else ""
        tail = f' (expecting "{expecting}")' if expecting else ""
        if fault.token == END:
            return f"{start}end of file unexpected{tail}\n"
        token = "newline" if fault.token == NEWLINE else f'"{fault.token}"'
        return f"{start}{token} unexpected{tail}\n"


class Ash:
    """The texts of busybox's ash."""

    name: ClassVar[str] = "ash"
    braces: ClassVar[bool] = False
    expansion_status: ClassVar[int] = 2
    redirect_status: ClassVar[int] = 1
    folder_status: ClassVar[int] = 2
    unknown_status: ClassVar[int] = 127
    null: ClassVar[str] = "parameter not set or null"
    buckets: ClassVar[int] = 39
    lacks: ClassVar[frozenset[str]] = BASH_ONLY - {"help"}

    def prefix(self, shell: str, line: int) -> str:
        """What stands before a complaint."""
        return f"{shell}: "

    def builtin(self, shell: str, line: int, name: str) -> str:
        """What stands before a builtin's complaint."""
        return f"{shell}: {name}: line {line - 1}: "

    def not_found(self, shell: str, line: int, name: str) -> str:
        """A command that is not there."""
        return f"{shell}: {name}: not found\n"

    def cannot(self, shell: str, line: int, what: str, path: str, error: str) -> str:
        """A file that cannot be opened, created or run."""
        if what == "run":
            return f"{shell}: {path}: Permission denied\n"
        missing = {"open": "no such file", "create": "nonexistent directory"}[what]
        return f"{shell}: can't {what} {path}: {missing if error == 'No such file or directory' else error}\n"

    def write_error(self, shell: str, line: int, builtin: str, error: str) -> str:
        """A builtin could not write its output."""
        return f"{shell}: write error: {error}\n"

    def bad_folder(self, shell: str, line: int, path: str, error: str) -> str:
        """``cd`` to nowhere."""
        return f"{shell}: cd: line {line - 1}: can't cd to {path}: {error}\n"

    def syntax(self, shell: str, where: str, fault: SyntaxFault, text: str) -> str:
        """A syntax error."""
        start = f"{shell}: syntax error: "
        if fault.special in ("'", '"', "`"):
            return f"{start}unterminated quoted string\n"
        if fault.special == "}":
            return f"{start}missing '}}'\n"
        if fault.special == "))":
            return f"{start}missing '))'\n"
        if fault.special == "redirection":
            return f"{start}unexpected redirection\n"
        expecting = fault.expecting if fault.expecting != "word" else ""
        tail = f' (expecting "{expecting}")' if expecting else ""
        if fault.token == END:
            return f"{start}unexpected end of file{tail}\n"
        token = "newline" if fault.token == NEWLINE else f'"{fault.token}"'
        return f"{start}unexpected {token}{tail}\n"


Dialect = Bash | Dash | Ash
