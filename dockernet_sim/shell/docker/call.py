"""One call of a command: who typed it, what was typed, and which engine answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.engine.daemon.routes import work_of
from dockernet_sim.engine.errors import ApiError, BadRequest, NotFound
from dockernet_sim.engine.references import Reference, UpperCase, parse_reference
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.docker.errors import CliError, Empty, Unasked
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.when import EPOCH_SECONDS, rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.shell.docker.client import Client
    from dockernet_sim.shell.docker.command import Command, Steps
    from dockernet_sim.shell.docker.pflag import Parsed


@dataclass
class Call:
    """What a command's function is given.

    ``path`` is how it was called: ``docker container ls``; ``answered`` is false where no daemon answers.
    """

    task: Task
    engine: Engine
    client: Client
    command: Command
    path: str
    parsed: Parsed
    answered: bool = True

    @property
    def words(self) -> list[str]:
        """The words beside the options."""
        return self.parsed.words

    def __getitem__(self, option: str) -> Any:
        return self.parsed.values[option]

    @property
    def shape(self) -> str:
        """``--format`` as a template; later clients know the word ``json``."""
        wanted = str(self["format"])
        return "{{json .}}" if wanted == "json" and self.client.json_word else wanted

    def given(self, option: str) -> bool:
        """Whether an option was typed."""
        return option in self.parsed.given

    @property
    def unix_time(self) -> float:
        """The time, in seconds since 1970."""
        return EPOCH_SECONDS + self.task.clock.now

    @property
    def log_time(self) -> str:
        """The time as the CLI's own log lines show it: to the second."""
        return rfc3339(float(int(self.task.clock.now)))

    def out(self, text: str = "") -> None:
        """One line to standard output."""
        self.task.out(f"{text}\n")

    def err(self, text: str) -> None:
        """One line to standard error."""
        self.task.err(f"{text}\n")

    def wait(self, call: str, force: bool = False) -> Any:
        """The event after which the engine has done the work of a call of the Engine API (the table of routes)."""
        return self.task.sleep(self.engine.release.costs.of(work_of(call, force)) if self.answered else 0)

    def reference(self, name: str) -> Reference:
        """An image's name as the client reads it; CliError in its words."""
        try:
            return parse_reference(name)
        except UpperCase as problem:
            raise cli_error("upper-case", path=problem.path) from None
        except BadRequest as problem:
            raise CliError(problem.text) from None

    def container(self, name: str) -> dict[str, Any]:
        """A container as inspect shows it; CliError in the words of the CLI's own client when there is none."""
        self.check_container(name)
        return self.engine.containers.inspect(name)

    def check_container(self, name: str) -> None:
        """The same where only this matters: that there is one."""
        try:
            self.engine.containers.get(self.named(name, asks=False))
        except ApiError as problem:
            raise self.refused(problem, "container", name) from None

    def named(self, name: str, kind: str = "container", asks: bool = True) -> str:
        """A word that should name something; Empty when it does not.

        Parameters
        ----------
        name : str
            The word.
        kind : str
            What it should name: ``container``, ``network``, ``volume``, ``image`` or ``node``.
        asks : bool
            Whether a client that lets empty names pass asks the daemon for it.
        """
        own = self.client.say("empty", kind=kind) if kind != "image" else ""
        if name or (asks and not own and not self.answered):
            return name
        raise Empty(own or "Error response from daemon: page not found")

    def refused(self, problem: ApiError, kind: str = "", name: str = "") -> CliError:
        """What the daemon refused; `kind` where the CLI's own client says that nothing has that name."""
        if isinstance(problem, Empty) and kind and not self.client.say("empty", kind=kind):
            return CliError(f"Error: No such {kind}: {name}")
        if isinstance(problem, Unasked):
            return CliError(problem.text)
        if kind and isinstance(problem, NotFound):
            return cli_error("no-such", kind=kind, name=name, text=problem.text.strip())
        return cli_error("daemon", text=problem.text.strip())

    def each(self, names: Iterable[str], work: str, act: Callable[[str], object], kind: str = "") -> Steps:
        """Do something to several things: each that works prints its name, what fails is told at the end."""
        problems: list[str] = []
        for name in names:
            yield self.wait(work)
            try:
                done = act(self.named(name, kind or "container"))
                if isinstance(done, simpy.Event):
                    yield done
                self.out(name)
            except ApiError as problem:
                problems.append(self.client.text(self.refused(problem, kind, name)))
        if problems:
            raise CliError("\n".join(problems))
        return 0


def daemon_text(problem: ApiError) -> str:
    """The CLI's words for what the daemon refused."""
    return problem.text if isinstance(problem, Unasked) else f"Error response from daemon: {problem.text.strip()}"
