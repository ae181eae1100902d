"""Completion at the prompt: commands, docker's subcommands, containers, networks and images."""

from __future__ import annotations

import re

from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.world import World

HISTORY = 1000
SUBCOMMANDS = (
    "attach", "create", "exec", "images", "info", "inspect", "kill", "logs", "network", "port", "ps", "rename",
    "restart", "rm", "run", "start", "stop", "version",
)  # fmt: skip
NETWORK = ("connect", "create", "disconnect", "inspect", "ls", "prune", "rm")


class Completer:
    """What could stand where the cursor is; ``prompt`` tells which machine is typed at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.prompt = ""
        self._found: list[str] = []

    def install(self) -> None:
        """Hand completion to readline, where the platform has it."""
        try:
            import readline
        except ImportError:
            return
        readline.set_history_length(HISTORY)
        readline.set_completer_delims(" \t\n;|&")
        readline.set_completer(self._nth)
        readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
        self._line = readline.get_line_buffer
        self._begin = readline.get_begidx

    def _nth(self, word: str, number: int) -> str | None:
        if number == 0:
            self._found = self.candidates(self._line()[: self._begin()], word)
        return self._found[number] if number < len(self._found) else None

    def candidates(self, before: str, word: str) -> list[str]:
        """The words that begin with `word`, behind the words in `before`."""
        words = re.split(r"[;|&]+", before)[-1].split()
        return sorted(f"{c} " for c in set(self._possible(words)) if c.startswith(word))

    def _possible(self, words: list[str]) -> list[str]:
        if not words:
            return list(self._programs())
        if words[0] == "ssh":
            return list(self.world.machines)
        if words[0] != "docker":
            return []
        if len(words) == 1:
            return list(SUBCOMMANDS)
        if words[1] == "network" and len(words) == 2:
            return list(NETWORK)
        return self._names()

    def _machine(self) -> str:
        found = re.match(r"\[root@(\S+)", self.prompt)
        return found[1] if found and found[1] in self.world.machines else "vm"

    def _programs(self) -> list[str]:
        return sorted(self.world.machine(self._machine()).programs)

    def _names(self) -> list[str]:
        """Containers, networks and images of the machine's engine."""
        try:
            engine = self.world.engine(self._machine())
        except DockernetError:
            return []
        containers = [name.lstrip("/") for c in engine.containers.list(all=True) for name in c["Names"]]
        networks = [n["Name"] for n in engine.networks.list()]
        images = [tag.removesuffix(":latest") for i in engine.images.list() for tag in i["RepoTags"]]
        return [*(n for n in containers if "/" not in n), *networks, *images]
