"""A machine's root shell for tests of commands: one command line in, what it printed out."""

import shlex
from dataclasses import dataclass, field

from dockernet_sim.linux.host import Host
from dockernet_sim.programs.conntrack import command as _conntrack
from dockernet_sim.programs.iptables import program, restore, save
from dockernet_sim.programs.ping import command as _ping
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import ALL_CAPABILITIES, Place, Task
from tests.unit.linux.machines import host

LOADED = (_conntrack, _ping, program, restore, save)


@dataclass
class Shell:
    """Runs commands on `vm`."""

    vm: Host = field(default_factory=host)
    caps: frozenset[str] = ALL_CAPABILITIES

    def start(self, line: str, stdin: str = "") -> Task:
        """Start a command."""
        place = Place("vm", self.vm, self.vm.root, self.vm.files, PROGRAMS, caps=self.caps)
        task = Task(place, shlex.split(line), stdin=stdin)
        task.start()
        return task

    def __call__(self, line: str, stdin: str = "", wait: float = 0.001) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        task = self.start(line, stdin)
        self.vm.clock.run(until=self.vm.clock.now + wait)
        return task.exit_code or 0, task.stdout.text + task.stderr.text

    def lines(self, line: str) -> list[str]:
        """What a command that works prints."""
        code, text = self(line)
        assert code == 0, text
        return text.splitlines()
