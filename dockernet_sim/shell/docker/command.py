"""What one command of the table is: its words, options, arguments and texts."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.shell.docker.pflag import FlagSet, Option
from dockernet_sim.shell.docker.words import cli_error

if TYPE_CHECKING:
    from dockernet_sim.shell.docker.call import Call
    from dockernet_sim.shell.docker.client import Client

Steps = Generator[simpy.Event, Any, int]
Handler = Callable[["Call"], Steps]


@dataclass(frozen=True)
class Arity:
    """How many words a command takes beside its options; ``most`` None: any number."""

    least: int
    most: int | None

    def complaint(self, count: int) -> str:
        """The name of what Docker says when the number is wrong; "" when it is right."""
        least, most = self.least, self.most
        if count >= least and (most is None or count <= most):
            return ""
        if most == 0:
            return "count-none"
        if least == most:
            return "count-exactly"
        if most is None:
            return "count-least"
        return "count-most" if least == 0 else "count-between"


def plural(count: int) -> str:
    """``1 argument``, ``2 arguments``."""
    return f"{count} argument" if count == 1 else f"{count} arguments"


NONE, ONE, TWO = Arity(0, 0), Arity(1, 1), Arity(2, 2)
SOME, OPTIONAL, ONE_OR_TWO, TWO_OR_MORE, ANY = Arity(1, None), Arity(0, 1), Arity(1, 2), Arity(2, None), Arity(0, None)


@dataclass(frozen=True)
class Command:
    """One command of ``docker``.

    Parameters
    ----------
    name : str
        Its last word: ``"create"``.
    use : str
        What the usage line shows behind its words: ``"[OPTIONS] NETWORK"``.
    short : str
        One line on what it does, as in ``docker --help``.
    arity : Arity
        How many words it takes.
    run : callable, optional
        What carries it out; without one it exists in Docker and is not modelled here.
    options : tuple of Option
        Its options.
    aliases : tuple of str
        Its other names in its group.
    interspersed : bool
        Whether options may follow other words.
    instead : str
        What does nearly the same, for one that is not modelled.
    long : str
        What its own help says instead of `short`.
    in_swarm : bool
        Whether it is for nodes of a swarm only.
    """

    name: str
    use: str
    short: str
    arity: Arity = NONE
    run: Handler | None = None
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    interspersed: bool = True
    instead: str = ""
    long: str = ""
    in_swarm: bool = False

    @cached_property
    def flags(self) -> FlagSet:
        """What reads its words."""
        return FlagSet(self.options, self.interspersed)

    def check_words(self, client: Client, path: str, words: list[str]) -> None:
        """Refuse a wrong number of words in the client's own text; `path` is how it was called."""
        problem = self.arity.complaint(len(words))
        if problem:
            least, most = self.arity.least, self.arity.most
            complaint = client.say(problem, number=least, least=plural(least), most=plural(most or 0))
            verb = client.say(f"{problem}-verb")
            raise cli_error(
                "count", complaint=complaint, path=path, usage=self.usage(path), short=self.short, verb=verb
            )

    def usage(self, path: str) -> str:
        """The usage line."""
        return f"{path} {self.use}".rstrip()


@dataclass(frozen=True)
class Group:
    """A management command (``docker network``), or ``docker`` itself: commands under one word."""

    name: str
    short: str
    commands: tuple[Command, ...] = ()
    groups: tuple[Group, ...] = field(default=())
    options: tuple[Option, ...] = ()

    @cached_property
    def flags(self) -> FlagSet:
        """What reads the words before the first command."""
        return FlagSet(self.options, interspersed=False)

    def find(self, word: str) -> Command | None:
        """The command of that name or alias."""
        return next((c for c in self.commands if word == c.name or word in c.aliases), None)
