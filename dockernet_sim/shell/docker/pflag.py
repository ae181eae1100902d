"""Options as Go's pflag reads them.

Not argparse: pflag takes the next word as a value whatever it looks like (``-e -x``), lets booleans be said with
``=false`` only, and names the first wrong word in texts of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.shell.docker.kinds import KINDS, BadValue
from dockernet_sim.sim.quote import quote

USED, IGNORED, MISSING = "used", "ignored", "missing"


@dataclass(frozen=True)
class Option:
    """One option of a command.

    Parameters
    ----------
    name, short : str
        ``--name`` and ``-s``.
    kind : str
        pflag's word for its type, as help shows it; "bool" shows none.
    help : str
        Its help text.
    default : str
        The default as help shows it, in brackets; "" when help shows none.
    check : callable, optional
        Takes the text, returns the value; raises BadValue.
    hidden : bool
        Not shown by help.
    into : str
        The option that an alias stands for.
    deprecated : str
        What is said, after "has been deprecated, ", of an option that goes out of use.
    needs : str
        What only another daemon has: "windows", or "experimental" features.
    effect : str
        "used", "ignored" (accepted; what it does cannot be seen here), or "missing" (accepted by Docker, not modelled).
    """

    name: str
    kind: str
    help: str = ""
    short: str = ""
    default: str = ""
    check: Callable[[str], Any] | None = None
    hidden: bool = False
    into: str = ""
    effect: str = USED
    deprecated: str = ""
    needs: str = ""

    @property
    def repeats(self) -> bool:
        """Whether each use adds a value."""
        return KINDS[self.kind].repeats

    def start(self) -> Any:
        """The value before any use."""
        return KINDS[self.kind].start(self.default)

    def read(self, text: str) -> Any:
        """A value from its text; BadValue."""
        return self.check(text) if self.check is not None else KINDS[self.kind].read(text)

    @property
    def spelled(self) -> str:
        """``-s, --name``, as error texts name it."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


class FlagError(Exception):
    """A word on the command line that pflag refuses."""


class HelpWanted(Exception):
    """``--help`` was met; `note` is what pflag says first (of the deprecated ``-h``)."""

    def __init__(self, note: str = "") -> None:
        super().__init__(note)
        self.note = note


@dataclass
class Parsed:
    """What a command line came to: option values by name, which were given (`typed`: by which name), other words."""

    values: dict[str, Any]
    given: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    needs: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class FlagSet:
    """The options of one command, and the reading of its words.

    Parameters
    ----------
    options : iterable of Option
        The command's options.
    interspersed : bool
        Whether options may follow other words (not so in ``docker run IMAGE COMMAND ...``).

    Examples
    --------
    >>> flags = FlagSet([Option("detach", "bool", short="d"), Option("name", "string")])
    >>> parsed = flags.parse(["-d", "--name=web", "nginx"])
    >>> parsed["detach"], parsed["name"], parsed.words
    (True, 'web', ['nginx'])
    """

    def __init__(self, options: Iterable[Option], interspersed: bool = True) -> None:
        self.options = list(options)
        self.interspersed = interspersed
        self.long = {option.name: option for option in self.options}
        self.short = {option.short: option for option in self.options if option.short}
        self.missing = [option.name for option in self.options if option.effect == MISSING]
        self._say: Callable[[str], object] = str
        self._starts = {option.name: option.start() for option in self.options if not option.into}
        self._repeating = [(o.name, type(o.start())) for o in self.options if o.repeats and not o.into]

    def parse(self, words: list[str], say: Callable[[str], object] = str) -> Parsed:
        """Read a command's words, `say` what is said of deprecated ones; FlagError, HelpWanted."""
        self._say = say
        parsed = Parsed({**self._starts, **{name: empty() for name, empty in self._repeating}})
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                parsed.words += rest
                break
            if len(word) < 2 or word[0] != "-":
                parsed.words.append(word)
                if not self.interspersed:
                    parsed.words += rest
                    break
            elif word[1] == "-":
                self.long_option(word, rest, parsed)
            else:
                self.short_options(word[1:], rest, parsed)
        return parsed

    def long_option(self, word: str, rest: list[str], parsed: Parsed) -> None:
        """``--name``, ``--name=value`` or ``--name value``."""
        name, equals, value = word[2:].partition("=")
        if not name or name[0] == "-":
            raise FlagError(f"bad flag syntax: {word}")
        if name == "help":
            raise HelpWanted
        option = self.long.get(name)
        if option is None:
            raise FlagError(f"unknown flag: --{name}")
        if not equals:
            if option.kind == "bool":
                value = "true"
            elif rest:
                value = rest.pop(0)
            else:
                raise FlagError(f"flag needs an argument: {word}")
        self.set(option, value, parsed)

    def short_options(self, letters: str, rest: list[str], parsed: Parsed) -> None:
        """``-d``, ``-dit``, ``-p8080:80``, ``-p=8080:80``, ``-p 8080:80``."""
        whole = letters
        while letters:
            letter, after = letters[0], letters[1:]
            option = self.short.get(letter)
            if option is None:
                if letter == "h":
                    raise HelpWanted("Flag shorthand -h has been deprecated, please use --help\n")
                shown = f"'{letter}'" if letter not in "'\\" else f"'\\{letter}'"
                raise FlagError(f"unknown shorthand flag: {shown} in -{letters}")
            letters = ""
            if len(after) > 1 and after[0] == "=":
                value = after[1:]
            elif option.kind == "bool":
                value, letters = "true", after
            elif after:
                value = after
            elif rest:
                value = rest.pop(0)
            else:
                raise FlagError(f"flag needs an argument: '{letter}' in -{whole}")
            self.set(option, value, parsed)

    def set(self, option: Option, text: str, parsed: Parsed) -> None:
        """Store one value."""
        try:
            value = option.read(text)
        except BadValue as problem:
            raise FlagError(f'invalid argument {quote(text)} for "{option.spelled}" flag: {problem}') from None
        if option.deprecated:
            self._say(f"Flag --{option.name} has been deprecated, {option.deprecated}\n")
        name = option.into or option.name
        parsed.given.add(name)
        parsed.typed.add(option.name)
        if option.needs:
            parsed.needs[option.name] = option.needs
        kept = parsed.values.get(name)
        if isinstance(kept, dict):
            parsed.values[name] = kept | value
        elif isinstance(kept, list):
            parsed.values[name] = kept + (value if isinstance(value, list) else [value])
        else:
            parsed.values[name] = value
