"""iptables-restore: tables from text, each one as a whole or not at all."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from dockernet_sim.iptables.edit import Editor
from dockernet_sim.iptables.errors import PROGRAM, IptablesError
from dockernet_sim.linux.netfilter.chain import HOOKS
from dockernet_sim.programs.iptables.command import Command
from dockernet_sim.programs.iptables.program import Runner, host_names, not_permitted
from dockernet_sim.programs.registry import program
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.chain import Snapshot
    from dockernet_sim.programs.task import Task

NAME = "iptables-restore"
_COUNTED = re.compile(r"\[(\d+):(\d+)\]\s*(.*)")
_FLAGS = {
    "-c": "c",
    "--counters": "c",
    "-n": "n",
    "--noflush": "n",
    "-t": "t",
    "--test": "t",
    "-v": "v",
    "--verbose": "v",
}
_VALUED = ("-w", "--wait", "-W", "--wait-interval", "-M", "--modprobe")


@program("iptables-restore", "iptables-nft-restore")
def iptables_restore(task: Task) -> int:
    """``iptables-restore [-c] [-n] [-t] [FILE]``."""
    flags: set[str] = set()
    text = task.stdin
    words = list(task.args)
    while words:
        word = words.pop(0)
        if word in _FLAGS:
            flags.add(_FLAGS[word])
        elif word in _VALUED:
            if words and words[0].isdigit():
                words.pop(0)
        elif word.startswith("-"):
            raise NotModelled(f"option {word} is not modelled")
        else:
            text = task.read(word)
    try:
        Restorer(task, flags).restore(text)
    except IptablesError as error:
        task.err(f"{error.text}\n")
        return error.exit
    return 0


class Restorer:
    """Reads the text line by line. What was begun is undone if it cannot be finished."""

    def __init__(self, task: Task, flags: set[str]) -> None:
        self.task = task
        self.editor = Editor(task.ns.nf)
        self.flags = flags
        self.names = host_names(task)
        self.table = ""
        self.line = 0
        self.before: Snapshot | None = None

    def restore(self, text: str) -> None:
        """Take all of it."""
        try:
            for self.line, line in enumerate(text.splitlines(), 1):
                if line.strip() and not line.startswith("#"):
                    self._take(line.strip())
            if self.table:
                raise IptablesError(f"{NAME}: COMMIT expected at line {self.line + 1}", 1)
        finally:
            if self.table:
                self._undo()

    def _take(self, line: str) -> None:
        if not self.table:
            if not line.startswith("*"):
                raise self._failed()
            self._begin(line[1:].strip())
        elif line == "COMMIT":
            if "t" in self.flags:
                self._undo()
            self.table = ""
            self.editor.nf.changed()
        elif line.startswith(":"):
            self._chain(line[1:].split())
        else:
            self._rule(line)

    def _failed(self, why: str = "") -> IptablesError:
        return IptablesError(f"{NAME}: line {self.line} failed{f': {why}' if why else ''}", 1)

    def _begin(self, name: str) -> None:
        if "NET_ADMIN" not in self.task.caps:
            raise IptablesError(not_permitted().text.replace("iptables", NAME), 4)
        if name not in HOOKS:
            raise self._said(f"{PROGRAM}: {NAME}: line {self.line} table name '{name}' invalid\n", self.line)
        self.table = name
        self.before = self.editor.table(name).snapshot()
        if "n" not in self.flags:
            for chain in self.editor.table(name).listed():
                chain.have([])  # the snapshot keeps the old list
            self.editor.delete_chain(name)
        self.editor.table(name).exists = True

    def _undo(self) -> None:
        if self.before is not None:
            self.editor.table(self.table).come_back(self.before)
            self.editor.nf.changed()

    def _chain(self, words: list[str]) -> None:
        if len(words) < 2:
            raise self._failed()
        name, policy = words[:2]
        chain = self.editor.table(self.table).chains.get(name)
        try:
            if policy == "-" and chain is None:
                self.editor.new_chain(self.table, name)
            elif policy == "-" and chain is not None and not chain.builtin:
                chain.have([])
            elif policy != "-":
                self.editor.policy(self.table, name, policy)
        except IptablesError as error:
            raise self._failed(error.text.removeprefix("iptables: ")) from None
        counted = _COUNTED.match(words[2]) if len(words) > 2 else None
        if counted and "c" in self.flags:
            chain = self.editor.chain(self.table, name)
            chain.set_policy(chain.policy, int(counted[1]), int(counted[2]))

    def _rule(self, line: str) -> None:
        counted = _COUNTED.match(line)
        words = shlex.split(counted[3] if counted else line)
        if counted and "c" in self.flags:
            words += ["-c", counted[1], counted[2]]
        try:
            command = Command(self.task.ns, self.editor.table, ["-t", self.table, *words], self.names)
            Runner(self.editor, command, self.names).run(self.task)
        except IptablesError as error:
            if error.exit == 1:
                raise self._failed(error.text.removeprefix("iptables: ")) from None
            raise self._said(error.text, self.line + (error.exit == 2)) from None

    def _said(self, text: str, line: int) -> IptablesError:
        """A complaint with the place where it happened before the hint."""
        first, _, rest = text.replace("iptables v", f"{NAME} v").partition("\n")
        hint = f"Try `{NAME} -h' or '{NAME} --help' for more information."
        return IptablesError(
            f"{first}\nError occurred at line: {line}\n{hint}" if rest or text.endswith("\n") else first, 2
        )
